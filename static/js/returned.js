/* Who comes back after the last tick: a browser knows until when it keeps a tick, and so when it was made; some tell. */
(async () => {
  "use strict";
  const line = document.querySelector("#returned [hidden]");
  const [tick] = (await self.cookieStore?.getAll()) || [];
  if (!tick?.expires) return;
  line.querySelectorAll("time").forEach((time) => {
    const day = new Date(tick.expires + time.dataset.days * 86_400_000);
    const words = day.toLocaleDateString(time.lang, { dateStyle: "long" });
    time.textContent = time.lang === "fr" ? words.replace(/^1 /, "1er ") : words;
  });
  line.hidden = false;
  line.nextElementSibling.remove();
})();
