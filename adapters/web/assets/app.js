// The demo's page, in the order in which it works: what the page starts from,
// the parts that show it, what a person can do, and the stream of updates.

import { post } from "./api.js";
import { showBoard } from "./board.js";
import { Chat, tools } from "./chat.js";
import { Clock } from "./clock.js";
import { Composer } from "./composer.js";
import { h, narrow } from "./dom.js";
import { Door } from "./door.js";
import { Faces } from "./faces.js";
import { Guide } from "./guide.js";
import { keep, kept } from "./kept.js";
import { follow } from "./live.js";
import { Panels } from "./panels.js";
import { State } from "./state.js";
import { toast } from "./toast.js";
import { Told } from "./told.js";
import { Why } from "./why.js";
import { isolated, setup, t } from "./words.js";

const boot = JSON.parse(document.getElementById("boot").textContent);
setup(boot);
const state = new State(boot);
const presses = new Map(); // press id -> {line, data, free}, free ending the waiting
const early = new Set(); // ids of presses answered before this page knew them

const acts = { open, react, press, reply, remove };
const chat = new Chat(state, acts);
const composer = new Composer(state, say);
const faces = new Faces(state, speak);
const door = new Door(state, walk);
const clock = new Clock(state, () => chat.render(), tick);
const why = new Why(state, (line) => (line.deleted || line.lost ? null : tools(line, state, acts, "acts")));
const panels = new Panels(closed);
const told = new Told(state, acts);
document.getElementById("told-open").addEventListener("click", () => go("modlog"));
const guide = new Guide(state, {
  checkin: () => suggest("/checkin"),
  rule: breakRule,
  why: openNewest,
  undo,
  quiz: () => suggest("/quiz tea"),
  saturday: () => point(document.getElementById("next")),
  newcomer: meet,
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
    const data = button.data ?? "";
    const { press: id } = await post("press", { as: state.speaker, line: line.id, data });
    presses.set(id, { line, data, free });
    if (early.delete(id)) return done(id);
    setTimeout(() => presses.delete(id) && (free(), toast(t("line.noanswer"))), 5000);
  } catch (err) {
    free();
    toast(err.message, "bad");
  }
}

async function open(line) {
  panels.open("why");
  chat.mark(line.id);
  if (await why.open(line)) guide.tick("why");
}

// walk lets the speaker into the group, or out of it.
function walk(inside) {
  attempt(post(inside ? "join" : "leave", { as: state.speaker }));
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
  stand();
  chat.render();
  chat.toEnd();
  blank();
  beside();
  showBoard(state);
}

// beside shows what stands around the log: what is pinned, and what moderators
// were told.
function beside() {
  pin();
  dots();
  told.show();
  if (panels.told === told.any()) return;
  panels.told = told.any();
  panels.show();
}

function tick() {
  stand();
  chat.countDown();
}

// stand shows who can speak, which the time alone may change.
function stand() {
  faces.show();
  door.show();
}

// Help from the guide.

function suggest(text) {
  panels.close();
  if (state.place !== "lobby") go("lobby");
  if (door.hindrance()) faces.choose(able());
  composer.fill(text);
}

// able is somebody without authority who can speak in the lobby, if there is one.
function able() {
  const speaks = [...state.people.values()].filter((p) => !state.stance(p.id).out && !state.stance(p.id).muted);
  return (speaks.find((p) => !p.authority) ?? speaks[0]).id;
}

// openNewest explains what a rule took away, if one did, else the newest line.
function openNewest() {
  if (state.place !== "lobby") go("lobby");
  const lines = state.shown().filter((l) => l.event && !l.pending && !l.lost);
  const line = lines.findLast((l) => l.rule) ?? lines.at(-1);
  if (line) open(line);
  else suggest(t("blank.line"));
}

// breakRule prepares a line that the rules take away. Who has authority is
// spared by them, so somebody else speaks.
function breakRule() {
  if (state.me().authority) faces.choose(able());
  suggest(t("guide.rule.text"));
}

// undo points a moderator at the last button in their log; without one, a rule
// must be broken first.
function undo() {
  const told = [...state.lines.values()].findLast((l) => l.place === boot.modlog && l.buttons?.length && !l.deleted);
  if (!told) return breakRule();
  if (!state.moderates()) faces.choose([...state.people.values()].find((p) => p.authority).id);
  go("modlog");
  point(chat.element(told.id).querySelector(".press"));
}

// meet points at the way in for somebody who is new.
function meet() {
  const newcomer = [...state.people.values()].find((p) => p.newcomer);
  if (state.place !== "lobby") go("lobby");
  faces.choose(newcomer.id);
  point(document.getElementById("door"));
}

function point(element) {
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

// The places and what is shown in an empty one.

const tabs = [...document.querySelectorAll("[role=tab]")];
for (const tab of tabs) {
  tab.addEventListener("click", () => go(tab.dataset.place));
  tab.addEventListener("keydown", (e) => {
    if (e.key !== "ArrowLeft" && e.key !== "ArrowRight") return;
    e.preventDefault();
    const step = e.key === "ArrowRight" ? 1 : -1;
    const other = tabs[(tabs.indexOf(tab) + step + tabs.length) % tabs.length];
    go(other.dataset.place);
    other.focus();
  });
}

// turn makes a place the one that is shown.
function turn(place) {
  state.place = place;
  for (const tab of tabs) {
    const here = tab.dataset.place === place;
    tab.setAttribute("aria-selected", String(here));
    tab.tabIndex = here ? 0 : -1;
  }
  keep("place", place);
  document.getElementById("where").textContent = document.getElementById(`tab-${place}`).textContent.trim();
  document.getElementById("log").setAttribute("aria-labelledby", `tab-${place}`);
}

function go(place) {
  turn(place);
  composer.reply(null);
  door.show();
  chat.render();
  chat.toEnd();
  blank();
  beside();
}

// pin shows what is pinned in the place.
const pinned = document.getElementById("pinned");
pinned.addEventListener("click", () => chat.jump(pinned.dataset.line));

function pin() {
  const line = state.pinned();
  pinned.hidden = !line;
  if (!line) return;
  pinned.dataset.line = line.id;
  const words = pinned.querySelector(".words");
  words.dir = state.direction(line) ?? "";
  words.textContent = line.text.split("\n", 1)[0] || t("line.picture");
}

// dots mark the places where Steward said something that the speaker has not seen.
function dots() {
  const lines = [...state.unread].map((id) => state.lines.get(id)).filter((l) => l && !l.deleted && !state.visible(l));
  state.unread = new Set(lines.map((l) => l.id));
  for (const tab of tabs) {
    const on = lines.some((l) => l.place === state.where(tab.dataset.place) && (!l.only || l.only === state.speaker));
    tab.classList.toggle("unread", on);
    const place = tab.textContent.trim();
    tab.setAttribute("aria-label", on ? t("chat.unread", { place }) : place);
    tab.title = place;
  }
}

function blank() {
  const empty = state.shown().length === 0;
  document.getElementById("intro").hidden = empty || state.place !== "lobby";
  document.getElementById("blank").hidden = !empty;
  if (!empty) return;
  const kept = state.place === "lobby" && state.standings?.some((s) => s.rank); // from an earlier run
  const closed = state.place === "modlog" && !state.moderates();
  const key = kept ? "blank.again" : closed ? "blank.closed" : `blank.${state.place}`;
  document.getElementById("blank-title").textContent = t(key);
  document.getElementById("blank-text").textContent = t(`${key}.text`);
  const chip = (text, onclick) => h("button", { type: "button", class: "soft", onclick }, text);
  const ideas = IDEAS[state.place]().map((text) => chip(text, () => composer.send(text)));
  document.getElementById("blank-chips").replaceChildren(...(closed ? moderators(chip) : door.hindrance() ? [] : ideas));
}

// IDEAS are what can be said first, by place.
const IDEAS = {
  lobby: () => ["/checkin", t("blank.line"), state.moderates() ? "/status" : "/top"],
  modlog: () => ["/status"],
  private: () => ["/points", "/privacy", "/help"],
};

// moderators are chips to speak as one of them.
function moderators(chip) {
  const staff = [...state.people.values()].filter((p) => p.authority);
  return staff.map((p) => chip(t("blank.speak", { name: isolated(p.name) }), () => faces.choose(p.id)));
}

for (const b of document.querySelectorAll("[data-open]")) {
  b.addEventListener("click", () => {
    if (b.dataset.open === "guide") hideGuide(false);
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
  for (const l of known ? fresh : []) if (l.from === boot.steward) state.unread.add(l.id);
  if (!known) clock.start();
  for (const n of u.notices ?? []) answer(n);
  chat.render(known ? fresh : []);
  if (!known) begin();
  known = true;
  clock.show();
  stand();
  blank();
  beside();
  showBoard(state);
  guide.watch();
  why.refresh();
  document.documentElement.dataset.ready = "true";
}

// begin shows what there was: from its start, if it is there for who comes first.
function begin() {
  const lines = state.shown();
  if (lines.length > 0 && lines.every((l) => l.seed)) chat.toStart();
  else chat.toEnd();
}

function answer(n) {
  if (presses.has(n.press)) done(n.press);
  else if (early.size < 100) early.add(n.press);
  if (n.text && n.person === state.speaker) toast(n.text);
}

function done(id) {
  const { line, data, free } = presses.get(id);
  presses.delete(id);
  free();
  guide.pressed(line, data);
}

hideGuide(guide.hidden);
turn(tabs.some((tab) => tab.dataset.place === kept("place")) ? kept("place") : "lobby");
follow(boot.lang, update, connected);
