/* The list of what is due: one box for a whole source, and a word where a press was not saved. It works without this. */
document.addEventListener("DOMContentLoaded", () => {
  "use strict";
  const boxes = (form, name) => [...form.querySelectorAll(`[name=${name}]`)];
  document.addEventListener("change", ({ target }) => {
    const form = target.closest(".due-group form");
    if (!form) return;
    const rows = boxes(form, "statement");
    if (target.name === "all") rows.forEach((row) => { row.checked = target.checked; });
    else boxes(form, "all").forEach((all) => { all.checked = rows.every((row) => row.checked); });
  });

  const tell = (form, why) => {
    const line = document.createElement("p");
    line.className = "errornote";
    line.textContent = document.getElementById("due").dataset[why];
    form.closest(".due-group").querySelector("[role=status]").replaceChildren(line);
  };
  /* Rows above the button go, and it stays where it was pressed. Where a row had the focus and is gone, the button gets it. */
  let was = 0;
  const top = () => document.activeElement.getBoundingClientRect().top;
  document.addEventListener("htmx:beforeRequest", () => { was = top(); });
  document.addEventListener("htmx:afterSettle", ({ detail: { elt } }) => {
    if (!elt.matches("[id^=form-]")) return;
    if (document.activeElement === document.body) elt.querySelector("button").focus({ preventScroll: true });
    scrollBy(0, top() - was);
  });

  /* Whoever is signed out is led to the page where one signs in: it belongs into no group. */
  document.addEventListener("htmx:beforeSwap", ({ detail }) => {
    if (new URL(detail.xhr.responseURL).pathname === location.pathname) return;
    detail.shouldSwap = false;
    tell(detail.elt, "signedOut");
  });
  ["sendError", "responseError", "timeout"].forEach((name) => {
    document.addEventListener(`htmx:${name}`, ({ detail }) => tell(detail.elt, "failed"));
  });
});
