package engine

import (
	"context"
	"fmt"
	"time"

	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/bot/phrase"
	"github.com/stewardbot/steward/store"
)

const (
	// examineTimeout is how long a platform gets to answer; somebody is
	// waiting.
	examineTimeout = 10 * time.Second
	// mostFailed bounds the failed events to count.
	mostFailed = 1000
)

// examine asks the platform, and the engine itself, about their state. Whatever
// can't be checked in time is reported as such.
func (dl *delivery) examine(ctx context.Context, o *outlet, l *line, x bot.Examine) (bot.Outcome, error) {
	found := bot.Examined{Waiting: dl.waitingOf(l.Community)}
	found.Offline, found.Late = dl.e.connection(o.adapter.Name())
	if examiner, ok := o.adapter.(bot.Examiner); ok {
		ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), examineTimeout)
		defer cancel()
		found.Checks = examiner.Examine(ctx, []bot.Place{x.Place})
	}
	var err error
	if found.Failed, err = dl.e.failedOf(l.Community); err != nil {
		return bot.Outcome{}, &bot.DeliveryError{Code: bot.CodeRefused, Reason: phrase.Cause(err)}
	}
	return bot.Outcome{Status: bot.Done, Examined: &found, Receipt: bot.Receipt{At: dl.e.clock.Now()}}, nil
}

// waitingOf counts a community's lines, except those that only ask.
func (dl *delivery) waitingOf(community string) (n int) {
	dl.mu.Lock()
	defer dl.mu.Unlock()
	for _, l := range dl.lines {
		if _, asks := l.effect.(bot.Examine); l.Community == community && !asks && !l.NotBefore.After(dl.e.clock.Now()) {
			n++
		}
	}
	return n
}

// connection returns why an adapter is not connected, empty if it is, and how
// old its latest event was on arrival.
func (e *Engine) connection(adapter string) (offline phrase.Line, late time.Duration) {
	h := &e.health
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.adapters[adapter], h.late[adapter]
}

// failedOf counts a community's events at which a feature failed.
func (e *Engine) failedOf(community string) (n int, err error) {
	err = e.View(func(r store.Reader) error {
		return r.Scan(tableFailed, nil, nil, true, mostFailed, func(k, _ []byte) (bool, error) {
			b, err := r.Get(tableJournal, k)
			if err != nil || b == nil {
				return err == nil, err
			}
			rec, err := decodeRecorded(b)
			if err != nil {
				return false, fmt.Errorf("table %s: %w", tableJournal, err)
			}
			if rec.Community == community {
				n++
			}
			return true, nil
		})
	})
	return n, err
}
