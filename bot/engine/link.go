package engine

import (
	"cmp"
	"slices"
	"time"

	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/bot/phrase"
)

// Link is how the connection to a platform is.
type Link struct {
	Platform string        `json:"platform"`
	Offline  phrase.Line   `json:"offline,omitempty"` // why it is not connected; empty if it is
	Late     time.Duration `json:"-"`                 // how old its latest event was on arrival, by the platform's clock
	Stored   time.Time     `json:"stored,omitzero"`   // when its latest events were committed; zero: none since the start
	After    time.Duration `json:"-"`                 // how long that was after their arrival
	Shards   int           `json:"shards,omitempty"`  // connections that share it; 0: it knows none
	Up       int           `json:"shards_connected,omitempty"`
}

// Links lists the platforms by name.
func (e *Engine) Links() (list []Link) {
	h := &e.health
	h.mu.Lock()
	defer h.mu.Unlock()
	for name, reason := range h.adapters {
		s := h.stored[name]
		list = append(list, Link{Platform: name, Offline: reason, Late: h.late[name], Stored: s.at, After: s.after})
	}
	for _, a := range e.opt.Adapters {
		if s, ok := a.(bot.Sharded); ok {
			for i := range list {
				if list[i].Platform == a.Name() {
					list[i].Up, list[i].Shards = s.Shards()
				}
			}
		}
	}
	slices.SortFunc(list, func(a, b Link) int { return cmp.Compare(a.Platform, b.Platform) })
	return list
}

// durable notes that events are committed which an adapter handed over at a time.
func (e *Engine) durable(adapter string, received time.Time) {
	now := e.clock.Now()
	e.health.mu.Lock()
	defer e.health.mu.Unlock()
	e.health.stored[adapter] = stored{now, max(now.Sub(received), 0)}
}
