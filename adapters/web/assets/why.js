// Why: what Steward read in a line, what it decided and what it did, in words
// for somebody who does not program.

import { why } from "./api.js";
import { bdi, face, h, icon } from "./dom.js";
import { exact, has, isolated, longDay, t, time, timeWithSeconds, tn } from "./words.js";

const AGAIN = 700; // until a decision that is on its way is looked up again

export class Why {
  // extra(line) gives an element with what can be done with the line, or null.
  constructor(state, extra) {
    this.state = state;
    this.extra = extra;
    this.root = document.getElementById("reasons");
    this.line = null;
    this.timer = null;
  }

  // open shows a line's reasons; it resolves to whether there were any.
  async open(line) {
    this.line = line;
    if (!this.state.decided(line)) {
      this.fill(line, [h("p", { class: "empty" }, t(line.from === this.state.boot.steward ? "why.unasked" : "why.none"))]);
      return false;
    }
    this.fill(line, [h("div", { class: "wait", role: "status" }, h("span", { class: "hidden" }, t("why.loading")), ghosts())]);
    return this.load();
  }

  close() {
    this.line = null;
    clearTimeout(this.timer);
  }

  // refresh looks again, because something changed in the room.
  refresh() {
    if (this.line) this.load();
  }

  async load() {
    clearTimeout(this.timer);
    const { line } = this;
    try {
      const w = await why(this.state.decided(line).event, this.state.boot.lang);
      if (this.line !== line) return false;
      this.line = this.state.lines.get(line.id) ?? line;
      if (w.pending || w.effects.some((e) => e.status === "waiting")) this.timer = setTimeout(() => this.load(), AGAIN);
      this.fill(this.line, story(w), w.text);
      return !w.pending;
    } catch (err) {
      if (this.line === line) this.fill(line, [failure(err, () => this.load())]);
      return false;
    }
  }

  // fill shows a line, with what was said where the line itself no longer has
  // it, and the parts below it.
  fill(line, parts, said = "") {
    const decided = this.state.decided(line) ?? line;
    const author = this.state.who(decided.from, decided.name);
    const held = this.root.contains(document.activeElement) && document.activeElement.getAttribute("aria-label");
    this.root.replaceChildren(
      h(
        "blockquote",
        {},
        h("p", { class: "head" }, face(author), h("span", { class: `name ${author.tint ?? "steward"}` }, bdi(author.name)),
          h("time", { title: exact(decided.at), datetime: decided.at.toISOString() }, time(decided.at))),
        h("p", { class: "text", dir: this.state.direction(decided) }, decided.text || said || "…"),
      ),
      ...[this.extra(line)].filter(Boolean),
      ...parts,
    );
    if (held) [...this.root.querySelectorAll("button")].find((b) => b.getAttribute("aria-label") === held)?.focus();
  }
}

const ghosts = () => [h("span", { class: "ghost" }), h("span", { class: "ghost" }), h("span", { class: "ghost short" })];

function failure(err, again) {
  const none = err.code === "no_record";
  return h(
    "div",
    { class: "empty", role: "status" },
    h("p", {}, t(none ? "why.none" : "why.failed")),
    !none && h("p", {}, err.message),
    !none && h("button", { type: "button", class: "soft", onclick: again }, t("panel.again")),
  );
}

function story(w) {
  return [verdict(w), h("ol", { class: "steps" }, read(w), checked(w), did(w))];
}

function verdict(w) {
  if (w.pending) return h("p", { class: "verdict none", role: "status" }, t("why.pending"));
  if (w.rule) return h("p", { class: "verdict bad" }, t("why.struck", { rule: isolated(w.rule) }));
  const kind = w.total > 0 ? "good" : w.total < 0 ? "bad" : "none";
  const text = w.gain ? t("why.total", { points: w.gain }) : t(w.findings.length || w.effects.length ? "why.nothing" : "why.undone");
  return h("p", { class: `verdict ${kind}` }, text);
}

const step = (title, ...parts) => h("li", {}, h("h3", {}, title), parts.flat());

function read(w) {
  if (!w.normal) return step(t("why.read"), h("p", { class: "quiet" }, t("why.no.text")));
  return step(
    t("why.read"),
    h("p", {}, t("why.compared"), " ", h("q", { class: "normal", dir: "auto" }, w.normal)),
    h("p", {}, tn("why.length", w.length)),
    w.links?.map((l) => h("p", {}, t("why.link", { text: isolated(l.text), url: isolated(l.url) }))),
    w.length > [...w.normal].length && h("small", {}, t("why.length.note")),
  );
}

function checked(w) {
  if (!w.findings.length) return step(t("why.checked"), h("p", { class: "quiet" }, t("why.checked.none")));
  return step(
    t("why.checked"),
    h(
      "ul",
      { class: "findings" },
      w.findings.map((f) =>
        h(
          "li",
          {},
          h("p", { class: "label" }, feature(f.feature), f.gain && h("span", { class: `amount ${f.taken ? "bad" : "good"}` }, f.gain)),
          h("p", {}, f.text),
          f.entry && h("p", { class: "quiet" }, t("why.entry", { n: f.entry })),
        ),
      ),
    ),
    w.member && w.findings.some((f) => f.gain) && h("p", { class: "quiet" }, t("why.credited", { name: isolated(w.member) })),
  );
}

const feature = (name) => (has(`feature.${name}`) ? t(`feature.${name}`) : name);

function did(w) {
  if (!w.effects.length) return step(t("why.did"), h("p", { class: "quiet" }, t("why.did.none")));
  return step(
    t("why.did"),
    h(
      "ul",
      { class: "findings" },
      w.effects.map((e) =>
        h(
          "li",
          {},
          h("p", {}, has(`effect.${e.kind}`) ? t(`effect.${e.kind}`, { text: isolated(e.text ?? "") }) : e.kind),
          outcome(e),
          e.reason && h("p", { class: "quiet" }, e.reason),
        ),
      ),
    ),
  );
}

const SIGNS = { done: "check", waiting: "clock" };

function outcome(e) {
  const at = e.at && new Date(e.at);
  const text = has(`status.${e.status}`) ? t(`status.${e.status}`, { when: at ? timeWithSeconds(at) : "" }) : e.status;
  return h(
    "p",
    { class: `status ${e.status}`, title: at ? `${longDay(at)} · ${exact(at)}` : null },
    icon(SIGNS[e.status] ?? "alert"),
    text.trim(),
  );
}
