// Who speaks: one face of a row, chosen by click or by the arrow keys.

import { bdi, face, h, icon } from "./dom.js";
import { exact, isolated, t, time } from "./words.js";

export class Faces {
  constructor(state, onChoose) {
    this.state = state;
    this.onChoose = onChoose;
    this.root = document.getElementById("faces");
    this.buttons = [...state.people.values()].map((p) => this.button(p));
    this.root.append(...this.buttons);
    this.root.addEventListener("keydown", (e) => this.key(e));
    this.show();
    this.reveal();
  }

  button(person) {
    return h(
      "button",
      { type: "button", role: "radio", class: "pick", "data-id": person.id, onclick: () => this.choose(person.id) },
      face(person),
      h("span", { class: "badge", "aria-hidden": "true" }),
      h("span", { class: "who" }, bdi(person.name), h("small", {})),
    );
  }

  // standing is a person's role or what keeps them from speaking: {key, badge, text},
  // all but the key may be empty.
  standing(person) {
    const { out, banned, muted } = this.state.stance(person.id);
    if (banned) return { key: "banned", badge: "out", text: t("role.banned") };
    if (out) return { key: "out", badge: "out", text: t("role.out") };
    if (muted) return { key: "muted", badge: "mute", text: t("role.muted", { when: time(muted) }), title: exact(muted) };
    if (person.authority) return { key: person.authority, badge: person.authority === "owner" ? "crown" : "star", text: t(`role.${person.authority}`) };
    return { key: "", text: t(person.newcomer ? "role.newcomer" : "role.member") };
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
    this.state.speak(id);
    this.onChoose();
    this.reveal();
  }

  // reveal brings the face that speaks into view.
  reveal() {
    if (this.root.scrollWidth <= this.root.clientWidth) return;
    this.buttons.find((b) => b.getAttribute("aria-checked") === "true").scrollIntoView({ inline: "nearest", block: "nearest" });
  }

  show() {
    for (const b of this.buttons) {
      const chosen = b.dataset.id === this.state.speaker;
      this.mark(b, this.state.people.get(b.dataset.id));
      b.setAttribute("aria-checked", String(chosen));
      b.tabIndex = chosen ? 0 : -1;
    }
  }

  // mark shows on a face how its person stands.
  mark(button, person) {
    const { key, badge, text, title } = this.standing(person);
    const label = t("faces.who", { name: isolated(person.name), role: text });
    if (button.dataset.standing === key && button.getAttribute("aria-label") === label) return;
    button.setAttribute("aria-label", label);
    button.title = title ? `${label} (${title})` : label;
    button.dataset.standing = key;
    button.querySelector(".badge").replaceChildren(...(badge ? [icon(badge)] : []));
    button.querySelector("small").textContent = text;
  }
}
