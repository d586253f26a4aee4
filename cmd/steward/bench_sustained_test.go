package main

import (
	"flag"
	"slices"
	"testing"
	"time"
)

// sustainedRate is the load of BenchmarkSustained, in messages per second.
const sustainedRate = 10_000

var sustained = flag.Duration("sustain", 5*time.Second, "how long BenchmarkSustained offers messages, in whole seconds")

// BenchmarkSustained offers 10,000 messages a second and shows whether the engine falls behind: how
// many it committed in a second, and the median time from arrival to commit in the first second and
// in the last. The limit is 100 ms at p99. Updates are made on the way, which takes some time of the
// machine, too. The whole minute:
//
//	go test ./cmd/steward -run '^$' -bench Sustained -benchtime 1x -sustain 60s
func BenchmarkSustained(b *testing.B) {
	e, p, talk := startTalk(b)
	n := sustainedRate * max(int(sustained.Seconds()), 2)
	var took []time.Duration
	var lasted time.Duration
	for b.Loop() {
		began := time.Now()
		took = offer(b, e, p, sustainedRate, n, func(int) []byte { return talk.update("") })
		lasted += time.Since(began)
	}
	if stats, _ := e.Stats(); stats.Failures.Load() > 0 {
		b.Fatal("a feature failed")
	}
	middle := func(took []time.Duration) float64 {
		return float64(median(slices.Clone(took))) / float64(time.Millisecond)
	}
	b.ReportMetric(0, "ns/op")
	b.ReportMetric(float64(n*b.N)/lasted.Seconds(), "msgs/s")
	b.ReportMetric(sustainedRate, "offered-msgs/s")
	b.ReportMetric(middle(took[:sustainedRate]), "first-second-p50-ms")
	b.ReportMetric(middle(took[n-sustainedRate:]), "last-second-p50-ms")
	report(b, took, 100)
}
