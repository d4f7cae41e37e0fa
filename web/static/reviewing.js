// Checking by keyboard. Nothing is confirmed before each value stood on the screen beside its piece of the picture;
// the next paper is fetched while this one is looked at.
"use strict";

(() => {
  let next = null; // the next paper: {url, page}, fetched and its picture asked for
  let review, form, inputs, unseen, watcher;
  const OFFERED = 4; // more take longer to read than a word takes to type
  let offered; // of the field that is typed into: {field, base, isTyped, at}, where `base` is what F4 comes back to

  const busy = (is) => { if (is) form.dataset.busy = "1"; else delete form.dataset.busy; };
  const rows = () => [...form.querySelectorAll("[data-row]")];
  const doubtsLeft = () => [...form.querySelectorAll(".doubt:not(.accepted)")];
  const go = (row) => {
    row.scrollIntoView({ block: "nearest" });
    (row.querySelector("[data-doubted]") ?? row.querySelector("[data-field]") ?? row).focus({ preventScroll: true });
  };

  function begin(isFirst) {
    review = document.querySelector("[data-review]");
    if (!review) return;
    form = document.getElementById("checking");
    inputs = [...form.querySelectorAll("[data-field]")];
    next = null;
    watch();
    inputs.forEach((input) => {
      input.dataset.was = input.defaultValue;
      input.addEventListener("focus", () => { look(input); input.select(); offer(input, false); });
      input.addEventListener("blur", () => { review.querySelector(".offers").hidden = true; });
      input.addEventListener("input", (event) => {
        if (event.isTrusted) { splitDay(input); offer(input, true); }
        input.closest(".field").classList.toggle("changed", input.value !== input.dataset.was);
        fit(input);
      });
      if (input.value !== input.defaultValue) input.dispatchEvent(new Event("input"));
    });
    form.addEventListener("keydown", onKey);
    form.addEventListener("submit", onSubmit);
    const first = doubtsLeft().find(isOnScreen);
    if (first) go(first); else form.focus({ preventScroll: true });
    tell();
    // Told to whoever measures: the paper can be looked at when its first picture is painted.
    const picture = review.querySelector(".pictures img");
    const painted = () => requestAnimationFrame(() => setTimeout(() => { review.dataset.painted = "1"; fetchNext(); }));
    if (!picture || picture.complete) painted();
    else ["load", "error"].forEach((end) => picture.addEventListener(end, painted, { once: true }));
  }

  // What was wholly on the screen counts as seen; a strip without its picture does not.
  function watch() {
    unseen = new Set(rows());
    const frame = form.querySelector("[data-facts]");
    watcher?.disconnect();
    watcher = new IntersectionObserver((told) => {
      for (const each of told) if (each.intersectionRatio > 0.97) unseen.delete(each.target);
      tell();
    }, { root: frame, threshold: [0.98, 1] });
    unseen.forEach((row) => watcher.observe(row));
  }

  function tell() {
    const words = form.querySelector("[data-go]");
    if (!words) return;
    words.dataset.done ??= words.textContent;
    const left = unseen.size;
    words.textContent = left ? review.dataset.unseen.replace("{count}", left) : words.dataset.done;
  }

  function look(input) {
    review.querySelectorAll("rect.now").forEach((rect) => rect.classList.remove("now"));
    const frame = review.querySelector(".pictures");
    const rect = review.querySelector(`rect[data-field="${CSS.escape(input.dataset.field)}"]`);
    frame.classList.toggle("near", Boolean(rect));
    if (!rect) return;
    rect.classList.add("now");
    const place = rect.getBoundingClientRect(), seen = frame.getBoundingClientRect();
    frame.scrollTop += place.top - seen.top - seen.height / 3;
    frame.scrollLeft += place.left - seen.left - Math.max(20, (seen.width - place.width) / 2);
  }

  function glance() {
    review.querySelector(".pictures").classList.remove("near");
    review.querySelectorAll("rect.now").forEach((rect) => rect.classList.remove("now"));
    form.focus({ preventScroll: true });
  }

  const fold = (text) => text.toLowerCase().normalize("NFD").replace(/\p{M}/gu, "").replaceAll("đ", "d").replace(/\s+/g, " ").trim();

  // The suggestions that fit what was typed so far; without marks will do. Before anything is typed, all of them.
  function listOffers() {
    const { field, base, isTyped } = offered, begun = isTyped ? fold(base) : "";
    return JSON.parse(field.dataset.suggestions ?? "[]").filter((text) => text !== base && fold(text).startsWith(begun)).slice(0, OFFERED);
  }

  function offer(field, isTyped) {
    offered = { field, base: field.value, isTyped, at: -1 };
    tellOffers();
  }

  // Over the foot of the picture, of which the field's own place stands in the upper half: nothing of the form moves.
  function tellOffers() {
    const box = review.querySelector(".offers"), found = listOffers();
    box.hidden = !found.length;
    box.querySelector("ol").replaceChildren(...found.map((text, place) => {
      const button = Object.assign(document.createElement("button"), { type: "button", tabIndex: -1, textContent: text });
      button.classList.toggle("taken", place === offered.at);
      button.addEventListener("mousedown", (event) => { event.preventDefault(); take(place); }); // the cursor stays
      const item = document.createElement("li");
      item.append(button);
      return item;
    }));
  }

  // F4 takes the next suggestion; behind the last one what stood there comes back.
  function take(place) {
    const found = listOffers(), { field, base } = offered;
    if (!found.length) return;
    offered.at = place ?? (offered.at + 1) % (found.length + 1);
    field.value = found[offered.at] ?? base;
    field.dispatchEvent(new Event("input"));
    field.select();
    tellOffers();
  }

  // What is typed or taken is seen whole.
  function fit(field) {
    const isText = field.matches("textarea");
    const spills = () => field.scrollWidth > field.clientWidth + 1 || (isText && field.scrollHeight > field.clientHeight + 3);
    if (spills() && !field.closest(".cells")) field.closest(".field").classList.add("wide");
    while (isText && spills() && field.rows < 6) field.rows += 1;
  }

  // Eight digits of a day are typed without slashes.
  function splitDay(field) {
    if ("date" in field.dataset && /^\d{8}$/.test(field.value)) field.value = field.value.replace(/^(..)(..)/, "$1/$2/");
  }

  // Enter: what is on the screen is right; a doubt where nothing was read is asked for by itself. Then on,
  // screen by screen down to what was not seen yet, then confirm.
  function accept(row) {
    row?.classList.add("accepted");
    for (const each of doubtsLeft()) {
      const field = each.querySelector(":scope:not([data-cells]) [data-field]");
      if (isOnScreen(each) && (!field || field.value)) each.classList.add("accepted");
    }
    const left = doubtsLeft(), here = left.find(isOnScreen);
    if (here) return go(here);
    const [hidden] = unseen;
    if (hidden) hidden.scrollIntoView({ block: "start" });
    else if (left[0]) left[0].scrollIntoView({ block: "start" });
    else return press("confirm");
    const next = left.find(isOnScreen);
    if (next) go(next); else glance();
  }

  function isOnScreen(row) {
    const frame = form.querySelector("[data-facts]").getBoundingClientRect(), box = row.getBoundingClientRect();
    return box.top >= frame.top - 2 && box.bottom <= frame.bottom + 2;
  }

  // The arrows take word by word of a value that is selected whole, the one first that was read least surely: a
  // syllable is typed anew faster than a letter is found, and an input method for Vietnamese wants whole syllables.
  // Of a day or a number without blanks they take what stands between its strokes.
  function takeWord(field, step) {
    const parts = /\s/.test(field.value) ? /\S+/g : /[^/.-]+/g;
    const words = [...field.value.matchAll(parts)].map((found) => [found.index, found.index + found[0].length]);
    const { selectionStart: from, selectionEnd: to } = field;
    let place = words.findIndex(([begin, end]) => begin === from && end === to);
    if (from === 0 && to === field.value.length && (words.length > 1 || place < 0)) {
      if (field.value === field.dataset.was && words[field.dataset.weak]) { field.setSelectionRange(...words[field.dataset.weak]); return true; }
      place = step > 0 ? -1 : words.length;
    } else if (place < 0 || from === to) return false;
    const next = words[place + step];
    if (next) field.setSelectionRange(...next);
    return Boolean(next);
  }

  function press(step) {
    const button = form.querySelector(`.steps button[name=step][value="${step}"]`) || form.querySelector(".steps button.main");
    if (button && !form.dataset.busy) form.requestSubmit(button);
  }

  function onKey(event) {
    const field = event.target.dataset?.field ? event.target : null;
    const reasons = form.querySelector(".return");
    const stop = () => event.preventDefault();
    if (event.key === "F2") { stop(); return form.querySelector("[data-type]").focus(); }
    if (event.key === "F8") { stop(); reasons.open = !reasons.open; return reasons.open ? reasons.querySelector("summary").focus() : glance(); }
    if (event.key === "F9") { stop(); return press("later"); }
    if (event.ctrlKey && event.key.toLowerCase() === "s") { stop(); return press("keep"); }
    if (reasons.open) {
      if (event.key === "Escape") { stop(); reasons.open = false; return glance(); }
      if (event.target.name !== "reason") {
        const chosen = reasons.querySelector(`[data-reason="${CSS.escape(event.key)}"]`);
        if (chosen) { stop(); form.requestSubmit(chosen); }
      } else if (event.key === "Enter") { stop(); form.requestSubmit(reasons.querySelector('[value="return"]')); }
      return;
    }
    if (event.target.matches("[data-type]")) {
      if (event.key === "Enter") { stop(); form.requestSubmit(form.querySelector("[data-type-go]")); }
      if (event.key === "Escape") { stop(); glance(); }
      return;
    }
    const row = event.target.closest("[data-row]");
    if (event.key === "Enter" && (row || field || event.target === form)) { stop(); return accept(row); }
    if (field) {
      if (event.key === "Escape") { stop(); return glance(); } // what was typed stays
      if (event.key === "F4" && !event.altKey && !event.ctrlKey) { stop(); return take(); }
      const aside = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
      if (aside && !event.shiftKey && !event.ctrlKey && !event.altKey && takeWord(field, aside)) return stop();
      const move = { ArrowDown: 1, ArrowUp: -1 }[event.key];
      if (move) { stop(); inputs[(inputs.indexOf(field) + move + inputs.length) % inputs.length].focus(); }
    } else if (event.key === "+" && form.querySelector(".absent")) {
      stop();
      const absent = form.querySelector(".absent");
      absent.open = true;
      absent.querySelector("input").focus();
    } else if ((row || event.target === form) && !event.ctrlKey && !event.altKey && !event.metaKey && event.key.length === 1) {
      const meant = form.querySelector(`[data-jump="${CSS.escape(event.key.toLowerCase())}"]`);
      if (meant) { stop(); meant.focus(); }
    }
  }

  async function onSubmit(event) {
    const step = event.submitter?.value;
    if (step === "type") return; // reads anew: the page comes back by itself
    event.preventDefault();
    if (form.dataset.busy) return;
    if (step === "confirm" && unseen.size) return accept(null);
    busy(true);
    const sent = new URLSearchParams(new FormData(form));
    sent.set("step", step);
    const line = document.getElementById("line-lost");
    try {
      const answer = await fetch(form.action, { method: "POST", body: sent, headers: { "X-Beside": "1", "X-Form-Key": sent.get("form_key") } });
      if (line) line.hidden = true;
      if (answer.status === 204) return turn(await next);
      // Not saved: the form comes back with all that was typed; who is signed out signs in and sends again.
      if (answer.status === 401) {
        busy(false);
        return window.sohoa.askSignIn().then(() => form.requestSubmit(event.submitter), () => {});
      }
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      if (page.querySelector("[data-review]")) return show(page, location.href);
      // Something else came back: what it says is told here, and what was typed stays.
      busy(false);
      const words = Object.assign(document.createElement("p"), { className: "problem", textContent: page.querySelector("main")?.innerText.trim() ?? answer.statusText });
      form.querySelector(".told").replaceChildren(words);
    } catch {
      busy(false);
      if (line) line.hidden = false;
    }
  }

  function turn(found) {
    if (found) show(found.page, found.url); else location.assign("/review/next");
  }

  function show(page, url) {
    const main = page.querySelector("main");
    if (!main?.querySelector("[data-review]")) return location.assign(url);
    // Who signed in again meanwhile has another key than when the page was fetched.
    main.querySelector("input[name=form_key]").value = form.elements.form_key.value;
    document.querySelector("main").replaceWith(document.adoptNode(main));
    if (url !== location.href) history.pushState(null, "", url);
    begin();
  }

  function fetchNext() {
    const mine = review.dataset.review;
    next = fetch(`/review/next?beside=${mine}`).then(async (answer) => {
      if (!answer.ok || !answer.redirected) return null;
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      if (!page.querySelector("[data-review]")) return null;
      const pictures = new Set([...page.querySelectorAll(".pictures img")].slice(0, 3).map((image) => image.getAttribute("src")));
      await Promise.all([...pictures].map((src) => { const image = new Image(); image.src = src; return image.decode().catch(() => {}); }));
      return { page, url: answer.url };
    }).catch(() => null);
  }

  window.addEventListener("popstate", () => location.reload());
  if (document.readyState === "complete") begin(); else window.addEventListener("load", begin);
})();
