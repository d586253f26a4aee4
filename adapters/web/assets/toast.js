// Short notices that go by themselves. The same one again, or one of the same kind
// of news, takes the place of the earlier.

import { h } from "./dom.js";

const STAY = 4200;
const MOST = 3;

// toast shows a text; "bad" is a failure, and about names the news.
export function toast(text, kind = "", about = text) {
  const root = document.getElementById("toasts");
  [...root.children].find((el) => el.dataset.about === about)?.remove();
  const el = h("p", { class: `toast ${kind}`, "data-about": about }, text);
  root.append(el);
  while (root.children.length > MOST) root.firstChild.remove();
  setTimeout(() => el.remove(), STAY);
}
