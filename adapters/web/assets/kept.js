// What a reload of the page must not lose: who speaks, where, and what was being
// written. It lasts as long as the tab.

const KEY = "steward.";

export function kept(name) {
  try {
    return sessionStorage.getItem(KEY + name);
  } catch {
    return null;
  }
}

export function keep(name, value) {
  try {
    sessionStorage.setItem(KEY + name, value);
  } catch {
    // Without storage a reload begins afresh.
  }
}
