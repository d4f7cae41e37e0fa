"use strict";

// Looking at a paper: closer, further, from page to page, drawn about by hand. Works on every `[data-viewer]`.
{
  const STEPS = [1, 1.25, 1.5, 2, 2.5, 3, 4];
  // From here on the picture for the screen is too coarse.
  const SHARP_FROM = 2;
  const DRAG_FROM_PX = 4;

  const open = (viewer) => {
    const frame = viewer.querySelector(".pictures");
    const figures = [...frame.querySelectorAll(".page")];
    const links = [...viewer.querySelectorAll("[data-page-link]")];
    const told = viewer.querySelector("[data-zoom-now]"), now = viewer.querySelector("[data-page-now]");
    let step = 0, current = 0;
    viewer.classList.add("live");

    const sharpen = () => {
      if (STEPS[step] < SHARP_FROM) return;
      const seen = frame.getBoundingClientRect();
      figures.forEach((figure) => {
        const place = figure.getBoundingClientRect(), picture = figure.querySelector("img");
        if (picture.dataset.sharp || place.bottom < seen.top || place.top > seen.bottom || !picture.complete) return;
        picture.dataset.sharp = "1";
        const closer = new Image(), address = picture.src + (picture.src.includes("?") ? "&" : "?") + "sharp=1";
        closer.addEventListener("load", () => { picture.src = address; });
        closer.src = address;
      });
    };
    const zoom = (to) => {
      to = Math.max(0, Math.min(STEPS.length - 1, to));
      if (to === step) return;
      // The middle of what is seen stays in the middle.
      const grown = STEPS[to] / STEPS[step];
      const x = frame.scrollLeft + frame.clientWidth / 2, y = frame.scrollTop + frame.clientHeight / 2;
      step = to;
      frame.style.setProperty("--zoom", STEPS[step]);
      frame.scrollLeft = x * grown - frame.clientWidth / 2;
      frame.scrollTop = y * grown - frame.clientHeight / 2;
      if (told) told.textContent = `${Math.round(STEPS[step] * 100)}%`;
      sharpen();
    };
    const show = (place) => {
      current = place;
      if (now && document.activeElement !== now) now.value = place + 1;
      links.forEach((link, index) => {
        if (index === place) { link.setAttribute("aria-current", "page"); link.scrollIntoView({ block: "nearest", inline: "nearest" }); }
        else link.removeAttribute("aria-current");
      });
    };
    const turn = (place) => {
      place = Math.max(0, Math.min(figures.length - 1, place));
      frame.scrollTop += figures[place].getBoundingClientRect().top - frame.getBoundingClientRect().top - 4;
      show(place);
    };
    viewer.addEventListener("click", (event) => {
      const button = event.target.closest("[data-zoom], [data-turn], [data-page-link]");
      if (!button) return;
      if (button.dataset.pageLink) { event.preventDefault(); turn(Number(button.dataset.pageLink) - 1); }
      else if (button.dataset.turn) turn(current + Number(button.dataset.turn));
      else zoom(button.dataset.zoom === "0" ? 0 : step + Number(button.dataset.zoom));
    });
    if (now) now.addEventListener("keydown", (event) => {
      if (event.key !== "Enter") return;
      event.preventDefault();
      if (Number.parseInt(now.value, 10) > 0) turn(Number.parseInt(now.value, 10) - 1);
    });
    document.addEventListener("keydown", (event) => {
      if (event.ctrlKey || event.altKey || event.metaKey || event.target.closest("input, select, textarea")) return;
      const act = { "+": () => zoom(step + 1), "=": () => zoom(step + 1), "-": () => zoom(step - 1), 0: () => zoom(0) }[event.key];
      const page = figures.length > 1 && { PageDown: 1, PageUp: -1 }[event.key];
      if (act) act(); else if (page) turn(current + page); else return;
      event.preventDefault();
    });
    frame.addEventListener("wheel", (event) => {
      if (!event.ctrlKey) return;
      event.preventDefault();
      zoom(step + (event.deltaY < 0 ? 1 : -1));
    }, { passive: false });

    // Drawing the page about.
    let from = null;
    frame.addEventListener("pointerdown", (event) => {
      if (event.button === 0 && event.pointerType === "mouse") from = { x: event.clientX, y: event.clientY, left: frame.scrollLeft, top: frame.scrollTop };
    });
    frame.addEventListener("dragstart", (event) => event.preventDefault());
    window.addEventListener("pointermove", (event) => {
      if (!from) return;
      const x = event.clientX - from.x, y = event.clientY - from.y;
      if (!frame.classList.contains("held") && Math.hypot(x, y) < DRAG_FROM_PX) return;
      frame.classList.add("held");
      frame.scrollLeft = from.left - x;
      frame.scrollTop = from.top - y;
    });
    window.addEventListener("pointerup", () => { from = null; setTimeout(() => frame.classList.remove("held")); });

    const watch = new IntersectionObserver((entries) => {
      entries.forEach((entry) => { entry.target.dataset.share = entry.intersectionRatio * entry.boundingClientRect.height; });
      let best = current;
      figures.forEach((figure, index) => { if (Number(figure.dataset.share || 0) > Number(figures[best].dataset.share || 0)) best = index; });
      if (best !== current) show(best);
      sharpen();
    }, { root: frame, threshold: [0, 0.25, 0.5, 0.75, 1] });
    figures.forEach((figure) => {
      watch.observe(figure);
      const picture = figure.querySelector("img");
      const fail = () => { if (figure.dataset.failed) figure.classList.add("failed"); };
      picture.addEventListener("error", fail);
      if (picture.complete && !picture.naturalWidth && picture.getAttribute("src") && picture.currentSrc) fail();
    });
    show(0);
  };
  document.querySelectorAll("[data-viewer]").forEach(open);
}
