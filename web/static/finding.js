"use strict";

// The counter's box: "/" comes back to it; a card read by a wand is asked for at once, then the box is ready for the next.
const box = document.querySelector("[data-card-box]");
if (box) {
  document.addEventListener("keydown", (event) => {
    if (event.key === "/" && !(event.target instanceof HTMLInputElement)) { event.preventDefault(); box.focus(); box.select(); }
  });
  document.addEventListener("htmx:afterSettle", () => { if (box.value.split("|").length > 5) { box.value = ""; box.focus(); } });
}
