"use strict";

// Files go up piece by piece. A line that breaks is waited for; the server says where each file goes on, so that the
// same files chosen again, in a browser opened anew, are sent only as far as they are missing.
const PIECE = 4 << 20, MOST = 1e9, AT_ONCE = 2, ANNOUNCED = 100, SHOWN = 200, EDGE = 1 << 16;
const PAUSES = [1, 2, 5, 10, 15];

const form = document.querySelector("[data-upload]");
const part = (name) => document.querySelector(`[data-sending] [data-${name}]`);
const words = document.querySelector("[data-words]")?.dataset;
const fill = (text, values) => text.replace(/{(\w+)}/g, (_, name) => values[name]);
const wait = (seconds) => new Promise((resolve) => setTimeout(resolve, seconds * 1000));

let formKey = form?.form_key.value;
let batch = form?.dataset.batch ?? "";
let chosen = [], running = false;

class Refused extends Error {}

// Asks until there is an answer: a lost line and a busy server are waited for, a sign-in that is over is asked for.
const ask = async (address, options) => {
  for (let tries = 0; ; tries += 1) {
    let answer = null;
    try {
      answer = await fetch(address, { ...options, headers: { "X-Form-Key": formKey, Accept: "application/json", ...options.headers } });
    } catch { /* the line is lost */ }
    if (answer?.status === 401) {
      formKey = await window.sohoa.askSignIn();
      continue;
    }
    const told = await answer?.json().catch(() => null);
    if (answer?.ok && told) { part("lost").hidden = true; part("problem").hidden = true; return told; }
    if (answer && answer.status < 500) throw new Refused(told?.problem?.message ?? words.failed);
    if (told?.problem) { part("problem").textContent = told.problem.message; part("problem").hidden = false; }
    part("lost").hidden = Boolean(told?.problem);
    await wait(PAUSES[Math.min(tries, PAUSES.length - 1)]);
  }
};

// Tells a file from another of the same name and size: its time and a sum (FNV-1a) over its first and last bytes.
const makeMark = async (file) => {
  const ends = [file.slice(0, EDGE), file.slice(Math.max(EDGE, file.size - EDGE))];
  let sum = 0x811c9dc5;
  for (const end of ends) for (const byte of new Uint8Array(await end.arrayBuffer())) sum = Math.imul(sum ^ byte, 0x01000193);
  return `${file.lastModified}-${(sum >>> 0).toString(16)}`;
};

// -- what was chosen --

const walk = async (entry, before, found) => {
  if (entry.isFile) found.push({ file: await new Promise((resolve, reject) => entry.file(resolve, reject)), name: before + entry.name });
  else {
    const reader = entry.createReader();
    for (;;) {
      const some = await new Promise((resolve, reject) => reader.readEntries(resolve, reject));
      if (!some.length) break;
      for (const each of some) await walk(each, `${before}${entry.name}/`, found);
    }
  }
};

const choose = (items) => {
  chosen = chosen.concat(items).sort((one, other) => one.name.localeCompare(other.name, "vi", { numeric: true }));
  const lead = form.querySelector(".drop-lead");
  const size = Math.max(0.1, chosen.reduce((sum, item) => sum + item.file.size, 0) / 1e6).toLocaleString(document.documentElement.lang, { maximumFractionDigits: 1 });
  lead.textContent = fill(words.chosen, { count: chosen.length, size, first: chosen[0].name + (chosen.length > 1 ? " …" : "") });
  form.querySelector("[data-drop]").classList.add("chosen");
  if (batch && !running) send();
};

// -- what is shown --

const makeRow = (item) => {
  const row = document.createElement("li"), name = document.createElement("span"), said = document.createElement("span");
  const bar = document.createElement("progress");
  name.className = "file-name"; name.textContent = item.name;
  said.className = "file-said"; said.textContent = words.waits;
  bar.max = item.file.size || 1; bar.value = 0; bar.setAttribute("aria-label", item.name);
  row.append(name, bar, said);
  item.row = row; item.bar = bar; item.said = said;
};
const tellItem = (item) => {
  item.row.classList.toggle("is-received", item.isReceived);
  item.row.classList.toggle("is-failed", Boolean(item.problem));
  item.bar.value = item.isReceived ? item.bar.max : item.offset;
  item.said.textContent = item.problem || (item.isReceived ? words.sent : item.offset ? `${Math.floor(100 * item.offset / item.file.size)} %` : words.waits);
};
const tellAll = (items) => {
  const all = items.reduce((sum, item) => sum + item.file.size, 0) || 1;
  const sent = items.reduce((sum, item) => sum + (item.isReceived || item.problem ? item.file.size : item.offset), 0);
  const done = items.filter((item) => item.isReceived).length;
  const percent = Math.floor(100 * sent / all);
  part("bar").value = percent;
  part("total").textContent = fill(words.total, { done, count: items.length, percent });
};

// -- what is sent --

const announce = async (items) => {
  const files = await Promise.all(items.map(async (item) => ({ name: item.name, size: item.file.size, mark: await makeMark(item.file) })));
  const data = new FormData(form);
  const body = JSON.stringify({ files, document_type: data.get("document_type") ?? "", one_document: data.has("one_document") });
  const told = await ask(`/uploads/${batch}`, { method: "POST", body, headers: { "Content-Type": "application/json" } });
  told.files.forEach((each, place) => {
    Object.assign(items[place], { id: each.file, offset: each.offset, isReceived: each.is_received });
    if (each.problem) items[place].problem = each.problem.code === "not_a_document" ? words.litter : each.problem.message;
    tellItem(items[place]);
  });
};

const sendFile = async (item, all) => {
  while (!item.isReceived && !item.problem) {
    const body = item.file.slice(item.offset, item.offset + PIECE);
    try {
      const told = await ask(`/uploads/${batch}/${item.id}`, { method: "POST", body, headers: { "X-Offset": String(item.offset), "Content-Type": "application/octet-stream" } });
      item.offset = told.offset; item.isReceived = told.is_received;
    } catch (error) { item.problem = error.message || words.failed; }
    tellItem(item); tellAll(all);
  }
};

const openBatch = async () => {
  const data = new FormData(form);
  data.delete("files");
  batch = (await ask("/upload", { method: "POST", body: new URLSearchParams(data) })).batch;
};

const send = async () => {
  running = true;
  const items = chosen.map((each) => ({ ...each, id: "", offset: 0, isReceived: false, problem: each.file.size > MOST ? words.tooLarge : "" }));
  chosen = [];
  document.querySelector("[data-sending]").hidden = false;
  items.forEach(makeRow);
  part("rows").replaceChildren(...items.slice(0, SHOWN).map((item) => item.row));
  part("rest").hidden = items.length <= SHOWN;
  part("rest").textContent = fill(words.rest, { count: items.length - SHOWN });
  items.forEach(tellItem); tellAll(items);
  part("done").hidden = true;
  try {
    if (!batch) await openBatch();
    part("see").href = `/batches/${batch}`;
    const fit = items.filter((item) => !item.problem);
    for (let place = 0; place < fit.length; place += ANNOUNCED) {
      const some = fit.slice(place, place + ANNOUNCED);
      await announce(some);
      const waiting = some.slice();
      await Promise.all(Array.from({ length: AT_ONCE }, async () => { while (waiting.length) await sendFile(waiting.shift(), items); }));
    }
  } catch (error) {
    part("problem").textContent = error instanceof Refused ? error.message : words.signedOut;
    part("problem").hidden = false;
    // What was chosen is sent by the next press.
    chosen = items.filter((item) => !item.isReceived && !item.problem).map(({ file, name }) => ({ file, name }));
    running = false;
    form.querySelector("[data-start]").disabled = false;
    return;
  }
  running = false;
  tellAll(items);
  const failed = items.filter((item) => item.problem && item.problem !== words.litter).length;
  const text = failed ? fill(words.someFailed, { failed }) : fill(words.allSent, { count: items.filter((item) => item.isReceived).length });
  part("done").querySelector("strong").textContent = text;
  part("done").hidden = false;
  // What failed stays in view; else the batch is what people want to see.
  if (!failed) { location.assign(`/batches/${batch}`); return; }
  part("rows").prepend(...items.filter((item) => item.problem).map((item) => item.row));
  part("see").focus();
};

if (form && words) {
  document.documentElement.classList.add("scripted");
  for (const hidden of form.querySelectorAll("[data-needs-script]")) hidden.hidden = false;
  for (const pick of form.querySelectorAll(".pick")) {
    const label = form.querySelector(`label[for=${pick.id}]`);
    pick.addEventListener("focus", () => label.classList.add("in-focus"));
    pick.addEventListener("blur", () => label.classList.remove("in-focus"));
    pick.addEventListener("change", () => {
      if (pick.files.length) choose([...pick.files].map((file) => ({ file, name: file.webkitRelativePath || file.name })));
      pick.value = "";
    });
  }
  const drop = form.querySelector("[data-drop]");
  document.addEventListener("dragover", (event) => { event.preventDefault(); drop.classList.add("over"); });
  document.addEventListener("dragleave", (event) => { if (!event.relatedTarget) drop.classList.remove("over"); });
  document.addEventListener("drop", async (event) => {
    event.preventDefault();
    drop.classList.remove("over");
    const found = [];
    // Entries are there only while the event lasts: taken before anything is waited for.
    const entries = [...event.dataTransfer.items].map((item) => item.webkitGetAsEntry?.()).filter(Boolean);
    for (const entry of entries) await walk(entry, "", found);
    if (found.length) choose(found);
  });
  form.addEventListener("submit", (event) => {
    // A batch may be opened empty, to print its sheets: then the form goes as it is.
    if (!chosen.length) { if (batch) event.preventDefault(); return; }
    event.preventDefault();
    if (running) return;
    form.querySelector("[data-start]").disabled = true;
    send();
  });
  window.addEventListener("beforeunload", (event) => { if (running) event.preventDefault(); });
}

// The batch was read to its end: the whole page anew, unless somebody has begun to type or send.
let isTouched = false;
document.addEventListener("input", () => { isTouched = true; });
document.addEventListener("batch-quiet", () => { if (!isTouched && !running && !chosen.length) location.reload(); });
