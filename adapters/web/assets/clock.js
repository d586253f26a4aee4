// The community's clock: it runs by itself, and moves when asked to.

import { post } from "./api.js";
import { toast } from "./toast.js";
import { exact, longDay, shortDay, t, time } from "./words.js";

export class Clock {
  // onMoved is called after a move by hand, onTick every second.
  constructor(state, onMoved, onTick) {
    this.state = state;
    this.onMoved = onMoved;
    this.face = document.getElementById("now");
    this.buttons = [...document.querySelectorAll("[data-hours]")];
    for (const b of this.buttons) b.addEventListener("click", () => this.move(b, { hours: Number(b.dataset.hours) }));
    this.opener = document.getElementById("clock-open"); // where there is no room for the rest
    this.next = document.getElementById("next");
    this.next.addEventListener("click", () => this.move(this.next, { next: true }));
    this.started = false;
    setInterval(() => {
      this.show();
      onTick();
    }, 1000);
  }

  // start shows the time once it is known.
  start() {
    this.started = true;
    this.show();
  }

  show() {
    if (!this.started) return;
    const now = this.state.now();
    const text = `${shortDay(now)} ${time(now)}`;
    if (this.face.textContent !== text) {
      this.face.textContent = text;
      this.face.dateTime = now.toISOString();
    }
    this.face.title = exact(now);
    if (this.opener.lastChild.textContent !== time(now)) {
      this.opener.lastChild.textContent = time(now);
      this.opener.setAttribute("aria-label", t("clock.open", { when: text }));
    }
    const { next } = this.state;
    this.next.disabled = !next || this.moving;
    this.next.title = next ? t("clock.due", { when: `${longDay(next)} ${time(next)}` }) : t("clock.nothing");
  }

  async move(button, by) {
    this.moving = true;
    for (const b of [...this.buttons, this.next]) b.disabled = true;
    try {
      const { now } = await post("advance", by);
      this.state.offset = new Date(now).getTime() - Date.now();
      this.show();
      toast(t("clock.moved", { when: `${longDay(this.state.now())} ${time(this.state.now())}` }), "", "clock");
      this.onMoved();
    } catch (err) {
      toast(err.message, "bad");
    } finally {
      this.moving = false;
      for (const b of this.buttons) b.disabled = false;
      this.show();
      if (document.activeElement === document.body) button.focus({ preventScroll: true });
    }
  }
}
