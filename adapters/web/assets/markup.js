// A text with looks as elements: what the server read in Steward's markup.

import { h } from "./dom.js";

const TAGS = { bold: "strong", italic: "em", strike: "s", code: "code", bullet: "span" };

// rich makes the nodes of a text from its spans: {text, look, link}. Quotes and
// blocks stand in lines of their own, so the line breaks around them go.
export function rich(spans) {
  const nodes = [];
  let quote = null; // that is being filled
  let block = false; // the last node takes whole lines
  for (const s of spans) {
    const look = s.look ?? [];
    if (look.includes("quote")) {
      if (!quote) nodes.push((quote = h("blockquote", {})));
      quote.append(styled(s, look));
      block = true;
      continue;
    }
    quote = null;
    if (look.includes("block")) {
      nodes.push(h("pre", {}, s.text));
      block = true;
      continue;
    }
    const text = block ? s.text.replace(/^\n/, "") : s.text;
    block = false;
    if (text) nodes.push(styled({ ...s, text }, look));
  }
  return nodes;
}

function styled(s, look) {
  let node = s.text;
  for (const name of look.toReversed()) {
    if (TAGS[name]) node = h(TAGS[name], { class: name === "bullet" ? "bullet" : null }, node);
  }
  const link = safe(s.link ?? "");
  return link ? h("a", { href: link, target: "_blank", rel: "noopener noreferrer" }, node) : node;
}

// safe lets a link lead to the web and nowhere else.
export const safe = (url) => (/^https?:\/\//i.test(url) ? url : null);
