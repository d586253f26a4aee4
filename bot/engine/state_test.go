package engine_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"pgregory.net/rapid"

	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/bot/engine"
	"github.com/stewardbot/steward/store"
	"github.com/stewardbot/steward/store/memory"
)

// count returns the number of rows in a table.
func count(t *testing.T, r running, table string) (n int) {
	t.Helper()
	err := r.View(func(rd store.Reader) error {
		return rd.Scan(table, nil, nil, false, 0, func(_, _ []byte) (bool, error) { n++; return true, nil })
	})
	if err != nil {
		t.Fatal(err)
	}
	return n
}

// TestPrune: old rows are deleted, others stay; events without a time age by their arrival.
func TestPrune(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := open(t, memory.New(), newDesk(), onMessages(func(t *bot.Turn) { t.Do(bot.Say{Place: t.Event.Place, Text: "hello"}) }))
		const old = 700 // more than one transaction deletes
		events := make([]bot.Event, old)
		for i := range events {
			events[i] = message(i, fmt.Sprint("text ", i))
			if i%2 == 0 {
				events[i].At = time.Time{}
			}
		}
		r.submit(t, events...)
		days := func(n float64) { // pruning starts at once and takes a while for many rows
			synctest.Wait()
			r.Clock().Advance(time.Duration(n * 24 * float64(time.Hour)))
			time.Sleep(10 * time.Minute)
		}
		days(10)
		r.submit(t, at(5000, r.Clock().Now(), "later"))
		days(4.9)
		if n := count(t, r, "seen"); n != old+1 {
			t.Errorf("%d identities before their time, want %d", n, old+1)
		}
		days(0.3)
		for table, want := range map[string]int{"seen": 1, "messages": 1, "outcomes": 1, "journal": old + 1, "outbox": 0} {
			if n := count(t, r, table); n != want {
				t.Errorf("table %s has %d rows, want %d", table, n, want)
			}
		}
		days(15.2)
		for table, want := range map[string]int{"seen": 0, "messages": 0, "outcomes": 0, "journal": 1} {
			if n := count(t, r, table); n != want {
				t.Errorf("in the end table %s has %d rows, want %d", table, n, want)
			}
		}
	})
}

// listener records what Recent returns for each message.
type listener struct{ recent map[string]string }

func (*listener) Name() string         { return "listener" }
func (f *listener) Routes() bot.Routes { return bot.Routes{After: f.handle} }

func (f *listener) handle(t *bot.Turn) error {
	if t.Event.Kind == bot.KindMessage && strings.HasPrefix(t.Event.Message.Text, "?") {
		var b strings.Builder
		for _, s := range t.Recent(10 * time.Minute) {
			fmt.Fprintf(&b, "%s %d %x\n", s.At.UTC().Format(time.TimeOnly), s.Member, s.Hash)
		}
		f.recent[t.Event.Message.Text] = b.String()
	}
	return nil
}

// TestWindowsAreRebuilt: members' recent messages are the same after a restart as without one,
// even if an hours-old backlog arrives first.
func TestWindowsAreRebuilt(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		gaps := rapid.SliceOfN(rapid.IntRange(0, 200), 1, 60).Draw(rt, "seconds between messages")
		who := rapid.SliceOfN(rapid.IntRange(1, 3), len(gaps), len(gaps)).Draw(rt, "who")
		away := time.Duration(rapid.SampledFrom([]int{0, 1, 5, 600}).Draw(rt, "minutes away")) * time.Minute
		var got [2]map[string]string
		for restarts := range 2 {
			synctest.Test(t, func(t *testing.T) {
				s, f := memory.New(), &listener{recent: map[string]string{}}
				r := open(t, s, newDesk(), f)
				for i, gap := range gaps {
					time.Sleep(time.Duration(gap) * time.Second)
					m := message(i, fmt.Sprint("text ", i))
					m.User.ID = bot.UserID(fmt.Sprint("test:", who[i]))
					r.submit(t, m)
				}
				last := time.Now()
				if restarts == 1 {
					r.stop()
					time.Sleep(away)
					r = open(t, s, newDesk(), f)
				} else {
					time.Sleep(away)
				}
				for user := range 3 {
					m := at(1000+user, last.Add(time.Second), fmt.Sprint("?", user))
					m.User.ID = bot.UserID(fmt.Sprint("test:", user+1))
					r.submit(t, m)
				}
				got[restarts] = f.recent
				r.stop()
			})
		}
		for user := range 3 {
			key := fmt.Sprint("?", user)
			if got[0][key] != got[1][key] {
				rt.Fatalf("user %d, without a restart:\n%swith one:\n%s", user+1, got[0][key], got[1][key])
			}
		}
	})
}

// TestStandingAndMovesAreReloaded checks both after a restart.
func TestStandingAndMovesAreReloaded(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := memory.New()
		var seen []string
		f := onMessages(func(t *bot.Turn) {
			seen = append(seen, fmt.Sprint(t.Community.ID, t.Authority(t.Event.Place, "test:9"), t.Authority(t.Event.Place, "test:1")))
		})
		r := open(t, s, newDesk(), f)
		r.submit(t,
			bot.Event{ID: "moved", Kind: bot.KindMoved, At: time.Now(), Place: "test:room", Moved: "test:new"},
			bot.Event{
				ID: "standing", Kind: bot.KindStanding, At: time.Now(), Place: "test:new",
				Standing: &bot.Standing{Admins: map[bot.UserID]bot.Authority{"test:9": bot.Owner}},
			})
		for id := range 2 {
			m := message(id, "x")
			m.Place = "test:new/7"
			r.submit(t, m)
			r.stop()
			r = open(t, s, newDesk(), f)
		}
		if want := []string{"tea2 0", "tea2 0"}; !slices.Equal(seen, want) {
			t.Errorf("seen %q, want %q", seen, want)
		}
	})
}

// TestAuthorityFollowsAMove: authority in a moved space is looked up under the configured id and
// answered from the new space.
func TestAuthorityFollowsAMove(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := memory.New()
		var seen []string
		f := onMessages(func(t *bot.Turn) {
			seen = append(seen, fmt.Sprint(t.Authority("test:room", "test:8"), t.Authority("test:room", "test:9")))
		})
		r := open(t, s, newDesk(), f)
		told := func(id string, space bot.Place, owner bot.UserID) bot.Event {
			return bot.Event{
				ID: id, Kind: bot.KindStanding, At: time.Now(), Place: space,
				Standing: &bot.Standing{Admins: map[bot.UserID]bot.Authority{owner: bot.Owner}},
			}
		}
		r.submit(t, told("before", "test:room", "test:8"), message(1, "x"))
		r.submit(t, bot.Event{ID: "moved", Kind: bot.KindMoved, At: time.Now(), Place: "test:room", Moved: "test:new"}, message(2, "x"))
		r.submit(t, told("after", "test:new", "test:9"), message(3, "x"))
		r.stop()
		r = open(t, s, newDesk(), f)
		r.submit(t, message(4, "x"))
		r.stop()
		want := []string{"3 0", "3 0", "0 3", "0 3"}
		for i := range want {
			want[i] = strings.ReplaceAll(want[i], "3", fmt.Sprint(bot.Owner))
		}
		if !slices.Equal(seen, want) {
			t.Errorf("seen %q, want %q", seen, want)
		}
	})
}

// TestIntakeIsBounded: Submit blocks while the queue is full, accepts what fits, and returns when
// its context ends.
func TestIntakeIsBounded(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		gate := make(chan struct{})
		r := open(t, memory.New(), newDesk(), onMessages(func(*bot.Turn) { <-gate }),
			func(o *engine.Options) { o.Queue, o.Group = 4, 1 })
		taken := make(chan int, 100)
		ctx, cancel := context.WithCancel(t.Context())
		defer cancel()
		for i := range 20 {
			go func() {
				_, err := r.sink.Submit(ctx, bot.Batch{Adapter: "test", Events: []bot.Event{message(i, "x")}})
				if err == nil {
					taken <- i
				} else if !errors.Is(err, context.Canceled) {
					t.Errorf("submit: %v", err)
				}
			}()
		}
		synctest.Wait()
		if n := len(taken); n < 4 || n > 6 {
			t.Errorf("%d batches were taken in, want the 4 that may wait and what is being decided", n)
		}
		cancel()
		synctest.Wait()
		before := len(taken)
		close(gate)
		synctest.Wait()
		if stats, _ := r.Stats(); int(stats.Committed.Load()) != before {
			t.Errorf("%d events committed, %d were taken", stats.Committed.Load(), before)
		}
		big := make([]bot.Event, 50) // more than the queue can hold
		for i := range big {
			big[i] = message(1000+i, "x")
		}
		r.submit(t, big...)
	})
}

// TestFullDisk: while the store refuses writes nothing is acknowledged or sent; afterwards
// everything is, once.
func TestFullDisk(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s, d := &mortal{Store: memory.New()}, newDesk()
		r := open(t, s, d, &echo{})
		r.submit(t, message(1, "before"))
		synctest.Wait()
		s.fill(true)
		var acknowledged atomic.Int64
		for i := range 5 {
			go func() {
				r.submit(t, message(10+i, fmt.Sprint("during ", i)))
				acknowledged.Add(1)
			}()
			synctest.Wait()
		}
		time.Sleep(time.Hour)
		if n := len(d.done()); acknowledged.Load() != 0 || n != 1 {
			t.Errorf("%d acknowledged and %d answers while the disk is full, want none and 1", acknowledged.Load(), n)
		}
		if why := fmt.Sprint(r.NotReady()); !strings.Contains(why, "no space left") {
			t.Errorf("not ready: %s", why)
		}
		stats, _ := r.Stats()
		if n := stats.CommitErrors.Load(); n < 100 || n > 3600*2 {
			t.Errorf("tried %d times in an hour", n)
		}
		s.fill(false)
		time.Sleep(time.Minute)
		var texts []string
		for _, a := range d.done() {
			texts = append(texts, a.text())
		}
		want := []string{"1: before", "2: during 0", "3: during 1", "4: during 2", "5: during 3", "6: during 4"}
		if !slices.Equal(texts, want) || acknowledged.Load() != 5 || len(r.NotReady()) != 0 {
			t.Errorf("answers %q, %d acknowledged, not ready: %v", texts, acknowledged.Load(), r.NotReady())
		}
	})
}
