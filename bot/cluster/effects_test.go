package cluster_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"reflect"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/bot/cluster"
	"github.com/stewardbot/steward/bot/cluster/clustertest"
	"github.com/stewardbot/steward/bot/phrase"
	"github.com/stewardbot/steward/store/memory"
)

// held is a lease.
type held struct {
	epoch int64
	lost  bool
}

func (h *held) Epoch() int64 { return h.epoch }
func (h *held) Sure() bool   { return !h.lost }

// pair is a gateway with remotes.
type pair struct {
	t        testing.TB
	wire     cluster.Transport
	platform *platform
	gateways *cluster.Gateways
	source   cell
	said     bytes.Buffer
	world    world // for its run
}

func newPair(t testing.TB, wire cluster.Transport) *pair {
	t.Helper()
	p := &pair{t: t, wire: wire, platform: newPlatform(1), gateways: cluster.NewGateways(wire), source: cell{Store: memory.New()}}
	p.world.t = t
	stop := p.world.run(p.gateways.Run)
	t.Cleanup(stop)
	return p
}

// gateway starts a gateway and waits until it is known.
func (p *pair) gateway() (stop func()) {
	p.t.Helper()
	s := p.source.claim()
	g, err := cluster.NewGateway(cluster.GatewayOptions{
		Source: "test", Session: s.Epoch(), Store: s, Sure: s.Sure, Adapter: p.platform, Transport: p.wire, Parts: 1, Spaces: cluster.SpacesOf(nil),
		Log: slog.New(slog.NewTextHandler(&p.said, nil)),
	})
	if err != nil {
		p.t.Fatal(err)
	}
	stop = p.world.run(g.Run)
	r := p.remote(&held{epoch: 1})
	until(p.t, "the gateway", func() bool { return r.Title("test:1") != "" })
	return stop
}

func (p *pair) remote(l cluster.Lease) *cluster.Remote {
	return cluster.NewRemote(cluster.RemoteOptions{
		Platform: newPlatform(1), Can: func(bot.Place) bot.Capabilities { return bot.Capabilities{TextLength: 1} },
		Gateways: p.gateways, Transport: p.wire, Part: 0, Lease: l,
	})
}

// fill gives every field of a value something, those in no record too.
func fill(r *rapid.T, v reflect.Value) {
	switch v.Interface().(type) {
	case time.Time:
		v.Set(reflect.ValueOf(time.Unix(rapid.Int64Range(0, 1<<33).Draw(r, "time"), rapid.Int64Range(0, 999_999_999).Draw(r, "ns")).UTC()))
		return
	case json.RawMessage:
		v.Set(reflect.ValueOf(json.RawMessage(`{"a":1}`)))
		return
	case bot.Lane:
		v.Set(reflect.ValueOf(rapid.SampledFrom([]bot.Lane{bot.Answers, bot.Moderation, bot.Posts}).Draw(r, "lane")))
		return
	case phrase.Line:
		v.Set(reflect.ValueOf(phrase.AsLine("ready.platform", rapid.StringN(1, 9, -1).Draw(r, "said"), 3)))
		return
	}
	switch v.Kind() {
	case reflect.Pointer:
		v.Set(reflect.New(v.Type().Elem()))
		fill(r, v.Elem())
	case reflect.Struct:
		for i := range v.NumField() {
			if v.Type().Field(i).IsExported() {
				fill(r, v.Field(i))
			}
		}
	case reflect.Slice:
		v.Set(reflect.MakeSlice(v.Type(), rapid.IntRange(1, 3).Draw(r, "length"), 3))
		for i := range v.Len() {
			fill(r, v.Index(i))
		}
	case reflect.Map:
		v.Set(reflect.MakeMap(v.Type()))
		k, e := reflect.New(v.Type().Key()).Elem(), reflect.New(v.Type().Elem()).Elem()
		fill(r, k)
		fill(r, e)
		v.SetMapIndex(k, e)
	case reflect.String:
		v.SetString(rapid.StringN(1, 20, -1).Draw(r, "text"))
	case reflect.Bool:
		v.SetBool(true)
	case reflect.Int, reflect.Int64, reflect.Int32:
		v.SetInt(rapid.Int64Range(1, 1000).Draw(r, "number"))
	case reflect.Uint, reflect.Uint64, reflect.Uint8:
		v.SetUint(rapid.Uint64Range(1, 200).Draw(r, "number"))
	case reflect.Float64:
		v.SetFloat(1.5)
	default:
		r.Fatalf("no value for %s", v.Type())
	}
}

// TestEffects sends effects of all kinds, with all their fields, and answers
// with all fields or with an error.
func TestEffects(t *testing.T) {
	t.Parallel()
	p := newPair(t, clustertest.New())
	defer p.gateway()()
	remote := p.remote(&held{epoch: 1})
	var got bot.Delivery
	var out bot.Outcome
	var fails error
	p.platform.perform = func(_ context.Context, d bot.Delivery) (bot.Outcome, error) {
		got = d
		return out, fails
	}
	rapid.Check(t, func(r *rapid.T) {
		kind := rapid.SampledFrom(bot.EffectKinds()).Draw(r, "kind")
		e := reflect.New(effectType(t, kind)).Elem()
		fill(r, e)
		effect := bot.InSpace(e.Interface().(bot.Effect), "test:1")
		d := bot.Delivery{Effect: effect}
		if effect.Where().Platform() != "test" {
			return // a Fetch, which engines do themselves
		}
		fill(r, reflect.ValueOf(&d.Content).Elem())
		fill(r, reflect.ValueOf(&d.Since).Elem())
		d.Ref, d.Key, d.Again = 7, "key", rapid.Bool().Draw(r, "again")
		out, fails = bot.Outcome{}, nil
		fill(r, reflect.ValueOf(&out).Elem())
		p.platform.done, p.platform.answers = nil, &out
		have, err := remote.Perform(t.Context(), d)
		if err != nil {
			r.Fatal(err)
		}
		if diff := cmp.Diff(d, got); diff != "" {
			r.Errorf("the delivery: %s", diff)
		}
		if diff := cmp.Diff(out, have); diff != "" {
			r.Errorf("the outcome: %s", diff)
		}
		failure := bot.DeliveryError{}
		fill(r, reflect.ValueOf(&failure).Elem())
		failure.Whole = false
		fails = fmt.Errorf("wrapped: %w", &failure)
		_, err = remote.Perform(t.Context(), d)
		if diff := cmp.Diff(&failure, bot.AsDeliveryError(err)); diff != "" {
			r.Errorf("the error: %s", diff)
		}
	})
}

// effectType finds the type of a kind by what the store makes of an empty one.
func effectType(t *testing.T, kind string) reflect.Type {
	t.Helper()
	for version := range 9 {
		if e, err := bot.DecodeEffect(fmt.Appendf(nil, `{"kind":%q,"version":%d,"body":{}}`, kind, 9-version)); err == nil {
			return reflect.TypeOf(e)
		}
	}
	t.Fatalf("no effect %s", kind)
	return nil
}

// TestAbilities asks for all that a stand-in can do.
func TestAbilities(t *testing.T) {
	p := newPair(t, clustertest.New())
	remote := p.remote(&held{epoch: 1})
	if can := remote.Capabilities("test:1"); can.TextLength != 1 {
		t.Errorf("without a gateway: %+v", can)
	}
	if _, err := remote.Perform(t.Context(), bot.Delivery{Effect: bot.Say{Place: "test:1"}}); bot.AsDeliveryError(err).Code != bot.CodeRetry {
		t.Errorf("without a gateway: %v", err)
	}
	if checks := remote.Examine(t.Context(), []bot.Place{"test:1"}); len(checks) != 1 || checks[0].Cure == "" {
		t.Errorf("without a gateway: %+v", checks)
	}
	defer p.gateway()()
	until(t, "what the gateway knows", func() bool {
		return cmp.Equal(p.platform.Capabilities("test:2"), remote.Capabilities("test:2")) && remote.Title("test:2") == "Space 2"
	})
	if link := remote.Link(bot.MessageID{Place: "test:1", ID: "3"}); link != "https://test.example/3" {
		t.Errorf("the link is %q", link)
	}
	if l := remote.Limits(); l.PerSecond != 0 || l.PlacePerSecond != 1000 {
		t.Errorf("the limits are %+v", l)
	}
	if err := remote.Sweep(t.Context(), "test:1", []string{"1", "2"}, "why"); err != nil || len(p.platform.sweeps) != 1 {
		t.Errorf("swept %v: %v", p.platform.sweeps, err)
	}
	if checks := remote.Examine(t.Context(), []bot.Place{"test:1"}); len(checks) != 1 || checks[0].Found != "all is well" {
		t.Errorf("examined: %+v", checks)
	}
}

// acts has engines with leases act one after another, the last of them with the
// first lease, and returns whether that was refused.
func acts(t *testing.T, wire cluster.Transport) (refused bool) {
	p := newPair(t, wire)
	defer p.gateway()()
	say := bot.Delivery{Effect: bot.Say{Place: "test:1", Text: "a"}}
	old := p.remote(&held{epoch: 3})
	for _, r := range []*cluster.Remote{old, p.remote(&held{epoch: 4})} {
		if _, err := r.Perform(t.Context(), say); err != nil {
			t.Fatal(err)
		}
	}
	_, err := old.Perform(t.Context(), say)
	sweep := old.Sweep(t.Context(), "test:1", []string{"1"}, "")
	if (err == nil) != (len(p.platform.done) == 3) || (err == nil) != (sweep == nil) {
		t.Errorf("%v and %v, and %d performed", err, sweep, len(p.platform.done))
	}
	if err != nil && bot.AsDeliveryError(err).Code != bot.CodeRetry {
		t.Errorf("%v", err)
	}
	return err != nil
}

// TestEpochs checks that a gateway refuses an engine that lost its partition.
func TestEpochs(t *testing.T) {
	if !acts(t, clustertest.New()) {
		t.Error("an engine acted that had lost its partition")
	}
	if acts(t, ageless{clustertest.New()}) {
		t.Error("a gateway that sees no epochs refuses them")
	}
}

// ageless hides the epochs.
type ageless struct{ cluster.Transport }

func (t ageless) Ask(ctx context.Context, subject string, b []byte) ([]byte, error) {
	return t.Transport.Ask(ctx, subject, bytes.Replace(b, []byte(`"epoch":4`), []byte(`"epoch":3`), 1))
}

// TestLost checks that neither side acts once its lease may be lost.
func TestLost(t *testing.T) {
	p := newPair(t, clustertest.New())
	defer p.gateway()()
	lease := &held{epoch: 1}
	r := p.remote(lease)
	say := bot.Delivery{Effect: bot.Say{Place: "test:1", Text: "a"}}
	if _, err := r.Perform(t.Context(), say); err != nil {
		t.Fatal(err)
	}
	lease.lost = true
	if _, err := r.Perform(t.Context(), say); bot.AsDeliveryError(err).Code != bot.CodeRetry {
		t.Errorf("an engine that may have lost its partition: %v", err)
	}
	lease.lost = false
	p.source.latest.Add(1)
	if _, err := r.Perform(t.Context(), say); bot.AsDeliveryError(err).Code != bot.CodeRetry {
		t.Errorf("a gateway that may have lost its source: %v", err)
	}
	if len(p.platform.done) != 1 {
		t.Errorf("%d performed", len(p.platform.done))
	}
}

// TestUnsure checks that a gateway leaves the platform once it may have lost its
// source, which says nothing of the platform.
func TestUnsure(t *testing.T) {
	p := newPair(t, clustertest.New())
	ended := make(chan error, 1)
	lease := p.source.claim()
	g, err := cluster.NewGateway(cluster.GatewayOptions{
		Source: "test", Session: 1, Store: lease, Sure: lease.Sure, Adapter: p.platform, Transport: p.wire, Parts: 1, Spaces: cluster.SpacesOf(nil),
	})
	if err != nil {
		t.Fatal(err)
	}
	go func() { ended <- g.Run(t.Context()) }()
	until(t, "the connection", func() bool {
		connected, _ := g.Connected()
		return connected
	})
	p.source.claim()
	select {
	case err := <-ended:
		if err != nil {
			t.Error(err)
		}
	case <-time.After(5 * time.Second):
		t.Error("it stays connected")
	}
}

// TestReplaced checks that nobody waits for a gateway that another has
// replaced: what it was to do may be done.
func TestReplaced(t *testing.T) {
	p := newPair(t, clustertest.New())
	begun, hold := make(chan struct{}), make(chan struct{})
	var once sync.Once
	p.platform.perform = func(context.Context, bot.Delivery) (bot.Outcome, error) {
		once.Do(func() { close(begun) })
		<-hold
		return bot.Outcome{}, nil
	}
	stop := p.gateway()
	failed := make(chan error, 1)
	r := p.remote(&held{epoch: 1})
	go func() {
		_, err := r.Perform(t.Context(), bot.Delivery{Effect: bot.Say{Place: "test:1", Text: "a"}})
		failed <- err
	}()
	<-begun
	stopNext := p.gateway()
	if err := <-failed; bot.AsDeliveryError(err).Code != bot.CodeUnknown {
		t.Errorf("%v", err)
	}
	close(hold)
	stop()
	stopNext()
}

// TestSilence checks that no log has what people say or fill in.
func TestSilence(t *testing.T) {
	wire := clustertest.New()
	p := newPair(t, wire)
	stop := p.gateway()
	p.platform.perform = func(context.Context, bot.Delivery) (bot.Outcome, error) {
		return bot.Outcome{}, errors.New("no")
	}
	_, _ = p.remote(&held{epoch: 1}).Perform(t.Context(), bot.Delivery{Effect: bot.Say{Place: "test:1", Text: "hunter2"}})
	wire.Fail(clustertest.Faults{Refuse: 1})
	p.platform.send(message(0, 0, "hunter2"), filled(1, 0, "hunter2"))
	time.Sleep(300 * time.Millisecond)
	stop()
	if said := p.said.String(); strings.Contains(said, "hunter2") || !strings.Contains(said, "partition=0") {
		t.Errorf("said %s", said)
	}
}

// lossy is a transport that loses the answers of gateways.
type lossy struct{ cluster.Transport }

func (l lossy) Ask(ctx context.Context, subject string, request []byte) ([]byte, error) {
	b, err := l.Transport.Ask(ctx, subject, request)
	if strings.HasPrefix(subject, "st.do.") {
		<-ctx.Done()
		return nil, ctx.Err()
	}
	return b, err
}

// TestLostRoom checks that an effect asks again for room if the answer is lost.
func TestLostRoom(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := newPair(t, clustertest.New())
		defer p.gateway()()
		p.wire = lossy{p.wire}
		ctx, cancel := context.WithTimeout(t.Context(), time.Hour)
		defer cancel()
		err := p.remote(&held{epoch: 1}).Admit(ctx, bot.Say{Place: "test:1", Text: "a"})
		if bot.AsDeliveryError(err).Code != bot.CodeRetry || ctx.Err() != nil {
			t.Errorf("%v, %v", err, ctx.Err())
		}
	})
}
