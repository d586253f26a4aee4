// Beside the room: what moderators were told last, whole. Whoever moderates can act
// on it there; the others see what they would not.

import { h } from "./dom.js";
import { buttons } from "./line.js";
import { exact, time } from "./words.js";

export class Told {
  // on: {press(line, button, element)}
  constructor(state, on) {
    this.state = state;
    this.on = on;
    this.root = document.getElementById("told-last");
    this.note = document.getElementById("told-note");
    this.mark = "";
  }

  // any tells whether there is something to show that is not in the chat already.
  any() {
    return this.state.place !== "modlog" && Boolean(this.last());
  }

  last() {
    return [...this.state.lines.values()].findLast((l) => l.place === this.state.boot.modlog && !l.deleted);
  }

  show() {
    const may = this.state.moderates();
    const line = this.last();
    const mark = JSON.stringify([line, may]);
    if (mark === this.mark) return;
    this.mark = mark;
    this.note.hidden = may;
    this.root.replaceChildren(...(line ? this.parts(line) : []));
    for (const b of this.root.querySelectorAll("button")) b.disabled = !may;
  }

  parts(line) {
    return [
      h("div", { class: "text" }, line.text),
      h("time", { datetime: line.at.toISOString(), title: exact(line.at) }, time(line.at)),
      line.buttons && buttons(line, this.on),
    ].filter(Boolean);
  }
}
