package earning

import (
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/stewardbot/steward/bot"
)

// hall is who is in the voice channels of one space.
type hall map[bot.UserID]seat

// seat is a person's place in a voice channel.
type seat struct {
	Channel bot.Place `json:"channel"`
	Deaf    bool      `json:"deaf,omitempty"`
	Name    string    `json:"name,omitempty"`
	Handle  string    `json:"handle,omitempty"`
	// Since is the time up to which talking has been counted.
	Since time.Time `json:"since"`
	// Unproven is how much of the counted time is later than the last sign of
	// life of the platform.
	Unproven time.Duration `json:"unproven,omitempty"`
}

// span is time that somebody spent in company. It is negative if less was
// earned than had been counted.
type span struct {
	user    bot.UserID
	channel bot.Place
	length  time.Duration
	until   time.Time
}

// company returns the people in a channel who hear each other; none if fewer
// than two.
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

// companies returns the same for every channel with company.
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

// change moves a person to another seat, or to none if its channel is empty,
// and returns the spans that this ends. Time is counted for people whose
// company changes; for others it continues.
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

// begin starts the time of people who now have company and had none.
func (h hall) begin(channel bot.Place, at time.Time) {
	for _, u := range h.company(channel) {
		s := h[u]
		s.Since, s.Unproven = at, 0
		h[u] = s
	}
}

// count ends a person's time in company.
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

// tick counts everybody's time in a channel up to now. Time after life, the
// platform's last sign of life, is unproven.
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

// replace replaces the known state by a snapshot, after events may have been
// missed since life. Time up to life counts in full; after that only for people
// who are still in company in the same channel, and at most atMost.
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
