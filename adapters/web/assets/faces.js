// Who speaks: one face of a row, chosen by click or by the arrow keys.

import { bdi, face, h } from "./dom.js";
import { isolated, t } from "./words.js";

export class Faces {
  constructor(state, onChoose) {
    this.state = state;
    this.onChoose = onChoose;
    this.root = document.getElementById("faces");
    this.buttons = [...state.people.values()].map((p) => this.button(p));
    this.root.append(...this.buttons);
    this.root.addEventListener("keydown", (e) => this.key(e));
    this.show();
  }

  button(person) {
    const key = person.authority ? `faces.${person.authority}` : null;
    const label = key ? t(key, { name: isolated(person.name) }) : person.name;
    return h(
      "button",
      { type: "button", role: "radio", class: "pick", "data-id": person.id, "aria-label": label, title: label, onclick: () => this.choose(person.id) },
      face(person),
      bdi(person.name, "who"),
    );
  }

  key(e) {
    const step = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[e.key];
    if (!step) return;
    e.preventDefault();
    const at = this.buttons.findIndex((b) => b.dataset.id === this.state.speaker);
    const next = this.buttons[(at + step + this.buttons.length) % this.buttons.length];
    this.choose(next.dataset.id);
    next.focus();
  }

  choose(id) {
    this.state.speaker = id;
    this.show();
    this.onChoose();
  }

  show() {
    for (const b of this.buttons) {
      const chosen = b.dataset.id === this.state.speaker;
      b.setAttribute("aria-checked", String(chosen));
      b.tabIndex = chosen ? 0 : -1;
      if (chosen && this.root.scrollWidth > this.root.clientWidth) b.scrollIntoView({ inline: "nearest", block: "nearest" });
    }
  }
}
