/* Pages that were opened stay readable without a line. site.js sends for this worker at the first tick, not before. */
(() => {
  "use strict";
  const CACHE = "opened";
  const MOST = 80;
  const LONGEST = 30 * 24 * 60 * 60 * 1000;
  const PLAIN = /^(\?(device|region)=[a-z-]{1,60})?$/;
  const FORM = /\/report\/|\/teams\/$/;

  const isPart = (url) => url.pathname.startsWith("/static/");
  const isPage = (answer) => /^text\/html/.test(answer.headers.get("content-type"));
  const isOld = (answer) => Date.now() - Date.parse(answer.headers.get("date")) > LONGEST;

  /* A network that wants a sign-in answers in our place, and does not say this. */
  const isOurs = (answer) => answer.headers.has("answered-by");

  /* What the site wants nobody to keep (no-store) is not kept, nor an address with more in it than a device, nor a form
     that counts once. */
  const mayBeKept = (url, answer) => answer.status === 200 && !answer.redirected && PLAIN.test(url.search) && !FORM.test(url.pathname)
    && !/no-store/.test(answer.headers.get("cache-control")) && (isPage(answer) ? isOurs(answer) : isPart(url));
  let isOver = false;
  const keep = async (address, answer) => {
    if (isOver || !mayBeKept(new URL(address, location), answer)) return;
    const cache = await caches.open(CACHE);
    await cache.put(address, answer);
    await tidy(cache);
  };
  /* What was put last stands last. */
  const tidy = async (cache) => {
    const kept = await cache.keys();
    const dated = await Promise.all(kept.map(async (each) => [each, await cache.match(each)]));
    const over = dated.filter(([, answer], place) => place < kept.length - MOST || isOld(answer));
    await Promise.all(over.map(([each]) => cache.delete(each)));
  };

  /* The network is always asked first: the cache is for when that fails. */
  const ask = async (event) => {
    const answer = (await event.preloadResponse) || (await fetch(event.request));
    event.waitUntil(keep(event.request.url, answer.clone()));
    return answer;
  };
  const find = async (address, options) => {
    const kept = await caches.match(address, { cacheName: CACHE, ignoreVary: true, ...options });
    return kept && !isOld(kept) ? kept : undefined;
  };
  const part = (event) => ask(event).catch(async (error) => (await find(event.request.url)) || Promise.reject(error));
  const page = (event) => ask(event).catch(async (error) => {
    const { url } = event.request;
    const kept = (await find(url)) || (await find(url, { ignoreSearch: true }));
    return kept ? dated(kept) : notKept(error, new URL(url).pathname);
  });

  /* A page from the cache says of when it is (base.html). */
  const dated = async (kept) => {
    const when = new Date(kept.headers.get("date")).toISOString();
    return new Response((await kept.text()).replace("<html", `<html data-kept="${when}"`), { headers: kept.headers });
  };
  /* In the language of the address, if that is kept: /polski/offline/ */
  const notKept = async (error, path) => {
    const ways = path.split("/").slice(1, 3).map((name) => `/${name}/offline/`);
    const kept = (await find(ways[0])) || (await find(ways[1] || ways[0])) || (await find("/offline/"));
    if (!kept) throw error;
    const list = [...await titles()].map(([title, address]) => `<li><a href="${address}">${title}</a></li>`).join("");
    const page = (await kept.text()).replace('<ul class="next" id="kept">', (tag) => tag + list);
    return new Response(page, { status: 503, headers: kept.headers });
  };
  /* One page for several devices is one title: the one that was opened last. */
  const titles = async () => {
    const kept = await (await caches.open(CACHE)).keys();
    const pages = kept.map(({ url }) => new URL(url)).filter((url) => !isPart(url) && !url.pathname.endsWith("/offline/"));
    return new Map(await Promise.all(pages.map(async ({ href }) => {
      const page = await (await caches.match(href, { cacheName: CACHE, ignoreVary: true })).text();
      const [, title] = /<title>([^<]*)/.exec(page) || ["", href];
      return [title.replace(/ – [^–]*$/, ""), href];
    })));
  };

  addEventListener("install", () => skipWaiting());
  addEventListener("activate", (event) => event.waitUntil(Promise.all([registration.navigationPreload?.enable(), clients.claim()])));
  addEventListener("fetch", (event) => {
    const { method, mode, url } = event.request;
    if (method !== "GET" || new URL(url).origin !== location.origin) return;
    if (mode === "navigate") event.respondWith(page(event));
    else if (isPart(new URL(url))) event.respondWith(part(event));
  });
  /* A page whose ticks are new, and what it is made of (without a line the older one stays); or nothing: let go of all.
     A page with other ticks may need a script that the one on the screen does not have. */
  const bring = async (address) => {
    const answer = await fetch(address);
    const scripts = isPage(answer) ? [...(await answer.clone().text()).matchAll(/<script src="(\/static\/[^"]+)"/g)] : [];
    await keep(address, answer);
    await Promise.all(scripts.map(async ([, part]) => (await find(part)) || keep(part, await fetch(part))));
  };
  const renew = (addresses) => Promise.allSettled(addresses.map(bring));
  const forget = () => { isOver = true; return caches.delete(CACHE); };
  addEventListener("message", (event) => event.waitUntil(event.data ? renew(event.data) : forget()));
})();
