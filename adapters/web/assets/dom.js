// Elements are built, never written as markup: names and texts are hostile.

const SVG = "http://www.w3.org/2000/svg";

// h makes an element. Props that start with "on" are listeners, "class" and
// names with a dash or "aria" are attributes, null ones are left out.
export function h(tag, props, ...children) {
  const el = document.createElement(tag);
  for (const [key, value] of Object.entries(props ?? {})) {
    if (value === null || value === undefined || value === false) continue;
    if (key.startsWith("on")) el.addEventListener(key.slice(2), value);
    else el.setAttribute(key, value === true ? "" : value);
  }
  el.append(...children.flat().filter((c) => c !== null && c !== undefined && c !== false));
  return el;
}

// icon is one of the page's drawings.
export function icon(name) {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("class", "icon");
  svg.setAttribute("aria-hidden", "true");
  const use = document.createElementNS(SVG, "use");
  use.setAttribute("href", `#i-${name}`);
  svg.append(use);
  return svg;
}

// bdi keeps a name's direction to itself.
export function bdi(text, className) {
  return h("bdi", { class: className ?? null, dir: "auto" }, text);
}

const graphemes = new Intl.Segmenter(undefined, { granularity: "grapheme" });

// initial is the first character as a person sees it.
function initial(name) {
  for (const { segment } of graphemes.segment(name.trim())) return segment.toLocaleUpperCase();
  return "·";
}

// face is a person's round picture; Steward's is the leaf.
export function face(person, className = "") {
  if (!person.tint) return h("span", { class: `face steward ${className}`, "aria-hidden": "true" }, icon("leaf"));
  return h("span", { class: `face ${person.tint} ${className}`, "aria-hidden": "true" }, initial(person.name));
}

// reconcile makes children the list of a parent's children, moving as few as it can.
export function reconcile(parent, children) {
  let at = parent.firstChild;
  for (const child of children) {
    if (child === at) {
      at = at.nextSibling;
      continue;
    }
    parent.insertBefore(child, at);
  }
  while (at) {
    const next = at.nextSibling;
    at.remove();
    at = next;
  }
}

// narrow tells whether panels are sheets: the same width as in the style sheets.
export const narrow = window.matchMedia("(max-width: 899px)");

// calm tells whether nothing should move by itself.
export const calm = window.matchMedia("(prefers-reduced-motion: reduce)");
