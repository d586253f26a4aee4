package main

import (
	"fmt"
	"net/http"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/client_golang/prometheus/promhttp"

	"github.com/stewardbot/steward/bot/engine"
	"github.com/stewardbot/steward/bot/inspect"
	"github.com/stewardbot/steward/bot/phrase"
)

// healthz always answers 200.
func healthz() http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { fmt.Fprintln(w, "ok") })
}

// readyz answers 200 "ready", or 503 and the reasons, one per line.
func readyz(notReady func() []phrase.Line) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		why := notReady()
		if len(why) == 0 {
			fmt.Fprintln(w, "ready")
			return
		}
		w.WriteHeader(http.StatusServiceUnavailable)
		for _, line := range why {
			fmt.Fprintln(w, line)
		}
	})
}

// metrics serves the counters of the engine, the process and the Go runtime, and figures of
// communities.
func metrics(e *engine.Engine, disk func() inspect.Storage) http.Handler {
	r := prometheus.NewRegistry()
	r.MustRegister(processCollectors()...)
	registerEngine(r, e, disk)
	gauge(r, "ready", "1 when every platform is connected and the store takes writes.", func() float64 { return readyFigure(e.NotReady()) })
	return promhttp.HandlerFor(r, promhttp.HandlerOpts{})
}

func processCollectors() []prometheus.Collector {
	return []prometheus.Collector{collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{})}
}

func readyFigure(notReady []phrase.Line) float64 {
	if len(notReady) == 0 {
		return 1
	}
	return 0
}

// registerEngine registers an engine's counters and figures of its communities.
func registerEngine(r prometheus.Registerer, e *engine.Engine, disk func() inspect.Storage) {
	r.MustRegister(newCommunityMetrics(e))
	s, _ := e.Stats()
	count := func(name, help string, labels prometheus.Labels, load func() uint64) {
		r.MustRegister(prometheus.NewCounterFunc(
			prometheus.CounterOpts{Name: "steward_" + name, Help: help, ConstLabels: labels},
			func() float64 { return float64(load()) }))
	}
	count("events_received_total", "Events handed over by adapters.", nil, s.Received.Load)
	count("events_committed_total", "Events decided and committed.", nil, s.Committed.Load)
	count("events_duplicate_total", "Events delivered again and left alone.", nil, s.Duplicates.Load)
	count("events_unowned_total", "Events from spaces that no community owns.", nil, s.Unowned.Load)
	count("events_parked_total", "Updates that could not be understood.", nil, s.Parked.Load)
	count("feature_failures_total", "Turns of a feature that failed and were taken back.", nil, s.Failures.Load)
	count("commits_total", "Transactions committed.", nil, s.Commits.Load)
	count("commit_errors_total", "Commits that failed and were tried again.", nil, s.CommitErrors.Load)
	count("ticks_total", "Timers fired.", nil, s.Ticks.Load)
	count("deliveries_doubt_total", "Times that nobody could tell whether a text had been sent.", nil, s.Doubts.Load)
	count("deliveries_retried_total", "Tries of a delivery that failed and were repeated.", nil, s.Retries.Load)
	count("deliveries_resent_total", "Texts that were sent again in doubt.", nil, s.Resent.Load)
	for status, load := range map[string]func() uint64{
		"done": s.Done.Load, "refused": s.Refused.Load, "expired": s.Expired.Load, "failed": s.Failed.Load, "doubted": s.Doubted.Load,
	} {
		count("deliveries_total", "What became of effects.", prometheus.Labels{"status": status}, load)
	}
	gauge(r, "outbox_lines", "Effects that wait.", func() float64 { _, waiting := e.Stats(); return float64(waiting) })
	r.MustRegister(instanceMetrics{e, disk})
}

func gauge(r prometheus.Registerer, name, help string, load func() float64) {
	r.MustRegister(prometheus.NewGaugeFunc(prometheus.GaugeOpts{Name: "steward_" + name, Help: help}, load))
}
