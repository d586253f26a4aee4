// What the guide's buttons do: each prepares its step as far as somebody else than the
// visitor can.

import { narrow } from "./dom.js";
import { t } from "./words.js";

// attempts are functions by step. They work on the parts of the page; go(place) and
// open(line) are what a visitor does.
export function attempts({ state, chat, composer, faces, door, panels, go, open }) {
  const people = () => [...state.people.values()];

  // able is somebody who can speak in the lobby, without authority if there is one.
  const able = () => {
    const speaks = people().filter((p) => !state.stance(p.id).out && !state.stance(p.id).muted);
    return (speaks.find((p) => !p.authority) ?? speaks[0]).id;
  };

  const suggest = (text) => {
    panels.close();
    if (state.place !== "lobby") go("lobby");
    if (door.hindrance()) faces.choose(able());
    composer.fill(text);
  };

  // Who has authority is spared by the rules, so somebody else speaks.
  const rule = () => {
    if (state.me().authority) faces.choose(able());
    suggest(t("guide.rule.text"));
  };

  return {
    rule,
    checkin: () => suggest("/checkin"),
    quiz: () => suggest("/quiz tea"),
    saturday: () => point(document.getElementById("next"), panels),

    // why explains what a rule took away, if one did, else the newest message.
    why() {
      if (state.place !== "lobby") go("lobby");
      const lines = state.shown().filter((l) => l.event && !l.pending && !l.lost);
      const line = lines.findLast((l) => l.rule) ?? lines.at(-1);
      if (line) open(line);
      else suggest(t("blank.line"));
    },

    // undo points a moderator at the last button in their log; without one, a rule
    // must be broken first.
    undo() {
      const told = [...state.lines.values()].findLast((l) => l.place === state.boot.modlog && l.buttons?.length && !l.deleted);
      if (!told) return rule();
      if (!state.moderates()) faces.choose(people().find((p) => p.authority).id);
      go("modlog");
      point(chat.element(told.id).querySelector(".press"), panels);
    },

    // newcomer points at the way in for somebody who is new.
    newcomer() {
      if (state.place !== "lobby") go("lobby");
      faces.choose(people().find((p) => p.newcomer).id);
      point(document.getElementById("door"), panels);
    },
  };
}

function point(element, panels) {
  if (narrow.matches) {
    panels.close();
    const over = element.closest("[popover]");
    if (over && !over.matches(":popover-open")) over.showPopover();
  }
  element.scrollIntoView({ block: "nearest" });
  element.focus();
  element.classList.add("here");
  setTimeout(() => element.classList.remove("here"), 1600);
}
