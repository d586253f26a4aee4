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

// Config is the part of the configuration that a reload replaces. It is not
// changed once the engine has it.
type Config struct {
	Communities []*bot.Community
	Journal     Journal
}

// Journal says which events are kept for explaining and rehearsing.
type Journal struct {
	Keep   time.Duration // 0: none are kept
	Except []string      // places, spaces, or "platform:dm" for its private chats
}

// excepts tells whether nothing of what is said in a place is recorded.
func (j Journal) excepts(p bot.Place) bool {
	for _, except := range j.Except {
		if string(p) == except || strings.HasPrefix(string(p), except+"/") {
			return true
		}
	}
	return false
}

// exceptsEvent tells whether nothing of an event may be kept. What could not be
// understood and names no place may be from any that is excepted on its
// platform, which its id begins with.
func (j Journal) exceptsEvent(ev *bot.Event) bool {
	if ev.Place != "" || ev.Kind != bot.KindParked {
		return j.excepts(ev.Place)
	}
	platform, _, _ := strings.Cut(ev.ID, ":")
	return slices.ContainsFunc(j.Except, func(except string) bool { return bot.Place(except).Platform() == platform })
}

// ruling is a Config with what is looked up for every event.
type ruling struct {
	Config
	bySpace map[bot.Place]*bot.Community
	desks   map[bot.Place]*bot.Community // by moderators' logs that lie in no space of theirs
	byID    map[string]*bot.Community
	order   map[*bot.Community]int // as they are configured
	rules   map[string]*rules.Set  // by community
}

// ownerOf is the community that the configuration gives a place to.
func (r *ruling) ownerOf(p bot.Place) *bot.Community { return r.bySpace[p.Space()] }

// deskOf is the community whose moderators' log a place is, or lies in.
func (r *ruling) deskOf(p bot.Place) *bot.Community {
	for p != "" && len(r.desks) > 0 {
		if com := r.desks[p]; com != nil {
			return com
		}
		p = p[:max(strings.LastIndexByte(string(p), '/'), 0)]
	}
	return nil
}

func newRuling(c Config, features []*routed) (*ruling, error) {
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
		if s, ok := com.Sections[rules.Section].(*rules.Settings); ok {
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
		com.Words = words.of(com)
	}
	return r, nil
}

// spoken gathers what calls a command when said alone.
type spoken struct {
	features []*routed
	every    map[string]string // whatever the community
	by       map[string]int    // the place of the feature that each of these is of
	own, all map[string]string // of the last community: its own, and with those of every one
}

// of are a community's words. Communities with the same words share them.
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
			if w = wordKey(w); s.by[w] <= i { // else a later feature has it
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
