/* What HTML, CSS and htmx cannot do alone: keep boxes honest, move on to the next step, copy the link. */
(() => {
  "use strict";
  const one = (selector, within = document) => within.querySelector(selector);
  const all = (selector, within = document) => [...within.querySelectorAll(selector)];

  /* htmx notes the current path at every load; this site keeps nothing before the first tick, and then only ticks. */
  const forgetPath = () => { try { sessionStorage.removeItem("htmx-current-path-for-history"); } catch { /* no storage, nothing kept */ } };

  /* --- the language: compared here in the browser, never sent, never a redirect --- */
  const offerLanguage = () => {
    const here = document.documentElement.lang;
    const ways = all("#languages a");
    const there = (tag) => ways.find((way) => way.hreflang === tag);
    const wanted = (navigator.languages || []).map((tag) => tag.split("-")[0]).find((tag) => tag === here || there(tag));
    if (!wanted || wanted === here) return;
    const way = there(wanted).cloneNode(true);
    way.className = "alone";
    const line = document.createElement("p");
    line.append(way);
    one("main").prepend(line);
  };

  /* --- ticks: a cookie each, written where the press is and confirmed by the server (docs/decisions/0013) --- */
  const word = (name) => one(`[data-word="${name}"]`, one("#words").content).textContent;
  const boxes = (step) => all("input[type=checkbox]", step);
  const wishOf = (step) => boxes(step).find((box) => box.checked)?.value || "0";
  const set = (step, wish) => {
    boxes(step).forEach((box) => { box.checked = box.value === wish; });
    step.dataset.state = { 0: "todo", 1: "done" }[wish] || wish;
  };

  /* A frame that may keep nothing throws when it is asked for cookies. */
  const jar = () => { try { return Object.fromEntries(document.cookie.split("; ").map((each) => each.split("="))); } catch { return {}; } };
  const put = (name, value) => {
    const more = (value ? "" : "; max-age=0") + (location.protocol === "https:" ? "; secure" : "");
    try { document.cookie = `${name}=${value || ""}; ${one("#journey").dataset.keep}${more}`; } catch { /* then it is not kept */ }
  };
  const cookieOf = (step) => step.dataset.tick.split("=");
  const wishIn = (step) => {
    const [name, revision] = cookieOf(step);
    const value = jar()[name];
    if (Number(value) >= (step.dataset.since || revision)) return "1";
    return value === "not-for-me" && boxes(step)[1] ? value : "0";
  };
  const keep = (step) => {
    const [name, revision] = cookieOf(step);
    const wish = wishOf(step);
    if (wishIn(step) !== wish) put(name, { 0: "", 1: revision }[wish] ?? wish);
    return wishIn(step) === wish;
  };

  const openNext = () => {
    const steps = all(".step");
    const next = steps.find((step) => step.dataset.state === "todo");
    if (next && !next.matches(".extra")) one("#returned")?.remove();
    steps.forEach((step) => {
      const was = "next" in step.dataset;
      step.toggleAttribute("data-next", step === next);
      if (step.matches(".extra") && (step === next) !== was) one(".how", step).open = step === next;
    });
  };

  /* What was touched or pointed at last stays there, whatever comes or goes above it: a press that ends elsewhere is none.
     Where that is out of view by now, the first step that begins in view stays. */
  let last;
  const topOf = (element) => element?.getClientRects()[0]?.top;
  const begins = (element) => topOf(element) >= 0 && topOf(element) < innerHeight && !element.contains(one("#ending"));
  const hold = () => {
    const seen = [last, ...all(".step")].find(begins);
    const was = topOf(seen);
    return () => {
      const moved = topOf(seen) - was;
      if (moved) scrollBy(0, moved);
    };
  };

  const before = new Map();  /* what was kept of a step before it was pressed */
  const saving = () => all(".step[data-saving]");
  const formOf = (step) => (boxes(step).find((box) => box.checked) || boxes(step)[0]).form;

  /* A step is done, not for me, or neither: ticking one box lets go of the other. Heard before htmx hears it. */
  const pressed = (event) => {
    const box = event.target;
    if (!box.matches?.(".tick input[type=checkbox]")) return;
    isForgetting = false;
    const step = box.closest(".step");
    const wasNext = "next" in step.dataset;
    last = box;
    const stay = hold();
    if (!step.dataset.saving) before.set(step, jar()[cookieOf(step)[0]]);
    set(step, box.checked ? box.value : "0");
    if (!keep(step)) { event.stopPropagation(); takeBack(step, "not-kept"); return; }
    step.dataset.saving = window.htmx ? Number(step.dataset.saving || 0) + 1 : 1;
    addEventListener("beforeunload", leaving);
    openNext();
    stay();
    goOn(step, wasNext);
  };

  /* "Undo" is sent without this script; with it, it lets go of the box. htmx must not hear of it: it would send the
     button's 0 with the next tick. */
  const released = (event) => {
    const button = event.target.closest?.(".undo");
    if (!button) return;
    event.preventDefault();
    event.stopPropagation();
    const box = one("input[type=checkbox]", button.form);
    box.click();
    box.focus();
  };

  /* What was done folds away under the finger; if the next step lies out of sight then, go there. */
  const goOn = (step, wasNext) => {
    const next = one(".step[data-next]");
    if (!next || !wasNext || wishOf(step) === "0") return;
    if (topOf(next) < innerHeight * 0.6) return;
    const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
    scrollBy({ top: topOf(step) - 16, behavior: calm ? "instant" : "smooth" });
  };

  /* After the last needed step, what comes next is in view, unless somebody is at another step by now. */
  const showEnding = (step) => {
    const ending = one("#ending");
    if (ending.hidden || step.matches(".extra") || wishOf(step) === "0" || (last?.closest(".step") || step) !== step) return;
    if (topOf(ending) > innerHeight * 0.6) scrollBy(0, topOf(step) - 16);
  };

  /* Whether that was the last answer which this step waits for. */
  const settled = (step) => {
    const more = step.dataset.saving - 1;
    if (more > 0) step.dataset.saving = more;
    else delete step.dataset.saving;
    if (!step.dataset.saving) broken.delete(step);
    if (!saving().length) removeEventListener("beforeunload", leaving);
    return !step.dataset.saving;
  };

  /* --- what was not saved: told until it is saved, or closed --- */
  const unsaved = new Map();
  const letGo = (what) => {
    unsaved.get(what)?.line.remove();
    unsaved.delete(what);
    one("#unsaved").toggleAttribute("data-open", unsaved.size);
  };
  const tell = (what, why, box) => {
    letGo(what);
    const name = (one("h3", what)?.lastChild || one("button", what)).textContent.trim();
    const line = document.createElement("p");
    line.textContent = `${word("unsaved").replace("{step}", name)} ${word(why)}`;
    unsaved.set(what, { line, box });
    one("#unsaved").dataset.open = "";
    one("#unsaved > div").append(line);
  };
  /* The buttons go, and the focus is again where the trouble is. */
  const leave = (act) => () => {
    const told = [...unsaved];
    one("input:not([type=hidden]), button", told[0][0])?.focus();
    told.forEach(act);
  };

  /* What could not be saved goes back to what was kept before, and says so. */
  const takeBack = (step, why) => {
    const wish = wishOf(step);
    const stay = hold();
    put(cookieOf(step)[0], before.get(step));
    set(step, wishIn(step));
    openNext();
    stay();
    tell(step, why, boxes(step).find((box) => (wish === "0" ? box.checked : box.value === wish)));
  };

  /* Every answer of ours carries this; that of a network which wants a sign-in, or of a filter, does not. */
  const OURS = "Answered-By";
  const isOurs = (xhr) => xhr.getResponseHeader(OURS);

  /* WebKit ends what is under way before it leaves a page, and calls that an error. So a line that breaks is tried twice, and
     for as long as the page is being left; Firefox keeps no page in memory that listens for that, so not before it must. */
  const broken = new Set();
  let left = 0;
  const leaving = () => { left = Date.now(); };
  const failed = ({ target, detail: { xhr } }) => {
    const step = target.closest?.(".step");
    if (step && !xhr.status && navigator.onLine && (!broken.has(step) || Date.now() - left < 10_000)) {
      broken.add(step);
      setTimeout(ask, 500, step);
      return;
    }
    const foreign = xhr.status && xhr.status < 500 && !isOurs(xhr);
    const why = foreign ? "not-ours" : (xhr.status || navigator.onLine ? "failed" : "offline");
    if (!step) tell(target, why);
    else if (settled(step)) takeBack(step, why);
  };
  const ask = (step) => htmx.trigger(formOf(step), "change");

  const saved = ({ target, detail }) => {
    [...unsaved.keys()].filter((what) => !what.isConnected).forEach(letGo);
    if (!detail.successful) return;
    held?.();
    held = null;
    const step = target.closest?.(".step");
    if (!step) return;
    settled(step);
    letGo(step);
    one(".changed", step)?.remove();
    one("#status").textContent = [...all(".state"), one("#count")].map((each) => `${each.textContent.trim()}.`).join(" ");
    showEnding(step);
    look();
    keepSoon();
  };

  /* --- one truth: the browser's cookies, looked at when the page is looked at and at every answer --- */
  const agrees = () => {
    const done = all(".step:not(.extra)").filter((step) => wishOf(step) === "1").length;
    return all(".step").every((step) => wishOf(step) === wishIn(step)) && one("#summary progress").value === done;
  };
  /* What was pressed since an answer was asked for is newer than the cookies it came with, and has an answer to come. */
  const look = () => {
    if (isForgetting) forgetAll();
    else if (saving().length) saving().forEach(keep);
    else if (navigator.onLine && !agrees()) refresh();
  };
  const refresh = async () => {
    const answer = await fetch(location.href).catch(() => null);
    if (!answer?.ok || !answer.headers.has(OURS)) return;
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    if (saving().length || one("#count-me .htmx-request")) return;
    const stay = hold();
    const day = one("#look-again-on");  /* which somebody may have chosen */
    ["#summary", "#ending"].forEach((part) => one(part).replaceWith(one(part, page)));
    if (day) one(`#${day.id}`)?.replaceWith(day);
    window.htmx?.process(one("#ending"));
    all(".step").forEach((step) => set(step, wishOf(one(`#${step.id}`, page) || step)));
    openNext();
    stay();
  };

  /* Whoever leaves before the answer has the cookie, and the server lets it last. */
  const deliver = () => saving()
    .forEach((step) => navigator.sendBeacon(formOf(step).action, new URLSearchParams({ done: wishOf(step) })));
  /* An answer on its way brings no tick back to whoever has said that all are to be forgotten. */
  let isForgetting = false;
  const forgetAll = () => {
    const [guide] = one(".step").dataset.tick.split(".");
    Object.keys(jar()).filter((name) => name.startsWith(`${guide}.`)).forEach((name) => put(name));
  };
  const forgetting = ({ target }) => {
    if (!target.matches(".keeping form")) return;
    isForgetting = true;
    saving().forEach((step) => { delete step.dataset.saving; });
  };

  /* Why somebody is not counted, or a report not taken, is said where the button is; a page of nginx is put nowhere. */
  const REFUSALS = { "count-me": [409, 429], report: [400, 429, 503] };
  let held;
  const answered = ({ detail }) => {
    held = hold();
    const { target: { id }, xhr } = detail;
    if (!isOurs(xhr)) Object.assign(detail, { shouldSwap: false, isError: true });
    else if (REFUSALS[id]?.includes(xhr.status) && xhr.responseText.includes(`id="${id}"`)) Object.assign(detail, { shouldSwap: true, isError: false });
  };

  /* htmx comes when a form is first touched that goes through it: whoever only reads does not wait for it. */
  const SIGNS = ["pointerdown", "keydown", "focusin", "change"];
  /* Where it comes between the document and its load event, it waits for what has been. */
  const loaded = () => new Promise((resolve) => {
    if (document.readyState === "complete") resolve();
    else addEventListener("load", resolve);
  });
  const CONFIG = { includeIndicatorStyles: false, allowEval: false, historyCacheSize: 0, defaultSettleDelay: 0, timeout: 20000 };
  const element = (name, values) => Object.assign(document.createElement(name), values);
  const fetchHtmx = () => loaded().then(() => new Promise((resolve, reject) => {
    const { htmx: src, integrity = "" } = one("[data-htmx]").dataset;
    const onload = () => (window.htmx ? resolve() : reject());
    document.head.append(element("meta", { name: "htmx-config", content: JSON.stringify(CONFIG) }));
    document.head.append(element("script", { src, integrity, onload, onerror: reject }));
  }));
  const onTouch = () => {
    const touch = new AbortController();
    const touched = ({ target }) => {
      if (!target.closest?.("[hx-post]")) return;
      touch.abort();
      fetchHtmx().then(hasHtmx, noHtmx);
    };
    SIGNS.forEach((sign) => addEventListener(sign, touched, { signal: touch.signal, passive: true }));
  };
  const hasHtmx = () => {
    forgetPath();
    saving().forEach(ask);
  };
  /* Without it a form is sent as it is; without a line what was pressed goes back. The next touch tries again. */
  const noHtmx = () => {
    const waiting = saving();
    if (!navigator.onLine) waiting.forEach((step) => { settled(step); takeBack(step, "offline"); });
    else if (waiting[0]) formOf(waiting[0]).requestSubmit();
    onTouch();
  };
  const readyHtmx = () => {
    if (!one("[data-htmx]")) return;
    document.addEventListener("htmx:beforeSwap", answered);
    document.addEventListener("htmx:afterRequest", saved);
    ["sendError", "sendAbort", "responseError", "timeout"].forEach((name) => document.addEventListener(`htmx:${name}`, failed));
    const [again, close] = all("#unsaved button");
    again.addEventListener("click", leave(([form, { box }]) => (box ? box.click() : form.requestSubmit())));
    close.addEventListener("click", leave(([what]) => letGo(what)));
    if (one("#journey")) onTouch();
    else fetchHtmx().then(forgetPath, () => { /* the report is sent as it is */ });
  };

  const readyTicks = () => {
    if (!one("#journey")) return;
    ["pointerdown", "pointermove", "focusin"].forEach((sign) => addEventListener(sign, ({ target }) => { if (target.closest) last = target; }, true));
    document.addEventListener("change", pressed, true);
    document.addEventListener("click", released, { capture: true });
    /* Ticked before this script was there. */
    all(".tick input[type=checkbox]").filter((box) => box.checked !== box.defaultChecked)
      .forEach((box) => box.dispatchEvent(new Event("change", { bubbles: true })));
    addEventListener("pagehide", deliver);
    addEventListener("submit", forgetting);
    /* Out of the browser's memory with a tick under way: nobody knows what became of its answer. */
    addEventListener("pageshow", (event) => {
      isForgetting = false;
      if (event.persisted && saving().length) location.reload();
      else look();
    });
    addEventListener("focus", look);
    document.addEventListener("visibilitychange", look);
  };

  /* --- without a line: from the first tick on, pages that were opened stay readable (offline.js) --- */
  const line = navigator.serviceWorker;
  const parts = () => all("link[href], script[src]").map((part) => part.href || part.src).filter((address) => address.includes("/static/"));
  const send = async () => {
    const worker = line.controller || (await line.ready).active;
    worker.postMessage([location.pathname, one("#journey").dataset.offline || "/offline/", ...parts()]);
  };
  /* Once the ticking rests, or the page is left, even before the answer to a tick: its cookie is there. */
  let isToKeep = 0;
  const notAfterAll = () => { clearTimeout(isToKeep); isToKeep = 0; };
  const keepNow = () => {
    if (isToKeep || (line?.controller && saving().length)) send();
    notAfterAll();
  };
  const keepSoon = () => {
    line?.register("/offline.js").then(() => {
      notAfterAll();
      isToKeep = setTimeout(keepNow, 1500);
    }, () => { /* a browser that keeps nothing shows nothing without a line */ });
  };
  const readyLine = () => {
    addEventListener("pagehide", keepNow);
    addEventListener("submit", notAfterAll);  /* the ticks may be forgotten next */
    const { kept } = document.documentElement.dataset;
    if (!kept) return;
    const when = one(".no-line time");
    when.textContent = new Date(kept).toLocaleString(when.lang, { dateStyle: "long", timeStyle: "short" });
  };

  /* --- passing it on: a button names the field whose text it copies or shares --- */
  const told = (button) => one("[role=status]", button.parentElement);
  const copy = async (button) => {
    const field = one(button.dataset.copy);
    all("[data-copy]").forEach((other) => { told(other).textContent = ""; });
    try {
      await navigator.clipboard.writeText(field.value);
      told(button).textContent = word("copied");
    } catch {
      field.select();
      told(button).textContent = word("copy-by-hand");
    }
  };
  const share = (button) => {
    const { value, dataset: { title } } = one(button.dataset.send);
    navigator.share(title ? { title, url: value } : { text: value }).catch(() => {});
  };
  const offer = (selector, press) => all(selector).forEach((button) => {
    button.hidden = false;
    button.addEventListener("click", () => press(button));
  });
  const offerSharing = () => {
    offer("[data-copy]", copy);
    if (navigator.share) offer("[data-send]", share);
    all(".link").forEach((link) => link.addEventListener("focus", () => link.select()));
  };

  /* --- a link to what is folded opens it --- */
  const unfold = () => {
    const named = document.getElementById(location.hash.slice(1));
    for (let fold = named?.closest("details"); fold; fold = fold.parentElement.closest("details")) fold.open = true;
    named?.scrollIntoView();
  };

  offerLanguage();  /* before the page is shown for the first time, so that nothing jumps */
  document.addEventListener("DOMContentLoaded", () => {
    addEventListener("hashchange", unfold);
    if (one(".fold, .rumour")) unfold();
    readyHtmx();
    readyTicks();
    readyLine();
    offerSharing();
    offer("#print", () => print());
    document.documentElement.dataset.scripted = "";  /* and what this script replaces is taken away (site.css) */
    if (self !== top) one("#framed")?.removeAttribute("hidden");
    forgetPath();
  });
})();
