package seasons

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
	ticks *int
}

func (h host) State() bot.State { return h.state }
func (h host) Now() time.Time   { return time.Unix(1, 0) }
func (h host) SetTimer(string, time.Time, []byte) error {
	*h.ticks++
	return nil
}

// TestTrim: of seasons that are over, the first places stay in order, and everybody's own for eight
// seasons; no tick deletes many rows; a season that is not over is left alone.
func TestTrim(t *testing.T) {
	const seasons, members = 11, 2*trimStep + first + 50
	f := &Feature{}
	s := memory.New()
	ticks := 0
	turn := func(fn func(t *bot.Turn) error) (writes int) {
		err := s.Update(func(tx store.Tx) error {
			state := store.NewOverlay(tx)
			turn := bot.NewTurn(host{state: state, ticks: &ticks}, time.Unix(1, 0))
			turn.Community = &bot.Community{ID: "tea", Zone: time.UTC}
			turn.Event = &bot.Event{Tick: &bot.Tick{Name: timerTrim}}
			if err := fn(turn); err != nil {
				return err
			}
			writes = state.Len()
			return state.ApplyTo(tx)
		})
		if err != nil {
			t.Fatal(err)
		}
		return writes
	}
	turn(func(t *bot.Turn) error {
		for n := uint64(1); n <= seasons; n++ {
			over := season{Stage: frozen, Of: members}
			if n == seasons {
				over.Stage = ranking
			}
			if err := put(t, n, &over); err != nil {
				return err
			}
			for m := bot.MemberID(1); m <= members; m++ {
				p := place{Points: int64(m), Member: m, Rank: int(members - m + 1)}
				if err := orderRows.Put(t.State(), orderOf(t, n, p.Points, m), 0); err != nil {
					return err
				}
				if err := placeRows.Put(t.State(), store.K3("tea", n, m), p); err != nil {
					return err
				}
			}
		}
		return nil
	})
	for more := true; more; {
		before := ticks
		if writes := turn(f.tick); writes > trimStep+first+1 {
			t.Fatalf("a tick wrote %d rows", writes)
		}
		if more = ticks > before; ticks > 100 {
			t.Fatal("it does not end")
		}
	}
	turn(func(turn *bot.Turn) error {
		for n := uint64(1); n <= seasons; n++ {
			rows, of, _, err := f.Top(turn, n, members)
			if err != nil {
				return err
			}
			if n < seasons && (len(rows) != first || of != members || rows[first-1].Rank != first) {
				t.Errorf("season %d shows %d of %d", n, len(rows), of)
			}
			places := 0
			for m := bot.MemberID(1); m <= members; m++ {
				if _, ok, err := f.Of(turn, n, m); err != nil {
					return err
				} else if ok {
					places++
				}
			}
			want := members
			if n < seasons-recent {
				want = first
			}
			if places != want {
				t.Errorf("season %d has %d places, want %d", n, places, want)
			}
		}
		return nil
	})
}
