// Draws the line of figure[data-chart] with uPlot. Without it the table says the same.

const figure = document.querySelector("figure[data-chart]")
const data = JSON.parse(figure.dataset.chart)
const readout = document.querySelector("[data-readout]")
const last = data.values.length - 1
const colour = (name) => () => getComputedStyle(document.documentElement).getPropertyValue(name).trim()

// The last period, if it is not over, is dashed from the one before.
const whole = data.soFar ? data.values.map((x, i) => (i === last ? null : x)) : data.values
const soFar = data.values.map((x, i) => (data.soFar && i >= last - 1 ? x : null))
const steps = Array.from({ length: 13 }, (_, i) => [1, 2, 5].map((n) => n * 10 ** i)).flat() // of counts
const share = (x) => `${Math.round(x * 1000) / 10} %`
const short = (label) => (label.length > 7 ? label.slice(5) : label)

function tell(i) {
  if (i != null && data.texts[i]) readout.textContent = data.texts[i]
}

const axis = { stroke: colour("--muted"), grid: { stroke: colour("--line"), width: 1 }, ticks: { show: false }, font: "12px system-ui, sans-serif" }
const line = (more) => ({ stroke: colour("--accent"), width: 2, points: { size: 6, show: last < 40 }, ...more })
const width = () => Math.max(figure.clientWidth, 200)

figure.hidden = false
const plot = new uPlot({
  width: width(), height: 260, legend: { show: false }, cursor: { drag: { x: false, y: false }, y: false },
  scales: { x: { time: false }, y: { range: (_, low, high) => [Math.min(0, low ?? 0), (high > 0 ? high : 1) * 1.08] } },
  axes: [
    { ...axis, size: 30, incrs: [1, 2, 3, 4, 7, 14, 28, 56, 112, 224, 448], space: 64, values: (_, at) => at.map((i) => (data.labels[i] ? short(data.labels[i]) : "")) },
    { ...axis, size: 58, ...(whole.every((x) => x == null || Number.isInteger(x)) && { incrs: steps }), values: (_, at) => at.map((x) => (data.share ? share(x) : Number.isInteger(x) ? x.toLocaleString("en") : x.toFixed(1))) },
  ],
  series: [{}, { stroke: colour("--muted"), width: 1, alpha: 0.55, points: { show: false } }, line(), line({ dash: [5, 5], points: { size: 8, show: true, fill: colour("--surface") } })],
  hooks: { setCursor: [(u) => tell(u.cursor.idx)] },
}, [data.values.map((_, i) => i), data.before ?? data.values.map(() => null), whole, soFar], figure)

new ResizeObserver(() => plot.setSize({ width: width(), height: 260 })).observe(figure)
matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => plot.redraw(false))

// The arrow keys go through the points.
let at = last
figure.addEventListener("keydown", (e) => {
  const to = { ArrowLeft: at - 1, ArrowRight: at + 1, Home: 0, End: last }[e.key]
  if (to == null || e.ctrlKey || e.metaKey || e.altKey) return
  e.preventDefault()
  at = Math.max(0, Math.min(to, last))
  const value = data.values[at]
  plot.setCursor({ left: plot.valToPos(at, "x"), top: value == null ? 0 : plot.valToPos(value, "y") })
  tell(at)
})
