package main

import (
	"context"
	"log/slog"
	"path/filepath"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stewardbot/steward/adapters/telegram/faketelegram"
	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/bot/cluster"
	"github.com/stewardbot/steward/bot/config"
	"github.com/stewardbot/steward/bot/engine"
	"github.com/stewardbot/steward/bot/phrase"
	"github.com/stewardbot/steward/cmd/steward/wire"
	"github.com/stewardbot/steward/store/pgstore"
	"github.com/stewardbot/steward/store/pgstore/pgtest"
)

// TestFaultWhileTaking: a community with a fault is told while the engine of its
// partition is being made. That engine can start meanwhile, and one that ended is
// no fault of the configuration.
func TestFaultWhileTaking(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWired(t, faketelegram.Options{}, "")
		w.stop()
		opt := w.in.opt
		s, err := openStore(filepath.Join(filepath.Dir(w.path), "test.db"), opt.Log)
		if err != nil {
			t.Fatal(err)
		}
		opt.Store, opt.Adapters = s, nil
		e, err := engine.New(opt)
		if err != nil {
			t.Fatal(err)
		}
		file, _ := config.Load(w.path, wire.Sections(), config.Options{RequireEnv: true})
		n := &node{settings: &wire.ClusterSettings{Partitions: 1}, log: opt.Log}
		began := newLayout(n.forms.Config(file))
		n.inForce.Store(began)
		n.worker = newWorker(n)
		h := &holding{engine: e, own: map[*bot.Community]*bot.Community{}}
		n.worker.held[0] = h
		faults := map[string]config.Faults{"tea": {{Message: phrase.New("as_is", "wrong")}}}
		used := make(chan error, 1)
		go func() { used <- n.use(t.Context(), file, faults) }()
		synctest.Wait() // it waits for the engine to say so
		if !n.changing.TryLock() {
			t.Fatal("the engine can't start before it has told of the fault")
		}
		n.changing.Unlock()
		if err := n.catchUp(0, h, began); err != nil {
			t.Fatal(err)
		}
		ctx, cancel := context.WithCancel(t.Context())
		ended := make(chan error, 1)
		go func() { ended <- e.Run(ctx) }()
		if err := <-used; err != nil {
			t.Error(err)
		}
		cancel()
		if err := <-ended; err != nil {
			t.Error(err)
		}
		if err := n.use(t.Context(), file, faults); err != nil {
			t.Errorf("after the engine ended: %v", err)
		}
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
}

// TestTakenByAnother: a partition that somebody else has is not tried again
// before the next tick.
func TestTakenByAnother(t *testing.T) {
	url := pgtest.URL(t)
	var servers [2]*pgstore.Server
	for i := range servers {
		s, err := pgstore.Connect(t.Context(), url, pgstore.Options{})
		if err != nil {
			t.Fatal(err)
		}
		defer s.Close()
		servers[i] = s
	}
	if _, err := servers[0].Open(t.Context(), 0); err != nil {
		t.Fatal(err)
	}
	log := slog.New(slog.DiscardHandler)
	w := newWorker(&node{settings: &wire.ClusterSettings{Partitions: 1, Lease: time.Second}, server: servers[1], log: log})
	w.take(t.Context(), 0)
	w.runs.Wait()
	select {
	case <-w.changed:
		t.Error("it is tried again at once, and so without end")
	default:
	}
	if len(w.held) > 0 {
		t.Error("it is held")
	}
}

// TestSourceLost: a source that is lost before its gateway begins doesn't end the
// process.
func TestSourceLost(t *testing.T) {
	s, err := pgstore.Connect(t.Context(), pgtest.URL(t), pgstore.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	st, err := s.OpenSource(t.Context(), "telegram")
	if err != nil {
		t.Fatal(err)
	}
	if err := st.Close(); err != nil {
		t.Fatal(err)
	}
	n := &node{settings: &wire.ClusterSettings{Partitions: 1}, server: s, clock: engine.NewClock(), log: slog.New(slog.DiscardHandler)}
	open := func() bot.Adapter { return cluster.NewIntake(cluster.IntakeOptions{}) }
	c := &connection{Connection: bot.Connection{Source: "telegram", Open: open}, n: n}
	if err := c.hold(t.Context(), st); err != nil {
		t.Error(err)
	}
}
