"use strict";

// Checking: the place of the field being looked at is in view and marked.
const review = document.querySelector("[data-review]");
if (review) {
  const form = document.getElementById("checking");
  const inputs = [...form.querySelectorAll("input[data-field]")];
  const look = (input) => {
    review.querySelectorAll("rect.now").forEach((rect) => rect.classList.remove("now"));
    const rect = review.querySelector(`rect[data-field="${CSS.escape(input.dataset.field)}"]`);
    if (!rect) return;
    rect.classList.add("now");
    const frame = review.querySelector(".pictures");
    const place = rect.getBoundingClientRect(), seen = frame.getBoundingClientRect();
    frame.scrollTop += place.top - seen.top - seen.height / 3;
    frame.scrollLeft += place.left - seen.left - seen.width / 3;
  };
  inputs.forEach((input) => input.addEventListener("focus", () => { look(input); input.select(); }));
  const doubted = () => inputs.filter((input) => input.closest(".doubt"));
  const first = doubted()[0] || inputs[0];
  const begin = () => first && first.focus();
  if (document.readyState === "complete") begin(); else window.addEventListener("load", begin);
  form.addEventListener("keydown", (event) => {
    const press = (step) => { event.preventDefault(); const button = form.querySelector(`button[name=step][value=${step}]`); if (button) button.click(); };
    if (event.key === "Enter" && event.ctrlKey) return press("confirm");
    if (event.key.toLowerCase() === "s" && event.ctrlKey) return press("keep");
    if (event.key === "Backspace" && event.ctrlKey) { event.preventDefault(); const box = form.querySelector("details"); box.open = true; box.querySelector("input").focus(); return; }
    if (event.key === "Enter" && event.target.dataset.field) {
      // Accepted: on to the next doubt; after the last one the paper is confirmed.
      event.preventDefault();
      const left = doubted(), next = left[left.indexOf(event.target) + 1];
      if (next) next.focus(); else press("confirm");
    }
  });
}
