/* Puts the texts of an objection together, in the page alone: nothing typed here is sent, stored or named for a form. */
(() => {
  "use strict";
  const one = (selector, within = document) => within.querySelector(selector);
  const all = (selector, within = document) => [...within.querySelectorAll(selector)];
  const word = (name) => one(`[data-word="${name}"]`, one("#words").content).textContent;
  const texts = all("[data-piece]");
  const dates = one("#dates");

  /* --- the answers, as they are typed --- */
  const account = () => one("input[data-account]:checked")?.dataset.account || "with";
  const lines = (text) => text.split("\n").map((line) => line.trim()).filter(Boolean);
  /* What a text names: where the form has two options, each of its two texts names the uses of its own. */
  const isTwo = () => Boolean(one("[data-piece=other]"));
  const ticked = (piece) => all("input[data-purpose]:checked").filter(({ dataset }) => !isTwo()
    || !["form", "other"].includes(piece) || (piece === "other") === ("isOther" in dataset));
  const isNeeded = ({ dataset: { piece } }) => piece === "other" ? ticked(piece).length > 0
    : piece !== "form" || ticked(piece).length > 0 || !ticked("other").length || !isTwo();
  const purposes = (_empty, text) => ticked(text?.dataset.piece).map((box) => box.dataset.text);
  const TO_FINISH = "…";
  const ground = () => one(`[data-ground="${one("#ground")?.value || "-"}"]`);
  const ofGround = (selector) => ground()?.querySelector(selector)?.textContent || "";
  const sentence = () => ofGround("q");
  const begun = () => (sentence().endsWith(TO_FINISH) ? sentence().slice(0, -1).trimEnd() : sentence());
  const reason = (empty) => {
    if (!ground()) return "";
    const typed = one("#reason").value.trim();
    if (typed && typed !== begun()) return typed;
    return sentence().endsWith(TO_FINISH) ? `${begun()} ${empty}` : sentence();
  };
  const wishes = () => new Set([...all("input[data-wish]:checked").map((box) => box.dataset.wish), ground() ? "reason" : ""]);
  const typed = (name) => one(`[data-fills="${name}"]`)?.value.trim() || "";
  const dayOf = (moment) => one(`[data-moment="${moment}"] time`, dates)?.textContent || "";
  const isDated = () => one("#sent-on").value !== "";

  const FILLING = {
    purposes,
    links: () => lines(typed("links")),
    reason,
    sent_on: () => (isDated() ? dayOf("sent") : ""),
    answer_due: () => (isDated() ? dayOf("due") : ""),
  };
  const LISTED = ["purposes", "links"];
  const fill = (blank) => {
    const { blank: name, empty } = blank.dataset;
    const found = FILLING[name] ? FILLING[name](empty, blank.closest("[data-piece]")) : typed(name);
    const isOpen = !found.length || found.includes(empty);
    const words = found.length ? found : LISTED.includes(name) ? [empty] : empty;
    blank.textContent = LISTED.includes(name) ? words.map((line) => `\n- ${line}`).join("") : words;
    blank.toggleAttribute("data-is-open", isOpen);
  };

  const isWanted = ({ dataset }) => (!dataset.account || dataset.account === account()) && (!dataset.wish || wishes().has(dataset.wish));
  const paragraphs = (text) => all("[data-paragraph]", text).filter((each) => !each.hidden);
  const compose = (text) => paragraphs(text).map((each) => each.textContent).join("\n\n");

  /* --- what looks as if it gave somebody away: said, and never in the way --- */
  const listed = (name) => one(`[data-list="${name}"]`, one("#words").content).textContent.split(",")
    .map((each) => each.trim().replace(/[.*+?^${}()|[\]\\]/g, "\\$&")).filter(Boolean).join("|");
  const anyCase = (list) => list.replace(/(^|\|)(\p{L})/gu, (_, bar, letter) => `${bar}[${letter}${letter.toUpperCase()}]`);
  const DATE = /\b\d{4}-\d\d?-\d\d?\b|\b\d\d?[./]\s?\d\d?[./]\s?\d{2,4}\b/g;
  const signs = () => ({
    diagnosis: new RegExp(`(?<!\\p{L})(?:${listed("diagnosis")})\\p{L}*`, "iu"),
    person: new RegExp(`(?<!\\p{L})(?:${anyCase(listed("person"))})\\.?\\s+\\p{Lu}\\p{Ll}+`, "u"),
    phone: /(?:\+|\b)\d(?:[\s()./-]{0,2}\d){6,}/,
    email: /[^\s@]+@[^\s@]+\.\p{L}{2,}/u,
    address: new RegExp(`\\d+\\p{L}?,?\\s(?:\\p{L}+\\s){0,3}\\p{L}*(?:${listed("address")})(?!\\p{L})|\\p{L}*(?:${listed("address")})\\s(?:\\p{L}+,?\\s){0,3}\\d+`, "iu"),
  });
  const warn = () => {
    const list = one("#warnings");
    if (!list) return;
    const text = ground() ? one("#reason").value.replace(DATE, " ") : "";
    const found = Object.entries(signs()).map(([kind, sign]) => [kind, sign.exec(text)?.[0]]).filter(([, words]) => words);
    const said = found.map(([kind, words]) => word(kind).trim().replace("{found}", words.trim()));
    if (all("p", list).map((line) => line.textContent).join("\n") !== said.join("\n")) {
      list.replaceChildren(...said.map((line) => Object.assign(document.createElement("p"), { textContent: line })));
    }
    texts.forEach((text) => { one("[data-care]", text).hidden = !said.length || !one("[data-paragraph]:not([hidden]) [data-blank=reason]", text); });
  };

  /* --- dates: calendar months by number, the same rule as guides/rules/deadlines.py; days have no time zone --- */
  const DAY = 86_400_000;
  const SUGGESTED_MONTHS = 1;
  const MOMENTS = ["sent", "due", "reminder", "complaint", "extended"];
  const iso = (day) => new Date(day).toISOString().slice(0, 10);
  const afterMonths = (day, months) => {
    const from = new Date(day);
    const [year, month] = [from.getUTCFullYear(), from.getUTCMonth() + months];
    const last = new Date(Date.UTC(year, month + 1, 0)).getUTCDate();
    return Date.UTC(year, month, Math.min(from.getUTCDate(), last));
  };
  const datesFrom = (sent, months, days, extension, patience) => {
    const start = Date.parse(sent);
    const hasDate = months || days;
    const due = hasDate ? afterMonths(start, months) + days * DAY : null;
    const reminder = (due ?? afterMonths(start, SUGGESTED_MONTHS)) + DAY;
    const found = [["sent", start], ["reminder", reminder], ["complaint", reminder + (patience + 1) * DAY]];
    if (hasDate) found.push(["due", due]);
    if (hasDate && extension) found.push(["extended", afterMonths(start, months + extension) + days * DAY]);
    found.sort(([a, one], [b, other]) => one - other || MOMENTS.indexOf(a) - MOMENTS.indexOf(b));
    return found.map(([moment, day]) => [moment, iso(day)]);
  };
  const { lang } = document.documentElement;
  const inWords = (day) => {
    const words = new Date(day).toLocaleDateString(lang === "en" ? "en-GB" : lang, { dateStyle: "long", timeZone: "UTC" });
    return lang === "fr" ? words.replace(/^1 /, "1er ") : words;  /* as guides/sharing/dates.py has it */
  };
  const today = () => {
    const now = new Date();
    return iso(Date.UTC(now.getFullYear(), now.getMonth(), now.getDate()));
  };
  const count = () => {
    const sent = one("#sent-on");
    if (!sent.validity.valid) return;
    const { months, days, extension, patience } = dates.dataset;
    datesFrom(sent.value || today(), ...[months, days, extension, patience].map(Number)).forEach(([moment, day]) => {
      const row = one(`[data-moment="${moment}"]`, dates);
      Object.assign(one("time", row), { dateTime: day, textContent: inWords(day) });
      row.parentElement.append(row);
    });
  };

  /* --- the calendar file (RFC 5545), as guides/sharing/calendar_file.py makes it --- */
  const escaped = (text) => text.replace(/[\\;,]/g, "\\$&").replace(/\r?\n/g, "\\n");
  /* At most 75 bytes a line; a letter is never cut. */
  const folded = (line) => {
    const rows = [""];
    let size = 0;
    for (const letter of line) {
      const more = new TextEncoder().encode(letter).length;
      if (size + more > 74) { rows.push(""); size = 0; }
      rows[rows.length - 1] += letter;
      size += more;
    }
    return rows.join("\r\n ");
  };
  const authority = () => {
    const shown = all("#authority .authorities > li");
    return one("[data-chosen]") && shown[0] ? `${one("a", shown[0]).textContent}: ${one("a", shown[0]).href}` : "";
  };
  const MORE = { reminder: () => all("[data-piece=reminder]").map(compose).join(""), complaint: authority };
  const calendar = () => {
    const now = new Date();
    const stamp = now.toISOString().replace(/[-:]|\.\d+/g, "");
    const newer = Math.floor((now - Date.UTC(2026, 0, 1)) / 1000);
    const events = all(".dates > li", dates).map((row) => {  /* in the order in which `count` put them */
      const { moment } = row.dataset;
      const day = one("time", row).dateTime.replaceAll("-", "");
      const title = one("strong", row).textContent.trim();
      const todo = [one(".todo", row).textContent.trim(), MORE[moment]?.()].filter(Boolean).join("\n\n");
      return [
        "BEGIN:VEVENT", `UID:${dates.dataset.uid.replace("%s", moment)}`, `DTSTAMP:${stamp}`, `SEQUENCE:${newer}`,
        `DTSTART:${day}T090000`, `DTEND:${day}T091500`, `SUMMARY:${escaped(title)}`, `DESCRIPTION:${escaped(todo)}`,
        `URL:${dates.dataset.link}`, "TRANSP:TRANSPARENT", "BEGIN:VALARM", "ACTION:DISPLAY", `DESCRIPTION:${escaped(title)}`,
        "TRIGGER:-PT15M", "END:VALARM", "END:VEVENT",
      ];
    });
    return ["BEGIN:VCALENDAR", "VERSION:2.0", `PRODID:-//${dates.dataset.maker.replaceAll("/", " ")}//Look again//EN`, "METHOD:PUBLISH", ...events.flat(), "END:VCALENDAR"]
      .map((line) => `${folded(line)}\r\n`).join("");
  };

  /* --- out of the page: only where the person takes it --- */
  const save = (text, name, type) => {
    const link = Object.assign(document.createElement("a"), { href: URL.createObjectURL(new Blob([text], { type })), download: name });
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
  };
  const copy = async (text) => {
    const told = one(".pass-buttons [role=status]", text);
    texts.forEach((other) => { one(".pass-buttons [role=status]", other).textContent = ""; });
    try {
      await navigator.clipboard.writeText(compose(text));
      told.textContent = word("copied");
    } catch {
      getSelection().selectAllChildren(one(".words", text));
      told.textContent = word("copy-by-hand");
    }
  };
  const printOnly = (text) => {
    const root = document.documentElement;
    text.dataset.onPaper = root.dataset.onPaper = "";
    addEventListener("afterprint", () => { delete text.dataset.onPaper; delete root.dataset.onPaper; }, { once: true });
    print();
  };
  const mail = (text, { to }) => {
    const body = encodeURIComponent(compose(text).replaceAll("\n", "\r\n"));
    location.href = `mailto:${to}?subject=${encodeURIComponent(document.title.split(" – ")[0])}&body=${body}`;
  };
  const DO = {
    copy,
    save: (text) => save(compose(text), `${dates.dataset.file}-${text.dataset.piece}.txt`, "text/plain"),
    print: printOnly,
    mail: (text, button) => mail(text, button.dataset),
    calendar: () => save(calendar(), `${dates.dataset.file}.ics`, "text/calendar"),
  };

  /* --- one look at all of it after each answer --- */
  const choose = () => {
    one("#reason-ask").hidden = !ground();
    one("#reason").value = begun();
    one("#care").textContent = ofGround(".hint");
  };
  const open = (text) => [...new Set(all("[data-paragraph]:not([hidden]) [data-is-open]", text).map((each) => each.dataset.empty))];
  const look = () => {
    /* A note for people with an account, or without one. */
    all(".hint[data-account]").forEach((note) => { note.hidden = note.dataset.account !== account(); });
    all("#ground option[data-account]").forEach((kind) => { kind.hidden = kind.disabled = kind.dataset.account !== account(); });
    if (one("#ground")?.selectedOptions[0]?.disabled) { one("#ground").value = ""; choose(); }
    texts.forEach((text) => all("[data-paragraph]", text).forEach((each) => { each.hidden = !isWanted(each); }));
    all("[data-blank]").forEach(fill);
    texts.forEach((text) => {
      const left = open(text);
      const line = one("[data-open]", text);
      line.hidden = !left.length;
      one("[data-left]", line).textContent = left.join(", ");
    });
    all("[data-fills]").forEach((field) => {
      field.closest(".ask").hidden = !one(`[data-paragraph]:not([hidden]) [data-blank="${field.dataset.fills}"]`);
    });
    texts.forEach((text) => { text.hidden = !isNeeded(text); });
    all("[data-two]").forEach((line) => { line.hidden = texts.some((text) => text.hidden); });
    /* What no text says for this account is not asked: somebody without one has none to keep. */
    all("input[data-wish]").forEach(({ parentElement, dataset }) => {
      parentElement.hidden = !all(`[data-wish="${dataset.wish}"][data-paragraph]`).some((each) => [undefined, account()].includes(each.dataset.account));
    });
    warn();
  };
  const serve = (button) => button.addEventListener("click", () => DO[button.dataset.do](button.closest("[data-piece]"), button));

  /* --- another place: what was typed stays, where all but the authorities is the same there --- */
  const saidBy = (page) => all("#right .right, #questions, .words", page).map((each) => each.innerHTML).join();
  const moveTo = async (form, said) => {
    const there = `${location.pathname}?${new URLSearchParams(new FormData(form))}`;
    try {
      const page = new DOMParser().parseFromString(await (await fetch(there)).text(), "text/html");
      if (saidBy(page) !== said) throw new Error("another law");
      one("#authority").replaceWith(one("#authority", page));
      dates.dataset.link = one("#dates", page).dataset.link;
      if (one("#languages")) one("#languages").replaceWith(one("#languages", page));
      one("[data-do=mail]")?.remove();
      const mailTo = one("[data-do=mail]", page);
      if (mailTo) { mailTo.hidden = false; serve(mailTo); one("#text-complaint [data-do=print]").after(mailTo); }
      history.replaceState(null, "", `${there}#authority`);
      one("#authority").scrollIntoView();
      one("#authority a").focus({ preventScroll: true });
    } catch {
      location.assign(`${there}#right`);
    }
  };

  document.addEventListener("DOMContentLoaded", () => {
    if (!texts.length) return;
    const said = saidBy(document);
    let isAnswered = false;
    one(".place")?.addEventListener("submit", (event) => {
      if (!isAnswered) return;
      event.preventDefault();
      moveTo(event.target, said);
    });
    all("[data-plain]").forEach((each) => { each.hidden = true; });
    all(".when").forEach((each) => each.remove());
    all("[data-scripted-only], [data-do]").forEach((each) => { each.hidden = false; });
    all("[data-do]").forEach(serve);
    one("#sent-on").value = today();
    addEventListener("input", ({ target }) => {
      isAnswered ||= target.id !== "place";
      if (target.id === "ground") choose();
      if (target.id === "sent-on") count();
      look();
    });
    count();
    look();
  });
})();
