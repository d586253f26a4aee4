package earning

import (
	"bytes"
	"maps"
	"time"

	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/bot/ledger"
	"github.com/stewardbot/steward/store"
)

var (
	bySeat = store.Shape3(store.Str[string]{}, store.Str[bot.Place]{}, store.Tail[bot.UserID]{})
	// seatRows: community, space, account -> seat.
	seatRows  = store.Rows("activity_voice", bySeat, store.JSON[seat]())
	byChannel = store.Shape3(store.Str[string]{}, store.Str[bot.Place]{}, store.Tail[bot.UserID]{})
	// listenerRows: community, channel, account -> nothing, for seats that are
	// not deaf.
	listenerRows = store.Rows("activity_listeners", byChannel, store.Nothing{})
	// talkedRows: community, member -> talked.
	talkedRows = store.Column("member/voice", 5, byMember, store.JSON[talked]())
)

// talked is what is stored about one member's talking.
type talked struct {
	Carry time.Duration `json:"carry,omitempty"` // not paid yet; below zero: paid too early
	Day   bot.Day       `json:"day,omitempty"`
	Today int64         `json:"today,omitempty"` // points paid on Day
}

// add returns what so much talking earns, within the day's cap; capped if some
// of it earned nothing for the cap's sake.
func (r *talked) add(s *ledger.Voice, length time.Duration, day bot.Day) (amount int64, capped bool) {
	r.Carry += length
	if r.Carry < s.Every {
		return 0, false
	}
	due := int64(r.Carry/s.Every) * s.Amount
	r.Carry %= s.Every
	// After a change of the time zone, an earlier day counts as the latest one.
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

// loadNear returns the part of a hall that matters when these people move:
// their seats, and in each channel that they leave or enter enough other
// listeners to know whether none, one or more remain.
func loadNear(r store.Reader, community string, space bot.Place, states []bot.VoiceState) (hall, error) {
	h, channels := hall{}, map[bot.Place]bool{}
	for _, s := range states {
		channels[s.Channel] = true
		old, ok, err := seatRows.Get(r, store.K3(community, space, s.User.ID))
		if err != nil {
			return nil, err
		}
		if ok {
			h[s.User.ID], channels[old.Channel] = old, true
		}
	}
	delete(channels, "")
	for channel := range channels {
		if err := h.addListeners(r, community, channel, len(states)+2); err != nil {
			return nil, err
		}
	}
	return h, nil
}

// addListeners adds those who listen in a channel to the hall, at most n; all if n
// is 0.
func (h hall) addListeners(r store.Reader, community string, channel bot.Place, n int) error {
	prefix := byChannel.Under2(community, channel)
	return listenerRows.ScanPrefix(r, prefix, false, n, func(k store.Key3[string, bot.Place, bot.UserID], _ struct{}) (bool, error) {
		if _, ok := h[k.C]; ok {
			return true, nil
		}
		s, ok, err := seatRows.Get(r, store.K3(community, channel.Space(), k.C))
		if ok {
			h[k.C] = s
		}
		return true, err
	})
}

// saveHall writes the changes of a part of a hall.
func saveHall(s bot.State, community string, space bot.Place, old, now hall) error {
	for u, was := range old {
		if _, still := now[u]; !still {
			if err := seatRows.Delete(s, store.K3(community, space, u)); err != nil {
				return err
			}
			if err := saveListener(s, community, u, was, seat{}); err != nil {
				return err
			}
		}
	}
	for u, seat := range now {
		was, ok := old[u]
		if ok && was == seat {
			continue
		}
		if err := seatRows.Put(s, store.K3(community, space, u), seat); err != nil {
			return err
		}
		if err := saveListener(s, community, u, was, seat); err != nil {
			return err
		}
	}
	return nil
}

func saveListener(s bot.State, community string, u bot.UserID, was, is seat) error {
	before, after := was.listens(), is.listens()
	if before == after {
		return nil
	}
	if before != "" {
		if err := listenerRows.Delete(s, store.K3(community, before, u)); err != nil {
			return err
		}
	}
	if after == "" {
		return nil
	}
	return listenerRows.Put(s, store.K3(community, after, u), struct{}{})
}

// listens returns the channel in which the person hears others; empty if none.
func (s seat) listens() bot.Place {
	if s.Deaf {
		return ""
	}
	return s.Channel
}

// listChunk is how many seats one transaction of ListListeners processes.
const listChunk = 10_000

// ListListeners lists who listens in the channels of a store of a version that did
// not.
func ListListeners() store.Migration {
	return store.Migration{Name: "listeners are listed by voice channel", Chunk: func(tx store.Tx, after []byte) (next []byte, err error) {
		n := 0
		err = tx.Scan(seatRows.Name, after, nil, false, listChunk, func(key, value []byte) (bool, error) {
			if n++; n == listChunk {
				next = append(bytes.Clone(key), 0)
			}
			// An unreadable row is left unchanged; readers report it.
			k, err := bySeat.Decode(key)
			if err != nil {
				return true, nil
			}
			s, err := seatRows.Value.Decode(value)
			if err != nil {
				return true, nil
			}
			return true, saveListener(tx, k.A, k.C, seat{}, s)
		})
		return next, err
	}}
}
