package ledger

import (
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/store"
	"github.com/stewardbot/steward/store/memory"
)

type oldDesk struct {
	bot.Host
	state bot.State
}

func (d oldDesk) State() bot.State { return d.state }
func (oldDesk) OnRollback(func())  {}
func (oldDesk) Count(bot.Count)    {}

// A store of a version without quarters gets those that the program would have
// counted.
func TestQuartersOfAnOlderStore(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := memory.New()
		want := map[bot.MemberID]account{}
		err := s.Update(func(tx store.Tx) error {
			book, state := New(), store.NewOverlay(tx)
			tea := &bot.Community{ID: "tea", Zone: time.UTC}
			day := bot.Day(20_000)
			for range rapid.IntRange(1, 40).Draw(t, "entries") {
				day += bot.Day(rapid.SampledFrom([]int{0, 1, 20, 50}).Draw(t, "later"))
				turn := bot.NewTurn(oldDesk{state: state}, day.Date())
				turn.Community, turn.Event = tea, &bot.Event{ID: "e"}
				move := Move{
					From: Mint("message"), To: Of(bot.MemberID(rapid.IntRange(1, 3).Draw(t, "member"))), Amount: 3,
					Day: day - bot.Day(rapid.SampledFrom([]int{0, 0, 1, 40, 100}).Draw(t, "late")),
				}
				if _, err := book.Move(turn, move); err != nil {
					return err
				}
			}
			if err := scanMembers(state, "tea", func(m bot.MemberID, a *account) error {
				want[m] = *a
				return nil
			}); err != nil {
				return err
			}
			for m, a := range want {
				a.quarter = period{}
				if err := memberRows.Put(state, store.K2("tea", m), a); err != nil {
					return err
				}
			}
			return state.ApplyTo(tx)
		})
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range []store.Migration{OpenQuarters(), AddQuarters()} {
			err = s.Update(func(tx store.Tx) error {
				_, err := m.Chunk(tx, nil)
				return err
			})
			if err != nil {
				t.Fatal(err)
			}
		}
		err = s.View(func(r store.Reader) error {
			return scanMembers(r, "tea", func(m bot.MemberID, a *account) error {
				if *a != want[m] {
					t.Fatalf("member %d has %+v, want %+v", m, *a, want[m])
				}
				return nil
			})
		})
		if err != nil {
			t.Fatal(err)
		}
	})
}
