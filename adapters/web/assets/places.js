// The places: the lobby, the moderators' log and the private chat, each a tab.

import { keep, kept } from "./kept.js";
import { t } from "./words.js";

export class Places {
  // go(place) shows another one. It begins where the last visit in this tab ended.
  constructor(state, go) {
    this.state = state;
    this.tabs = [...document.querySelectorAll("[role=tab]")];
    for (const tab of this.tabs) {
      tab.title = tab.textContent;
      tab.addEventListener("click", () => go(tab.dataset.place));
      tab.addEventListener("keydown", (e) => {
        const step = { ArrowLeft: -1, ArrowRight: 1 }[e.key];
        if (!step) return;
        e.preventDefault();
        const other = this.tabs[(this.tabs.indexOf(tab) + step + this.tabs.length) % this.tabs.length];
        go(other.dataset.place);
        other.focus();
      });
    }
    const last = kept("place");
    this.turn(this.tabs.some((tab) => tab.dataset.place === last) ? last : "lobby");
  }

  // turn makes a place the one that is shown.
  turn(place) {
    this.state.place = place;
    keep("place", place);
    for (const tab of this.tabs) {
      const here = tab.dataset.place === place;
      tab.setAttribute("aria-selected", String(here));
      tab.tabIndex = here ? 0 : -1;
      if (here) document.getElementById("where").textContent = tab.textContent;
    }
    document.getElementById("log").setAttribute("aria-labelledby", `tab-${place}`);
  }

  // dots mark the places where Steward said something that the speaker has not seen.
  dots() {
    const { state } = this;
    const lines = [...state.unread].map((id) => state.lines.get(id)).filter((l) => l && !l.deleted && !state.visible(l));
    state.unread = new Set(lines.map((l) => l.id));
    for (const tab of this.tabs) {
      const on = lines.some((l) => l.place === state.where(tab.dataset.place) && (!l.only || l.only === state.speaker));
      tab.classList.toggle("unread", on);
      tab.setAttribute("aria-label", on ? t("chat.unread", { place: tab.textContent }) : tab.textContent);
    }
  }
}
