"use strict";

// A result: fields and their places on the picture point at each other; words looked for are marked on it.
{
  const result = document.querySelector("[data-result]");
  const frame = result && result.querySelector(".pictures");
  const NAMESPACE = "http://www.w3.org/2000/svg";
  // What stood in the box of the search when this result was opened; in this tab alone, and gone once it was read.
  const LOOKED_FOR = "sohoa.looked-for";

  const bring = (rect) => {
    const place = rect.getBoundingClientRect(), seen = frame.getBoundingClientRect();
    const isSeen = place.top >= seen.top && place.bottom <= seen.bottom && place.left >= seen.left && place.right <= seen.right;
    if (isSeen) return;
    frame.scrollTop += place.top - seen.top - seen.height / 3;
    frame.scrollLeft += place.left - seen.left - seen.width / 3;
  };
  const rectOf = (row) => frame.querySelector(`rect[data-row="${row.dataset.row}"]`);
  const mark = (number) => {
    result.querySelectorAll(".now").forEach((it) => it.classList.remove("now"));
    if (number !== undefined) result.querySelectorAll(`[data-row="${number}"]`).forEach((it) => it.classList.add("now"));
  };

  const markWords = async (form) => {
    const told = form.querySelector("[data-found]");
    const answer = await fetch(form.action, { method: "POST", body: new FormData(form), headers: { Accept: "application/json" } });
    if (!answer.ok) { form.submit(); return; }
    const words = (await answer.json()).words;
    frame.querySelectorAll("rect.word").forEach((rect) => rect.remove());
    words.forEach((word) => {
      const drawing = frame.querySelector(`.page[data-page="${word.page}"] svg`);
      if (!drawing) return;
      const rect = document.createElementNS(NAMESPACE, "rect"), [left, top, right, bottom] = word.box;
      Object.entries({ class: "word", x: left, y: top, width: right - left, height: bottom - top }).forEach(([name, value]) => rect.setAttribute(name, value));
      drawing.append(rect);
    });
    result.querySelectorAll("[data-page-link]").forEach((link) => {
      const figure = document.getElementById(`page-${link.dataset.pageLink}`);
      link.classList.toggle("marked", Boolean(figure && figure.querySelector("rect.word")));
    });
    told.textContent = words.length ? told.dataset.found.replace("#", words.length) : told.dataset.nothing;
    // The first of them from where one is looking.
    const found = [...frame.querySelectorAll("rect.word")], top = frame.getBoundingClientRect().top;
    at = found.findIndex((rect) => rect.getBoundingClientRect().top >= top) - 1;
    asked = form.elements.text.value;
    next();
  };
  // Asked again, one goes on from place to place.
  let asked = "", at = -1;
  const next = () => {
    const found = [...frame.querySelectorAll("rect.word")];
    if (!found.length) return;
    at = (at + 1) % found.length;
    found.forEach((rect, place) => rect.classList.toggle("here", place === at));
    bring(found[at]);
  };

  if (result) {
    result.querySelectorAll(".fields tr.placed").forEach((row) => {
      row.addEventListener("mouseenter", () => mark(row.dataset.row));
      row.addEventListener("mouseleave", () => mark(document.activeElement.dataset && document.activeElement.dataset.row));
      row.addEventListener("focus", () => { mark(row.dataset.row); bring(rectOf(row)); });
      row.addEventListener("click", () => { mark(row.dataset.row); bring(rectOf(row)); });
    });
    frame.addEventListener("click", (event) => {
      const rect = event.target.closest("rect[data-row]");
      if (!rect || frame.classList.contains("held")) return;
      const row = result.querySelector(`.fields tr[data-row="${rect.dataset.row}"]`);
      if (row) { row.focus(); row.scrollIntoView({ block: "nearest" }); }
    });
    const form = result.querySelector("form.words"), box = form.elements.text;
    form.addEventListener("submit", (event) => { event.preventDefault(); if (asked && asked === box.value) { next(); return; } markWords(form).catch(() => { document.getElementById("line-lost").hidden = false; }); });
    const before = sessionStorage.getItem(LOOKED_FOR);
    sessionStorage.removeItem(LOOKED_FOR);
    if (before && !box.value) { box.value = before; form.requestSubmit(); }
  }
}
