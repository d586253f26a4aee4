package segment_test

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/bot/ledger"
	"github.com/stewardbot/steward/bot/member"
	"github.com/stewardbot/steward/bot/require"
	"github.com/stewardbot/steward/bot/segment"
	"github.com/stewardbot/steward/bot/stats"
	"github.com/stewardbot/steward/store"
	"github.com/stewardbot/steward/store/memory"
)

var wrote = bot.Metric{Number: 1, Name: "messages"}

// town is a community in a store, with members who write.
type town struct {
	*testing.T
	store   store.Store
	com     *bot.Community
	members *member.Directory
	counts  *stats.Book
	now     time.Time
}

func newTown(t *testing.T, own ...segment.Own) *town {
	settings := segment.Settings(own)
	w := &town{T: t, store: memory.New(), members: member.New(), now: time.Date(2026, 3, 2, 12, 0, 0, 0, time.UTC)}
	w.counts = stats.New(w.members)
	w.com = &bot.Community{ID: "tea", Zone: time.UTC, Spaces: []bot.Place{"test:lobby"}, Sections: map[string]any{segment.Section: &settings}}
	return w
}

func (w *town) update(fn func(tx store.Tx) error) {
	w.Helper()
	if err := w.store.Update(fn); err != nil {
		w.Fatal(err)
	}
}

// say has a member take part on the day of now.
func (w *town) say(name string, more ...bot.Count) (id bot.MemberID) {
	w.update(func(tx store.Tx) error {
		m, err := w.members.Resolve(tx, w.com.ID, bot.User{ID: bot.UserID("test:" + name), Name: name}, w.now)
		if err != nil {
			return err
		}
		id = m.ID
		for i := range more {
			more[i].Member = id
		}
		return w.counts.Add(tx, w.com, w.now, "test:lobby", append(more, bot.Count{Metric: wrote, Member: id, N: 1}))
	})
	return id
}

// sorter compares points alone.
func (w *town) sorter() *segment.Sorter {
	judge := require.New(require.Sources{Points: func(t *bot.Turn, m bot.MemberID) (int64, int64, error) {
		total, _, err := stats.Totals(t.State(), t.Community.ID, m)
		return total[ledger.Earned.Number], 0, err
	}})
	return segment.NewSorter(w.members, judge, []bot.Metric{wrote})
}

// writing is a turn that may write.
type writing struct {
	bot.Host
	tx  store.Tx
	now time.Time
}

func (h writing) State() bot.State  { return h.tx }
func (h writing) Now() time.Time    { return h.now }
func (h writing) OnRollback(func()) {}

func (w *town) turn(tx store.Tx) *bot.Turn {
	t := bot.NewTurn(writing{tx: tx, now: w.now}, w.now)
	t.Event, t.Community = &bot.Event{}, w.com
	return t
}

// write writes the sets of the week, n members at a time, and returns the number of steps.
func (w *town) write(n int) (steps int) {
	for more := true; more; steps++ {
		w.update(func(tx store.Tx) (err error) {
			more, err = w.sorter().Write(w.turn(tx), n)
			return err
		})
	}
	return steps
}

// stand returns the segments of all members today, by name, over a snapshot.
func (w *town) stand() map[string][]string {
	found := map[string][]string{}
	err := w.store.View(func(r store.Reader) error {
		v, err := w.sorter().View(require.Over(r, w.com, w.now))
		if err != nil {
			return err
		}
		return v.Each(0, func(m *bot.Member, _ []bot.UserID, f segment.Found) (bool, error) {
			found[m.Name] = append([]string{f.Standard}, f.Own...)
			return true, nil
		})
	})
	if err != nil {
		w.Fatal(err)
	}
	return found
}

func (w *town) is(name string, want ...string) {
	w.Helper()
	if got := w.stand()[name]; !slices.Equal(got, want) {
		w.Errorf("%s: %s is in %q, want %q", w.now.Format(time.DateOnly), name, got, want)
	}
}

func (w *town) pass(days int) { w.now = w.now.AddDate(0, 0, days) }

func TestWorth(t *testing.T) {
	w := newTown(t, segment.Own{Name: "big", If: "points > 500"})
	for day := range 40 {
		if day%3 == 0 {
			w.say("earns", bot.Count{Metric: ledger.Earned, N: 60})
			w.say("granted", bot.Count{Metric: ledger.Earned, N: 60}, bot.Count{Metric: ledger.Granted, N: 60})
		}
		w.pass(1)
	}
	w.is("earns", segment.Core, "big")
	w.is("granted", segment.Active, "big") // what staff gave is no worth
}

func TestLeftAndUncounted(t *testing.T) {
	w := newTown(t)
	id := w.say("private")
	w.say("gone")
	w.update(func(tx store.Tx) error {
		if err := w.members.Left(tx, "test:lobby", "test:gone"); err != nil {
			return err
		}
		return w.counts.Keep(tx, w.com.ID, id, false)
	})
	w.is("private", "")
	w.is("gone", "")
}

// TestWeeks: a week is written in steps, its sets stay, and members keep their segment by the lower
// bound. A half-written week counts for nothing.
func TestWeeks(t *testing.T) {
	w := newTown(t)
	var ids []bot.MemberID
	for i := range 5 {
		ids = append(ids, w.say(fmt.Sprint("m", i)))
	}
	if steps := w.write(2); steps != 3 {
		t.Errorf("5 members took %d steps of 2", steps)
	}
	if w.write(2) != 1 {
		t.Error("a week is written twice")
	}
	for range 12 {
		w.pass(1)
		w.say("m0")
	}
	w.pass(2) // 14 days after joining
	w.is("m0", segment.Core)
	w.is("m1", segment.Active)
	w.write(100)
	w.pass(19)
	w.is("m0", segment.Active) // 7 of the last 28 days, the latest 21 days ago
	w.is("m1", segment.Silent)
	w.pass(1)
	w.update(func(tx store.Tx) error { // half of a week, which is never finished
		_, err := w.sorter().Write(w.turn(tx), 2)
		return err
	})
	w.pass(7)
	w.write(100)
	monday := w.com.Day(w.now).Week()
	var got []string
	err := w.store.View(func(r store.Reader) error {
		return segment.EachWeek(r, w.com.ID, 0, monday, func(day bot.Day, name string, n int) error {
			got = append(got, fmt.Sprint(day, " ", name, " ", n))
			return nil
		})
	})
	if err != nil {
		t.Fatal(err)
	}
	want := []string{
		"2026-03-02 new 5", "2026-03-16 active 4", "2026-03-16 core 1", "2026-04-06 fading 1", "2026-04-06 silent 4",
	}
	if !slices.Equal(got, want) {
		t.Errorf("weeks: %q\nwant   %q", got, want)
	}
	w.moved(ids[1], 0)
	w.moved(ids[2], ids[1]) // takes the empty place
	w.moved(ids[0], ids[1]) // keeps its own place
}

// moved moves a member to another in the sets of all weeks.
func (w *town) moved(id, into bot.MemberID) {
	w.Helper()
	w.update(func(tx store.Tx) error {
		_, more, err := segment.Move(w.turn(tx), id, into, 0)
		if more {
			w.Error("three weeks are not moved at once")
		}
		return err
	})
	err := w.store.View(func(r store.Reader) error {
		s, err := segment.InWeek(r, w.com.ID, w.com.Day(time.Date(2026, 3, 2, 0, 0, 0, 0, time.UTC)), segment.New)
		if s.Has(id) {
			w.Errorf("member %d is still in the set", id)
		}
		if into != 0 && !s.Has(into) {
			w.Errorf("member %d is not in the set", into)
		}
		return err
	})
	if err != nil {
		w.Fatal(err)
	}
}
