"use strict";

// The counter's keys: arrows walk the hits, D uses one instead of paper; a card read by a wand leaves the box at once,
// so that it is ready for the next.
const box = document.querySelector("[data-card-box]");
const isCard = (text) => text.split("|").length > 5;
const walk = (event, step) => {
  const hits = [...document.querySelectorAll(".hit-name")];
  const place = hits.indexOf(document.activeElement);
  if (!hits.length || (event.target !== box && place < 0)) return;
  event.preventDefault();
  if (place + step < 0) { box.focus(); box.select(); } else if (place + step < hits.length) hits[place + step].focus();
};
document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.altKey || event.metaKey) return;
  if (!box) return;
  if (event.key === "ArrowDown") walk(event, 1);
  if (event.key === "ArrowUp" && event.target !== box) walk(event, -1);
  if (event.key.toLowerCase() === "d" && event.target.matches(".hit-name")) {
    const use = event.target.closest(".hit").querySelector(".hit-use");
    if (use) use.click();
  }
});
if (box) {
  let sent = "", isBroken = false;
  document.addEventListener("htmx:configRequest", (event) => {
    if (isCard(box.value)) { sent = box.value; box.value = ""; }
    if (event.detail.parameters.of) box.value = "";
    // A card that was read in part: the next reading takes its place. Only at a wand's Enter, never while it types.
    isBroken = !sent && box.value.split("|").length > 2 && event.detail.triggeringEvent?.type === "submit";
  });
  document.addEventListener("htmx:sendError", () => { if (sent && !box.value) box.value = sent; });
  // Whoever stood among answers that are no more stands in the box again.
  document.addEventListener("htmx:afterSettle", () => { if (sent || document.activeElement === document.body) { sent = ""; box.focus(); } if (isBroken) { isBroken = false; box.select(); } });
}
for (const button of document.querySelectorAll("[data-copy]")) {
  button.hidden = !navigator.clipboard;
  button.addEventListener("click", async () => {
    await navigator.clipboard.writeText(document.getElementById(button.dataset.copy).textContent);
    button.textContent = button.dataset.copied;
  });
}
