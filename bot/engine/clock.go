package engine

import (
	"sync"
	"time"
)

// Clock is the engine's time. It runs with the computer's, shifted by what
// Advance added; or it is held and moves by Advance alone, for tests.
type Clock struct {
	mu      sync.Mutex
	held    bool
	at      time.Time // the time, if held
	shift   time.Duration
	changed chan struct{} // closed and replaced by each Advance
}

// NewClock is a clock that runs with the computer's.
func NewClock() *Clock { return &Clock{changed: make(chan struct{})} }

// NewHeldClock is a clock that shows at until it is advanced.
func NewHeldClock(at time.Time) *Clock {
	return &Clock{held: true, at: at, changed: make(chan struct{})}
}

// Now is the time, without a monotonic reading.
func (c *Clock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.now()
}

func (c *Clock) now() time.Time {
	if c.held {
		return c.at
	}
	return time.Now().Add(c.shift).Round(0)
}

// Advance moves the clock; backwards too, which only a test should want.
func (c *Clock) Advance(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.held {
		c.at = c.at.Add(d)
	} else {
		c.shift += d
	}
	close(c.changed)
	c.changed = make(chan struct{})
}

// Alarm is for a loop that waits until the clock shows t (never, if t is
// zero): it goes on when due or changed is ready, and looks at Now again.
// Stop releases the alarm.
func (c *Clock) Alarm(t time.Time) (due <-chan time.Time, changed <-chan struct{}, stop func()) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if t.IsZero() || c.held && t.After(c.at) {
		return nil, c.changed, func() {}
	}
	timer := time.NewTimer(t.Sub(c.now()))
	return timer.C, c.changed, func() { timer.Stop() }
}
