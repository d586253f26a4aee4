// The page's texts, its plurals and its dates. Times are shown in the
// community's zone.

let words = {};
let lang = "en";
let zone;
let plural;

export function setup(boot) {
  words = boot.words;
  lang = boot.lang;
  zone = boot.zone || undefined;
  plural = new Intl.PluralRules(lang);
}

// t is a text with its places filled.
export function t(key, args = {}) {
  const text = words[key] ?? key;
  return text.replace(/\{(\w+)\}/g, (all, name) => args[name] ?? all);
}

// has tells whether there is such a text.
export const has = (key) => key in words;

// tn is a text that depends on a number.
export function tn(key, n) {
  const form = `${key}.${plural.select(n)}`;
  return t(has(form) ? form : `${key}.other`, { n });
}

// isolated keeps a name from turning the sentence around it.
export const isolated = (name) => `\u2068${name}\u2069`;

const formats = new Map();

function format(options, locale = lang) {
  const key = locale + JSON.stringify(options);
  if (!formats.has(key)) formats.set(key, new Intl.DateTimeFormat(locale, { timeZone: zone, ...options }));
  return formats.get(key);
}

const clockTime = { hour: "2-digit", minute: "2-digit", hourCycle: "h23" };

export const time = (at) => format(clockTime).format(at);
export const timeWithSeconds = (at) => format({ ...clockTime, second: "2-digit" }).format(at);
export const longDay = (at) => format({ weekday: "long", day: "numeric", month: "long" }).format(at);
export const shortDay = (at) => format({ weekday: "short", day: "numeric", month: "short" }).format(at);

// dayKey is the date in the zone, the same for all times of a day: 2026-07-16.
export const dayKey = (at) => format({ year: "numeric", month: "2-digit", day: "2-digit" }, "sv-SE").format(at);

// exact is for hovering: 2026-07-16 09:02:11 Asia/Shanghai.
export function exact(at) {
  const date = format({ dateStyle: "short", timeStyle: "medium" }, "sv-SE").format(at);
  return `${date} ${zone ?? format({}).resolvedOptions().timeZone}`;
}

// day names a day as seen from now.
export function day(at, now) {
  const key = dayKey(at);
  if (key === dayKey(now)) return `${t("time.today")} · ${longDay(at)}`;
  if (key === dayKey(new Date(now.getTime() - 86_400_000))) return `${t("time.yesterday")} · ${longDay(at)}`;
  return longDay(at);
}
