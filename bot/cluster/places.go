package cluster

import (
	"context"
	"sync"
	"time"

	"github.com/stewardbot/steward/bot"
)

// places remembers what gateways told about places.
type places struct {
	mu     sync.Mutex
	by     map[bot.Place]*seenPlace
	resume time.Time // not before this is anybody waited for again
}

type seenPlace struct {
	about
	at     time.Time
	asking bool
}

const (
	keepPlace  = 5 * time.Second        // how long what was told counts as new
	waitPlace  = 100 * time.Millisecond // how long a first answer is waited for
	pausePlace = 2 * time.Second        // after waiting in vain
	mostPlaces = 10_000
)

// Capabilities implements bot.Adapter: what the gateway told of late, or what
// the platform can in general.
func (r *Remote) Capabilities(p bot.Place) bot.Capabilities {
	if a := r.about(p); a != nil {
		return a.Can
	}
	return r.opt.Can(p)
}

// Title implements bot.Titler.
func (r *Remote) Title(space bot.Place) string {
	if a := r.about(space); a != nil {
		return a.Title
	}
	return ""
}

// about returns what is known about a place, nil if nothing is. What is not new
// is asked for again meanwhile; only a first answer is waited for, and not long.
func (r *Remote) about(p bot.Place) *about {
	now := time.Now()
	c := &r.places
	c.mu.Lock()
	defer c.mu.Unlock()
	s := c.by[p]
	switch {
	case s == nil:
		if now.Before(c.resume) || r.opt.Gateways.of(p, r.opt.ShardOf) == nil {
			return nil
		}
		c.mu.Unlock()
		a := r.askAbout(p, waitPlace)
		c.mu.Lock()
		if a == nil {
			c.resume = time.Now().Add(pausePlace)
			return nil
		}
		if len(c.by) >= mostPlaces {
			clear(c.by)
		}
		s = &seenPlace{about: *a, at: time.Now()}
		c.by[p] = s
	case now.Sub(s.at) > keepPlace && !s.asking:
		s.asking = true
		go r.renew(p, s)
	}
	a := s.about
	return &a
}

func (r *Remote) renew(p bot.Place, s *seenPlace) {
	a := r.askAbout(p, time.Second)
	r.places.mu.Lock()
	defer r.places.mu.Unlock()
	if s.asking, s.at = false, time.Now(); a != nil {
		s.about = *a
	}
}

func (r *Remote) askAbout(p bot.Place, wait time.Duration) *about {
	ctx, cancel := context.WithTimeout(context.Background(), wait)
	defer cancel()
	a, _, err := r.ask(ctx, p, request{Ask: askAbout, Place: p}, nil)
	if err != nil {
		return nil
	}
	return a.About
}
