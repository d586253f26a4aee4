package engine_test

import (
	"sync"
	"testing"

	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/store"
	"github.com/stewardbot/steward/store/memory"
)

// slow is a store on which every commit waits for the test.
type slow struct {
	*memory.Store
	began chan struct{}
	pass  chan struct{}
}

func (s *slow) Apply(o *store.Overlay) error {
	s.began <- struct{}{}
	<-s.pass
	return s.Store.Apply(o)
}

// witness reports which messages it has seen.
type witness struct{ seen chan string }

func (witness) Name() string         { return "witness" }
func (f witness) Routes() bot.Routes { return bot.Routes{After: f.handle} }
func (w witness) handle(t *bot.Turn) error {
	if t.Event.Kind == bot.KindMessage {
		w.seen <- t.Event.ID
	}
	return nil
}

// Events that arrive during a commit all go into the next one, however slowly they trickle in.
func TestGroupGrowsDuringCommit(t *testing.T) {
	s := &slow{Store: memory.New(), began: make(chan struct{}), pass: make(chan struct{})}
	w := witness{make(chan string)}
	r := start(t, s, newPlatform(), w)
	var committed sync.WaitGroup
	decided := func(n int) {
		committed.Go(func() { r.submit(t, message(n, "hello")) })
		if id, want := <-w.seen, message(n, "").ID; id != want {
			t.Errorf("decided %s, want %s", id, want)
		}
	}
	decided(1)
	<-s.began
	for n := range 5 {
		decided(2 + n)
	}
	s.pass <- struct{}{}
	<-s.began
	s.pass <- struct{}{}
	committed.Wait() // all six, although only two commits were let through
}
