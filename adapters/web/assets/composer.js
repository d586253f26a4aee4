// The field to write in, and the list above it: of commands, which "/" opens, and
// of people, which "@" does.

import { bdi, h } from "./dom.js";
import { keep, kept } from "./kept.js";
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
    this.input.value = kept("draft") ?? "";
  }

  listen() {
    this.form.addEventListener("submit", (e) => {
      e.preventDefault();
      if (this.chosen >= 0) this.take(this.offered[this.chosen]);
      else this.send(this.input.value);
    });
    this.input.addEventListener("input", () => {
      this.remember();
      this.offer();
    });
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
    this.write(text);
    this.input.focus();
    this.offer();
  }

  write(text) {
    this.input.value = text;
    this.remember();
  }

  // remember keeps what is being written over a reload; that the list of commands was
  // opened is nothing written.
  remember() {
    keep("draft", this.input.value === "/" ? "" : this.input.value);
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
    this.write("");
    this.close();
    this.reply(null);
    try {
      await this.onSend(text, replyTo);
    } catch {
      // What was written is not lost, unless something else was written since.
      if (!this.input.value) this.write(text);
    }
  }

  offer() {
    const text = this.input.value;
    const command = /^\/(\p{L}*)$/u.exec(text);
    const name = /(?:^|\s)@([\p{L}\d_]*)$/u.exec(text);
    if (command) this.offered = this.commands(command[1].toLowerCase());
    else if (name) this.offered = this.names(name[1].toLowerCase(), text.slice(0, text.length - name[1].length));
    if (!command && !(name && this.offered.length)) return this.close();
    this.chosen = this.offered.length ? 0 : -1;
    this.show();
  }

  // commands and names are what can be chosen: {label, help, fill, send}, fill being
  // what then stands in the field, and send what is sent at once, if anything. What
  // was typed whole comes first and is sent.
  commands(start) {
    const rank = RANKS.indexOf(this.state.me().authority ?? "");
    return this.state.boot.commands
      .filter((c) => c.name.startsWith(start) && RANKS.indexOf(c.who ?? "") <= rank)
      .sort((a, b) => (b.name === start) - (a.name === start))
      .map((c) => ({
        label: `/${c.name}`, help: c.help, fill: `/${c.name} ${c.asks === "member" ? "@" : ""}`,
        send: c.asks && !this.replyTo && c.name !== start ? "" : `/${c.name}`,
      }));
  }

  names(start, before) {
    return [...this.state.people.values()]
      .filter((p) => p.handle.startsWith(start) || p.name.toLowerCase().startsWith(start))
      .sort((a, b) => (b.handle === start) - (a.handle === start))
      .map((p) => ({
        label: `@${p.handle}`, help: p.name, fill: `${before}${p.handle} `, send: p.handle === start ? before + p.handle : "",
      }));
  }

  take(item) {
    if (item.send) this.send(item.send);
    else this.fill(item.fill);
  }

  show() {
    const items = this.offered.map((c, i) =>
      h(
        "li",
        { role: "option", id: `command-${i}`, "aria-selected": String(i === this.chosen), onclick: () => this.take(c) },
        h("code", {}, c.label),
        h("span", {}, bdi(c.help)),
      ),
    );
    const tail = items.length
      ? h("li", { class: "keys", role: "presentation" }, t(this.offered[this.chosen].send ? "commands.keys" : "commands.fills"))
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
      if (this.input.value === "/") this.write("");
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
      this.fill(this.offered[this.chosen].fill);
    }
  }
}
