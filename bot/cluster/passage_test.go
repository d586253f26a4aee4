package cluster_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/bot/cluster"
	"github.com/stewardbot/steward/bot/cluster/clustertest"
	"github.com/stewardbot/steward/bot/engine"
	"github.com/stewardbot/steward/bot/member"
	"github.com/stewardbot/steward/store"
)

// receiver is an engine as far as others hand over to it.
type receiver struct {
	bot.Sink
	got     bot.Pass
	content []byte
	err     error
}

func (r *receiver) Receive(_ context.Context, p bot.Pass, content []byte) error {
	if r.err == nil {
		r.got, r.content = p, bytes.Clone(content)
	}
	return r.err
}

// TestPassage hands something over: it arrives as it was sent, with what is stored nowhere, and is
// done only if the other engine has committed it.
func TestPassage(t *testing.T) {
	wire := clustertest.New()
	from, to := cluster.NewPassage(3, wire), &receiver{err: errors.New("not now")}
	pass := bot.Pass{To: 5, Via: []int{3}, Community: "tea", Account: "test:1", Event: []byte(`{"id":"1"}`)}
	refused := func(why string) {
		t.Helper()
		_, err := from.Perform(t.Context(), bot.Delivery{Effect: pass, Content: []byte("filled")})
		if d := bot.AsDeliveryError(err); err == nil || d.Code != bot.CodeRetry || !strings.HasPrefix(string(d.Reason), why) {
			t.Errorf("it ends with %v, want %s", err, why)
		}
	}
	refused("cluster.no_engine")
	ctx, cancel := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() { ended <- cluster.NewPassage(5, wire).Run(ctx, to) }()
	until(t, "the other engine", func() bool {
		_, err := from.Perform(t.Context(), bot.Delivery{Effect: pass})
		return !strings.HasPrefix(string(bot.AsDeliveryError(err).Reason), "cluster.no_engine")
	})
	refused("cluster.not_committed")
	to.err = nil
	if out, err := from.Perform(t.Context(), bot.Delivery{Effect: pass, Content: []byte("filled")}); err != nil || out.Status != bot.Done {
		t.Errorf("it ends as %v, %v", out, err)
	}
	if fmt.Sprint(to.got) != fmt.Sprint(pass) || string(to.content) != "filled" {
		t.Errorf("got %+v with %q", to.got, to.content)
	}
	cancel()
	if err := <-ended; err != nil {
		t.Error(err)
	}
	refused("cluster.no_engine")
	if _, err := from.Perform(t.Context(), bot.Delivery{Effect: bot.Say{Place: "partition:5", Text: "x"}}); bot.AsDeliveryError(err).Code != bot.CodeRefused {
		t.Errorf("a text is %v", err)
	}
}

// merged reads what the other partitions hold of the communities of an account.
type merged struct {
	w   *world
	but int
}

func (m merged) Get(table string, key []byte) (v []byte, err error) {
	err = m.Scan(table, key, append(bytes.Clone(key), 0), false, 1, func(_, b []byte) (bool, error) { v = b; return false, nil })
	return v, err
}

func (m merged) Scan(table string, from, to []byte, reverse bool, limit int, fn func(k, v []byte) (bool, error)) (err error) {
	for n, p := range m.w.parts {
		if n != m.but {
			err = errors.Join(err, p.View(func(r store.Reader) error { return r.Scan(table, from, to, reverse, limit, fn) }))
		}
	}
	return err
}

// neighbour starts the engine of a partition, which knows of the others, until stop.
func (w *world) neighbour(part int) (stop func()) {
	w.t.Helper()
	s := w.parts[part].claim()
	own := map[string]*bot.Community{}
	var list []*bot.Community
	for _, c := range w.all {
		its := *c
		if own[c.ID] = &its; cluster.PartOf(c.ID, len(w.parts)) == part {
			list = append(list, &its)
		}
	}
	e, err := engine.New(engine.Options{
		Store: s, Log: w.log, Features: []bot.Feature{lines{}}, Directory: member.New(),
		Adapters: []bot.Adapter{
			cluster.NewIntake(cluster.IntakeOptions{Part: part, Store: s, Transport: w.wire, Log: w.log}), cluster.NewPassage(part, w.wire),
		},
		Text:   func(_, key string, _ bot.Args) string { return key },
		Config: engine.Config{Communities: list},
		Partition: &engine.Partition{
			Number: part, Of: func(id string) int { return cluster.PartOf(id, len(w.parts)) },
			Home:      func(u bot.UserID) int { return cluster.Home(u, len(w.parts)) },
			Community: func(id string) (*bot.Community, int) { return own[id], 0 },
			Others:    merged{w, part},
		},
	})
	if err != nil {
		w.t.Fatal(err)
	}
	return w.run(e.Run)
}

// TestPrivateChats lets engines end, begin and take over while people write in private: each
// message is decided once, in order, by the engine of the writer's community.
func TestPrivateChats(t *testing.T) {
	const parts, people, rounds = 3, 6, 6
	wire := clustertest.New()
	w := newWorld(t, wire, parts, people, 5)
	defer w.running.Wait()
	engines := make([]func(), parts)
	for i := range engines {
		engines[i] = w.neighbour(i)
	}
	defer func() {
		for _, stop := range engines {
			stop()
		}
	}()
	gateway := w.gateway()
	defer func() { gateway() }()
	apart, sent := 0, 0
	send := func(i int, private bool, text string) {
		ev := message(sent, i, text)
		ev.User = &bot.User{ID: bot.UserID(fmt.Sprint("test:", i))}
		if private {
			ev.Place = bot.PrivatePlace(ev.User.ID)
			ev.ID = fmt.Sprintf("%s/m%d", ev.Place, sent)
		}
		sent++
		w.platform.send(ev)
	}
	want := strings.Builder{}
	for i, c := range w.all {
		send(i, false, "joined")
		if cluster.PartOf(c.ID, parts) != cluster.Home(bot.UserID(fmt.Sprint("test:", i)), parts) {
			apart++
		}
	}
	fmt.Fprintln(&want, "joined")
	if apart == 0 {
		t.Fatal("nobody's home is apart from their community")
	}
	until(t, "all to join", func() bool { return w.cursor() == sent })
	wire.Fail(clustertest.Faults{Lose: 0.05, Repeat: 0.2, Delay: time.Millisecond})
	for n := range rounds {
		for i := range people {
			send(i, true, fmt.Sprint(n))
		}
		fmt.Fprintln(&want, n)
		switch n {
		case 1:
			engines[0]()
			engines[0] = w.neighbour(0)
		case 2: // another begins while it still runs
			old := engines[1]
			engines[1] = w.neighbour(1)
			old()
		case 3:
			gateway()
			gateway = w.gateway()
		case 4:
			engines[2]()
			time.Sleep(20 * time.Millisecond)
			engines[2] = w.neighbour(2)
		}
	}
	wire.Fail(clustertest.Faults{})
	for _, c := range w.all {
		until(t, c.ID, func() bool { return len(w.said(c)) >= len(want.String()) })
	}
	until(t, "the cursor", func() bool { return w.cursor() == sent })
	time.Sleep(50 * time.Millisecond) // repeated ones
	for _, c := range w.all {
		if got := w.said(c); got != want.String() {
			t.Errorf("%s has %q, want %q", c.ID, got, want.String())
		}
	}
}
