// What a page owes to somebody who cannot see it well, or uses no mouse: a list of faults, empty for a good page.
() => {
  const faults = [];
  const isShown = (it) => it.getClientRects().length > 0 && getComputedStyle(it).visibility === "visible";
  const tell = (it) => `<${it.tagName.toLowerCase()}${it.id ? "#" + it.id : ""}${it.name ? " name=" + it.name : ""}> ${(it.textContent || "").trim().slice(0, 30)}`;
  const hasName = (it) => (it.getAttribute("aria-label") || it.title || it.textContent || it.value || "").trim() !== ""
    || [...it.querySelectorAll("img[alt]")].some((image) => image.alt.trim() !== "");

  if (!document.documentElement.lang) faults.push("no language");
  if (!document.title.trim()) faults.push("no title");
  const heads = [...document.querySelectorAll("h1")];
  if (heads.length !== 1) faults.push(`${heads.length} h1`);
  for (const it of document.querySelectorAll("input:not([type=hidden]), select, textarea")) {
    if (!isShown(it)) continue;
    if (!(it.labels && it.labels.length) && !it.getAttribute("aria-label") && !it.getAttribute("aria-labelledby")) faults.push(`no label: ${tell(it)}`);
  }
  for (const it of document.querySelectorAll("img")) if (!it.hasAttribute("alt")) faults.push(`no alt: ${it.src}`);
  for (const it of document.querySelectorAll("button, a[href], summary")) if (isShown(it) && !hasName(it)) faults.push(`no name: ${it.outerHTML.slice(0, 80)}`);
  for (const it of document.querySelectorAll("[tabindex]")) if (it.tabIndex > 0) faults.push(`tab order by number: ${tell(it)}`);
  const ids = [...document.querySelectorAll("[id]")].map((it) => it.id);
  for (const id of new Set(ids.filter((each, place) => ids.indexOf(each) !== place))) faults.push(`two of id ${id}`);
  for (const it of document.querySelectorAll("[aria-describedby], [aria-labelledby]")) {
    for (const id of `${it.getAttribute("aria-describedby") ?? ""} ${it.getAttribute("aria-labelledby") ?? ""}`.split(/\s+/).filter(Boolean)) {
      if (!document.getElementById(id)) faults.push(`${tell(it)} points at ${id}, which is not there`);
    }
  }
  for (const it of document.querySelectorAll("[style], script:not([src])")) faults.push(`style or script in the page: ${tell(it)}`);

  // Contrast of every text with what lies under it: WCAG 2.1, 1.4.3 (4.5; 3 for large text).
  const parse = (text) => {
    const found = text.match(/rgba?\(([^)]+)\)/);
    const [red, green, blue, alpha = 1] = found ? found[1].split(/[ ,/]+/).filter(Boolean).map(Number) : [0, 0, 0, 0];
    return [red, green, blue, alpha];
  };
  const over = (top, under) => [0, 1, 2].map((each) => top[each] * top[3] + under[each] * (1 - top[3])).concat(1);
  const ground = (it) => {
    const layers = [];
    for (let each = it; each; each = each.parentElement) {
      const style = getComputedStyle(each);
      if (style.backgroundImage !== "none") return null;
      const colour = parse(style.backgroundColor);
      if (colour[3]) layers.push(colour);
      if (colour[3] === 1) break;
    }
    return layers.reverse().reduce((under, top) => over(top, under), [255, 255, 255, 1]);
  };
  const light = (colour) => {
    const [red, green, blue] = colour.slice(0, 3).map((each) => (each / 255 <= 0.04045 ? each / 255 / 12.92 : ((each / 255 + 0.055) / 1.055) ** 2.4));
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
  };
  const told = new Set();
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const it = walker.currentNode.parentElement;
    if (!walker.currentNode.textContent.trim() || !isShown(it) || it.closest("svg, [disabled], [aria-disabled=true], .hidden, .skip")) continue;
    const under = ground(it), style = getComputedStyle(it);
    if (!under) continue;
    let seen = 1;
    for (let each = it; each; each = each.parentElement) seen *= Number(getComputedStyle(each).opacity);
    const ink = parse(style.color);
    const colour = over([...ink.slice(0, 3), ink[3] * seen], under);
    const [high, low] = [light(colour), light(under)].sort((one, other) => other - one);
    const size = parseFloat(style.fontSize), isLarge = size >= 24 || (size >= 18.66 && Number(style.fontWeight) >= 700);
    const ratio = (high + 0.05) / (low + 0.05);
    const what = `contrast ${ratio.toFixed(2)}: ${style.color} on ${under.slice(0, 3).map(Math.round)} ${tell(it)}`;
    if (ratio < (isLarge ? 3 : 4.5) && !told.has(what)) { told.add(what); faults.push(what); }
  }
  // Nothing is wider than the screen.
  if (document.documentElement.scrollWidth > window.innerWidth + 1) faults.push(`wider than the screen: ${document.documentElement.scrollWidth}`);
  return faults;
}
