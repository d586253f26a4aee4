// The standings.

import { bdi, face, h, icon } from "./dom.js";
import { t, tn } from "./words.js";

export function showBoard(state) {
  const root = document.getElementById("standings");
  const rows = state.standings?.filter((r) => r.rank);
  if (!rows?.length) {
    root.replaceChildren(h("div", { class: "empty" }, h("p", {}, h("strong", {}, t("board.empty"))), h("p", {}, t("board.empty.text"))));
    return;
  }
  const most = Math.max(1, ...rows.map((r) => r.points));
  root.replaceChildren(h("ol", {}, rows.map((r) => place(r, state, most))));
}

function place(r, state, most) {
  const person = state.who(r.user, r.name);
  const bar = h("span", { class: "bar", "aria-hidden": "true" }, h("span", {}));
  bar.firstChild.style.width = `${(100 * r.points) / most}%`;
  return h(
    "li",
    { class: r.user === state.speaker ? "me" : null },
    h("span", { class: "rank", title: t("board.rank", { n: r.rank }) }, String(r.rank)),
    face(person.tint ? person : { ...person, tint: "tint-0" }),
    h(
      "div",
      { class: "who" },
      h("p", { class: "line-1" }, bdi(r.name, "name"), r.today && today()),
      h("p", { class: "line-2" }, marks(r)),
    ),
    h("span", { class: "points", title: `${r.earned} · ${t("board.spend", { points: r.spend })}` }, r.earned),
    bar,
  );
}

const today = () => h("span", { class: "today", title: t("board.checked") }, icon("check"), h("span", { class: "hidden" }, t("board.checked")));

function marks(r) {
  return [
    r.level && h("span", { class: "chip level" }, r.level),
    r.streak > 0 && h("span", { class: "streak" }, icon("flame"), tn("board.streak", r.streak)),
    r.balance !== r.points && h("span", {}, t("board.spend", { points: r.spend })),
  ];
}
