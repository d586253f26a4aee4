package engine

import (
	"fmt"
	"slices"
	"sync"
	"time"

	"github.com/stewardbot/steward/bot"
)

// health is what keeps the engine from being ready.
type health struct {
	mu       sync.Mutex
	adapters map[string]string // adapter -> why it is not connected; "" when it is
	store    error
	broken   error // the store is broken for good
	stop     func()
	ahead    time.Duration            // how far the platform's clock was ahead of ours at its last event
	oldSince time.Time                // since when all that comes is old; zero if the last was not
	oldFor   time.Duration            // for how long, when the last came
	late     map[string]time.Duration // adapter -> how old its last event was when it came
}

// skewLimit: beyond it timers are held, since nobody knows what time it is.
const skewLimit = time.Minute

// expect makes the engine wait for its platforms before it is ready.
func (h *health) expect(adapters []bot.Adapter) {
	h.adapters, h.late = make(map[string]string, len(adapters)), map[string]time.Duration{}
	for _, a := range adapters {
		h.adapters[a.Name()] = "connecting"
	}
}

// Status implements bot.Sink.
func (e *Engine) Status(adapter string, connected bool, reason string) {
	h := &e.health
	h.mu.Lock()
	defer h.mu.Unlock()
	if connected {
		reason = ""
	} else if reason == "" {
		reason = "not connected"
	}
	old := h.adapters[adapter]
	h.adapters[adapter] = reason
	switch {
	case connected && old != "":
		e.log.Info("connected", "platform", adapter)
	case !connected && old != reason:
		e.log.Warn("not connected", "platform", adapter, "reason", reason)
	}
}

// NotReady lists, in sentences, why the engine is not ready; empty when it is.
func (e *Engine) NotReady() []string {
	h := &e.health
	h.mu.Lock()
	defer h.mu.Unlock()
	var why []string
	for name, reason := range h.adapters {
		if reason != "" {
			why = append(why, fmt.Sprintf("%s: %s", name, reason))
		}
	}
	if h.store != nil {
		why = append(why, "store: "+h.store.Error())
	}
	if h.broken != nil {
		why = append(why, "store: "+h.broken.Error())
	}
	if h.skewed() {
		why = append(why, h.skewReason())
	}
	slices.Sort(why)
	return why
}

// storeHealth notes whether the last commit succeeded, and says so once.
func (e *Engine) storeHealth(err error) {
	h := &e.health
	h.mu.Lock()
	defer h.mu.Unlock()
	switch {
	case err != nil && h.store == nil:
		e.log.Error("the store takes no writes; nothing is acknowledged, and it is tried again until it does", "err", err)
	case err == nil && h.store != nil:
		e.log.Info("the store takes writes again")
	}
	if err != nil {
		e.stats.CommitErrors.Add(1)
	}
	h.store = err
}

// Fail ends the engine: the store is broken for good, and nothing is acknowledged any
// more. Run returns err.
func (e *Engine) Fail(err error) {
	h := &e.health
	h.mu.Lock()
	if h.broken == nil {
		h.broken = err
		e.log.Error("the store is broken; stopping", "err", err)
	}
	stop := h.stop
	h.mu.Unlock()
	if stop != nil {
		stop()
	}
}

func (e *Engine) failed() bool { return e.health.fatal() != nil }

func (h *health) fatal() error {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.broken
}

func (h *health) onFatal(stop func()) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.stop = stop
	if h.broken != nil {
		stop()
	}
}

// skew compares an event's time of the platform with its arrival. An event
// from the future proves that our clock is behind. One from the past may just
// be late, but if for minutes nothing comes that is not, our clock is ahead.
func (e *Engine) skew(adapter string, at, received time.Time) {
	if at.IsZero() {
		return
	}
	h := &e.health
	h.mu.Lock()
	defer h.mu.Unlock()
	h.ahead = at.Sub(received)
	h.late[adapter] = max(-h.ahead, 0)
	switch {
	case h.ahead >= -skewLimit:
		h.oldSince, h.oldFor = time.Time{}, 0
	case h.oldSince.IsZero():
		h.oldSince = time.Now()
	default:
		h.oldFor = time.Since(h.oldSince)
	}
}

// doubtAfter is how long all that comes must be old until the clock is doubted;
// after a backlog, silence proves nothing. It is measured by the computer's own
// time, whatever the engine's clock shows.
const doubtAfter = 3 * time.Minute

// skewed needs mu.
func (h *health) skewed() bool {
	return h.ahead > skewLimit || h.oldFor > doubtAfter
}

func (h *health) skewReason() string {
	behind, by := "behind", h.ahead
	if by < 0 {
		behind, by = "ahead of", -by
	}
	return fmt.Sprintf("clock: this computer's clock is %s %s the platform's, or what comes is very late; timers are held meanwhile",
		by.Round(time.Second), behind)
}

func (e *Engine) ticksHeld() bool {
	h := &e.health
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.skewed()
}
