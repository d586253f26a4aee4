// The field to write in, and the list of commands that "/" opens above it.

import { h } from "./dom.js";
import { isolated, t } from "./words.js";

const RANKS = ["", "admin", "owner"];

export class Composer {
  // onSend(text, replyTo) sends and resolves, or rejects with an Error.
  constructor(state, onSend) {
    this.state = state;
    this.onSend = onSend;
    this.form = document.getElementById("compose");
    this.input = document.getElementById("message");
    this.list = document.getElementById("commands");
    this.answering = document.getElementById("answering");
    this.replyTo = null;
    this.chosen = -1;
    this.offered = [];
    this.listen();
    this.address();
  }

  listen() {
    this.form.addEventListener("submit", (e) => {
      e.preventDefault();
      this.send(this.input.value);
    });
    this.input.addEventListener("input", () => this.offer());
    this.input.addEventListener("keydown", (e) => this.key(e));
    this.input.addEventListener("blur", () => this.close());
    // A press on an item must not take the focus from the field.
    this.list.addEventListener("pointerdown", (e) => e.preventDefault());
    document.getElementById("slash").addEventListener("click", () => {
      this.fill(this.input.value.startsWith("/") ? this.input.value : "/");
    });
    this.answering.querySelector("button").addEventListener("click", () => {
      this.reply(null);
      this.input.focus();
    });
  }

  // address says as whom one writes.
  address() {
    const label = t("compose.label", { name: isolated(this.state.me().name) });
    this.input.placeholder = label;
    this.input.setAttribute("aria-label", label);
    this.reply(null);
  }

  fill(text) {
    this.input.value = text;
    this.input.focus();
    this.offer();
  }

  reply(line) {
    this.replyTo = line?.id ?? null;
    this.answering.hidden = !line;
    if (!line) return;
    const name = isolated(this.state.who(line.from, line.name).name);
    this.answering.querySelector("span").textContent = t("compose.replying", { name });
    this.input.focus();
  }

  async send(text) {
    if (!text.trim()) return;
    const replyTo = this.replyTo ?? "";
    this.input.value = "";
    this.close();
    this.reply(null);
    try {
      await this.onSend(text, replyTo);
    } catch {
      // What was written is not lost, unless something else was written since.
      if (!this.input.value) this.input.value = text;
    }
  }

  offer() {
    const match = /^\/(\p{L}*)$/u.exec(this.input.value);
    if (!match) return this.close();
    const rank = RANKS.indexOf(this.state.me().authority ?? "");
    this.offered = this.state.boot.commands.filter(
      (c) => c.name.startsWith(match[1].toLowerCase()) && RANKS.indexOf(c.who ?? "") <= rank,
    );
    this.chosen = this.offered.length ? 0 : -1;
    this.show();
  }

  show() {
    const items = this.offered.map((c, i) =>
      h(
        "li",
        { role: "option", id: `command-${i}`, "aria-selected": String(i === this.chosen), onclick: () => this.send(`/${c.name}`) },
        h("code", {}, `/${c.name}`),
        h("span", {}, c.help),
      ),
    );
    const tail = items.length
      ? h("li", { class: "keys", role: "presentation" }, t("commands.keys"))
      : h("li", { class: "none", role: "presentation" }, t("commands.none"));
    this.list.replaceChildren(...items, tail);
    this.list.hidden = false;
    this.input.setAttribute("aria-expanded", "true");
    if (this.chosen < 0) this.input.removeAttribute("aria-activedescendant");
    else this.input.setAttribute("aria-activedescendant", `command-${this.chosen}`);
    items[this.chosen]?.scrollIntoView({ block: "nearest" });
  }

  close() {
    this.list.hidden = true;
    this.offered = [];
    this.chosen = -1;
    this.input.setAttribute("aria-expanded", "false");
    this.input.removeAttribute("aria-activedescendant");
  }

  key(e) {
    if (e.isComposing) return;
    if (e.key === "Escape") {
      if (!this.list.hidden) e.stopPropagation();
      this.close();
      return;
    }
    if (this.chosen < 0) return;
    const step = { ArrowDown: 1, ArrowUp: -1 }[e.key];
    if (step) {
      e.preventDefault();
      this.chosen = (this.chosen + step + this.offered.length) % this.offered.length;
      this.show();
    } else if (e.key === "Tab" && !e.shiftKey) {
      e.preventDefault();
      this.fill(`/${this.offered[this.chosen].name} `);
    } else if (e.key === "Enter") {
      e.preventDefault();
      this.send(`/${this.offered[this.chosen].name}`);
    }
  }
}
