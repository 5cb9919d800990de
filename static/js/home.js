/* The home page with several guides: what this browser knows of each, in words. Nothing of it is sent or stored.

   Ticks are sent with the pages of their guide only, and this page cannot see them. But whoever ticked has pages kept for
   reading without a line (offline.js), which are renewed at every tick: the steps opened last say how far one is. */
(() => {
  "use strict";
  const one = (selector, within = document) => within.querySelector(selector);
  const all = (selector, within = document) => [...within.querySelectorAll(selector)];
  const words = (selector, page) => one(selector, page)?.textContent.trim().replace(/\s+/g, " ") || "";

  /* The address of the steps, in whichever language: of /linkedin/polski/eu/ the first and the last name. */
  const names = ({ url }) => new URL(url).pathname.split("/").slice(1, -1);
  const isOf = (card) => (kept) => {
    const [guide, ...rest] = names(kept);
    const regions = card.dataset.regions.trim().split(" ");
    return guide === card.dataset.guide && rest.length > 0 && rest.length < 3 && regions.includes(rest.at(-1));
  };

  const tell = async (card, kept, cache) => {
    const answer = await cache.match(kept);
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    if (!one("#summary", page)) return false;
    const line = one("#state").content.cloneNode(true).firstElementChild;
    one("strong", line).textContent = words("#summary .state", page);
    one("span", line).textContent = `${words("h1 .in-region", page)} · ${words("#count", page)}`;
    all("strong, span", line).forEach((part) => { part.lang = page.documentElement.lang; });
    one("a", line).href = `${one("h2 a", card).pathname}${names(kept).at(-1)}/`;
    line.toggleAttribute("data-off", one("#summary", page).hasAttribute("data-off"));
    card.toggleAttribute("data-yours", true);
    one("h2", card).after(line);
    return true;
  };

  document.addEventListener("DOMContentLoaded", async () => {
    if (!(await self.caches?.has("opened").catch(() => false))) return;
    const cache = await caches.open("opened");
    const kept = await cache.keys();
    const told = await Promise.all(all(".guide").map((card) => {
      const last = kept.findLast(isOf(card));
      return last && tell(card, last, cache);
    }));
    if (told.some(Boolean)) one("#known").textContent = one("#welcome").content.textContent.trim();
  });
})();
