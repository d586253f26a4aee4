package engine

import (
	"sync"
	"sync/atomic"
	"time"

	"github.com/stewardbot/steward/bot"
)

// Stats holds counters since the start. All may be read at any time.
type Stats struct {
	Received, Duplicates, Unowned, Parked, Failures atomic.Uint64
	Commits, Committed, CommitErrors, Ticks, Doubts atomic.Uint64

	Done, Refused, Expired, Failed, Doubted atomic.Uint64 // outcomes
	Resent                                  atomic.Uint64 // outcomes that may have been sent more than once
	Retries                                 atomic.Uint64

	CommitSeconds, PerformSeconds Summary
}

// Summary holds the count, sum and maximum of durations.
type Summary struct {
	mu       sync.Mutex
	Count    uint64
	Sum, Max time.Duration
}

func (s *Summary) observe(d time.Duration) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.Count++
	s.Sum += d
	s.Max = max(s.Max, d)
}

// Read returns the current values.
func (s *Summary) Read() (count uint64, sum, most time.Duration) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.Count, s.Sum, s.Max
}

func (s *Stats) outcome(out bot.Outcome) {
	switch out.Status {
	case bot.Done:
		s.Done.Add(1)
	case bot.Refused:
		s.Refused.Add(1)
	case bot.Expired:
		s.Expired.Add(1)
	case bot.Failed:
		s.Failed.Add(1)
	case bot.Doubted:
		s.Doubted.Add(1)
	}
	if out.Resent > 0 {
		s.Resent.Add(1)
	}
}

func (s *Stats) failure(code string) {
	if code == bot.CodeRetry || code == bot.CodeUnknown {
		s.Retries.Add(1)
	}
}

// Stats returns the engine's counters and the number of waiting outbox lines.
func (e *Engine) Stats() (s *Stats, waiting int) { return &e.stats, e.deliver.depth() }
