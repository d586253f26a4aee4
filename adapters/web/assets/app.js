// The demo's page, in the order in which it works: what the page starts from,
// the parts that show it, what a person can do, and the stream of updates.

import { post } from "./api.js";
import { attempts } from "./attempts.js";
import { Blank } from "./blank.js";
import { showBoard } from "./board.js";
import { Chat, tools } from "./chat.js";
import { Clock } from "./clock.js";
import { Composer } from "./composer.js";
import { narrow } from "./dom.js";
import { Door } from "./door.js";
import { Faces } from "./faces.js";
import { Guide } from "./guide.js";
import { follow } from "./live.js";
import { Panels } from "./panels.js";
import { Places } from "./places.js";
import { State } from "./state.js";
import { toast } from "./toast.js";
import { Told } from "./told.js";
import { Why } from "./why.js";
import { setup, t } from "./words.js";

const boot = JSON.parse(document.getElementById("boot").textContent);
setup(boot);
const state = new State(boot);
const presses = new Map(); // press id -> {data, free}, free ending the waiting
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
const places = new Places(state, go);
const blank = new Blank(state, { send: (text) => composer.send(text), choose: (id) => faces.choose(id), free: () => !door.hindrance() });
const guide = new Guide(state, attempts({ state, chat, composer, faces, door, panels, go, open }));

// What a person can do.

const by = () => ({ as: state.speaker, lang: boot.lang });

async function say(text, replyTo) {
  try {
    await post("say", { ...by(), place: state.where(), text, replyTo });
    chat.toEnd();
  } catch (err) {
    toast(t("compose.failed", { reason: err.message }), "bad");
    throw err;
  }
}

const attempt = (promise) => promise.catch((err) => toast(err.message, "bad"));

function react(line, emoji, on) {
  attempt(post("react", { ...by(), line: line.id, emoji, on }));
}

function remove(line) {
  attempt(post("delete", { ...by(), line: line.id }));
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
    const { press: id } = await post("press", { ...by(), line: line.id, data });
    presses.set(id, { data, free });
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
  attempt(post(inside ? "join" : "leave", by()));
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
  blank.show();
  beside();
  showBoard(state);
}

// beside shows what stands around the log: what is pinned, and what moderators
// were told.
function beside() {
  pin();
  places.dots();
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

// The places.

function go(place) {
  places.turn(place);
  composer.reply(null);
  door.show();
  chat.render();
  chat.toEnd();
  blank.show();
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
  blank.show();
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
  const { data, free } = presses.get(id);
  presses.delete(id);
  free();
  guide.pressed(data);
}

hideGuide(guide.hidden);
history.replaceState(null, "", "/"); // to reload is not to ask for a language again
follow(boot.lang, update, connected);
