// The side: beside the chat where there is room, else a sheet over it. One
// question at a time: "why" takes the place of the others.

import { narrow } from "./dom.js";

// trail finds an element again; a line's element may have been made anew since.
function trail(element) {
  const line = element.closest(".line")?.dataset.id;
  return () => (element.isConnected ? element : line && document.querySelector(`.line[data-id="${line}"]`));
}

export class Panels {
  // onClose(name) is called when a panel was closed by hand.
  constructor(onClose) {
    this.onClose = onClose;
    this.side = document.getElementById("side");
    this.veil = document.getElementById("veil");
    this.name = "";
    this.back = null;
    this.guideHidden = false;
    this.told = false; // moderators were told something
    this.veil.addEventListener("click", () => this.close());
    for (const b of this.side.querySelectorAll("[data-close]")) {
      b.addEventListener("click", () => this.close(b.closest(".card").id));
    }
    document.addEventListener("keydown", (e) => {
      if (e.key === "Escape" && this.name) this.close();
    });
    narrow.addEventListener("change", () => this.arrange());
    this.arrange();
  }

  // arrange puts the places, the desk and the languages where there is room for them.
  arrange() {
    const at = (id) => document.getElementById(id);
    if (narrow.matches) {
      at("clock-open").before(at("places"));
      this.side.append(at("elsewhere"));
    } else {
      at("over").prepend(at("places"));
      at("clock").after(at("elsewhere"));
    }
    this.show();
  }

  open(name) {
    if (!this.name) this.back = trail(document.activeElement);
    this.name = name;
    this.show();
    if (narrow.matches || name === "why") document.getElementById(name).focus({ preventScroll: true });
  }

  close(which = this.name) {
    const open = this.name;
    this.name = "";
    this.show();
    this.onClose(which);
    if (open) this.back?.()?.focus({ preventScroll: true });
    this.back = null;
  }

  show() {
    const sheet = narrow.matches;
    const open = sheet && this.name !== "";
    for (const card of this.side.querySelectorAll(".card")) card.hidden = !this.shows(card.id, sheet);
    this.side.classList.toggle("sheet", open);
    this.side.hidden = sheet && !open;
    for (const [name, value] of Object.entries({ role: "dialog", "aria-modal": "true" })) {
      if (open) this.side.setAttribute(name, value);
      else this.side.removeAttribute(name);
    }
    this.veil.hidden = !open;
    for (const el of document.querySelectorAll(".top, .chat, .skip")) el.inert = open;
    document.getElementById("elsewhere").hidden = sheet && this.name !== "guide";
    this.side.scrollTop = 0;
  }

  shows(id, sheet) {
    if (sheet && this.name === "guide") return id === "guide" || id === "board";
    if (sheet || this.name === "why") return id === this.name;
    if (id === "why") return false;
    if (id === "told") return this.told;
    return id !== "guide" || !this.guideHidden || this.name === "guide";
  }
}
