package tiers

import (
	"testing"
	"time"

	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/store"
	"github.com/stewardbot/steward/store/memory"
)

type host struct {
	bot.Host
	state bot.State
}

func (h host) State() bot.State { return h.state }

func (host) Latest(p bot.Place) bot.Place { return p }

// counted counts the scans of a state, and the rows that they read.
type counted struct {
	bot.State
	scans, rows int
}

func (c *counted) Scan(table string, from, to []byte, reverse bool, limit int, fn func(k, v []byte) (bool, error)) error {
	c.scans++
	return c.State.Scan(table, from, to, reverse, limit, func(k, v []byte) (bool, error) {
		c.rows++
		return fn(k, v)
	})
}

// TestLeavingElsewhere: who leaves a space that no tier opens frees no seat, so that none are counted.
func TestLeavingElsewhere(t *testing.T) {
	err := memory.New().Update(func(tx store.Tx) error {
		state := &counted{State: store.NewOverlay(tx)}
		turn := bot.NewTurn(host{state: state}, time.Date(2026, 3, 2, 6, 0, 0, 0, time.UTC))
		turn.Community = &bot.Community{ID: "tea", Zone: time.UTC, Sections: map[string]any{
			Section: &Settings{{Name: "core", To: "test:core", Seats: 10_000}},
		}}
		turn.Event, turn.Member = &bot.Event{Kind: bot.KindLeave, Place: "test:lobby"}, &bot.Member{ID: 1}
		if err := (&Feature{}).left(turn); err != nil {
			return err
		}
		if state.scans > 0 {
			t.Errorf("%d tables were gone through", state.scans)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

// TestStandingsCountNothing: how full a tier is, and a member's place in its line, are read without walking over its members.
func TestStandingsCountNothing(t *testing.T) {
	const many = 20_000
	err := memory.New().Update(func(tx store.Tx) error {
		read := &counted{State: store.NewOverlay(tx)}
		turn := bot.NewTurn(timed{host{state: read}, time.Date(2026, 3, 2, 12, 0, 0, 0, time.UTC), nil}, time.Time{})
		turn.Community = &bot.Community{ID: "tea", Zone: time.UTC, Sections: map[string]any{Section: &Settings{{Name: "core", To: "test:club", Seats: many}}}}
		states := []state{waiting, in, unmet, offered}
		for m := range many {
			e, err := load(turn, "core", bot.MemberID(m+1))
			if err == nil {
				err = e.put(turn, states[m%4])
			}
			if err == nil && m%8 == 0 { // some go on
				err = e.put(turn, in)
			}
			if err == nil && m%16 == 0 {
				err = e.put(turn, "")
			}
			if err != nil {
				return err
			}
		}
		read.rows = 0
		s, err := standingsOf(turn, &(*turn.Community.Sections[Section].(*Settings))[0])
		if err != nil {
			return err
		}
		if want := (Standings{Taken: many*3/4 + many/16, Offered: many / 4, Waiting: many / 8, Deciding: many / 4}); s.Taken != want.Taken || s.Offered != want.Offered || s.Waiting != want.Waiting || s.Deciding != want.Deciding || len(s.Unmet) != MostUnmet {
			t.Errorf("%+v, %d to decide on; want %+v", s, len(s.Unmet), want)
		}
		if free, err := (&Feature{}).free(turn, &Tier{Name: "core", Seats: many}, many); err != nil || free != many-s.Taken {
			t.Errorf("%d seats are free, %v; want %d", free, err, many-s.Taken)
		}
		if read.rows > 2*MostUnmet {
			t.Errorf("%d rows were read", read.rows)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}
