package activity

import (
	"fmt"
	"math/rand/v2"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/bot/ledger"
	"github.com/stewardbot/steward/bot/member"
	"github.com/stewardbot/steward/store"
)

// hall is a community without a chat.
type hall struct {
	bot.Host
	state *store.Overlay
	found map[string]int
}

func (h *hall) State() bot.State                           { return h.state }
func (h *hall) Now() time.Time                             { return noon }
func (h *hall) OnRollback(fn func())                       { h.state.OnRollback(fn) }
func (h *hall) Do(bot.Effect) bot.Ref                      { return 1 }
func (h *hall) Find(f bot.Finding)                         { h.found[f.Code]++ }
func (*hall) Latest(p bot.Place) bot.Place                 { return p }
func (*hall) SetTimer(string, time.Time, []byte) error     { return nil }
func (*hall) Rand(string) *rand.Rand                       { return rand.New(rand.NewPCG(1, 2)) }
func (*hall) MemberByID(bot.MemberID) (*bot.Member, error) { return nil, nil }

var noon = time.Date(2026, 6, 1, 12, 0, 0, 0, time.UTC)

// TestLinkedInTheClose links pairs of members between two chunks of the close:
// one entry of each pair counts, unless the close got past both before.
func TestLinkedInTheClose(t *testing.T) {
	const entries = Chunk + 200
	h := &hall{state: store.NewOverlay(nil), found: map[string]int{}}
	dir := member.New()
	turn := bot.NewTurn(h, noon)
	turn.Event, turn.Community = &bot.Event{ID: "e"}, &bot.Community{ID: "tea", Zone: time.UTC}
	life := New(ledger.New(), dir, Kind{
		Name: "poll", Show: func(*bot.Turn, *Activity, int) (bot.Say, error) { return bot.Say{}, nil },
		Frozen: func(*bot.Turn, *Activity) error { return nil },
	})
	a, err := life.Draft(turn, "teas", "", time.Hour, []string{"test:lobby"})
	must(t, err)
	must(t, life.Announce(turn, a))
	for i := range entries {
		turn.Member, err = dir.Resolve(h.state, "tea", bot.User{ID: bot.UserID(fmt.Sprintf("test:%d", i)), Persona: bot.Person}, noon)
		must(t, err)
		_, _, err := life.Enter(turn, a, nil)
		must(t, err)
	}
	must(t, life.Close(turn, a)) // the first chunk
	rapid.Check(t, func(t *rapid.T) {
		h := *h
		h.state = store.NewOverlay(h.state)
		turn := bot.NewTurn(&h, noon)
		turn.Event, turn.Community = &bot.Event{ID: "e"}, &bot.Community{ID: "tea", Zone: time.UTC}
		a, err := life.Load(turn, 1)
		must(t, err)
		who := rapid.Permutation(ids(entries)).Draw(t, "who")[:6]
		// The first links with the second, that one with the third, and so on.
		checked := 0
		for i, m := range who {
			if a.Tag(m) < a.Walk.From {
				checked++
			}
			if i > 0 {
				must(t, life.Merge(turn, who[i-1], m))
			}
		}
		a, err = life.Load(turn, 1)
		must(t, err)
		for a.Walk != nil {
			must(t, life.step(turn, a))
		}
		n := 0
		must(t, From(h.state, "tea", 1, 0, func(e *Entry) (bool, error) {
			if e.Out == "" {
				n++
			}
			return true, nil
		}))
		if want := entries - len(who) + max(checked, 1); n != want || a.Entries != n {
			t.Fatalf("%d entries count, and %d are left; want %d", a.Entries, n, want)
		}
		if e, err := life.Entry(turn, a, who[len(who)-1]); err != nil || e == nil || e.Out != "" || e.Member != who[len(who)-1] {
			t.Fatalf("the member who remains has the entry %+v, %v", e, err)
		}
	})
}

func ids(n int) (list []bot.MemberID) {
	for i := range n {
		list = append(list, bot.MemberID(i+1))
	}
	return list
}

func must(t interface{ Fatal(...any) }, err error) {
	if err != nil {
		t.Fatal(err)
	}
}
