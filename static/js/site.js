/* What HTML, CSS and htmx cannot do alone: suggest a region, keep boxes honest, move on to the next step, copy the link. */
(() => {
  "use strict";
  const one = (selector, within = document) => within.querySelector(selector);
  const all = (selector, within = document) => [...within.querySelectorAll(selector)];

  /* htmx notes the current path at every load; this site keeps nothing before the first tick, and then only ticks. */
  const forgetPath = () => { try { sessionStorage.removeItem("htmx-current-path-for-history"); } catch { /* no storage, nothing kept */ } };

  /* --- the region: compared here in the browser, never sent, never a redirect --- */
  const suggestRegion = () => {
    const list = one(".regions[data-unsure]");
    if (!list) return;
    const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
    if (!zone || !zone.includes("/") || zone.startsWith("Etc/") || list.dataset.unsure.split(" ").includes(zone)) return;
    const region = all("[data-zones]", list).find((link) => link.dataset.zones.split(" ").includes(zone)) || one("[data-elsewhere]", list);
    if (!region) return;
    region.dataset.suggested = "";
    region.append(one("#suggestion").content.cloneNode(true));
  };

  /* --- ticks --- */
  const word = (name) => one(`[data-word="${name}"]`, one("#words").content).textContent;
  const say = (text, kind) => {
    const status = one("#status");
    status.dataset.kind = kind;
    status.textContent = text;
  };
  const boxes = (step) => all("input[type=checkbox]", step);
  const stateOf = (step) => boxes(step).find((box) => box.checked)?.value.replace("1", "done") || "todo";
  const show = (step) => { step.dataset.state = stateOf(step); };

  const openNext = () => {
    const steps = all(".step");
    const next = steps.find((step) => step.dataset.state === "todo");
    steps.forEach((step) => {
      const was = "next" in step.dataset;
      step.toggleAttribute("data-next", step === next);
      if ((step === next) !== was) one(".how", step).open = step === next;
    });
  };

  /* Boxes that were pressed before htmx was there; and whether it cannot come, so that forms are sent as they are. */
  const waiting = [];
  let isPlain = false;

  /* A step is done, not for me, or neither: ticking one box lets go of the other. */
  const pressed = (event) => {
    const box = event.target;
    if (!box.matches?.(".tick input[type=checkbox]")) return;
    if (isPlain) { box.form.requestSubmit(); return; }
    if (!window.htmx) waiting.push(box);
    const step = box.closest(".step");
    if (box.checked) boxes(step).filter((other) => other !== box).forEach((other) => { other.checked = false; });
    step.dataset.saving = String(Number(step.dataset.saving || 0) + 1);
    const top = box.getBoundingClientRect().top;
    const was = "next" in step.dataset;
    show(step);
    openNext();
    scrollBy({ top: box.getBoundingClientRect().top - top, behavior: "instant" });
    goOn(step, was);
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
  const goOn = (step, was) => {
    const next = one(".step[data-next]");
    if (!next || !was || stateOf(step) === "todo") return;
    if (next.getBoundingClientRect().top < innerHeight * 0.6) return;
    const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
    scrollBy({ top: step.getBoundingClientRect().top - 16, behavior: calm ? "instant" : "smooth" });
  };

  const settled = (step) => {
    const left = Number(step.dataset.saving || 0) - 1;
    if (left > 0) step.dataset.saving = String(left);
    else delete step.dataset.saving;
  };

  /* The server answered; whether the browser kept the cookie it sent is for us to see. */
  const asked = (event) => [event.detail.requestConfig.parameters.done].flat().at(-1);
  const isKept = (step, wish) => document.cookie.includes(`.${step.id.slice("step-".length)}=`) === (wish !== "0");

  const answered = (event) => {
    const step = event.detail.requestConfig.elt.closest(".step");
    if (step && !isKept(step, asked(event))) event.detail.shouldSwap = false;
  };

  const saved = (event) => {
    const step = event.target.closest?.(".step");
    if (!step || !event.detail.successful) return;
    if (!isKept(step, asked(event))) { undo(step, "not-kept"); return; }
    settled(step);
    step.dataset.kept = asked(event);
    one(".changed", step)?.remove();
    say(`${one("#count").textContent}. ${one(".summary-note").textContent}`, "said");
    keepSoon();
  };

  /* What could not be saved goes back to what was last kept, and says so. */
  const failed = (event) => undo(event.target.closest?.(".step"), navigator.onLine ? "failed" : "offline");
  const undo = (step, why) => {
    say(word(why), "failed");
    if (!step) return;
    settled(step);
    boxes(step).forEach((box) => { box.checked = box.value === step.dataset.kept; });
    show(step);
    openNext();
  };

  /* Why somebody is not counted, or a report not taken, is said where the button is. */
  const REFUSALS = { "count-me": [409, 429], report: [400, 429, 503] };
  const refused = ({ detail }) => {
    if (!REFUSALS[detail.target.id]?.includes(detail.xhr.status)) return;
    Object.assign(detail, { shouldSwap: true, isError: false });
  };

  const watchAnswers = () => {
    if (!one("#status")) return;
    document.addEventListener("htmx:beforeSwap", refused);
    ["htmx:sendError", "htmx:responseError", "htmx:timeout"].forEach((name) => document.addEventListener(name, failed));
  };

  const watchTicks = () => {
    forgetPath();
    document.addEventListener("htmx:afterRequest", saved);
    document.addEventListener("htmx:beforeSwap", answered);
    waiting.splice(0).forEach((box) => htmx.trigger(box.form, "change"));
  };

  /* htmx comes when the page is first touched: whoever only reads does not wait for it. Without a line, try again. */
  const SIGNS = ["pointerdown", "keydown", "focusin", "change"];
  const fetchHtmx = () => new Promise((resolve, reject) => {
    const { htmx: src, integrity = "" } = one("#journey").dataset;
    const script = Object.assign(document.createElement("script"), { src, integrity, onload: resolve, onerror: reject });
    document.head.append(script);
  });
  const onTouch = () => {
    const touch = new AbortController();
    const touched = () => { touch.abort(); fetchHtmx().then(watchTicks, noHtmx); };
    SIGNS.forEach((sign) => addEventListener(sign, touched, { signal: touch.signal, passive: true }));
  };
  const noHtmx = () => {
    isPlain = navigator.onLine;
    const boxes = waiting.splice(0);
    if (isPlain) { boxes.at(-1)?.form.requestSubmit(); return; }
    boxes.forEach((box) => undo(box.closest(".step"), "offline"));
    onTouch();
  };

  const readyTicks = () => {
    if (!one("#journey")) return;
    all(".step").forEach((step) => { step.dataset.kept = boxes(step).find((box) => box.defaultChecked)?.value || "0"; });
    document.addEventListener("change", pressed);
    document.addEventListener("click", released, { capture: true });
    onTouch();
    /* Ticked before this script was there. */
    all(".tick input[type=checkbox]").filter((box) => box.checked !== box.defaultChecked)
      .forEach((box) => box.dispatchEvent(new Event("change", { bubbles: true })));
    /* A page that comes back from the browser's memory may be older than the ticks. */
    addEventListener("pageshow", (event) => { if (event.persisted && navigator.onLine) location.reload(); });
  };

  /* --- without a line: from the first tick on, pages that were opened stay readable (offline.js) --- */
  const line = navigator.serviceWorker;
  const parts = () => all("link[href], script[src]").map((part) => part.href || part.src).filter((address) => address.includes("/static/"));
  const send = async () => {
    const worker = line.controller || (await line.ready).active;
    worker.postMessage([location.pathname, "/offline/", ...parts()]);
  };
  /* Once the ticking rests, or the page is left. */
  let isToKeep = 0;
  const notAfterAll = () => { clearTimeout(isToKeep); isToKeep = 0; };
  const keepNow = () => {
    if (isToKeep) send();
    notAfterAll();
  };
  const keepSoon = () => {
    line?.register("/offline.js").then(() => {
      notAfterAll();
      isToKeep = setTimeout(keepNow, 1500);
    }, () => { /* a browser that keeps nothing shows nothing without a line */ });
  };
  /* The site asks the browser to let go of all that it stored (Clear-Site-Data); some do not know how. */
  const forgetPages = async () => {
    line?.controller?.postMessage(null);
    (await line?.getRegistrations() || []).forEach((worker) => worker.unregister());
    await self.caches?.delete("opened");
  };
  const readyLine = () => {
    addEventListener("pagehide", keepNow);
    addEventListener("submit", notAfterAll);  /* the ticks may be forgotten next */
    if (one("#forgotten")) forgetPages();
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

  document.addEventListener("DOMContentLoaded", () => {
    if (self !== top) one("#framed")?.removeAttribute("hidden");
    suggestRegion();
    readyTicks();
    readyLine();
    watchAnswers();
    offerSharing();
    offer("#print", () => print());
    forgetPath();
  });
})();
