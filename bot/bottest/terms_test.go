package bottest_test

import (
	"fmt"
	"reflect"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/bot/bottest"
	"github.com/stewardbot/steward/bot/engine"
	"github.com/stewardbot/steward/bot/term"
	"github.com/stewardbot/steward/store"
)

// TestTermWeeks: what is kept of a week equals a recount of the journal, whatever is said by whom and whenever
// Steward restarts; terms of fewer than five members are not kept.
func TestTermWeeks(t *testing.T) {
	bottest.InBubbles(t, func(t *rapid.T) {
		stage, err := bottest.Begin("-- config --\nid: tea\ntimezone: Asia/Shanghai\n-- script --\n", neutral())
		if err != nil {
			t.Fatal(err)
		}
		defer func() {
			if err := stage.End(); err != nil {
				t.Error(err)
			}
		}()
		do := func(line string) {
			if _, err := stage.Do(line); err != nil {
				t.Fatalf("%s: %v", line, err)
			}
		}
		loc, err := time.LoadLocation("Asia/Shanghai")
		if err != nil {
			t.Fatal(err)
		}
		com := &bot.Community{ID: "tea", Zone: loc}
		monday := com.Day(stage.Now()).Week() + 7
		words := []string{"oolong", "kettle", "teapot", "matcha", "/oolong"}
		want := map[string]map[string]bool{}
		for range rapid.IntRange(1, 60).Draw(t, "messages") {
			if rapid.IntRange(0, 15).Draw(t, "break") == 0 {
				do("restart")
			}
			how := rapid.SampledFrom([]string{":", ":", ":", ":", ":", " privately:"}).Draw(t, "how")
			who := fmt.Sprintf("p%d", rapid.IntRange(1, 8).Draw(t, "who"))
			said := rapid.SliceOfN(rapid.SampledFrom(words), 1, 3).Draw(t, "said")
			do(fmt.Sprintf("[+%ds] %s%s %s", rapid.SampledFrom([]int{1, 1, 600, 7200}).Draw(t, "pause"), who, how, strings.Join(said, " ")))
		}
		err = stage.View(func(r store.Reader) error { // what was said in the week that is still running
			return engine.Events(r, 0, false, func(rec engine.Recorded) error {
				m := rec.Event.Message
				if rec.Event.Kind != bot.KindMessage || rec.Event.Place.Private() || rec.Call != "" || strings.HasPrefix(m.Text, "/") || com.Day(rec.Event.At) >= monday {
					return nil
				}
				for _, w := range strings.FieldsFunc(m.Text, func(r rune) bool { return r < 'a' || r > 'z' }) {
					if want[w] == nil {
						want[w] = map[string]bool{}
					}
					want[w][string(rec.Event.User.ID)] = true
				}
				return nil
			})
		})
		if err != nil {
			t.Fatal(err)
		}
		do(fmt.Sprintf("[+%ds] p1: next week", int(com.Begins(monday).Sub(stage.Now()).Seconds())+rapid.IntRange(-30, 30).Draw(t, "after")))
		if rapid.Bool().Draw(t, "break in the middle") {
			do("restart")
		}
		for range 2 { // the clock stops at each minute, so a chunk takes one
			do("[+1h] p1: later")
		}
		err = stage.View(func(r store.Reader) error {
			n := 0
			err := term.Between(r, "tea", monday-7, monday, func(_ bot.Day, w *term.Week) {
				n++
				got := map[string]int{}
				for _, t := range w.Terms {
					got[t.Term] = t.Members
				}
				few := map[string]int{}
				for w, who := range want {
					if len(who) >= 5 {
						few[w] = len(who)
					}
				}
				if !reflect.DeepEqual(got, few) {
					t.Fatalf("%v, want %v", got, few)
				}
			})
			if err == nil && n != 1 {
				t.Fatalf("%d weeks are kept", n)
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	})
}

// TestTermWeeksTogether: communities in one zone share a pass over the journal, and one in another zone has its own;
// each keeps its own week.
func TestTermWeeksTogether(t *testing.T) {
	bottest.InBubbles(t, func(t *rapid.T) {
		const all = "id: tea\ntimezone: Asia/Shanghai\n---\nid: cafe\ntimezone: Asia/Shanghai\nspaces: [\"test:cafe\"]\n---\nid: pub\ntimezone: Europe/London\nspaces: [\"test:pub\"]\n"
		stage, err := bottest.Begin("-- config --\n"+all+"-- places --\ncafe: {id: \"test:cafe\"}\npub: {id: \"test:pub\"}\n-- script --\n", neutral())
		if err != nil {
			t.Fatal(err)
		}
		defer func() {
			if err := stage.End(); err != nil {
				t.Error(err)
			}
		}()
		do := func(line string) {
			if _, err := stage.Do(line); err != nil {
				t.Fatalf("%s: %v", line, err)
			}
		}
		do("[12:00] p1: hello") // Monday in London, too
		for i := range 150 {    // more than a few chunks
			do(fmt.Sprintf("[+1s] p%d: oolong and jasmine", i%6))
			do(fmt.Sprintf("p%d in cafe: espresso", i%7))
			do(fmt.Sprintf("p%d in pub: porter", i%8))
		}
		loc, err := time.LoadLocation("Asia/Shanghai")
		if err != nil {
			t.Fatal(err)
		}
		com := &bot.Community{ID: "tea", Zone: loc}
		monday := com.Day(stage.Now()).Week()
		do(fmt.Sprintf("[+%ds] p1: next week", int(com.Begins(monday+7).Sub(stage.Now()).Seconds())+90))
		if rapid.Bool().Draw(t, "break in the middle") {
			do("restart")
		}
		for range 24 {
			do("[+1h] p1: later")
		}
		for id, want := range map[string]map[string]int{"tea": {"oolong": 6, "and": 6, "jasmine": 6}, "cafe": {"espresso": 7}, "pub": {"porter": 8}} {
			got := map[string]int{}
			err = stage.View(func(r store.Reader) error {
				return term.Between(r, id, monday, monday, func(_ bot.Day, w *term.Week) {
					for _, t := range w.Terms {
						got[t.Term] = t.Members
					}
				})
			})
			if err != nil {
				t.Fatal(err)
			}
			if !reflect.DeepEqual(got, want) {
				t.Errorf("%s: %v, wanted %v", id, got, want)
			}
		}
	})
}
