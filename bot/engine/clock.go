package engine

import (
	"sync"
	"time"
)

// Clock is the engine's time: the computer's, shifted by Advance. A held clock,
// for tests, only moves by Advance.
type Clock struct {
	mu      sync.Mutex
	held    bool
	at      time.Time // the time, if held
	shift   time.Duration
	changed chan struct{} // closed and replaced by each Advance
}

// NewClock returns a clock that runs with the computer's.
func NewClock() *Clock { return &Clock{changed: make(chan struct{})} }

// NewHeldClock returns a clock that shows at until it is advanced.
func NewHeldClock(at time.Time) *Clock {
	return &Clock{held: true, at: at, changed: make(chan struct{})}
}

// Now returns the time, without a monotonic reading.
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

// Advance moves the clock; a negative d is for tests only.
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

// Alarm lets a loop wait until the clock shows t; never, if t is zero. When due
// or changed is ready, the loop continues and checks Now again. Stop releases
// the alarm.
func (c *Clock) Alarm(t time.Time) (due <-chan time.Time, changed <-chan struct{}, stop func()) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if t.IsZero() || c.held && t.After(c.at) {
		return nil, c.changed, func() {}
	}
	timer := time.NewTimer(t.Sub(c.now()))
	return timer.C, c.changed, func() { timer.Stop() }
}
