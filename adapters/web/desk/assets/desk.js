// Keys and forms. Pages work without this.

const store = { get: () => { try { return localStorage.getItem("steward-keys") } catch { return null } }, set: (v) => { try { localStorage.setItem("steward-keys", v) } catch {} } }
const toggle = document.getElementById("keys")

function show() {
  const off = store.get() === "off"
  document.body.classList.toggle("keys-off", off)
  if (!toggle) return
  toggle.hidden = false
  toggle.setAttribute("aria-pressed", String(!off))
  toggle.textContent = off ? toggle.dataset.enable : toggle.dataset.disable
}

toggle?.addEventListener("click", () => { store.set(store.get() === "off" ? "on" : "off"); show() })
show()

// g and a letter go to a page; / goes to the search; j and k go through the rows; a letter on a button presses it. What is
// typed while the next thing appears is meant for the one before.
let waits = 0
document.addEventListener("keydown", (e) => {
  const typing = e.target.closest?.("input, textarea, select, [contenteditable]")
  if (e.isComposing || e.keyCode === 229 || e.ctrlKey || e.metaKey || e.altKey || typing || store.get() === "off") return
  const at = Date.now()
  if (at - waits < 1500) {
    waits = 0
    const link = document.querySelector(`.nav a[data-key="${CSS.escape(e.key.toLowerCase())}"]`)
    if (link) { e.preventDefault(); link.click() }
    return
  }
  if (e.key === "g") { waits = at; return }
  if (e.key === "/") {
    const search = document.querySelector("input[type=search]")
    if (search) { e.preventDefault(); search.focus() }
  }
  const button = document.querySelector(`main [data-key="${CSS.escape(e.key)}"]`)
  if (button) {
    e.preventDefault()
    if (!e.repeat && performance.now() > 500) button.click()
  }
  if (e.key === "j" || e.key === "k") {
    const rows = [...document.querySelectorAll("main a[data-row]")]
    const i = rows.indexOf(document.activeElement)
    rows[e.key === "j" ? Math.min(i + 1, rows.length - 1) : Math.max(i - 1, 0)]?.focus()
  }
})

// A form is sent once, however often its button is pressed; going back to the page makes it ready again.
document.addEventListener("submit", (e) => {
  if (e.target.dataset.sent) { e.preventDefault(); return }
  if (e.target.method === "post") e.target.dataset.sent = "1"
})
addEventListener("pageshow", () => { for (const f of document.querySelectorAll("form[data-sent]")) delete f.dataset.sent })
document.getElementById("said")?.focus()

for (const button of document.querySelectorAll("[data-print]")) {
  button.hidden = false
  button.addEventListener("click", () => print())
}

// A time that is dragged to another day opens its form with that day filled in; the form moves it.
let dragged = null
for (const entry of document.querySelectorAll("a.event[draggable]")) {
  entry.addEventListener("dragstart", (e) => { dragged = new URL(entry.href); e.dataTransfer.effectAllowed = "move" })
  entry.addEventListener("dragend", () => { dragged = null; document.querySelector(".day.over")?.classList.remove("over") })
}
for (const day of document.querySelectorAll(".day[data-day]")) {
  day.addEventListener("dragover", (e) => {
    if (!dragged) return
    e.preventDefault()
    document.querySelector(".day.over")?.classList.remove("over")
    day.classList.add("over")
  })
  day.addEventListener("drop", (e) => {
    if (!dragged) return
    e.preventDefault()
    dragged.searchParams.set("to", `${day.dataset.day}T${dragged.searchParams.get("due").slice(11)}`)
    location.assign(dragged)
  })
}

// A menu closes by Escape, and when the focus or a press is elsewhere.
for (const menu of document.querySelectorAll("details.menu")) {
  const close = (e) => { if (!menu.contains(e.target)) menu.open = false }
  document.addEventListener("click", close)
  document.addEventListener("focusin", close)
  menu.addEventListener("keydown", (e) => { if (e.key === "Escape" && menu.open) { menu.open = false; menu.firstElementChild.focus() } })
}

// One stream tells what changes, while the page can be seen. Texts only: what a page lists is shown by loading it.
const from = document.body.dataset.liveFrom
const lost = document.querySelector("[data-live-lost]")
let source = null
let over = false // the session

function renew(news) {
  for (const e of document.querySelectorAll("[data-live]")) {
    const text = news[e.dataset.live]
    if (typeof text !== "string" || e.textContent === text) continue
    e.textContent = text
    if (e.parentElement.matches("li, a > span")) e.parentElement.hidden = text === ""
  }
  for (const row of document.querySelectorAll("[data-live-list]")) {
    const name = row.dataset.liveList
    if (!(name in news)) continue
    for (const old of row.parentElement.querySelectorAll(`[data-live-item="${name}"]`)) old.remove()
    for (const text of news[name] ?? []) {
      const item = row.cloneNode(true)
      item.removeAttribute("data-live-list")
      item.dataset.liveItem = name
      item.lastElementChild.textContent = text
      item.hidden = false
      row.before(item)
    }
  }
  for (const e of document.querySelectorAll("[data-live-changed]")) {
    const text = news[e.dataset.liveChanged]
    if (typeof text === "string") e.hidden = text === e.dataset.was
  }
}

function follow() {
  if (!from || source || over || document.hidden) return
  source = new EventSource(from)
  source.onopen = () => { lost.hidden = true }
  source.onerror = () => {
    lost.hidden = false
    if (source?.readyState === EventSource.CLOSED) lost.textContent = lost.dataset.stopped
  }
  source.onmessage = (e) => renew(JSON.parse(e.data))
  source.addEventListener("end", (e) => {
    leave()
    over = true
    lost.textContent = JSON.parse(e.data).text
    lost.hidden = false
  })
}

function leave() { source?.close(); source = null }

document.addEventListener("visibilitychange", () => { if (document.hidden) leave(); else follow() })
addEventListener("pagehide", leave)
addEventListener("pageshow", follow)
document.documentElement.dataset.ready = "yes"
