package cluster

import (
	"context"
	"testing"
	"time"

	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/store/memory"
)

// mute is a transport that nobody is at.
type mute struct{ Transport }

func (mute) Largest() int              { return 1 << 20 }
func (mute) Tell(string, []byte) error { return nil }

// idle is an adapter that does nothing.
type idle struct{ bot.Adapter }

func (idle) Name() string                                     { return "test" }
func (idle) Capabilities(bot.Place) bot.Capabilities          { return bot.Capabilities{} }
func (idle) Examine(context.Context, []bot.Place) []bot.Check { return nil }
func (idle) Perform(context.Context, bot.Delivery) (bot.Outcome, error) {
	return bot.Outcome{}, nil
}
func (idle) Sweep(context.Context, bot.Place, []string, string) error { return nil }

// FuzzPackets reads anything as each of the things that processes send one
// another.
func FuzzPackets(f *testing.F) {
	header, err := Frame(request{Version: version, Ask: askPerform, Effect: []byte(`{"kind":"say","body":{"place":"test:1","text":"a"}}`)}, []byte("content"))
	if err != nil {
		f.Fatal(err)
	}
	sweep, err := Frame(request{Version: version, Ask: askSweep, Place: "test:1", Messages: []string{"1"}}, nil)
	if err != nil {
		f.Fatal(err)
	}
	for _, b := range [][]byte{
		header, header[:9], sweep, {0xff, 0xff, 0xff, 0xff}, {0, 0, 0, 2, '{', '}'},
		[]byte(`{"v":1,"source":"test","session":1,"n":1,"events":[{"id":"test:1/m1","kind":"message","at":"2026-01-02T03:04:05Z","place":"test:1"}]}`),
		[]byte(`{"v":1,"source":"test","session":1,"events":[{"id":"a","kind":"press","press":{"id":"p"}}],"filled":{"0":[{"name":"n","value":"v"}]}}`),
		[]byte(`{"v":1,"source":"test","session":1,"events":[{"id":"a","kind":"press"}],"filled":{"0":[],"7":null,"-1":null}}`),
		[]byte(`{"part":0,"session":1,"n":18446744073709551615}`), []byte(`{"part":0,"session":1,"n":2}`),
		[]byte(`{"source":"test","session":1,"platform":"test","shard":3,"shards":2}`),
	} {
		f.Add(b)
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		if p, err := decodePacket(b); err == nil {
			for i := range p.Events {
				if len(encodeEvent(p.Events[i], 1<<10)) > 1<<20 {
					t.Error("an event has become large")
				}
				Route(&p.Events[i], 7, spaces{}, func(bot.Place) (bot.Place, bool) { return "test:1", true })
			}
		}
		g, err := NewGateway(GatewayOptions{Source: "test", Session: 1, Store: memory.New(), Adapter: idle{}, Transport: mute{}, Parts: 1})
		if err != nil {
			t.Fatal(err)
		}
		ctx, cancel := context.WithCancel(t.Context())
		defer cancel()
		g.ctx = ctx
		l := &lane{g: g, wake: make(chan struct{}, 1), fresh: []load{{event: []byte("{}"), of: &batch{left: 1}}}}
		g.lanes[0] = l
		l.next(time.Now())
		g.done(b)
		var a answer
		if _, err := Unframe(g.answer(ctx, b), &a); err != nil {
			t.Errorf("an answer that can't be read: %v", err)
		}
		s := NewGateways(mute{})
		s.note(b)
		s.note(b)
		s.of("test:1", func(bot.Place, int) int { return 0 })
		s.status("test")
		s.expire(time.Now().Add(time.Hour))
	})
}
