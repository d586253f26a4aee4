package engine

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/bot/script"
	"github.com/stewardbot/steward/rules"
)

// Config is the part of the configuration that a reload replaces. The engine
// does not modify it.
type Config struct {
	Communities []*bot.Community
	Journal     Journal
}

// Journal says which events are recorded, for explaining and rehearsing.
type Journal struct {
	Keep   time.Duration // 0: nothing is recorded
	Except []string      // places, spaces, or "platform:dm" for its private chats
}

func (j Journal) equal(k Journal) bool {
	return j.Keep == k.Keep && slices.Equal(j.Except, k.Except)
}

// excepts reports whether a place is excluded from the journal.
func (j Journal) excepts(p bot.Place) bool {
	for _, except := range j.Except {
		if string(p) == except || strings.HasPrefix(string(p), except+"/") {
			return true
		}
	}
	return false
}

// exceptsEvent reports whether an event is excluded from the journal. An event
// that could not be parsed and names no place is excluded if any place of its
// platform, which its id begins with, is.
func (j Journal) exceptsEvent(ev *bot.Event) bool {
	if ev.Place != "" || ev.Kind != bot.KindParked {
		return j.excepts(ev.Place)
	}
	platform, _, _ := strings.Cut(ev.ID, ":")
	return slices.ContainsFunc(j.Except, func(except string) bool { return bot.Place(except).Platform() == platform })
}

// ruling is a Config with indexes for what is looked up on every event.
type ruling struct {
	Config
	bySpace map[bot.Place]*bot.Community
	desks   map[bot.Place]*bot.Community // by moderators' logs outside the community's own spaces
	byID    map[string]*bot.Community
	order   map[*bot.Community]int // in configuration order
	rules   map[string]*rules.Set  // by community
}

// ownerOf returns the community whose configuration includes a place.
func (r *ruling) ownerOf(p bot.Place) *bot.Community { return r.bySpace[p.Space()] }

// deskOf returns the community whose moderators' log is a place or contains it.
func (r *ruling) deskOf(p bot.Place) *bot.Community {
	for p != "" && len(r.desks) > 0 {
		if com := r.desks[p]; com != nil {
			return com
		}
		p = p[:max(strings.LastIndexByte(string(p), '/'), 0)]
	}
	return nil
}

// newRuling makes the indexes. What it takes long to work out of a community is
// kept from before, if that had the same one; before may be nil.
func newRuling(c Config, features []*routed, before *ruling) (*ruling, error) {
	n := len(c.Communities)
	r := &ruling{
		Config: c, bySpace: make(map[bot.Place]*bot.Community, n), byID: make(map[string]*bot.Community, n),
		desks: map[bot.Place]*bot.Community{}, order: make(map[*bot.Community]int, n), rules: make(map[string]*rules.Set, n),
	}
	words, compiled := spoken{features: features}, map[*rules.Settings]*rules.Set{}
	for i, com := range c.Communities {
		if com.Zone == nil {
			return nil, fmt.Errorf("community %s: no time zone", com.ID)
		}
		r.byID[com.ID], r.order[com] = com, i
		kept := before.has(com)
		if kept {
			if set := before.rules[com.ID]; set != nil {
				r.rules[com.ID] = set
			}
		} else if s, ok := com.Sections[rules.Section].(*rules.Settings); ok {
			if compiled[s] == nil { // communities without rules of their own share them
				compiled[s] = rules.Compile(*s)
			}
			r.rules[com.ID] = compiled[s]
		}
		for _, s := range com.Spaces {
			r.bySpace[s] = com
		}
		for _, desk := range com.Places[bot.Modlog] {
			if !com.Owns(desk) {
				r.desks[desk] = com
			}
		}
		if !kept {
			com.Words = words.of(com)
		}
	}
	return r, nil
}

// has reports whether a community itself, and not only its id, is in the
// configuration.
func (r *ruling) has(com *bot.Community) bool { return r != nil && r.byID[com.ID] == com }

// spoken collects the words that call a command when sent alone.
type spoken struct {
	features []*routed
	every    map[string]string // for all communities
	by       map[string]int    // the index of the feature that defines each word
	own, all map[string]string // of the last community: its own, and merged with every
}

// of returns a community's words. Communities with the same words share a map.
func (s *spoken) of(c *bot.Community) map[string]string {
	if s.every == nil {
		s.gather()
	}
	own := map[string]string{}
	for i, f := range s.features {
		if f.routes.Words == nil {
			continue
		}
		for w, name := range f.routes.Words(c) {
			if w = wordKey(w); s.by[w] <= i { // otherwise a later feature defines it
				own[w] = name
			}
		}
	}
	if s.all == nil || !maps.Equal(own, s.own) {
		s.own, s.all = own, maps.Clone(s.every)
		maps.Copy(s.all, own)
	}
	return s.all
}

func (s *spoken) gather() {
	s.every, s.by = map[string]string{}, map[string]int{}
	for i, f := range s.features {
		for _, cmd := range f.routes.Commands {
			for _, w := range script.Variants(cmd.Spoken) {
				w = wordKey(w)
				s.every[w], s.by[w] = cmd.Name, i
			}
		}
	}
}

func wordKey(word string) string { return rules.Alone(rules.Normalize(word)) }
