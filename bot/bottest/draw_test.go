package bottest_test

import (
	"fmt"
	"strings"
	"testing"
	"testing/synctest"

	"pgregory.net/rapid"

	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/bot/activity"
	"github.com/stewardbot/steward/bot/bottest"
	"github.com/stewardbot/steward/bot/feature/draw"
	"github.com/stewardbot/steward/bot/feature/draw/proof"
	"github.com/stewardbot/steward/bot/ledger"
	"github.com/stewardbot/steward/bot/member"
	"github.com/stewardbot/steward/store"
)

const drawFile = `
-- config --
moderators: ["test:mo"]
gates: {draws: {}}
points: {message: {amount: 0}}
places: {modlog: ["test:lobby/log"]}
draws:
  - {name: raffle, at: "2030-01-01T09:00", draw_after: 1h, to: "test:lobby", prizes: [{name: Mug, winners: 2}, {name: Points, reward: {points: 7}}], enter: {word: I want it, price: 3}, claim: 1h}
-- places --
log: {id: "test:lobby/log"}
-- people --
zoe: {id: "other:7"}
-- script --
`

// people are those who may enter; zoe is on another platform.
var drawPeople = []string{"ann", "bob", "cleo", "dora", "eve", "fay", "gus", "hal", "ida", "jo"}

// TestDraws holds draws in which members enter, leave, link, forget themselves, claim or don't,
// between restarts and redraws. Every record must be accepted, every place that won belongs to one
// member who may win, and nothing is paid twice or kept.
func TestDraws(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		synctest.Test(t, func(t *testing.T) {
			s, err := bottest.Begin(drawFile, neutral())
			if err != nil {
				rt.Fatal(err)
			}
			defer func() {
				if err := s.End(); err != nil {
					rt.Fatal(err)
				}
			}()
			w := &drawWorld{Stage: s, rt: rt, gone: map[string]bool{}, want: map[string]int64{}}
			w.hold()
			if wrong := s.Audit(); len(wrong) > 0 {
				rt.Fatalf("at the end: %s", strings.Join(wrong, "\n"))
			}
		})
	})
}

type drawWorld struct {
	*bottest.Stage
	rt   *rapid.T
	gone map[string]bool
	want map[string]int64 // what each has, without the draw
}

func (w *drawWorld) do(format string, args ...any) []string {
	line := fmt.Sprintf(format, args...)
	acts, err := w.Do(line)
	if err != nil {
		w.rt.Fatalf("%s: %v", line, err)
	}
	return acts
}

func (w *drawWorld) sometimes(percent int, what string) bool {
	return rapid.IntRange(1, 100).Draw(w.rt, what) <= percent
}

func (w *drawWorld) hold() {
	for _, who := range drawPeople {
		w.do("[+1s] %s: good day", who)
		if !w.sometimes(10, who+" is poor") {
			w.do("[+1s] mo replies to %s: /award 5", who)
			w.want[who] = 5
		}
	}
	if acts := w.do("[+1s] mo: /giveaway raffle"); len(acts) < 2 {
		w.rt.Fatalf("no draw: %q", acts)
	}
	for _, who := range drawPeople {
		if w.sometimes(70, who+" enters") {
			w.do("[+1s] %s: I want it", who)
		}
		w.unrest(who)
	}
	w.do("[+61m]")
	for range 4 {
		for _, who := range drawPeople {
			if at := w.With("Claim my prize"); at != "" && w.sometimes(30, who+" claims") {
				w.do("[+1s] %s presses %q on %s", who, "Claim my prize", at)
			}
		}
		if w.sometimes(20, "restart") {
			w.do("restart")
		}
		w.verify(false)
		w.do("[+61m]")
	}
	w.do("[+20h]")
	w.verify(true)
}

// unrest lets something happen that concerns a member's entry.
func (w *drawWorld) unrest(who string) {
	switch rapid.IntRange(0, 12).Draw(w.rt, "what happens to "+who) {
	case 0:
		w.do("[+1s] %s leaves", who)
		w.gone[who] = true
	case 1:
		w.do("[+1s] mo replies to %s: /ban", who)
		w.gone[who] = true
	case 2:
		w.do("restart")
	case 3:
		w.do("again")
	}
}

// verify exports the record and checks it; at the end no prize waits any more.
func (w *drawWorld) verify(end bool) {
	var text strings.Builder
	err := w.View(func(r store.Reader) error {
		return draw.Record(r, "tea", 1, func(part string) error { text.WriteString(part); return nil })
	})
	entries := w.entries()
	if err != nil {
		if len(entries) > 0 {
			w.rt.Fatal(err)
		}
		return
	}
	v, faults := proof.Verify(strings.NewReader(text.String()))
	if faults != nil {
		w.rt.Fatalf("the record is refused: %v\n%s", faults, &text)
	}
	holder := map[string]int{}
	for _, d := range v.Drawn {
		who := entries[d.Code]
		if holder[who]++; holder[who] > 1 || who == "" || w.gone[who] {
			w.rt.Fatalf("%q can't have the place of %s:\n%s", who, d.Code, &text)
		}
		if end && d.State == proof.Waiting {
			w.rt.Fatalf("%s still waits:\n%s", d.Code, &text)
		}
	}
	if end {
		w.balances(v, entries)
	}
}

// entries returns who is behind each code.
func (w *drawWorld) entries() map[string]string {
	who := map[string]string{}
	err := w.View(func(r store.Reader) error {
		return activity.From(r, "tea", 1, 0, func(e *activity.Entry) (bool, error) {
			m, err := member.New().ByID(r, "tea", e.Member)
			if err == nil && e.Out == "" {
				who[e.Tag.String()] = m.Name
			}
			return true, err
		})
	})
	if err != nil {
		w.rt.Fatal(err)
	}
	return who
}

// balances checks that each entry was paid once, or refunded, and each prize given once.
func (w *drawWorld) balances(v proof.Verified, entries map[string]string) {
	for _, who := range entries {
		w.want[who] -= 3
	}
	for _, d := range v.Drawn {
		if d.State == proof.Won && d.Prize == 1 {
			w.want[entries[d.Code]] += 7
		}
	}
	err := w.View(func(r store.Reader) error {
		return ledger.Balances(r, "tea", func(m bot.MemberID, f ledger.Figures) error {
			who, err := member.New().ByID(r, "tea", m)
			if err == nil && who != nil && f.Balance != w.want[who.Name] {
				w.rt.Fatalf("%s has %d points, want %d", who.Name, f.Balance, w.want[who.Name])
			}
			return err
		})
	})
	if err != nil {
		w.rt.Fatal(err)
	}
}
