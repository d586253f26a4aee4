// Beside the room: what moderators were told last. Whoever moderates can act on
// it there; the others see what they would not.

import { h } from "./dom.js";
import { buttons } from "./line.js";
import { exact, time } from "./words.js";

const LAST = 2;

export class Told {
  // on: {press(line, button, element)}
  constructor(state, on) {
    this.state = state;
    this.on = on;
    this.list = document.getElementById("told-lines");
    this.note = document.getElementById("told-note");
    this.mark = "";
  }

  // any tells whether there is something to show that is not in the chat already.
  any() {
    return this.state.place !== "modlog" && this.lines().length > 0;
  }

  lines() {
    return [...this.state.lines.values()].filter((l) => l.place === this.state.boot.modlog && !l.deleted).slice(-LAST);
  }

  show() {
    const may = this.state.moderates();
    const lines = this.lines().reverse();
    const mark = JSON.stringify([lines, may]);
    if (mark === this.mark) return;
    this.mark = mark;
    this.note.hidden = may;
    this.list.replaceChildren(...lines.map((l) => this.row(l, may)));
  }

  row(line, may) {
    const row = h(
      "li",
      {},
      h("div", { class: "text" }, line.text),
      h("time", { datetime: line.at.toISOString(), title: exact(line.at) }, time(line.at)),
      line.buttons && buttons(line, this.on),
    );
    for (const b of row.querySelectorAll("button")) b.disabled = !may;
    return row;
  }
}
