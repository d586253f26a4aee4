// The demo's page, in the order in which it works: what the page starts from,
// the parts that show it, what a person can do, and the stream of updates.

import { post } from "./api.js";
import { showBoard } from "./board.js";
import { Chat, tools } from "./chat.js";
import { Clock } from "./clock.js";
import { Composer } from "./composer.js";
import { h, narrow } from "./dom.js";
import { Faces } from "./faces.js";
import { Guide } from "./guide.js";
import { follow } from "./live.js";
import { Panels } from "./panels.js";
import { State } from "./state.js";
import { toast } from "./toast.js";
import { Why } from "./why.js";
import { setup, t } from "./words.js";

const boot = JSON.parse(document.getElementById("boot").textContent);
setup(boot);
const state = new State(boot);
const presses = new Map(); // press id -> its button

const acts = { open, react, press, reply, remove };
const chat = new Chat(state, acts);
const composer = new Composer(state, say);
const faces = new Faces(state, speak);
const clock = new Clock(state, () => chat.render());
const why = new Why(state, (line) => (line.deleted || line.lost ? null : tools(line, state, acts, "acts")));
const panels = new Panels(closed);
const guide = new Guide(state, {
  checkin: () => suggest("/checkin"),
  earn: () => suggest(t("guide.earn.text")),
  why: openNewest,
  tomorrow: () => point(document.getElementById("day")),
  rule: breakRule,
  top: () => suggest("/top"),
  private: () => suggest("/points"),
});

// What a person can do.

async function say(text, replyTo) {
  try {
    await post("say", { as: state.speaker, place: state.where(), text, replyTo });
    chat.toEnd();
  } catch (err) {
    toast(t("compose.failed", { reason: err.message }), "bad");
    throw err;
  }
}

const attempt = (promise) => promise.catch((err) => toast(err.message, "bad"));

function react(line, emoji, on) {
  attempt(post("react", { as: state.speaker, line: line.id, emoji, on }));
}

function remove(line) {
  attempt(post("delete", { as: state.speaker, line: line.id }));
}

function reply(line) {
  if (narrow.matches) panels.close();
  composer.reply(line);
}

async function press(line, button, element) {
  element.setAttribute("aria-busy", "true");
  const free = () => element.removeAttribute("aria-busy");
  try {
    const { press: id } = await post("press", { as: state.speaker, line: line.id, data: button.data ?? "" });
    presses.set(id, free);
    setTimeout(() => presses.delete(id) && (free(), toast(t("line.noanswer"))), 5000);
  } catch (err) {
    free();
    toast(err.message, "bad");
  }
}

async function open(line) {
  panels.open("why");
  chat.mark(line.id);
  if (!(await why.open(line))) return;
  guide.tick("why");
  if (state.decided(line).rule) guide.tick("rule");
}

function closed(name) {
  if (name === "guide" && !narrow.matches) hideGuide(true);
  if (why.line) {
    why.close();
    chat.mark(null);
  }
}

function speak() {
  composer.address();
  chat.render();
  chat.toEnd();
  blank();
  showBoard(state);
}

// Help from the guide.

function suggest(text) {
  panels.close();
  composer.fill(text);
}

function openNewest() {
  const line = state.shown().findLast((l) => l.event && !l.pending && !l.lost);
  if (line) open(line);
  else suggest(t("guide.earn.text"));
}

// breakRule prepares a line that the rules take away, or points at one that
// they did. Who has authority is spared by them, so somebody else speaks.
function breakRule() {
  go("lobby");
  const struck = state.shown().findLast((l) => l.rule);
  if (struck) return point(chat.element(struck.id));
  if (state.me().authority) faces.choose(boot.speaker);
  suggest(t("guide.rule.text"));
}

function point(element) {
  if (narrow.matches) panels.close();
  element.scrollIntoView({ block: "nearest" });
  element.focus();
  element.classList.add("here");
  setTimeout(() => element.classList.remove("here"), 1600);
}

// The places and what is shown in an empty one.

const tabs = [...document.querySelectorAll("[role=tab]")];
for (const tab of tabs) {
  tab.addEventListener("click", () => go(tab.dataset.place));
  tab.addEventListener("keydown", (e) => {
    if (e.key !== "ArrowLeft" && e.key !== "ArrowRight") return;
    e.preventDefault();
    const other = tabs.find((x) => x !== tab);
    go(other.dataset.place);
    other.focus();
  });
}

function go(place) {
  state.place = place;
  for (const tab of tabs) {
    const here = tab.dataset.place === place;
    tab.setAttribute("aria-selected", String(here));
    tab.tabIndex = here ? 0 : -1;
    if (here) unread(tab, false);
  }
  document.getElementById("log").setAttribute("aria-labelledby", `tab-${place}`);
  composer.reply(null);
  chat.render();
  chat.toEnd();
  blank();
}

function unread(tab, on) {
  tab.classList.toggle("unread", on);
  if (on) tab.setAttribute("aria-label", t("chat.unread", { place: tab.textContent }));
  else tab.removeAttribute("aria-label");
}

function blank() {
  const empty = state.shown().length === 0;
  document.getElementById("blank").hidden = !empty;
  if (!empty) return;
  const kept = state.place === "lobby" && state.standings?.length > 0; // from an earlier run
  const key = kept ? "blank.again" : `blank.${state.place}`;
  document.getElementById("blank-title").textContent = t(key);
  document.getElementById("blank-text").textContent = t(`${key}.text`);
  const ideas = state.place === "lobby" ? ["/checkin", t("guide.earn.text"), "/top"] : ["/points", "/help"];
  document.getElementById("blank-chips").replaceChildren(
    ...ideas.map((text) => h("button", { type: "button", class: "soft", onclick: () => composer.send(text) }, text)),
  );
}

for (const b of document.querySelectorAll("[data-open]")) {
  b.addEventListener("click", () => {
    if (b.dataset.open === "guide") hideGuide(false);
    if (b.dataset.open === "board") guide.tick("top");
    if (panels.name) panels.close();
    panels.open(b.dataset.open);
  });
}

// hideGuide puts the guide away, behind a button in the header.
function hideGuide(hidden) {
  guide.hide(hidden);
  panels.guideHidden = hidden;
  panels.show();
  document.querySelector("[data-open=guide]").classList.toggle("only-narrow", !hidden);
}

// The stream.

const lost = document.getElementById("lost");
let known = false;
let grumble;

function connected(up) {
  clearTimeout(grumble);
  if (!up) {
    // A hiccup is not worth a word.
    grumble = setTimeout(() => (lost.hidden = false), 700);
    return;
  }
  if (!lost.hidden) toast(t("live.back"));
  lost.hidden = true;
}

function update(u) {
  if (u.run !== boot.run) return location.reload();
  const fresh = state.take(u);
  if (!known) clock.start();
  for (const n of u.notices ?? []) answer(n);
  chat.render(known ? fresh : []);
  if (!known) chat.toEnd();
  known = true;
  clock.show();
  blank();
  showBoard(state);
  guide.watch();
  why.refresh();
  for (const l of fresh) notePlace(l);
  document.documentElement.dataset.ready = "true";
}

function answer(n) {
  presses.get(n.press)?.();
  presses.delete(n.press);
  if (n.text && n.person === state.speaker) toast(n.text);
}

function notePlace(line) {
  const tab = tabs.find((x) => state.where(x.dataset.place) === line.place);
  if (tab && tab.dataset.place !== state.place && line.from === boot.steward) unread(tab, true);
}

faces.show();
hideGuide(guide.hidden);
follow(boot.lang, update, connected);
