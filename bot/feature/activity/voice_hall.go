package activity

import (
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/stewardbot/steward/bot"
)

// hall is who is in the voice channels of one space.
type hall map[bot.UserID]seat

// seat is one person's place in a voice channel.
type seat struct {
	Channel bot.Place `json:"channel"`
	Deaf    bool      `json:"deaf,omitempty"`
	Name    string    `json:"name,omitempty"`
	Handle  string    `json:"handle,omitempty"`
	// Since is up to when the time was counted: since then it is not.
	Since time.Time `json:"since"`
	// Unproven is how much of what was counted is later than the last sign that
	// the platform still tells what happens.
	Unproven time.Duration `json:"unproven,omitempty"`
}

// span is time that somebody was in company. It is negative where less was
// earned than had been counted.
type span struct {
	user    bot.UserID
	channel bot.Place
	length  time.Duration
	until   time.Time
}

// company returns those in a channel who hear each other: none if fewer than
// two.
func (h hall) company(channel bot.Place) (users []bot.UserID) {
	for u, s := range h {
		if s.Channel == channel && !s.Deaf {
			users = append(users, u)
		}
	}
	if len(users) < 2 {
		return nil
	}
	slices.Sort(users)
	return users
}

// companies returns those in every channel who hear each other; no channel in
// which they are fewer than two.
func (h hall) companies() map[bot.Place]map[bot.UserID]bool {
	all := map[bot.Place]map[bot.UserID]bool{}
	for u, s := range h {
		channel := s.listens()
		if all[channel] == nil {
			all[channel] = map[bot.UserID]bool{}
		}
		all[channel][u] = true
	}
	maps.DeleteFunc(all, func(channel bot.Place, users map[bot.UserID]bool) bool { return channel == "" || len(users) < 2 })
	return all
}

// change puts a person somewhere else, or nowhere for a channel that is empty,
// and returns what this ends. Time counts for those whose company changes; for
// others it goes on.
func (h hall) change(u bot.UserID, next seat, at time.Time) (spans []span) {
	old, was := h[u]
	if was == (next.Channel != "") && old.Channel == next.Channel && old.Deaf == next.Deaf {
		return nil
	}
	before, after := h.company(old.Channel), h.company(next.Channel)
	if slices.Contains(before, u) {
		spans = append(spans, h.count(u, at))
	}
	delete(h, u)
	if was && len(h.company(old.Channel)) == 0 {
		for _, other := range before {
			if other != u {
				spans = append(spans, h.count(other, at))
			}
		}
	}
	if next.Channel == "" {
		return spans
	}
	next.Since = at
	h[u] = next
	if old.Channel == next.Channel {
		after = slices.DeleteFunc(after, func(o bot.UserID) bool { return o == u })
		if len(after) < 2 {
			after = nil
		}
	}
	if len(after) == 0 {
		h.begin(next.Channel, at)
	}
	return spans
}

// begin starts the time of those who have company now and had none.
func (h hall) begin(channel bot.Place, at time.Time) {
	for _, u := range h.company(channel) {
		s := h[u]
		s.Since, s.Unproven = at, 0
		h[u] = s
	}
}

// count ends the time that a person has been in company.
func (h hall) count(u bot.UserID, at time.Time) span {
	s, ok := h[u]
	if !ok {
		return span{user: u}
	}
	length := max(at.Sub(s.Since), 0)
	s.Since, s.Unproven = s.Since.Add(length), 0
	h[u] = s
	return span{u, s.Channel, length, s.Since}
}

// tick counts the time of all in a channel up to now. Life is the last sign that
// the platform tells what happens; what is counted after it is unproven.
func (h hall) tick(channel bot.Place, at, life time.Time) (spans []span) {
	for _, u := range h.company(channel) {
		unproven := h[u].Unproven
		if !life.Before(h[u].Since) {
			unproven = 0
		}
		c := h.count(u, at)
		s := h[u]
		s.Unproven = min(unproven+c.length, max(at.Sub(life), 0))
		h[u] = s
		spans = append(spans, c)
	}
	return spans
}

// replace takes a snapshot in the place of what was known, after events may
// have been missed since life. Up to then time counts in full; from then on only
// for who is and was in company in the same channel, and at most for atMost.
func (h hall) replace(now hall, at, life time.Time, atMost time.Duration) (spans []span) {
	still := now.companies()
	for channel, users := range h.companies() {
		for u := range users {
			spans = append(spans, h.gap(u, at, life, atMost, still[channel][u]))
		}
	}
	slices.SortFunc(spans, func(a, b span) int { return strings.Compare(string(a.user), string(b.user)) })
	clear(h)
	for u, s := range now {
		s.Since, s.Unproven = at, 0
		h[u] = s
	}
	return spans
}

func (h hall) gap(u bot.UserID, at, life time.Time, atMost time.Duration, still bool) span {
	s := h[u]
	known, unproven := max(life.Sub(s.Since), 0), s.Unproven
	if known > 0 {
		unproven = 0
	}
	var more time.Duration
	if still {
		more = min(unproven+max(at.Sub(s.Since)-known, 0), atMost)
	}
	return span{u, s.Channel, known + more - unproven, at}
}
