package activity

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"time"

	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/bot/ledger"
	"github.com/stewardbot/steward/store"
)

const (
	// tableSeats: (community, space, account) -> seat.
	tableSeats = "activity_voice"
	// tableTalked: (community, member) -> talked.
	tableTalked = "member/voice"
)

// talked is what is known of one member's talking.
type talked struct {
	Carry time.Duration `json:"carry,omitempty"` // not paid yet; below zero: paid too early
	Day   bot.Day       `json:"day,omitempty"`
	Today int64         `json:"today,omitempty"` // points paid on Day
}

// add is what so much talking earns, within the day's cap; capped if some of it
// earned nothing for the cap's sake.
func (r *talked) add(s *ledger.Voice, length time.Duration, day bot.Day) (amount int64, capped bool) {
	r.Carry += length
	if r.Carry < s.Every {
		return 0, false
	}
	due := int64(r.Carry/s.Every) * s.Amount
	r.Carry %= s.Every
	// A day that is earlier than one already counted goes with that one.
	if day > r.Day {
		r.Day, r.Today = day, 0
	}
	amount = share(due, s.PerDay, r.Today)
	r.Today += amount
	return amount, amount < due
}

// loadTalked is the zero record for a member who never talked.
func loadTalked(r store.Reader, key []byte) (rec talked, err error) {
	b, err := r.Get(tableTalked, key)
	if err != nil || b == nil {
		return rec, err
	}
	if err := json.Unmarshal(b, &rec); err != nil {
		return rec, fmt.Errorf("table %s, key %x: %w", tableTalked, key, err)
	}
	return rec, nil
}

func (r *talked) save(s bot.State, key []byte) error {
	b, err := json.Marshal(r)
	if err != nil {
		return fmt.Errorf("table %s, key %x: %w", tableTalked, key, err)
	}
	return s.Put(tableTalked, key, b)
}

func (h hall) clone() hall {
	c := maps.Clone(h)
	if c == nil {
		c = hall{}
	}
	return c
}

func hallPrefix(community string, space bot.Place) []byte {
	return store.AppendString(store.AppendString(nil, community), string(space))
}

func loadHall(r store.Reader, community string, space bot.Place) (hall, error) {
	h, prefix := hall{}, hallPrefix(community, space)
	err := r.Scan(tableSeats, prefix, store.PrefixEnd(prefix), false, 0, func(k, v []byte) (bool, error) {
		var s seat
		if err := json.Unmarshal(v, &s); err != nil {
			return false, fmt.Errorf("table %s, key %x: %w", tableSeats, k, err)
		}
		h[bot.UserID(k[len(prefix):])] = s
		return true, nil
	})
	return h, err
}

// saveHall writes what is different.
func saveHall(s bot.State, community string, space bot.Place, old, now hall) error {
	prefix := hallPrefix(community, space)
	key := func(u bot.UserID) []byte { return append(slices.Clip(prefix), u...) }
	for u := range old {
		if _, still := now[u]; !still {
			if err := s.Delete(tableSeats, key(u)); err != nil {
				return err
			}
		}
	}
	for u, seat := range now {
		if was, ok := old[u]; ok && was == seat {
			continue
		}
		b, err := json.Marshal(seat)
		if err != nil {
			return fmt.Errorf("table %s, key %x: %w", tableSeats, key(u), err)
		}
		if err := s.Put(tableSeats, key(u), b); err != nil {
			return err
		}
	}
	return nil
}
