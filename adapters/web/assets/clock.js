// The community's clock: it runs by itself, and moves when asked to.

import { post } from "./api.js";
import { toast } from "./toast.js";
import { exact, longDay, shortDay, t, time } from "./words.js";

export class Clock {
  constructor(state, onMoved) {
    this.state = state;
    this.onMoved = onMoved;
    this.face = document.getElementById("now");
    this.buttons = [...document.querySelectorAll("[data-hours]")];
    for (const b of this.buttons) b.addEventListener("click", () => this.move(Number(b.dataset.hours)));
    this.started = false;
    setInterval(() => this.show(), 1000);
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
  }

  async move(hours) {
    for (const b of this.buttons) b.disabled = true;
    try {
      const { now } = await post("advance", { hours });
      this.state.offset = new Date(now).getTime() - Date.now();
      this.show();
      toast(t("clock.moved", { when: `${longDay(this.state.now())} ${time(this.state.now())}` }));
      this.onMoved();
    } catch (err) {
      toast(err.message, "bad");
    } finally {
      const focus = this.buttons.find((b) => Number(b.dataset.hours) === hours);
      for (const b of this.buttons) b.disabled = false;
      if (document.activeElement === document.body) focus.focus({ preventScroll: true });
    }
  }
}
