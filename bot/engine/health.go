package engine

import (
	"errors"
	"log/slog"
	"slices"
	"sync"
	"time"

	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/bot/phrase"
	"github.com/stewardbot/steward/store"
)

// health is what keeps the engine from being ready.
type health struct {
	mu       sync.Mutex
	adapters map[string]phrase.Line // adapter -> why it is not connected; "" if it is
	store    error
	broken   error // the store is broken for good
	stop     func()
	ahead    time.Duration            // how far the platform's clock was ahead of ours at its latest event
	oldSince time.Time                // since when only old events arrive; zero if the latest was not old
	oldFor   time.Duration            // for how long, as of the latest event
	late     map[string]time.Duration // adapter -> age of its latest event on arrival
	stored   map[string]stored        // adapter -> its latest batch of events
	lost     map[string]time.Time     // adapter -> since when it is not connected; none if it is
	outages  map[string]time.Time     // adapter -> when its latest outage ended
}

// stored is when a batch of events was committed, and how long after its arrival.
type stored struct {
	at    time.Time
	after time.Duration
}

// skewLimit is the clock skew beyond which timers are held, since the time is
// uncertain.
const skewLimit = time.Minute

// expect makes the engine not ready until its platforms are connected.
func (h *health) expect(adapters []bot.Adapter, now time.Time) {
	h.adapters, h.late = make(map[string]phrase.Line, len(adapters)), map[string]time.Duration{}
	h.stored, h.lost, h.outages = map[string]stored{}, map[string]time.Time{}, map[string]time.Time{}
	for _, a := range adapters {
		if a.Name() == bot.Partition { // it connects no platform
			continue
		}
		h.adapters[a.Name()], h.lost[a.Name()] = "ready.connecting", now
	}
}

// Status implements bot.Sink.
func (e *Engine) Status(adapter string, connected bool, reason phrase.Line) {
	h := &e.health
	h.mu.Lock()
	defer h.mu.Unlock()
	if connected {
		reason = ""
	} else if reason == "" {
		reason = "ready.not_connected"
	}
	old := h.adapters[adapter]
	h.adapters[adapter] = reason
	now := e.clock.Now()
	switch {
	case connected && old != "":
		if now.Sub(h.lost[adapter]) >= leastOutage {
			h.outages[adapter] = now
		}
		delete(h.lost, adapter)
		e.sharedLog().Info("connected", "platform", adapter)
	case !connected && old != reason:
		if old == "" {
			h.lost[adapter] = now
		}
		e.sharedLog().Warn("not connected", "platform", adapter, "reason", reason)
	}
}

// sharedLog takes what is said of connections and of the store: nothing if there
// are more engines that would say the same.
func (e *Engine) sharedLog() *slog.Logger {
	if e.opt.Partition != nil {
		return slog.New(slog.DiscardHandler)
	}
	return e.log
}

const (
	// leastOutage is the shortest time without a connection that counts for bot.Tick.Outage.
	leastOutage = 5 * time.Minute
	// outageFor is how long ticks tell of an outage that is over.
	outageFor = 2 * time.Hour
)

// outage returns when one of the platforms of a community was last out, as bot.Tick has it.
func (h *health) outage(c *bot.Community, now time.Time) (last time.Time) {
	h.mu.Lock()
	defer h.mu.Unlock()
	for _, space := range c.Spaces {
		at := h.outages[space.Platform()]
		if since, lost := h.lost[space.Platform()]; lost && now.Sub(since) >= leastOutage {
			at = now
		}
		if now.Sub(at) < outageFor && at.After(last) {
			last = at
		}
	}
	return last
}

// NotReady lists why the engine is not ready; empty if it is.
func (e *Engine) NotReady() []phrase.Line {
	h := &e.health
	h.mu.Lock()
	defer h.mu.Unlock()
	var why []phrase.Line
	for name, reason := range h.adapters {
		if reason != "" {
			why = append(why, phrase.AsLine("ready.platform", name, reason))
		}
	}
	if h.store != nil {
		why = append(why, phrase.AsLine("ready.store", h.store))
	}
	if h.broken != nil {
		why = append(why, phrase.AsLine("ready.store", h.broken))
	}
	if h.skewed() {
		why = append(why, h.skewReason())
	}
	slices.Sort(why)
	return why
}

// Unable notes why the store takes no writes, nil if it does. A change is logged, and the engine is
// not ready meanwhile.
func (e *Engine) Unable(err error) {
	h := &e.health
	h.mu.Lock()
	defer h.mu.Unlock()
	switch {
	case err != nil && h.store == nil:
		e.sharedLog().Error("the store takes no writes; nothing is acknowledged, and it is tried again until it does", "err", err)
	case err == nil && h.store != nil:
		e.sharedLog().Info("the store takes writes again")
	}
	h.store = err
}

// Fail stops the engine because the store is broken for good; nothing is
// acknowledged any more. Run returns err.
func (e *Engine) Fail(err error) {
	h := &e.health
	h.mu.Lock()
	if h.broken == nil {
		h.broken = err
		what := "the store is broken; stopping"
		if errors.Is(err, store.ErrFenced) {
			what = "another instance has taken the store over; stopping"
		}
		e.sharedLog().Error(what, "err", err)
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

// skew compares the platform's time of an event with its arrival. An event from
// the future proves that our clock is behind. One from the past may just be
// late, but if only old ones arrive for minutes, our clock is ahead.
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

// doubtAfter is how long all events must be old before the clock is doubted;
// silence after a backlog proves nothing. It is measured by the computer's
// clock, not the engine's.
const doubtAfter = 3 * time.Minute

// skewed requires mu.
func (h *health) skewed() bool {
	return h.ahead > skewLimit || h.oldFor > doubtAfter
}

func (h *health) skewReason() phrase.Line {
	if h.ahead < 0 {
		return phrase.AsLine("ready.ahead", (-h.ahead).Round(time.Second))
	}
	return phrase.AsLine("ready.behind", h.ahead.Round(time.Second))
}

func (e *Engine) ticksHeld() bool {
	h := &e.health
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.skewed()
}
