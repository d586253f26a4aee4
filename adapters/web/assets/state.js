// What the page knows: people, lines, standings, who speaks and where. Whoever
// shows a part of it asks again after a change.

import { keep, kept } from "./kept.js";
import { t } from "./words.js";

const KEEP = 1000; // as many lines as the room keeps

export class State {
  constructor(boot) {
    this.boot = boot;
    this.lines = new Map(); // by id, in the order of their ids
    this.causes = new Map(); // the effect that a line of Steward's is -> the id of the line that it followed from
    this.standings = null;
    this.stances = new Map(); // how people stand in the lobby, by their ids
    this.next = null; // when the next post is due
    this.speaks = boot.lang; // the community's language
    this.shut = false; // the lobby hears only those with authority
    this.slow = 0; // seconds that each of the others waits there between two lines
    this.offset = 0; // the engine's clock less this machine's
    this.place = "lobby";
    this.people = new Map(boot.people.map((p, i) => [p.id, { ...p, tint: `tint-${i % 8}` }]));
    this.speaker = this.people.has(kept("speaker")) ? kept("speaker") : boot.speaker;
    this.unread = new Set(); // ids of lines of Steward's that nobody whom they are for has seen
  }

  // take merges an update; it returns the lines that are new.
  take(update) {
    this.offset = new Date(update.now).getTime() - Date.now();
    const fresh = [];
    for (const line of update.lines ?? []) {
      if (!this.lines.has(line.id)) fresh.push(line);
      line.at = new Date(line.at);
      this.lines.set(line.id, line);
      for (const ref of line.acts ?? []) this.causes.set(ref, line.id);
    }
    for (const id of this.lines.keys()) {
      if (this.lines.size <= KEEP) break;
      for (const ref of this.lines.get(id).acts ?? []) this.causes.delete(ref);
      this.lines.delete(id);
    }
    if (update.standings) this.standings = update.standings;
    if (update.stances) this.stances = new Map(update.stances.map((s) => [s.user, s]));
    this.next = update.next ? new Date(update.next) : null;
    this.speaks = update.speaks;
    this.shut = update.shut;
    this.slow = update.slow;
    return fresh;
  }

  now() {
    return new Date(Date.now() + this.offset);
  }

  me() {
    return this.people.get(this.speaker);
  }

  // who is a line's author; Steward and strangers have no tint.
  who(id, name = "") {
    if (id === this.boot.steward) return { id, name: t("page.name") };
    return this.people.get(id) ?? { id, name };
  }

  standing(id) {
    return this.standings?.find((s) => s.user === id);
  }

  // stance is how somebody stands in the lobby: {out, banned, muted}, muted being
  // the time until which they can't speak, or null.
  stance(id) {
    const { out = false, banned = false, muted } = this.stances.get(id) ?? {};
    const until = muted ? new Date(muted) : null;
    return { out, banned, muted: until > this.now() ? until : null };
  }

  // moderates tells whether the speaker sees the moderators' log.
  moderates() {
    return Boolean(this.me().authority);
  }

  // where is the place that the speaker writes to.
  where(place = this.place) {
    const { lobby, modlog } = this.boot;
    return { lobby, modlog }[place] ?? this.me().place;
  }

  visible(line) {
    if (line.place !== this.where() || (line.place === this.boot.modlog && !this.moderates())) return false;
    return !line.only || line.only === this.speaker;
  }

  // direction is that of the page for what Steward says, whosever name it begins with,
  // and for others that of their own words.
  direction(line) {
    return line.from === this.boot.steward ? null : "auto";
  }

  // speak lets somebody speak, until the tab is closed.
  speak(id) {
    this.speaker = id;
    keep("speaker", id);
  }

  // pinned is the line of the place that was pinned last.
  pinned() {
    return this.shown().findLast((l) => l.pinned);
  }

  shown() {
    return [...this.lines.values()].filter((l) => this.visible(l));
  }

  // decided is the line whose decision explains this one: itself, or for a line
  // of Steward's the one that it followed from.
  decided(line) {
    if (line.event) return line;
    const cause = this.lines.get(this.causes.get(line.ref) ?? line.replyTo);
    return cause?.event ? cause : null;
  }
}
