// Things to try. Each is ticked off when the room shows that it happened, and
// stays so for as long as this Steward runs.

import { h, icon } from "./dom.js";
import { t } from "./words.js";

const STEPS = ["checkin", "rule", "why", "undo", "quiz", "saturday", "newcomer"];
const WHY = ["why", "为什么", "為什麼"]; // the command, and its names in Chinese
const KEY = "steward.guide";

export class Guide {
  // try_[step]() does or prepares a step.
  constructor(state, attempts) {
    this.state = state;
    this.attempts = attempts;
    this.root = document.getElementById("steps");
    const kept = read();
    this.hidden = kept.hidden ?? false;
    this.done = new Set(kept.run === state.boot.run ? kept.done : []);
    this.show();
  }

  tick(step) {
    if (this.done.has(step)) return;
    this.done.add(step);
    this.keep();
    this.show();
  }

  hide(hidden) {
    this.hidden = hidden;
    this.keep();
  }

  // watch finds out what happened from what the page knows.
  watch() {
    const { boot, people, lines } = this.state;
    if (this.state.standings?.some((s) => s.today || s.streak > 0)) this.tick("checkin");
    for (const l of lines.values()) {
      if (l.rule) this.tick("rule");
      if (WHY.includes(l.command)) this.tick("why");
      if (l.by?.includes("quiz") && !l.command) this.tick("quiz"); // a typed answer
      if (l.from === boot.steward && l.picture) this.tick("saturday");
    }
    if ([...people.values()].some((p) => p.newcomer && this.state.stances.has(p.id) && !this.state.stance(p.id).out)) this.tick("newcomer");
  }

  // pressed is told of a button that Steward answered to.
  pressed(line, data) {
    if (data.startsWith("quiz:")) this.tick("quiz");
    if (line?.place === this.state.boot.modlog) this.tick("undo");
  }

  show() {
    this.root.replaceChildren(...STEPS.map((s) => this.row(s)));
    for (const el of document.querySelectorAll("[data-progress]")) {
      el.textContent = t("guide.progress", { n: this.done.size, all: STEPS.length });
    }
    document.getElementById("round").hidden = this.done.size < STEPS.length;
  }

  row(step) {
    const done = this.done.has(step);
    return h(
      "li",
      { class: done ? "done" : null },
      h(
        "button",
        { type: "button", onclick: () => this.attempts[step]() },
        h("span", { class: "tick", "aria-hidden": "true" }, icon("check")),
        h("span", { class: "what" }, t(`guide.${step}`), done && h("span", { class: "hidden" }, `, ${t("guide.done")}`)),
        h("span", { class: "how" }, t(`guide.${step}.how`)),
      ),
    );
  }

  keep() {
    try {
      localStorage.setItem(KEY, JSON.stringify({ run: this.state.boot.run, hidden: this.hidden, done: [...this.done] }));
    } catch {
      // Without storage the guide begins anew with the page.
    }
  }
}

function read() {
  try {
    return JSON.parse(localStorage.getItem(KEY)) ?? {};
  } catch {
    return {};
  }
}
