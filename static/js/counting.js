/* An answer to a tick brings a new ending, and what was asked for in the old one would go with it. So that waits. */
(() => {
  "use strict";
  const isSaving = () => document.querySelector(".step[data-saving]");
  let isHeld = false;
  const hold = (event) => {
    if (!window.htmx || !isSaving() || !event.target.matches("#count-me form")) return;
    event.preventDefault();
    event.stopPropagation();
    isHeld = true;
  };
  const letGo = () => {
    if (!isHeld || isSaving()) return;
    isHeld = false;
    document.querySelector("#count-me form")?.requestSubmit();
  };
  document.addEventListener("submit", hold, { capture: true });
  document.addEventListener("htmx:afterRequest", () => setTimeout(letGo));  /* once site.js has heard of it, too */
})();
