package engine_test

import (
	"context"
	"fmt"
	"strconv"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/bot/engine"
	"github.com/stewardbot/steward/bot/member"
	"github.com/stewardbot/steward/store"
	"github.com/stewardbot/steward/store/memory"
)

// summed is a Counter that keeps one sum in the store.
type summed struct{}

func (summed) Add(tx store.Tx, com *bot.Community, _ time.Time, _ bot.Place, list []bot.Count) error {
	b, err := tx.Get("summed", []byte(com.ID))
	if err != nil {
		return err
	}
	n, _ := strconv.ParseInt(string(b), 10, 64)
	for _, c := range list {
		n += c.N
	}
	return tx.Put("summed", []byte(com.ID), strconv.AppendInt(nil, n, 10))
}

func (summed) Merge(store.Tx, string, bot.MemberID, bot.MemberID) error { return nil }
func (summed) Forget(store.Tx, string, bot.MemberID) error              { return nil }
func (summed) Advance(store.Tx) (bool, error)                           { return false, nil }
func (summed) Drop(store.Tx, []*bot.Community, time.Time) (bool, error) { return false, nil }

// TestPastIsCountedOnce: what the journal held when statistics began is counted once, whatever
// comes after and however often the program starts.
func TestPastIsCountedOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		const lines = 450 // more than two transactions take
		s, p := memory.New(), newPlatform()
		r := start(t, s, p, &echo{})
		for i := range lines {
			r.submit(t, message(i, fmt.Sprint("text ", i)))
		}
		r.stop()
		if err := s.Update(engine.LeaveUncounted); err != nil {
			t.Fatal(err)
		}
		for n := range 2 {
			looked := 0
			e, err := engine.New(engine.Options{
				Store: s, Adapters: []bot.Adapter{p}, Features: []bot.Feature{&echo{}}, Directory: member.New(),
				Text:    func(_, key string, _ bot.Args) string { return key },
				Config:  engine.Config{Communities: []*bot.Community{community()}, Journal: engine.Journal{Keep: time.Hour}},
				Counter: summed{},
				Past: func(rec *engine.Recorded, facts *bot.Facts) []bot.Count {
					looked++
					if rec.Event.Message == nil || facts.Normal != rec.Event.Message.Text {
						t.Errorf("event %s has the facts %+v", rec.Event.ID, facts)
					}
					return []bot.Count{{Member: rec.Member, N: 1}}
				},
			})
			if err != nil {
				t.Fatal(err)
			}
			ctx, cancel := context.WithCancel(t.Context())
			ended := make(chan error, 1)
			go func() { ended <- e.Run(ctx) }()
			r := running{Engine: e, sink: <-p.opened()}
			r.submit(t, message(1000+n, "later"))
			synctest.Wait()
			cancel()
			if err := <-ended; err != nil {
				t.Fatal(err)
			}
			if want := lines * (1 - n); looked != want {
				t.Errorf("start %d: %d lines were looked at, want %d", n, looked, want)
			}
		}
		err := s.View(func(r store.Reader) error {
			if b, err := r.Get("summed", []byte("tea")); err != nil || string(b) != strconv.Itoa(lines) {
				t.Errorf("%s were counted, %v; want %d", b, err, lines)
			}
			b, err := r.Get("engine", []byte("uncounted"))
			if b != nil {
				t.Errorf("lines are left to be counted: %x", b)
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	})
}
