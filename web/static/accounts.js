// A long list narrows while one types; without script the box is not there.
"use strict";

for (const box of document.querySelectorAll("[data-filter]")) {
  const fold = (text) => text.toLowerCase().normalize("NFD").replace(/\p{M}/gu, "").replaceAll("đ", "d");
  const rows = [...document.querySelectorAll(`${box.dataset.filter} tr`)].slice(1);
  const texts = rows.map((row) => fold(row.textContent));
  box.closest("label").hidden = false;
  box.addEventListener("input", () => {
    const words = fold(box.value).split(/\s+/);
    rows.forEach((row, place) => { row.hidden = !words.every((word) => texts[place].includes(word)); });
  });
}
