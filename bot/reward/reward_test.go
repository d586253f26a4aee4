package reward_test

import (
	"fmt"
	"maps"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/bot/ledger"
	"github.com/stewardbot/steward/bot/reward"
	"github.com/stewardbot/steward/store"
)

// hall is a community with members 1 to 4, some of them linked.
type hall struct {
	bot.Host
	state  *store.Overlay
	linked map[bot.MemberID]bot.MemberID
	book   *ledger.Book
	giver  *reward.Giver
	badges map[string]bool // "member/source"
}

func newHall() *hall {
	h := &hall{state: store.NewOverlay(nil), linked: map[bot.MemberID]bot.MemberID{}, book: ledger.New(), badges: map[string]bool{}}
	h.giver = reward.New(h.book)
	h.giver.Kind(reward.Badge, reward.Kind{
		Give: func(_ *bot.Turn, source string, m bot.MemberID, _ reward.Reward) error {
			h.badges[fmt.Sprint(m, "/", source)] = true
			return nil
		},
		TakeBack: func(_ *bot.Turn, source string, m bot.MemberID, _ reward.Reward) error {
			delete(h.badges, fmt.Sprint(m, "/", source))
			return nil
		},
		Text: func(_ *bot.Turn, r reward.Reward) string { return "the badge " + r.Badge },
	})
	return h
}

func (h *hall) State() bot.State                         { return h.state }
func (h *hall) OnRollback(fn func())                     { h.state.OnRollback(fn) }
func (h *hall) Count(bot.Count)                          {}
func (h *hall) Find(bot.Finding)                         {}
func (h *hall) Text(_, key string, args bot.Args) string { return fmt.Sprint(args["Count"], " points") }

func (h *hall) MemberByID(m bot.MemberID) (*bot.Member, error) {
	if into, ok := h.linked[m]; ok {
		m = into
	}
	if m == 0 || m > 4 {
		return nil, nil
	}
	return &bot.Member{ID: m}, nil
}

func (h *hall) turn() *bot.Turn {
	t := bot.NewTurn(h, time.Date(2026, 6, 1, 10, 0, 0, 0, time.UTC))
	t.Event = &bot.Event{ID: "e"}
	t.Community = &bot.Community{ID: "tea", Language: "en", Zone: time.UTC, Sections: map[string]any{"points": ledger.Defaults()}}
	return t
}

// TestOnce: whatever is given, taken back, linked and given again, no source pays a person twice, and
// what was taken back is gone.
func TestOnce(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		h := newHall()
		turn := h.turn()
		type fact struct {
			m      bot.MemberID
			source string
		}
		due := map[fact]int64{} // what each source is worth to a member
		had := map[fact]bool{}
		of := func(m bot.MemberID) bot.MemberID {
			if into, ok := h.linked[m]; ok {
				return into
			}
			return m
		}
		for range rapid.IntRange(1, 40).Draw(t, "steps") {
			m := bot.MemberID(rapid.Uint64Range(1, 4).Draw(t, "member"))
			f := fact{of(m), rapid.SampledFrom([]string{"a", "b/1", "b/2"}).Draw(t, "source")}
			switch rapid.SampledFrom([]string{"give", "give", "take", "link"}).Draw(t, "step") {
			case "give":
				n := rapid.Int64Range(1, 100).Draw(t, "points")
				got, err := h.giver.Give(turn, f.source, m, reward.Reward{Points: n, Badge: "x"})
				if err != nil || got == had[f] {
					t.Fatalf("%+v was given: %v, %v; had it: %v", f, got, err, had[f])
				}
				if got {
					due[f], had[f] = n, true
				}
			case "take":
				if err := h.giver.TakeBack(turn, f.source, m); err != nil {
					t.Fatal(err)
				}
				delete(due, f)
			case "link":
				from, into := f.m, of(bot.MemberID(rapid.Uint64Range(1, 4).Draw(t, "other")))
				if from == into {
					continue
				}
				if _, err := h.book.Join(turn, from, into, "link"); err != nil {
					t.Fatal(err)
				}
				for k, to := range h.linked {
					if to == from {
						h.linked[k] = into
					}
				}
				h.linked[from] = into
				if err := h.giver.Routes().Merge(turn, from, into); err != nil {
					t.Fatal(err)
				}
				for _, s := range []string{"a", "b/1", "b/2"} {
					old, now := fact{from, s}, fact{into, s}
					due[now], had[now] = due[now]+due[old], had[now] || had[old]
					delete(due, old)
					delete(had, old)
				}
			}
		}
		for m := bot.MemberID(1); m <= 4; m++ {
			if of(m) != m {
				continue
			}
			want := int64(0)
			for f, n := range due {
				if f.m == m {
					want += n
				}
			}
			if got, err := h.book.Balance(turn, m); err != nil || got.Balance != want {
				t.Fatalf("member %d has %d, want %d (%v)", m, got.Balance, want, err)
			}
		}
	})
}

// TestUnlinked: an account that leaves a person gets nothing again, and takes nothing back.
func TestUnlinked(t *testing.T) {
	h := newHall()
	turn := h.turn()
	give := func(m bot.MemberID, want bool) {
		t.Helper()
		if got, err := h.giver.Give(turn, "a", m, reward.Reward{Points: 5, Badge: "x"}); err != nil || got != want {
			t.Fatalf("given to %d: %v, %v", m, got, err)
		}
	}
	give(1, true)
	if err := h.giver.Routes().Part(turn, 1, 2); err != nil {
		t.Fatal(err)
	}
	give(2, false)
	give(9, false) // nobody
	if err := h.giver.TakeBack(turn, "a", 2); err != nil {
		t.Fatal(err)
	}
	if got := slices.Collect(maps.Keys(h.badges)); !slices.Equal(got, []string{"1/a"}) {
		t.Fatalf("badges: %q", got)
	}
}

func TestText(t *testing.T) {
	h := newHall()
	for want, r := range map[string]reward.Reward{
		"":                              {},
		"100 points":                    {Points: 100},
		"100 points and the badge best": {Points: 100, Badge: "best"},
	} {
		if got := h.giver.Text(h.turn(), r); got != want {
			t.Errorf("%+v is %q, want %q", r, got, want)
		}
	}
}

func TestFaults(t *testing.T) {
	for path, r := range map[string]reward.Reward{
		"":     {Points: 3, Badge: "x", Role: "discord:1/role/5", For: time.Hour},
		"item": {Item: "mug"},
		"for":  {Points: 1, For: time.Hour},
	} {
		var paths []string
		r.Validate([]string{reward.Badge, reward.Role}, func(path, _ string, _ ...any) { paths = append(paths, path) })
		if want := slices.DeleteFunc([]string{path}, func(p string) bool { return p == "" }); !slices.Equal(paths, want) {
			t.Errorf("%+v: faults at %q, want %q", r, paths, want)
		}
	}
}
