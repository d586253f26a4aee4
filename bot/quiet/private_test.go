package quiet

import (
	"fmt"
	"slices"
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
}

func (h host) Now() time.Time { return h.now }

func (h host) State() bot.State { return h.state }

// inTurn calls fn in a turn.
func inTurn(t *testing.T, now time.Time, fn func(*bot.Turn) error) {
	t.Helper()
	err := memory.New().Update(func(tx store.Tx) error {
		turn := bot.NewTurn(host{state: store.NewOverlay(tx), now: now}, now)
		turn.Community, turn.Event = &bot.Community{ID: "tea", Zone: time.UTC}, &bot.Event{}
		return fn(turn)
	})
	if err != nil {
		t.Fatal(err)
	}
}

// TestFailureWaits: a message that failed is not tried again before the next day; one that is late
// has waited long enough.
func TestFailureWaits(t *testing.T) {
	now := time.Date(2026, 3, 2, 12, 0, 0, 0, time.UTC)
	for status, want := range map[bot.Status]time.Time{
		bot.Failed: time.Date(2026, 3, 3, FirstHour, 0, 0, 0, time.UTC), bot.Expired: now,
	} {
		inTurn(t, now, func(turn *bot.Turn) error {
			turn.Event = &bot.Event{Outcome: &bot.Outcome{Ref: 5, Status: status}}
			b := New(nil)
			sent := person{Last: now, Sent: 5, Texts: []text{{Key: "key", Text: "the text", Until: now.Add(keepText)}}}
			if err := b.put(turn, 1, sent); err != nil {
				return err
			}
			if err := b.Sent(turn, 1); err != nil {
				return err
			}
			if due, err := b.SendDue(turn, 1); err != nil || !due.Equal(want) {
				t.Errorf("after %s it is due at %s, %v; want %s", status, due, err, want)
			}
			return nil
		})
	}
}

// TestLateOnes: what was sent in vain waits again, once: of two texts with a key the later one, and no more than may
// wait.
func TestLateOnes(t *testing.T) {
	now := time.Date(2026, 3, 2, 12, 0, 0, 0, time.UTC)
	inTurn(t, now, func(turn *bot.Turn) error {
		b := New(nil)
		p := person{Sent: 5, Waiting: []text{{Key: "level", Text: "level 3", Until: now.Add(keepText)}}}
		for i := range mostTexts {
			p.Texts = append(p.Texts, text{Key: fmt.Sprint(i), Text: "old", Until: now.Add(keepText)})
		}
		p.Texts[7] = text{Key: "level", Text: "level 2", Until: now.Add(keepText)}
		if err := b.put(turn, 1, p); err != nil {
			return err
		}
		turn.Event = &bot.Event{Outcome: &bot.Outcome{Ref: 5, Status: bot.Expired}}
		if err := b.Sent(turn, 1); err != nil {
			return err
		}
		_, _, waiting, _, err := b.About(turn, 1)
		if len(waiting) != mostTexts || slices.Contains(waiting, "level 2") || !slices.Contains(waiting, "level 3") {
			t.Errorf("wait: %q", waiting)
		}
		return err
	})
}

// TestMergedWakes: the timer of a member who becomes another one is set again, too, so that it ends.
func TestMergedWakes(t *testing.T) {
	now := time.Date(2026, 3, 2, 12, 0, 0, 0, time.UTC)
	inTurn(t, now, func(turn *bot.Turn) error {
		b := New(nil)
		turn.Event = &bot.Event{ID: "before"}
		if err := b.put(turn, 1, person{Waiting: []text{{Key: "level", Text: "level 2", Until: now.Add(keepText)}}}); err != nil {
			return err
		}
		turn.Event = &bot.Event{ID: "link"}
		if err := b.Merge(turn, 1, 2); err != nil {
			return err
		}
		if _, members := b.Woken(turn); !slices.Contains(members, 1) || !slices.Contains(members, 2) {
			t.Errorf("timers are set for %v", members)
		}
		return nil
	})
}
