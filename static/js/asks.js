/* A question of a step is answered in place: the steps that ask, and the addresses of everything else, are taken from the
   page to which the answer leads. Where that cannot be had, or a tick is on its way, the link is followed as it is. */
(() => {
  "use strict";
  const one = (selector, within = document) => within.querySelector(selector);
  const all = (selector, within = document) => [...within.querySelectorAll(selector)];
  const ADDRESSES = ["href", "action", "hx-post", "value"];

  const asking = (page) => all(".asks", page).map((asks) => asks.closest(".step"));
  /* What site.js puts first in main, in the reader's language, is in no page of the server. */
  const isOffered = (link) => link.matches("main > p:first-child > a[hreflang]");
  const carrying = (page) => all("a[href], form[action], input[type=hidden]", page)
    .filter((each) => !each.closest(".step:has(.asks)") && !isOffered(each));

  const readdress = (old, fresh) => {
    ADDRESSES.filter((name) => fresh.hasAttribute(name) && old.getAttribute(name) !== fresh.getAttribute(name))
      .forEach((name) => { old.setAttribute(name, fresh.getAttribute(name)); });
    if (old.matches("[hx-post]")) window.htmx?.process(old);
  };
  const replace = (old, fresh) => {
    const [was, is] = [one(".how", old), one(".how", fresh)];
    if (was && is) is.open = was.open;
    old.replaceWith(fresh);
    window.htmx?.process(fresh);
  };

  let asked = 0;
  /* Resolves to whether the page now shows what this address shows. */
  const show = async (address) => {
    const number = ++asked;
    const answer = await fetch(address).catch(() => null);
    if (!answer?.ok || !answer.headers.has("Answered-By")) return false;
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    if (number !== asked) return true;  /* another answer was pressed meanwhile */
    const pairs = [asking, carrying].map((found) => [found(document), found(page)]);
    if (pairs.some(([here, there]) => here.length !== there.length) || one("[data-saving]")) return false;
    const [steps, places] = pairs.map(([here, there]) => here.map((each, at) => [each, there[at]]));
    places.forEach((pair) => readdress(...pair));
    steps.forEach((pair) => replace(...pair));
    all("a[hreflang]").filter(isOffered).forEach((link) => { link.href = one(`#languages [hreflang="${link.hreflang}"]`).href; });
    return true;
  };

  const pressed = async (event) => {
    const link = event.target.closest?.(".asks a");
    if (!link || event.button || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    const { top } = link.getBoundingClientRect();
    const chosen = `#${link.closest(".step").id} .asks [aria-current]`;
    if (!(await show(link.href))) { location.assign(link.href); return; }
    const now = one(chosen);
    if (now?.href !== link.href) return;
    if (location.href !== link.href) history.pushState(null, "", link.href);
    shown = location.search;
    scrollBy({ top: now.getBoundingClientRect().top - top, behavior: "instant" });
    now.focus({ preventScroll: true });
    one("#status").textContent = `${one("strong", now.closest(".asks")).textContent} ${now.textContent.trim()}`;
  };

  let shown = location.search;
  const wentBack = async () => {
    if (location.search === shown) return;
    shown = location.search;
    if (!(await show(location.href))) location.reload();
  };

  document.addEventListener("click", pressed);
  addEventListener("popstate", wentBack);
})();
