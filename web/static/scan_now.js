"use strict";

// One press hands a paper in once; what is dropped on the page is chosen, and its names are shown.
const counter = document.querySelector("[data-counter]");
if (counter) {
  document.documentElement.classList.add("scripted");
  const files = counter.querySelector("input[type=file]"), label = counter.querySelector(".file-pick");
  const lead = counter.querySelector("[data-chosen]"), button = counter.querySelector("button.main");
  const tell = () => {
    const names = [...files.files].map((file) => file.name).sort((one, other) => one.localeCompare(other, "vi", { numeric: true }));
    lead.textContent = names.length ? names.map((name, place) => `${place + 1}. ${name}`).join("   ") : lead.dataset.none;
    lead.closest("[data-drop]").classList.toggle("chosen", names.length > 0);
    if (names.length) button.focus();
  };
  files.addEventListener("change", tell);
  files.addEventListener("focus", () => label.classList.add("in-focus"));
  files.addEventListener("blur", () => label.classList.remove("in-focus"));
  if (document.activeElement === files) label.classList.add("in-focus");
  counter.addEventListener("submit", () => { button.disabled = true; });
  window.addEventListener("pageshow", () => { button.disabled = false; tell(); });
  document.addEventListener("dragover", (event) => event.preventDefault());
  document.addEventListener("drop", (event) => {
    event.preventDefault();
    if (event.dataTransfer.files.length) { files.files = event.dataTransfer.files; tell(); }
  });
}
