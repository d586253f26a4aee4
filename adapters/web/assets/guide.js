// Things to try. The first that is left stands out; each is ticked off when the room
// shows that it happened, folded away, and stays so for as long as this Steward runs.

import { h, icon, narrow } from "./dom.js";
import { t, tn } from "./words.js";

const STEPS = ["checkin", "rule", "why", "undo", "quiz", "saturday", "newcomer"];
const WHY = ["why", "为什么", "為什麼"]; // the command, and its names in Chinese
const CHECKIN = ["checkin", "check_in"];
const UNDO = /^moderation:(undo:|.*:lift$)/; // upholding is a button, too
const KEY = "steward.guide";

export class Guide {
  // try_[step]() does or prepares a step.
  constructor(state, attempts) {
    this.state = state;
    this.attempts = attempts;
    this.root = document.getElementById("steps");
    this.fold = document.getElementById("fold");
    this.fold.addEventListener("click", () => this.unfold(!this.unfolded));
    this.unfolded = false;
    this.try = document.getElementById("try"); // where the steps are not beside the chat
    this.try.addEventListener("click", () => this.attempts[this.next()]());
    narrow.addEventListener("change", () => this.show());
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

  // next is the first step that is left, if one is.
  next() {
    return STEPS.find((s) => !this.done.has(s));
  }

  // unfold shows the finished steps too, or hides them again.
  unfold(on) {
    this.unfolded = on;
    this.show();
  }

  // watch finds out what happened from what the page knows.
  watch() {
    const { boot, people } = this.state;
    for (const l of this.state.lines.values()) {
      if (l.seed) continue; // nobody here did it
      if (l.by?.some((f) => CHECKIN.includes(f))) this.tick("checkin");
      if (l.rule) this.tick("rule");
      if (WHY.includes(l.command)) this.tick("why");
      if (l.by?.includes("quiz") && !l.command) this.tick("quiz"); // a typed answer
      if (l.from === boot.steward && l.picture) this.tick("saturday");
    }
    if ([...people.values()].some((p) => p.newcomer && this.state.stances.has(p.id) && !this.state.stance(p.id).out)) this.tick("newcomer");
  }

  // pressed is told of a button that Steward answered to.
  pressed(data) {
    if (data.startsWith("quiz:")) this.tick("quiz");
    if (UNDO.test(data)) this.tick("undo");
  }

  show() {
    const next = this.next();
    const held = this.root.contains(document.activeElement);
    this.root.replaceChildren(...STEPS.map((s) => this.row(s, s === next)));
    if (held) this.root.querySelector(".next button")?.focus({ preventScroll: true });
    this.fold.hidden = this.done.size === 0;
    this.fold.setAttribute("aria-expanded", String(this.unfolded));
    this.fold.querySelector("span").textContent = tn("guide.folded", this.done.size);
    this.try.hidden = !next || !narrow.matches;
    this.try.textContent = this.try.hidden ? "" : t("guide.next.what", { what: t(`guide.${next}`) });
    for (const el of document.querySelectorAll("[data-progress]")) {
      const [n, all] = [this.done.size, STEPS.length];
      el.textContent = el.dataset.progress === "short" ? `${n}/${all}` : t("guide.progress", { n, all });
      el.closest("button")?.setAttribute("aria-label", `${t("guide.title")}, ${n}/${all}`);
    }
    document.getElementById("round").hidden = this.done.size < STEPS.length;
  }

  row(step, next) {
    const done = this.done.has(step);
    return h(
      "li",
      { class: done ? "done" : next ? "next" : null, hidden: done && !this.unfolded },
      h(
        "button",
        { type: "button", onclick: () => this.attempts[step]() },
        h("span", { class: "tick", "aria-hidden": "true" }, icon("check")),
        h("span", { class: "what" }, t(`guide.${step}`), done && h("span", { class: "hidden" }, `, ${t("guide.done")}`)),
        h("span", { class: "how" }, t(`guide.${step}.how`)),
        next && h("span", { class: "main" }, t("guide.next")),
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
