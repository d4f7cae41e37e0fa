// What pages do beyond links and forms. No page needs it to be read; forms go without it too.
"use strict";

const lost = () => document.getElementById("line-lost");
document.addEventListener("htmx:sendError", () => { lost().hidden = false; });
document.addEventListener("htmx:afterRequest", (event) => { if (event.detail.successful) lost().hidden = true; });
window.addEventListener("offline", () => { lost().hidden = false; });
window.addEventListener("online", () => { lost().hidden = true; });
