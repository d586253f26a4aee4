package gifts

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
	now   time.Time
	timer func(name string, due time.Time, data []byte)
}

func (h host) State() bot.State { return h.state }
func (h host) Now() time.Time   { return h.now }
func (h host) Find(bot.Finding) {}
func (h host) SetTimer(name string, due time.Time, data []byte) error {
	h.timer(name, due, data)
	return nil
}

// at calls fn with a turn of a day.
func at(t *testing.T, s store.Store, day int, timer func(string, time.Time, []byte), fn func(*bot.Turn) error) {
	t.Helper()
	err := s.Update(func(tx store.Tx) error {
		now := time.Date(2026, 3, day, 12, 0, 0, 0, time.UTC)
		state := store.NewOverlay(tx)
		turn := bot.NewTurn(host{state: state, now: now, timer: timer}, now)
		turn.Community = &bot.Community{ID: "tea", Zone: time.UTC}
		if err := fn(turn); err != nil {
			return err
		}
		return state.ApplyTo(tx)
	})
	if err != nil {
		t.Fatal(err)
	}
}

// TestReportsAreDropped: what was reported is forgotten after a month, by as many ticks as it takes,
// and only that.
func TestReportsAreDropped(t *testing.T) {
	s := memory.New()
	var tick *bot.Tick
	set := func(name string, due time.Time, data []byte) { tick = &bot.Tick{Name: name, Due: due, Data: data} }
	report := func(day int, first, last bot.MemberID) {
		at(t, s, day, set, func(turn *bot.Turn) error {
			for m := first; m <= last; m++ {
				if err := new(Feature).report(turn, "drain", []bot.MemberID{m}, bot.Args{"Points": int64(9)}); err != nil {
					return err
				}
			}
			return nil
		})
	}
	report(1, 1, 2*dropStep)
	first := tick
	report(20, 2*dropStep-9, 2*dropStep+5) // ten were reported before, and wait
	tick = first
	for ticks := 0; tick != nil; ticks++ {
		now := tick
		tick = nil
		at(t, s, 32, set, func(turn *bot.Turn) error {
			turn.Event = &bot.Event{Tick: now}
			return new(Feature).tick(turn)
		})
		if ticks > 3 {
			t.Fatal("it does not end")
		}
	}
	left := 0
	at(t, s, 32, set, func(turn *bot.Turn) error {
		return reportedRows.Scan(turn.State(), nil, nil, false, 0, func(_ store.Key2[string, string], day int64) (bool, error) {
			left++
			return true, nil
		})
	})
	if left != 5 {
		t.Errorf("%d reports are left, want 5", left)
	}
}

// TestFlowIsBounded: of very many gifts the latest are read.
func TestFlowIsBounded(t *testing.T) {
	s := memory.New()
	for day := 1; day <= 2; day++ {
		at(t, s, day, nil, func(turn *bot.Turn) error {
			for m := bot.MemberID(2); m < mostRows; m++ {
				if err := add(turn, gotRows, store.K4("tea", turn.Day(), bot.MemberID(1), m), int64(day)); err != nil {
					return err
				}
			}
			return nil
		})
	}
	at(t, s, 2, nil, func(turn *bot.Turn) error {
		sums, read, err := lately(turn, gotRows, 1, mostRows)
		if read != mostRows || sums[2] != 3 || sums[4] != 2 {
			t.Errorf("%d rows were read; members 2 and 4 gave %d and %d", read, sums[2], sums[4])
		}
		return err
	})
}
