// What pages do beyond links and forms. No page needs it to be read; forms go without it too.
"use strict";

const lost = () => document.getElementById("line-lost");
document.addEventListener("htmx:sendError", () => { lost().hidden = false; });
document.addEventListener("htmx:afterRequest", (event) => { if (event.detail.successful) lost().hidden = true; });
window.addEventListener("offline", () => { lost().hidden = false; });
window.addEventListener("online", () => { lost().hidden = true; });

// A sign-in that is over while a page stands open: the password is asked for in a window over the page, what was typed
// stays, and what was asked for is asked again. Other scripts call `sohoa.askSignIn()` when they are answered 401; its
// promise gives the new form key, and is refused when the person closes the window.
let asking = null;
const askSignIn = () => {
  const box = document.getElementById("sign-again");
  if (!box) { location.assign("/sign-in"); return Promise.reject(new Error("signed out")); }
  asking ??= new Promise((resolve, reject) => {
    box.querySelector("[data-problem]").hidden = true;
    box.addEventListener("close", () => {
      asking = null;
      if (box.returnValue) resolve(box.returnValue); else reject(new Error("signed out"));
    }, { once: true });
    box.returnValue = "";
    box.showModal();
  });
  return asking;
};
window.sohoa = Object.assign(window.sohoa ?? {}, { askSignIn });

const takeFormKey = (key) => {
  document.body.setAttribute("hx-headers", JSON.stringify({ "X-Form-Key": key }));
  for (const field of document.querySelectorAll("input[name=form_key]")) field.value = key;
};
document.getElementById("sign-again")?.addEventListener("submit", async (event) => {
  event.preventDefault();
  const box = event.currentTarget, form = event.target, problem = box.querySelector("[data-problem]");
  const body = new URLSearchParams(new FormData(form));
  form.password.value = "";
  try {
    const answer = await fetch(form.action, { method: "POST", body });
    const told = await answer.json();
    if (answer.ok) { takeFormKey(told.form_key); box.close(told.form_key); return; }
    problem.textContent = told.problem;
  } catch { problem.textContent = lost().textContent; }
  problem.hidden = false;
  form.password.focus();
});
document.addEventListener("htmx:responseError", (event) => {
  if (event.detail.xhr.status !== 401) return;
  const { elt, verb, path, target, parameters } = event.detail.requestConfig;
  const values = Object.fromEntries(Object.entries(parameters).filter(([name]) => name !== "form_key"));
  askSignIn().then(() => htmx.ajax(verb, path, { source: elt, target, values }), () => {});
});

// What somebody asked for and could not be done stands where the answer would: old answers would be taken for new ones.
// What a page asks by itself (every second, on loading) is asked again.
document.addEventListener("htmx:beforeSwap", (event) => {
  const { xhr, requestConfig } = event.detail, asked = requestConfig.triggeringEvent?.type;
  const isPart = (xhr.getResponseHeader("Content-Type") ?? "").startsWith("text/html");
  if (xhr.status >= 400 && xhr.status !== 401 && isPart && ["submit", "input", "click", "change"].includes(asked)) event.detail.shouldSwap = true;
});

// What was typed is marked on the paper that is opened next; it stays in this tab, no address ever holds it. A card's text is not kept.
document.addEventListener("click", (event) => {
  const typed = document.querySelector("[data-card-box]"), link = event.target.closest("a[href]");
  if (typed && link && /^\/results\/[^/]+$/.test(link.getAttribute("href")) && typed.value && !typed.value.includes("|")) sessionStorage.setItem("sohoa.looked-for", typed.value);
});

// A form pressed twice is sent once: the second sending would make a second request, or hide a one-time password behind
// "there is such an account". What a page's script sends itself is its own care; a form that gives a file leaves the
// page standing, so the same button serves again after a while.
const PRESSED_MS = 5000;
let pressed = new Map();
document.addEventListener("submit", (event) => {
  if (event.defaultPrevented || event.target.method !== "post") return;
  const wish = event.submitter ?? event.target;
  if (Date.now() - (pressed.get(wish) ?? -PRESSED_MS) < PRESSED_MS) { event.preventDefault(); return; }
  pressed.set(wish, Date.now());
});
// A page that the browser kept is as it was before it was sent.
window.addEventListener("pageshow", () => { pressed = new Map(); });
