// What is shown in an empty place, and above what is said in the lobby.

import { h } from "./dom.js";
import { isolated, t } from "./words.js";

export class Blank {
  // on: {send(text), choose(id), free()}, free telling whether the speaker can speak.
  constructor(state, on) {
    this.state = state;
    this.on = on;
    this.root = document.getElementById("blank");
    this.chips = document.getElementById("blank-chips");
  }

  show() {
    const { state } = this;
    const empty = state.shown().length === 0;
    document.getElementById("intro").hidden = empty || state.place !== "lobby";
    this.root.hidden = !empty;
    if (!empty) return;
    const again = state.place === "lobby" && state.standings?.some((s) => s.rank); // from an earlier run
    const closed = state.place === "modlog" && !state.moderates();
    const key = again ? "blank.again" : closed ? "blank.closed" : `blank.${state.place}`;
    document.getElementById("blank-title").textContent = t(key);
    document.getElementById("blank-text").textContent = t(`${key}.text`);
    this.chips.replaceChildren(...(closed ? this.moderators() : this.on.free() ? this.ideas() : []));
  }

  // ideas are chips of what can be said first.
  ideas() {
    const texts = {
      lobby: ["/checkin", t("blank.line"), this.state.moderates() ? "/status" : "/top"],
      modlog: ["/status"],
      private: ["/points", "/privacy", "/help"],
    }[this.state.place];
    return texts.map((text) => chip(text, () => this.on.send(text)));
  }

  // moderators are chips to speak as one of them.
  moderators() {
    const staff = [...this.state.people.values()].filter((p) => p.authority);
    return staff.map((p) => chip(t("blank.speak", { name: isolated(p.name) }), () => this.on.choose(p.id)));
  }
}

const chip = (text, onclick) => h("button", { type: "button", class: "soft", onclick }, text);
