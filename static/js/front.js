/* Where one chooses a region: which one to put first. Nothing of it is sent or stored. */
(() => {
  "use strict";
  const one = (selector, within = document) => within.querySelector(selector);
  const all = (selector, within = document) => [...within.querySelectorAll(selector)];

  /* --- the region: compared here in the browser, never sent, never a redirect --- */
  const suggestRegion = () => {
    const list = one(".regions[data-unsure]");
    if (!list) return;
    const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
    if (!zone || !zone.includes("/") || zone.startsWith("Etc/") || list.dataset.unsure.split(" ").includes(zone)) return;
    const region = all("[data-zones]", list).find((link) => link.dataset.zones.split(" ").includes(zone)) || one("[data-elsewhere]", list);
    if (region) putFirst(region, one("#suggestion").content.cloneNode(true));
  };
  const putFirst = (region, words) => {
    region.dataset.suggested = "";
    region.append(words);
    region.closest("ul").prepend(region.parentElement);
  };

  /* Whoever ticked has pages kept for reading without a line (offline.js): the checklist opened last is theirs. */
  const greetReturner = async () => {
    const words = one("#welcome")?.content.cloneNode(true);
    /* Without a worker there are none: then the suggestion is there from the first picture on, and nothing jumps. */
    if (!words || !navigator.serviceWorker?.controller) return suggestRegion();
    if (!(await self.caches?.has("opened").catch(() => false))) return suggestRegion();
    const kept = await (await caches.open("opened")).keys();
    const place = (url) => new URL(url).pathname.split("/").slice(1, -1)
      .filter((_name, at, { length }) => at === 0 || at === length - 1).join("/");  /* guide and region, in every language */
    const opened = kept.map(({ url }) => place(url));
    const last = (link) => opened.lastIndexOf(place(link.href));
    const region = all(".region").reduce((latest, other) => (last(other) > last(latest) ? other : latest));
    if (last(region) < 0) return suggestRegion();
    one("#where").replaceWith(Object.assign(one("h2", words), { id: "where" }));
    one("#why").replaceWith(one(".hint", words));
    putFirst(region, words);
  };

  greetReturner();
})();
