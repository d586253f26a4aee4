package main

import (
	"context"
	"errors"
	"sync"
	"time"

	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/bot/cluster"
	"github.com/stewardbot/steward/bot/phrase"
	"github.com/stewardbot/steward/cmd/steward/wire"
	"github.com/stewardbot/steward/store"
	"github.com/stewardbot/steward/store/pgstore"
)

// connection is one to a platform, which one process has at a time: who
// holds the lease on the source of that name. The others stand by.
type connection struct {
	bot.Connection
	n *node

	mu       sync.Mutex
	gateway  *cluster.Gateway // nil: this process does not have it
	standing bool             // another process has it
}

// run keeps the connection whenever it is free, until ctx ends or the platform
// refuses it for good.
func (s *connection) run(ctx context.Context) error {
	log := s.n.log.With("source", s.Source)
	for ; ctx.Err() == nil; pauseFor(ctx, s.n.settings.Lease/4) {
		st, err := s.n.server.OpenSource(ctx, s.Source)
		switch {
		case err == nil:
			if err := s.hold(ctx, st); err != nil {
				return err
			}
		case errors.Is(err, store.ErrLocked):
			if s.standBy() {
				log.Info("another process has the connection; this one stands by", "held", err)
			}
		case ctx.Err() == nil && s.n.server.Away() == nil:
			log.Warn("the source can't be opened; trying again", "err", err)
		}
	}
	return nil
}

// hold runs the gateway until ctx ends or another process may have taken over.
// Its error is why the platform can't be used.
func (s *connection) hold(ctx context.Context, st *pgstore.Store) error {
	adapter := s.Open()
	g, err := cluster.NewGateway(cluster.GatewayOptions{
		Source: s.Source, Session: st.Epoch(), Store: st, Sure: st.Sure, Shard: s.Shard, Shards: s.Shards,
		Adapter: adapter, Transport: s.n.transport, Parts: s.n.settings.Partitions, Spaces: s.n, Now: s.n.clock.Now, Log: s.n.log, Others: s.n.cursorOf, Epochs: s.n.epochs,
	})
	if err != nil { // which says nothing of the platform: it is tried again
		s.n.log.Warn("the source can't be read; trying again", "source", s.Source, "err", errors.Join(err, st.Close()))
		return nil
	}
	s.set(g)
	defer s.set(nil)
	ctx, cancel := context.WithCancel(ctx)
	var beside sync.WaitGroup
	beside.Go(func() { s.registerCommands(ctx, g, adapter) })
	err = g.Run(ctx)
	cancel()
	beside.Wait()
	if failed := st.Close(); failed != nil {
		s.n.log.Warn("the source can't be given up; it is free once its lease is over", "source", s.Source, "err", failed)
	}
	return err
}

func (s *connection) set(g *cluster.Gateway) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.gateway, s.standing = g, false
}

// standBy notes that another process has the connection, and reports whether
// that is news.
func (s *connection) standBy() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	before := s.standing
	s.standing = true
	return !before
}

func (s *connection) held() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.gateway != nil
}

// notReady returns why this process neither is connected nor stands by.
func (s *connection) notReady() (why []phrase.Line) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.standing {
		return nil
	}
	connected, reason := false, phrase.Line("ready.connecting")
	if s.gateway != nil {
		connected, reason = s.gateway.Connected()
	}
	if !connected {
		why = append(why, phrase.AsLine("ready.platform", s.Source, reason))
	}
	return why
}

// registerCommands registers the commands once the platform is connected.
func (s *connection) registerCommands(ctx context.Context, g *cluster.Gateway, a bot.Adapter) {
	for connected := false; !connected; connected, _ = g.Connected() {
		if pauseFor(ctx, 100*time.Millisecond); ctx.Err() != nil {
			return
		}
	}
	if s.Shard == 0 {
		registerCommands(ctx, a, wire.NewPartsWith(s.n.texts), s.n.log)
	}
}

// epochs returns that of each partition.
func (n *node) epochs(ctx context.Context) (map[int]int64, error) {
	leases, err := n.server.Leases(ctx)
	by := map[int]int64{}
	for _, l := range leases {
		by[l.Part] = l.Epoch
	}
	return by, err
}

// cursorOf returns the cursor of an adapter in the store of the source of that
// name; nil if there is none.
func (n *node) cursorOf(adapter string) (cursor []byte, err error) {
	ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
	defer cancel()
	list, err := n.server.Sources(ctx)
	if err != nil {
		return nil, err
	}
	for _, s := range list {
		if s.Name == adapter {
			return cluster.CursorIn(n.server.View(s.Part), adapter)
		}
	}
	return nil, nil
}
