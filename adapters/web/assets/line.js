// One line of the chat as an element.

import { bdi, face, h, icon } from "./dom.js";
import { rich, safe } from "./markup.js";
import { exact, isolated, t, time, tn } from "./words.js";

// row makes the element; look says how it stands among the others: whether it
// is the speaker's own, opened, and the first of a run by one person.
export function row(line, state, look, on) {
  const author = state.who(line.from, line.name);
  const props = {
    class: classes(line, state, look),
    "data-id": line.id,
    "aria-label": label(line, state),
    tabindex: "-1",
  };
  if (line.deleted) return h("article", props, gone(line, state, on));
  return h(
    "article",
    props,
    look.first ? face(author) : h("span", { class: "face none" }),
    h(
      "div",
      { class: "bubble" },
      look.first && head(line, author, state),
      line.replyTo && quote(line, state, on),
      h(
        "div",
        { class: "flow" },
        line.picture && picture(line),
        line.text && h("div", { class: "text", dir: state.direction(line) }, line.spans ? rich(line.spans) : line.text),
        line.buttons && buttons(line, on),
        line.lost && h("p", { class: "warning" }, icon("alert"), t("line.lost")),
        h("div", { class: "foot" }, line.until && h("span", { class: "left", role: "timer", "data-until": line.until }), line.only && h("span", { class: "only" }, icon("eye"), t("line.only")), reactions(line, state, on), meta(line)),
      ),
    ),
  );
}

// label is a line in one sentence, for those who do not see it.
export function label(line, state) {
  if (line.deleted) return epitaph(line, state);
  return t("line.label", { name: isolated(state.who(line.from, line.name).name), text: line.text || t("line.picture") });
}

function classes(line, state, look) {
  return [
    "line",
    look.first && "first",
    look.own && "own",
    look.open && "open",
    line.from === state.boot.steward && "ours",
    line.only && "private",
    line.pending && "pending",
    line.deleted && "deleted",
    state.decided(line) && "tells",
  ]
    .filter(Boolean)
    .join(" ");
}

function head(line, author, state) {
  const standing = state.standing(line.from);
  return h(
    "p",
    { class: "head" },
    h("span", { class: `name ${author.tint ?? "steward"}` }, bdi(author.name)),
    line.from === state.boot.steward && h("span", { class: "chip" }, t("line.bot")),
    author.authority && h("span", { class: "chip" }, t(`role.${author.authority}`)),
    standing?.level && h("span", { class: "chip level", title: standing.earned }, standing.level),
    standing?.streak > 1 && streak(standing.streak),
  );
}

function streak(days) {
  const text = tn("board.streak", days);
  return h("span", { class: "streak", role: "img", "aria-label": text, title: text }, icon("flame"), String(days));
}

function quote(line, state, on) {
  const asked = state.lines.get(line.replyTo);
  const missing = !asked || asked.deleted || !state.visible(asked);
  const words = asked?.command && asked.deleted ? `/${asked.command}` : missing ? t("line.forgotten") : asked.text;
  const author = asked && state.who(asked.from, asked.name);
  return h(
    "button",
    { type: "button", class: `quote ${author?.tint ?? ""}`, disabled: missing, onclick: () => on.jump(asked.id) },
    asked && h("span", { class: "name" }, bdi(author.name)),
    h("span", { class: "words", dir: asked && state.direction(asked) }, words),
  );
}

// buttons are those below a line, in their rows.
export function buttons(line, on) {
  return h(
    "div",
    { class: "buttons" },
    line.buttons.map((cells) =>
      h(
        "div",
        { class: "cells" },
        cells.map((b) =>
          b.url
            ? h("a", { class: "press", href: safe(b.url), target: "_blank", rel: "noopener noreferrer" }, b.label)
            : h("button", { type: "button", class: "press", onclick: (e) => on.press(line, b, e.currentTarget) }, b.label),
        ),
      ),
    ),
  );
}

// picture shows one that this server has; the page loads nothing from elsewhere,
// so another is a link.
function picture(line) {
  if (line.picture.startsWith("/")) return h("img", { class: "picture", src: line.picture, width: line.width, height: line.height, alt: line.alt || t("line.picture") });
  return h("a", { class: "press", href: safe(line.picture), target: "_blank", rel: "noopener noreferrer" }, t("line.picture"));
}

function reactions(line, state, on) {
  if (!line.reactions?.length) return null;
  return h(
    "span",
    { class: "reactions" },
    line.reactions.map((r) => {
      const mine = r.by.includes(state.speaker);
      const names = r.by.map((id) => isolated(state.who(id).name)).join(", ");
      const label = t("line.reacted", { emoji: r.emoji, names });
      return h(
        "button",
        {
          type: "button", class: "reaction", "aria-pressed": String(mine), "aria-label": label, title: label,
          onclick: () => on.react(line, r.emoji, !mine),
        },
        h("span", {}, r.emoji),
        h("span", { class: "count" }, String(r.by.length)),
      );
    }),
  );
}

function meta(line) {
  return h(
    "span",
    { class: "meta" },
    line.gain && h("span", { class: "gain" }, line.gain),
    line.pinned && h("span", { class: "mark", role: "img", "aria-label": t("pinned.label"), title: t("pinned.label") }, icon("pin")),
    line.edited && h("span", {}, t("line.edited")),
    line.pending ? h("span", {}, t("line.pending")) : stamp(line),
  );
}

function stamp(line) {
  return h("time", { datetime: line.at.toISOString(), title: exact(line.at) }, time(line.at));
}

// gone is what is left of a line: one grey line that says who took it away and
// by which rule.
function gone(line, state, on) {
  return h(
    "p",
    { class: "gone" },
    icon(line.rule ? "shield" : "bin"),
    h("span", {}, epitaph(line, state)),
    line.rule && h("button", { type: "button", class: "evidence", onclick: () => on.open(line) }, t("line.evidence")),
    stamp(line),
  );
}

function epitaph(line, state) {
  const name = isolated(state.who(line.from, line.name).name);
  if (line.from === state.boot.steward) return t("line.deleted.ours");
  if (line.rule) return t("line.deleted.rule", { rule: isolated(line.rule), name });
  if (line.command && line.deletedBy === state.boot.steward) {
    return t("line.deleted.command", { command: isolated(`/${line.command}`), name });
  }
  return t(line.deletedBy === line.from ? "line.deleted.own" : "line.deleted.steward", { name });
}
