// Short notices that go by themselves.

import { h } from "./dom.js";

const STAY = 4200;

export function toast(text, kind = "") {
  const el = h("p", { class: `toast ${kind}`, dir: "auto" }, text);
  document.getElementById("toasts").append(el);
  setTimeout(() => el.remove(), STAY);
}
