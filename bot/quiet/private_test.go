package quiet

import (
	"errors"
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

// TestMergedUnderWay: of two members who become one while a message is on its way to each, or to one of them, what does not
// arrive waits again, and nothing is said twice.
func TestMergedUnderWay(t *testing.T) {
	now := time.Date(2026, 3, 2, 12, 0, 0, 0, time.UTC)
	said := func(key string) text { return text{Key: key, Text: key, Until: now.Add(keepText)} }
	sent := func(ref bot.Ref, at time.Duration, key string, waiting ...text) person {
		return person{Last: now.Add(at), Sent: ref, Texts: []text{said(key)}, Waiting: waiting}
	}
	idle := func(at time.Duration, waiting ...text) person { return person{Last: now.Add(at), Waiting: waiting} }
	failed, done, refused := bot.Failed, bot.Done, bot.Refused
	for _, c := range []struct {
		what       string
		from, into person
		outcomes   map[bot.Ref]bot.Status
		want       []string
	}{
		{"both fail, from later", sent(1, 0, "a"), sent(2, -time.Second, "b"), map[bot.Ref]bot.Status{1: failed, 2: failed}, []string{"a", "b"}},
		{"both fail, into later", sent(1, -time.Second, "a"), sent(2, 0, "b"), map[bot.Ref]bot.Status{1: failed, 2: failed}, []string{"a", "b"}},
		{"one of both is refused", sent(1, 0, "a"), sent(2, 0, "b"), map[bot.Ref]bot.Status{1: refused, 2: done}, []string{"a"}},
		{"both arrive", sent(1, 0, "a"), sent(2, 0, "b"), map[bot.Ref]bot.Status{1: done, 2: done}, nil},
		{"into's is late, from had one later", idle(0), sent(2, -time.Second, "b"), map[bot.Ref]bot.Status{2: bot.Expired}, []string{"b"}},
		{"from's is late, into had one later", sent(1, -time.Second, "a"), idle(0), map[bot.Ref]bot.Status{1: bot.Expired}, []string{"a"}},
		{"the same is under way to from", sent(1, 0, "a"), idle(0, said("a"), said("b")), map[bot.Ref]bot.Status{1: done}, []string{"b"}},
		{"the same is under way to into", idle(0, said("b"), said("c")), sent(2, 0, "b"), map[bot.Ref]bot.Status{2: done}, []string{"c"}},
		{"the same waits and fails", idle(0, said("b")), sent(2, 0, "b"), map[bot.Ref]bot.Status{2: failed}, []string{"b"}},
	} {
		inTurn(t, now, func(turn *bot.Turn) error {
			b := New(nil)
			if err := errors.Join(b.put(turn, 1, c.from), b.put(turn, 2, c.into), b.Merge(turn, 1, 2)); err != nil {
				return err
			}
			for ref, status := range c.outcomes {
				turn.Event = &bot.Event{Place: "test:dm/7", Outcome: &bot.Outcome{Ref: ref, Status: status}}
				if err := b.Sent(turn, 2); err != nil {
					return err
				}
			}
			p, err := get(turn, 2)
			var waiting []string
			for _, x := range p.Waiting {
				waiting = append(waiting, x.Text)
			}
			if slices.Sort(waiting); !slices.Equal(waiting, c.want) || p.Sent != 0 || len(p.Also) != 0 {
				t.Errorf("%s: %q wait, want %q; left under way: %+v", c.what, waiting, c.want, p)
			}
			return err
		})
	}
}
