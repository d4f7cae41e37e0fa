"use strict";

// Correcting as a citizen asked: the place of the field in hand is in view and marked on the picture.
document.querySelectorAll(".deciding input[data-row]").forEach((input) => input.addEventListener("focus", () => {
  document.querySelectorAll("rect.now").forEach((rect) => rect.classList.remove("now"));
  const frame = document.querySelector(`.pictures[data-result="${CSS.escape(input.dataset.result)}"]`);
  const rect = frame && frame.querySelector(`rect[data-row="${input.dataset.row}"]`);
  if (!rect) return;
  rect.classList.add("now");
  const place = rect.getBoundingClientRect(), seen = frame.getBoundingClientRect();
  frame.scrollTop += place.top - seen.top - seen.height / 3;
}));
