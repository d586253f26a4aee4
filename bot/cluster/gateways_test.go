package cluster_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/stewardbot/steward/adapters/adaptertest"
	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/bot/cluster"
	"github.com/stewardbot/steward/bot/cluster/clustertest"
	"github.com/stewardbot/steward/store/memory"
)

// TestShards has three gateways share a platform's spaces.
func TestShards(t *testing.T) {
	wire := clustertest.New()
	p := newPair(t, wire)
	platforms := make([]*platform, 3)
	start := func(shard int, session int64) (stop func()) {
		g, err := cluster.NewGateway(cluster.GatewayOptions{
			Source: fmt.Sprint("test/", shard), Session: session, Store: memory.New(), Adapter: platforms[shard], Transport: wire,
			Parts: 1, Spaces: cluster.SpacesOf(nil), Shard: shard, Shards: 3,
		})
		if err != nil {
			t.Fatal(err)
		}
		return p.world.run(g.Run)
	}
	remote := cluster.NewRemote(cluster.RemoteOptions{
		Platform: newPlatform(1), Can: newPlatform(1).Capabilities, Gateways: p.gateways, Transport: wire, Lease: &held{epoch: 1},
		ShardOf: func(p bot.Place, shards int) int {
			n, _ := strconv.Atoi(p.Space().Local())
			return n % shards
		},
	})
	sink := adaptertest.NewSink(nil)
	stopRemote := p.world.run(func(ctx context.Context) error { return remote.Run(ctx, sink) })
	defer stopRemote()
	sink.AwaitStatus(t, false)
	for shard := range platforms {
		platforms[shard] = newPlatform(1)
		stop := start(shard, 1)
		defer func() { stop() }()
	}
	sink.AwaitStatus(t, true)
	for _, s := range sink.Statuses()[:len(sink.Statuses())-1] {
		if s.Connected || s.Reason == "" {
			t.Errorf("before all were there: %+v", s)
		}
	}
	for space := range 6 {
		place := bot.Place(fmt.Sprint("test:", space))
		if _, err := remote.Perform(t.Context(), bot.Delivery{Effect: bot.Say{Place: place, Text: "a"}}); err != nil {
			t.Fatal(err)
		}
		done := platforms[space%3].done
		if len(done) != space/3+1 || done[space/3].Effect.Where() != place {
			t.Errorf("what was for space %d is not with its shard: %+v", space, done)
		}
	}
	defer start(1, 2)()
	until(t, "the new session", func() bool {
		_, err := remote.Perform(t.Context(), bot.Delivery{Effect: bot.Say{Place: "test:1", Text: "a"}})
		return err == nil
	})
}

// TestUnheard checks that a gateway that gives no sign of life counts as gone.
func TestUnheard(t *testing.T) {
	t.Parallel()
	wire := clustertest.New()
	p := newPair(t, wire)
	remote := p.remote(&held{epoch: 1})
	note, err := json.Marshal(map[string]any{"source": "test", "session": 1, "platform": "test", "shards": 1, "connected": true})
	if err != nil {
		t.Fatal(err)
	}
	ended := make(chan struct{})
	stop, err := wire.Answer("st.do.test.1", func(ctx context.Context, _ []byte) []byte {
		select {
		case <-ctx.Done():
		case <-ended:
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	defer stop()
	defer close(ended)
	sink := adaptertest.NewSink(nil)
	stopRemote := p.world.run(func(ctx context.Context) error { return remote.Run(ctx, sink) })
	defer stopRemote()
	until(t, "the note", func() bool {
		if err := wire.Tell("st.up", note); err != nil {
			t.Fatal(err)
		}
		all := sink.Statuses()
		return len(all) > 0 && all[len(all)-1].Connected
	})
	_, err = remote.Perform(t.Context(), bot.Delivery{Effect: bot.Say{Place: "test:1", Text: "a"}})
	if bot.AsDeliveryError(err).Code != bot.CodeUnknown {
		t.Errorf("what the gateway may have done: %v", err)
	}
	sink.AwaitStatus(t, false)
}

// TestRush checks that engines together keep a platform's limit, and its wish
// to wait.
func TestRush(t *testing.T) {
	p := newPair(t, clustertest.New())
	p.platform.limits = bot.Limits{PerSecond: 100}
	defer p.gateway()()
	say := bot.Delivery{Effect: bot.Say{Place: "test:1", Text: "a"}}
	began := time.Now()
	errs := make(chan error, 60)
	for i := range cap(errs) {
		go func() {
			errs <- p.remote(&held{epoch: 1}).Admit(t.Context(), bot.Say{Place: bot.Place(fmt.Sprint("test:", i)), Text: "a"})
		}()
	}
	for range cap(errs) {
		if err := <-errs; err != nil {
			t.Fatal(err)
		}
	}
	// A quarter of the limit at once, the rest spread over the second.
	if took := time.Since(began); took < 300*time.Millisecond {
		t.Errorf("60 effects at 100 a second took %s", took)
	}
	p.platform.perform = func(context.Context, bot.Delivery) (bot.Outcome, error) {
		return bot.Outcome{}, &bot.DeliveryError{Code: bot.CodeRetry, Reason: "slow", After: time.Minute, Whole: true}
	}
	if _, err := p.remote(&held{epoch: 1}).Perform(t.Context(), say); bot.AsDeliveryError(err).After != time.Minute {
		t.Errorf("%v", err)
	}
	err := p.remote(&held{epoch: 1}).Admit(t.Context(), say.Effect)
	if d := bot.AsDeliveryError(err); d.Code != bot.CodeRetry || d.After < 50*time.Second {
		t.Errorf("another engine, meanwhile: %v", err)
	}
}

// TestNoRoom has another gateway take over while texts wait for the platform's
// limit, and the partition's engine be replaced: none is in doubt, as nothing
// was asked of the platform.
func TestNoRoom(t *testing.T) {
	t.Parallel()
	w := newWorld(t, clustertest.New(), 1, 8, 8)
	w.platform.limits = bot.Limits{PerSecond: 4}
	said := func() (n int) {
		for _, times := range w.platform.said() {
			n += times
		}
		return n
	}
	stopEngine := w.engine(0)
	first := w.gateway()
	for i := range w.all {
		w.platform.send(message(i, i, fmt.Sprint("hello ", i)))
	}
	until(t, "an answer", func() bool { return said() == 1 })
	second := w.gateway()
	until(t, "the next answer", func() bool { return said() == 2 })
	stopNext := w.engine(0)
	stopEngine()
	until(t, "all answers", func() bool { return len(w.platform.said()) == len(w.all) })
	for _, stop := range []func(){first, second, stopNext} {
		stop()
	}
	// The next engine may begin before the outcome of the second answer is committed. That one is in doubt then, and rightly; none that waited is.
	doubts := strings.Count(w.told.String(), "in doubt")
	if n := said(); doubts > 1 || n < len(w.all) || n > len(w.all)+doubts {
		t.Errorf("%d answers to %d texts, %d in doubt:\n%s", n, len(w.all), doubts, w.told.String())
	}
}

// TestEnd checks that what a gateway has begun is done and told when it ends.
func TestEnd(t *testing.T) {
	p := newPair(t, clustertest.New())
	begun, hold := make(chan struct{}), make(chan struct{})
	p.platform.perform = func(ctx context.Context, _ bot.Delivery) (bot.Outcome, error) {
		close(begun)
		<-hold
		return bot.Outcome{}, ctx.Err()
	}
	stop := p.gateway()
	done := make(chan error, 1)
	r := p.remote(&held{epoch: 1})
	go func() {
		_, err := r.Perform(t.Context(), bot.Delivery{Effect: bot.Say{Place: "test:1", Text: "a"}})
		done <- err
	}()
	<-begun
	time.AfterFunc(50*time.Millisecond, func() { close(hold) })
	stop()
	if err := <-done; err != nil {
		t.Error(err)
	}
	_, err := r.Perform(t.Context(), bot.Delivery{Effect: bot.Say{Place: "test:1", Text: "a"}})
	if d := (*bot.DeliveryError)(nil); !errors.As(err, &d) || d.Code != bot.CodeRetry {
		t.Errorf("after its end: %v", err)
	}
}
