package activity

import (
	"maps"
	"time"

	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/bot/ledger"
	"github.com/stewardbot/steward/store"
)

var (
	bySeat = store.Shape3(store.Str[string]{}, store.Str[bot.Place]{}, store.Tail[bot.UserID]{})
	// seatRows: community, space, account -> seat.
	seatRows = store.Rows("activity_voice", bySeat, store.JSON[seat]())
	// talkedRows: community, member -> talked.
	talkedRows = store.Rows("member/voice", byMember, store.JSON[talked]())
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

func (h hall) clone() hall {
	c := maps.Clone(h)
	if c == nil {
		c = hall{}
	}
	return c
}

func loadHall(r store.Reader, community string, space bot.Place) (hall, error) {
	h := hall{}
	err := seatRows.ScanPrefix(r, bySeat.Under2(community, space), false, 0, func(k store.Key3[string, bot.Place, bot.UserID], s seat) (bool, error) {
		h[k.C] = s
		return true, nil
	})
	return h, err
}

// saveHall writes what is different.
func saveHall(s bot.State, community string, space bot.Place, old, now hall) error {
	for u := range old {
		if _, still := now[u]; !still {
			if err := seatRows.Delete(s, store.K3(community, space, u)); err != nil {
				return err
			}
		}
	}
	for u, seat := range now {
		if was, ok := old[u]; ok && was == seat {
			continue
		}
		if err := seatRows.Put(s, store.K3(community, space, u), seat); err != nil {
			return err
		}
	}
	return nil
}
