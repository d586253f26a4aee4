// What the page asks of the server. A failure is an Error whose message is a
// sentence for people and whose code is the server's.

import { has, t } from "./words.js";

class Refusal extends Error {
  constructor(code) {
    super(t(has(`error.${code}`) ? `error.${code}` : "error.broken"));
    this.code = code;
  }
}

async function ask(path, options) {
  let response;
  try {
    response = await fetch(path, options);
  } catch {
    throw new Refusal("network");
  }
  const body = await response.json().catch(() => ({}));
  if (!response.ok) throw new Refusal(body.error ?? "broken");
  return body;
}

export function post(act, body) {
  return ask(`/demo/${act}`, {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify(body),
  });
}

export function why(event, lang) {
  return ask(`/demo/why?${new URLSearchParams({ event, lang })}`);
}
