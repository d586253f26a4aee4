// The log: lines of the place where the speaker is, days between them, the
// tools on the line that is pointed at. It follows new lines unless somebody
// reads further up.

import { calm, h, icon, reconcile } from "./dom.js";
import { label, row } from "./line.js";
import { day, dayKey, exact, t, tn } from "./words.js";

const RUN = 5 * 60_000; // lines of one person within this time share a head
const NEAR = 80; // pixels from the end that count as being there
const EMOJI = ["👍", "❤️", "😄", "🎉"];

export class Chat {
  // on: {open(line), react(line, emoji, on), press(line, button, element), reply(line), remove(line)}
  constructor(state, on) {
    this.state = state;
    this.on = { ...on, jump: (id) => this.jump(id) };
    this.log = document.getElementById("log");
    this.list = document.getElementById("lines");
    this.newer = document.getElementById("newer");
    this.cache = new Map(); // line id -> {mark, el}
    this.days = new Map();
    this.following = true;
    this.top = 0; // where the log was scrolled to last
    this.missed = 0;
    this.opened = null;
    this.active = null; // id of the line that Tab goes to
    this.listen();
  }

  listen() {
    this.log.addEventListener("scroll", () => {
      const { scrollTop, scrollHeight, clientHeight } = this.log;
      const up = scrollTop < this.top;
      this.top = scrollTop;
      if (scrollHeight - scrollTop - clientHeight < NEAR) {
        this.following = true;
        this.seen();
      } else if (up) {
        // What grows below leaves the place; only a reader goes up.
        this.following = false;
      }
    }, { passive: true });
    // The list grows by itself when a picture arrives.
    const grown = new ResizeObserver(() => this.following && this.toEnd());
    grown.observe(this.log);
    grown.observe(this.list);
    this.newer.addEventListener("click", () => this.toEnd(calm.matches ? "instant" : "smooth"));
    this.list.addEventListener("click", (e) => this.clicked(e));
    this.list.addEventListener("keydown", (e) => this.key(e));
    this.list.addEventListener("focusin", (e) => this.point(e.target.closest(".line")));
    this.list.addEventListener("pointerover", (e) => {
      if (e.pointerType === "mouse") this.point(e.target.closest(".line"), false);
    });
  }

  // render brings the log up to date. Fresh are lines that were not there.
  render(fresh = []) {
    const held = document.activeElement?.closest?.("#lines .line")?.dataset.id;
    const shown = this.state.shown();
    document.getElementById("loading")?.remove();
    this.list.hidden = shown.length === 0;
    reconcile(this.list, this.rows(shown));
    this.countDown();
    this.roam(shown);
    if (held && !this.list.contains(document.activeElement)) this.element(held)?.focus({ preventScroll: true });
    const news = fresh.filter((l) => this.state.visible(l));
    this.readAloud(news.filter((l) => l.from !== this.state.speaker));
    for (const l of news) this.element(l.id)?.classList.add("fresh");
    if (this.following || news.some((l) => l.from === this.state.speaker)) this.toEnd();
    else this.count(news.length);
  }

  // readAloud tells screen readers of new lines, each once: the log itself changes with
  // each reaction, and while a line is being sent.
  readAloud(lines) {
    if (lines.length) document.getElementById("aloud").replaceChildren(...lines.map((l) => h("p", {}, label(l, this.state))));
  }

  rows(shown) {
    const out = [];
    let before = null;
    let key = "";
    for (const line of shown) {
      const lineDay = dayKey(line.at);
      if (lineDay !== key) {
        out.push(this.separator(line.at, lineDay));
        before = null;
        key = lineDay;
      }
      const joins = before && !before.deleted && before.from === line.from && before.only === line.only && line.at - before.at < RUN;
      out.push(this.row(line, !joins));
      before = line;
    }
    this.prune();
    return out;
  }

  row(line, first) {
    const look = { first, own: line.from === this.state.speaker, open: this.opened === line.id };
    const asked = line.replyTo && this.state.lines.get(line.replyTo);
    const { level, streak } = this.state.standing(line.from) ?? {};
    const cause = this.state.decided(line)?.id;
    const mark = JSON.stringify([line, look, this.state.speaker, level, streak, cause, asked?.deleted, asked?.text]);
    const known = this.cache.get(line.id);
    if (known?.mark === mark) return known.el;
    const el = row(line, this.state, look, this.on);
    this.cache.set(line.id, { mark, el });
    return el;
  }

  // countDown shows how long what is asked stays open.
  countDown() {
    for (const el of this.list.querySelectorAll("[data-until]")) {
      const n = Math.ceil((new Date(el.dataset.until) - this.state.now()) / 1000);
      const text = n > 0 ? tn("line.left", n) : "";
      if (el.textContent !== text) el.textContent = text;
    }
  }

  separator(at, key) {
    const text = day(at, this.state.now());
    const known = this.days.get(key);
    if (known?.text === text) return known.el;
    const el = h("p", { class: "day", title: exact(at).slice(0, 10) }, h("span", {}, text));
    this.days.set(key, { text, el });
    return el;
  }

  prune() {
    for (const id of this.cache.keys()) if (!this.state.lines.has(id)) this.cache.delete(id);
  }

  element(id) {
    return this.cache.get(id)?.el;
  }

  // roam keeps one line in the order of Tab: the arrows move it.
  roam(shown) {
    if (!shown.some((l) => l.id === this.active)) this.active = shown.at(-1)?.id ?? null;
    for (const l of shown) this.element(l.id).tabIndex = l.id === this.active ? 0 : -1;
  }

  key(e) {
    const here = e.target.closest(".line");
    if (e.target !== here) return;
    const rows = [...this.list.querySelectorAll(".line")];
    const at = rows.indexOf(here);
    const to = { ArrowUp: at - 1, ArrowDown: at + 1, Home: 0, End: rows.length - 1 }[e.key];
    if (to !== undefined) {
      e.preventDefault();
      const next = rows[Math.min(Math.max(to, 0), rows.length - 1)];
      next.focus();
      next.scrollIntoView({ block: "nearest" });
    } else if (e.key === "Enter" || e.key === " ") {
      e.preventDefault();
      this.open(here);
    }
  }

  clicked(e) {
    if (e.target.closest("button, a") || String(window.getSelection())) return;
    const el = e.target.closest(".line");
    if (el && e.target.closest(".bubble, .gone")) this.open(el);
  }

  open(el) {
    this.on.open(this.state.lines.get(el.dataset.id));
  }

  // point shows the tools on a line, and lets Tab start there.
  point(el, roam = true) {
    if (!el) return;
    const line = this.state.lines.get(el.dataset.id);
    if (roam && line) {
      this.active = line.id;
      for (const r of this.list.querySelectorAll(".line")) r.tabIndex = r === el ? 0 : -1;
    }
    if (el.querySelector(".tools")) return;
    this.list.querySelector(".tools")?.remove();
    if (line && !line.deleted && !line.lost) el.append(tools(line, this.state, this.on));
  }

  mark(id) {
    this.opened = id;
    this.render();
  }

  jump(id) {
    const el = this.element(id);
    el?.scrollIntoView({ block: "center" });
    el?.focus({ preventScroll: true });
  }

  toEnd(behavior = "instant") {
    this.following = true;
    this.log.scrollTo({ top: this.log.scrollHeight, behavior });
    this.seen();
  }

  // toStart shows a log that nobody has read from its beginning.
  toStart() {
    this.following = false;
    this.log.scrollTo({ top: 0, behavior: "instant" });
  }

  count(more) {
    this.missed += more;
    if (!this.missed) return;
    this.newer.querySelector("span").textContent = tn("chat.newer", this.missed);
    this.newer.hidden = false;
  }

  seen() {
    this.missed = 0;
    this.newer.hidden = true;
  }
}

// tools are what can be done with a line; null if nothing.
export function tools(line, state, on, className = "tools") {
  const act = (label, name, fn) =>
    h("button", { type: "button", class: "tool", "aria-label": label, title: label, onclick: fn }, icon(name));
  return h(
    "div",
    { class: className, role: "toolbar", "aria-label": t("line.tools") },
    !line.only &&
      EMOJI.map((emoji) => {
        const mine = line.reactions?.some((r) => r.emoji === emoji && r.by.includes(state.speaker)) ?? false;
        const label = t("line.react", { emoji });
        return h(
          "button",
          { type: "button", class: "tool emoji", "aria-label": label, title: label, "aria-pressed": String(mine), onclick: () => on.react(line, emoji, !mine) },
          emoji,
        );
      }),
    !line.only && act(t("line.reply"), "reply", () => on.reply(line)),
    line.from === state.speaker && act(t("line.delete"), "bin", () => on.remove(line)),
    className === "tools" && state.decided(line) && act(t("line.why"), "why", () => on.open(line)),
  );
}
