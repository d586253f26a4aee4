package cluster_test

import (
	"context"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/stewardbot/steward/adapters/adaptertest"
	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/bot/cluster"
	"github.com/stewardbot/steward/bot/cluster/clustertest"
	"github.com/stewardbot/steward/store"
	"github.com/stewardbot/steward/store/memory"
)

// through returns what of events comes out of an intake.
func through(t testing.TB, events ...bot.Event) []bot.Event {
	t.Helper()
	wire := clustertest.New()
	w := newWorld(t, wire, 1, 0, 100)
	w.platform.send(events...)
	sink := adaptertest.NewSink(nil)
	in := cluster.NewIntake(cluster.IntakeOptions{Store: w.parts[0], Transport: wire})
	stop := w.run(func(ctx context.Context) error { return in.Run(ctx, sink) })
	defer stop()
	defer w.gateway()()
	until(t, "the cursor", func() bool { return w.cursor() == len(events) })
	var got []bot.Event
	for _, ev := range sink.Events() {
		// A form may be asked again before its answer is there: engines know it.
		if !slices.ContainsFunc(got, func(e bot.Event) bool { return e.ID == ev.ID }) {
			got = append(got, ev)
		}
	}
	return got
}

// TestEvents sends events with all fields that adapters set.
func TestEvents(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(r *rapid.T) {
		events := make([]bot.Event, rapid.IntRange(1, 5).Draw(r, "events"))
		for i := range events {
			ev := &events[i]
			fill(r, reflect.ValueOf(ev).Elem())
			ev.ID, ev.Kind, ev.Place = fmt.Sprint(i), bot.KindMessage, "test:1"
			ev.Tick, ev.Outcome, ev.Reload = nil, nil, nil
			switch {
			case rapid.Bool().Draw(r, "a button"):
				ev.Press.Filled = nil
			case rapid.Bool().Draw(r, "an empty form"):
				ev.Press.Filled = []bot.Given{}
			}
			if rapid.Bool().Draw(r, "unknown") { // nil and none are different
				ev.User.Roles, ev.Message.Mentions, ev.Standing.Can = nil, nil, nil
			} else {
				ev.User.Roles, ev.Message.Mentions, ev.Standing.Can = []string{}, []bot.User{}, map[bot.UserID][]bot.Act{}
			}
		}
		if diff := cmp.Diff(events, through(t, events...)); diff != "" {
			r.Error(diff)
		}
	})
}

// TestUnsendable checks that an event that can't be sent is parked, and holds
// nothing up.
func TestUnsendable(t *testing.T) {
	large, never, after := message(0, 0, strings.Repeat("长", 3<<20)), message(1, 0, "b"), message(2, 0, "c")
	never.At = time.Date(10_000, 1, 1, 0, 0, 0, 0, time.UTC)
	got := through(t, large, never, after)
	if len(got) != 3 || got[2].Message == nil || got[2].Message.Text != "c" {
		t.Fatalf("%d events: %.300v", len(got), got)
	}
	for i, ev := range []bot.Event{large, never} {
		if got[i].Kind != bot.KindParked || got[i].ID != ev.ID || got[i].Place != ev.Place || len(got[i].Raw) > 16<<10 {
			t.Errorf("%.300v", got[i])
		}
	}
}

// TestRoute routes events.
func TestRoute(t *testing.T) {
	const parts = 256
	communities := []*bot.Community{
		{ID: "tea", Spaces: []bot.Place{"test:1", "other:1"}, Places: map[string][]bot.Place{bot.Modlog: {"test:9/5", "test:1/3"}}},
		{ID: "book", Spaces: []bot.Place{"test:2"}, Places: map[string][]bot.Place{bot.Modlog: {"test:1/7", "test:8"}}},
	}
	moved := map[bot.Place]bot.Place{"test:11": "test:1", "test:111": "test:11", "test:99": "test:9", "test:5": "test:6", "test:6": "test:5"}
	former := func(space bot.Place) (bot.Place, bool) {
		old, ok := moved[space]
		return old, ok
	}
	for _, c := range []struct {
		ev   bot.Event
		want string // community, account, space or id
	}{
		{bot.Event{Place: "test:1"}, "tea"},
		{bot.Event{Place: "test:1/77"}, "tea"},
		{bot.Event{Place: "other:1/2"}, "tea"},
		{bot.Event{Place: "test:2/1"}, "book"},
		{bot.Event{Place: "test:11/1"}, "tea"},
		{bot.Event{Place: "test:111"}, "tea"},
		{bot.Event{Place: "test:1/7"}, "tea"}, // the log of another community, but its own space
		{bot.Event{Place: "test:9/5"}, "tea"},
		{bot.Event{Place: "test:9/5/6"}, "tea"},
		{bot.Event{Place: "test:99/5"}, "tea"},
		{bot.Event{Place: "test:9/4"}, "test:9"},
		{bot.Event{Place: "test:8/1"}, "book"},
		{bot.Event{Place: "test:3/1"}, "test:3"},
		{bot.Event{Place: "test:5"}, "test:5"}, // moved in a circle
		{bot.Event{Place: "test:dm/42", User: &bot.User{ID: "test:42"}}, "test:42"},
		{bot.Event{Place: "test:dm/42"}, "test:42"},
		{bot.Event{Kind: bot.KindMoved, Place: "test:1", Moved: "test:11"}, "tea"},
		{bot.Event{Kind: bot.KindMoved, Place: "test:7", Moved: "test:2"}, "book"},
		{bot.Event{ID: "test:p1", Kind: bot.KindParked}, "test:p1"},
		{bot.Event{Place: bot.DeskPlace("book", "1")}, "book"},
	} {
		if got := cluster.Route(&c.ev, parts, cluster.SpacesOf(communities), former); got != cluster.PartOf(c.want, parts) {
			t.Errorf("%+v goes to %d, not to that of %s", c.ev, got, c.want)
		}
	}
}

// TestMoved checks that what comes from a space under its new id goes the old
// way, also after the gateway was started again.
func TestMoved(t *testing.T) {
	const parts = 32
	w := newWorld(t, clustertest.New(), parts, 1, 10)
	defer w.engine(cluster.PartOf("c0", parts))()
	stop := w.gateway()
	moved := message(0, 0, "")
	moved.Kind, moved.Message, moved.User, moved.Moved = bot.KindMoved, nil, nil, "test:77"
	w.platform.send(moved, message(1, 77, "a"))
	until(t, "the cursor", func() bool { return w.cursor() == 2 })
	stop()
	stop = w.gateway()
	defer func() { stop() }()
	w.platform.send(message(2, 77, "b"))
	until(t, "the cursor", func() bool { return w.cursor() == 3 })
	if got := w.said(w.all[0]); got != "a\nb\n" {
		t.Errorf("decided %q", got)
	}
}

// TestCursors checks where a gateway's cursors come from.
func TestCursors(t *testing.T) {
	s := memory.New()
	if err := s.Update(func(tx store.Tx) error { return tx.Put("cursor", []byte("test/1"), []byte("own")) }); err != nil {
		t.Fatal(err)
	}
	g, err := cluster.NewGateway(cluster.GatewayOptions{
		Source: "test/1", Store: s, Adapter: newPlatform(1), Transport: clustertest.New(), Parts: 1,
		Others: func(adapter string) ([]byte, error) {
			if adapter == "test/2" {
				return []byte("other's"), nil
			}
			return nil, nil
		},
	})
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, adapter := range []string{"test/1", "test/2", "test/3"} {
		cursor, err := g.Cursor(adapter)
		if err != nil {
			t.Fatal(err)
		}
		got = append(got, string(cursor))
	}
	if want := []string{"own", "other's", ""}; !slices.Equal(got, want) {
		t.Errorf("%q", got)
	}
	if _, err := g.Submit(t.Context(), bot.Batch{}); err == nil {
		t.Error("a gateway that does not run takes a batch")
	}
}
