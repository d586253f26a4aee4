// Whether the speaker can speak here, and the way into and out of the group.

import { isolated, t, time, tn } from "./words.js";

const HALF_A_DAY = 12 * 3_600_000;

export class Door {
  // go(inside) lets the speaker in or out.
  constructor(state, go) {
    this.state = state;
    this.button = document.getElementById("door");
    this.note = document.getElementById("hindrance");
    this.later = document.getElementById("later"); // moves the clock, as those in the header do
    this.form = document.getElementById("compose");
    this.sign = document.getElementById("mood");
    this.button.addEventListener("click", () => go(this.state.stance(this.state.speaker).out));
    this.show();
  }

  show() {
    const me = this.state.me();
    const { out, banned } = this.state.stance(me.id);
    this.button.hidden = banned || !(out || me.newcomer);
    this.button.textContent = t(out ? "door.join" : "door.leave");
    this.sign.textContent = this.mood();
    const why = this.hindrance();
    this.note.parentElement.hidden = !why;
    this.form.hidden = Boolean(why);
    if (this.note.textContent !== why) this.note.textContent = why;
    const { muted } = this.state.stance(me.id);
    const days = muted - this.state.now() > HALF_A_DAY;
    this.later.hidden = !muted || !why;
    this.later.dataset.hours = days ? 24 : 1;
    this.later.textContent = t(days ? "clock.day" : "clock.hour");
  }

  // hindrance is why the speaker can't speak here; empty: they can.
  hindrance() {
    const me = this.state.me();
    const { out, banned, muted } = this.state.stance(me.id);
    const args = { name: isolated(me.name), when: muted ? time(muted) : "" };
    if (this.state.place === "private") return "";
    if (banned) return t("hindrance.banned", args);
    if (out) return t("hindrance.out", args);
    if (this.state.place === "modlog" && !this.state.moderates()) return t("hindrance.modlog", args);
    if (muted) return t("hindrance.muted", args);
    return this.state.shut && !this.state.moderates() ? t("error.shut") : "";
  }

  // mood is how the group is to be spoken in; empty: as ever.
  mood() {
    if (this.state.shut) return t("mood.shut");
    if (this.state.slow) return tn("mood.slow", this.state.slow);
    const { speaks, boot, place } = this.state;
    if (speaks === boot.lang || place === "private") return "";
    return t("mood.speaks", { language: document.querySelector(`#languages [lang="${speaks}"]`).textContent });
  }
}
