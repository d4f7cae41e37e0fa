"use strict";

// One press hands a paper in once; a paper dropped on the page is chosen.
const counter = document.querySelector("[data-counter]");
if (counter) {
  const files = counter.querySelector("input[type=file]");
  counter.addEventListener("submit", () => { counter.querySelector("button.main").disabled = true; });
  window.addEventListener("pageshow", () => { counter.querySelector("button.main").disabled = false; });
  document.addEventListener("dragover", (event) => event.preventDefault());
  document.addEventListener("drop", (event) => {
    event.preventDefault();
    if (event.dataTransfer.files.length) files.files = event.dataTransfer.files;
  });
}
