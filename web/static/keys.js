"use strict";

// Keys: "?" or F1 lists what a page can do by keyboard, "g" and a letter goes to another page, "/" to the search box.
// A page tells its keys by <kbd data-help="words">, by `data-keys='[["Ctrl+Enter", "words"]]'` on anything, or by an
// element with `accesskey` and `data-key-help`. A <kbd> inside a button needs no words: it is the button's.
const keysBox = document.getElementById("keys");
if (keysBox) {
  const isTyping = (target) => target instanceof HTMLElement
    && (target.isContentEditable || (target.matches("input, textarea, select") && !target.matches("[type=checkbox], [type=radio], [type=button]")));
  const make = (name, text) => Object.assign(document.createElement(name), { textContent: text });

  // Each page of the navigation has the first letter of its address that is still free.
  const places = new Map();
  for (const link of document.querySelectorAll(".top nav a[href^='/']")) {
    const letter = [...link.getAttribute("href")].find((each) => /[a-z]/.test(each) && !places.has(each));
    if (letter) places.set(letter, link);
  }
  const everywhere = keysBox.querySelector("[data-everywhere] dl");
  for (const [letter, link] of places) {
    const keys = make("dt", "");
    keys.append(make("kbd", "g"), " ", make("kbd", letter));
    everywhere.append(keys, make("dd", link.textContent.trim()));
  }

  // `<kbd>↓</kbd> <kbd>↑</kbd> words · <kbd>…`: keys in a line of text, with the words behind the last of them.
  const noteLoose = (told, kbd) => {
    const keys = [kbd.textContent.trim()];
    let next = kbd.nextSibling;
    if (kbd.previousElementSibling?.matches("kbd") && !kbd.previousSibling.textContent.trim()) return;
    while (next && !(next.nodeType === Node.TEXT_NODE && next.textContent.trim())) {
      if (next instanceof HTMLElement) { if (!next.matches("kbd")) break; keys.push(next.textContent.trim()); }
      next = next.nextSibling;
    }
    const words = next?.textContent.split("·")[0].trim();
    if (words) told.set(keys.join(" "), words);
  };
  const listHere = () => {
    const told = new Map();
    for (const kbd of document.querySelectorAll("main kbd")) {
      const owner = kbd.closest("button, a, summary, label");
      if (!kbd.dataset.help && !owner) { noteLoose(told, kbd); continue; }
      const words = kbd.dataset.help ?? (owner ? [...owner.childNodes].filter((node) => node !== kbd).map((node) => node.textContent).join("").trim() : "");
      if (words) told.set(kbd.textContent.trim(), words);
    }
    for (const holder of document.querySelectorAll("main [data-keys]")) {
      for (const [keys, words] of JSON.parse(holder.dataset.keys)) told.set(keys, words);
    }
    for (const holder of document.querySelectorAll("main [accesskey][data-key-help]")) told.set(`Alt+${holder.accessKey}`, holder.dataset.keyHelp);
    return told;
  };
  const showKeys = () => {
    if (keysBox.open || document.querySelector("dialog[open]")) return;
    const here = keysBox.querySelector("[data-here]"), list = here.querySelector("dl"), told = listHere();
    list.replaceChildren();
    for (const [keys, words] of told) { const term = make("dt", ""); term.append(make("kbd", keys)); list.append(term, make("dd", words)); }
    here.hidden = !told.size;
    keysBox.showModal();
  };
  const button = document.getElementById("show-keys");
  if (button) { button.hidden = false; button.addEventListener("click", showKeys); }

  let went = 0;
  document.addEventListener("keydown", (event) => {
    if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === "F1") { event.preventDefault(); showKeys(); return; }
    if (isTyping(event.target) || document.querySelector("dialog[open]")) return;
    const place = Date.now() - went < 1500 ? places.get(event.key) : undefined;
    went = 0;
    if (place) { event.preventDefault(); place.click(); return; }
    if (event.key === "?") { event.preventDefault(); showKeys(); }
    else if (event.key === "g") went = Date.now();
    else if (event.key === "/") {
      const box = document.querySelector("main [data-card-box], main input[type=search]"), find = document.querySelector(".top nav a[href='/find']");
      if (box || find) event.preventDefault();
      if (box) { box.focus(); box.select(); } else if (find) find.click();
    }
  });
}
for (const button of document.querySelectorAll("[data-print]")) button.addEventListener("click", () => window.print());
