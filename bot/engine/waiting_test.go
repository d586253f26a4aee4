package engine_test

import (
	"fmt"
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/store/memory"
)

// TestDependents checks effects on a message that an earlier effect creates.
func TestDependents(t *testing.T) {
	const later = 10 * time.Minute
	tests := []struct {
		name    string
		said    bot.Outcome
		err     error
		del     bot.Delete
		want    []string      // acts that succeeded
		after   time.Duration // time of the last one
		outcome bot.Status    // status of the deletion
	}{
		{name: "deleted an age after its receipt", del: bot.Delete{After: later}, want: []string{"hello", "delete"}, after: later, outcome: bot.Done},
		{name: "at once", want: []string{"hello", "delete"}, outcome: bot.Done},
		{
			name: "seen by one alone, so it may stay", said: bot.Outcome{Receipt: bot.Receipt{Messages: []string{"h1"}, Hidden: true}},
			del: bot.Delete{After: later, OnlyPublic: true}, want: []string{"hello"}, outcome: bot.Done,
		},
		{
			name: "never said", err: &bot.DeliveryError{Code: bot.CodeRefused, Reason: "no right to write"},
			del: bot.Delete{After: later}, outcome: bot.Failed,
		},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				d := newDesk()
				d.perform = func(_ int, what bot.Delivery) (bot.Outcome, error) {
					if _, ok := what.Effect.(bot.Say); ok {
						return tt.said, tt.err
					}
					return bot.Outcome{}, nil
				}
				r := open(t, memory.New(), d, onMessages(func(t *bot.Turn) {
					del := tt.del
					del.Place, del.Target = "test:room", bot.Target{Ref: t.Do(bot.Say{Place: "test:room", Text: "hello"})}
					t.Do(del)
				}))
				r.submit(t, message(1, "x"))
				time.Sleep(time.Hour)
				var got []string
				var last time.Duration
				for _, a := range d.done() {
					got, last = append(got, a.text()), a.at
				}
				if !slices.Equal(got, tt.want) || last.Round(time.Second) != tt.after {
					t.Errorf("done %q, the last after %s; want %q after %s", got, last, tt.want, tt.after)
				}
				if got := outcomes(t, r, "test:room/m1"); got[1] != tt.outcome {
					t.Errorf("the deletion is %s, want %s", got[1], tt.outcome)
				}
			})
		})
	}
}

// TestSettledWithoutAQueue: what waits for a text elsewhere is settled while another text of its
// room is on its way. That one is sent once.
func TestSettledWithoutAQueue(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := newDesk()
		d.perform = func(_ int, what bot.Delivery) (bot.Outcome, error) {
			if what.Effect.Where() != "test:room" {
				time.Sleep(time.Second)
				return bot.Outcome{}, &bot.DeliveryError{Code: bot.CodeRefused, Reason: "no"}
			}
			time.Sleep(2 * time.Second)
			return bot.Outcome{}, nil
		}
		r := open(t, memory.New(), d, onMessages(func(t *bot.Turn) {
			t.Do(bot.Edit{Place: "test:room", Target: bot.Target{Ref: t.Do(bot.Say{Place: "test:dm/7", Text: "private"})}, Text: "changed"})
			t.Do(bot.Say{Place: "test:room", Text: "hello"})
		}))
		r.submit(t, message(1, "x"))
		time.Sleep(time.Minute)
		if n := len(d.tries()); n != 2 {
			t.Errorf("%d calls, want one for each text", n)
		}
	})
}

// TestReplacedInOneTurn: of two edits of a message that one turn asks for, only the second is made.
func TestReplacedInOneTurn(t *testing.T) {
	d := newDesk()
	r := open(t, memory.New(), d, onMessages(func(t *bot.Turn) {
		for _, text := range []string{"counting", "counted"} {
			t.Do(bot.Edit{Place: "test:room", Target: bot.Target{Message: bot.MessageID{Place: "test:room", ID: t.Event.Message.ID}}, Text: text})
			for i := range 45 {
				t.Do(bot.React{Place: "test:room", Target: bot.Target{Message: bot.MessageID{Place: "test:room", ID: fmt.Sprint(i)}}, Emoji: "👍"})
			}
		}
	}))
	for i := range 50 {
		r.submit(t, message(i, "x"))
	}
	r.stop()
	edits := 0
	for _, a := range d.done() {
		if e, ok := a.effect.(bot.Edit); ok {
			edits++
			if e.Text != "counted" {
				t.Errorf("edited to %q", e.Text)
			}
		}
	}
	if edits == 0 {
		t.Error("nothing was edited")
	}
}

// TestDroppedWhileItWaits: an edit that waits for its text and is dropped meanwhile stays undone.
func TestDroppedWhileItWaits(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := newDesk()
		d.perform = func(int, bot.Delivery) (bot.Outcome, error) {
			time.Sleep(2 * time.Second)
			return bot.Outcome{}, nil
		}
		var edit bot.Ref
		r := open(t, memory.New(), d, onMessages(func(t *bot.Turn) {
			edit = t.Do(bot.Edit{Place: "test:room", Target: bot.Target{Ref: t.Do(bot.Say{Place: "test:room", Text: "hello"})}, Text: "changed"})
		}))
		r.submit(t, message(1, "x"))
		time.Sleep(time.Second)
		if err := r.DropLine(t.Context(), edit); err != nil {
			t.Fatal(err)
		}
		time.Sleep(time.Minute)
		if n := len(d.tries()); n != 1 {
			t.Errorf("%d calls, want that of the text", n)
		}
	})
}
