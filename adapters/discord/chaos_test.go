package discord_test

import (
	"context"
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/stewardbot/steward/adapters/adaptertest"
	fake "github.com/stewardbot/steward/adapters/discord/fakediscord"
	"github.com/stewardbot/steward/bot"
)

// disk is what survives a crash: events and a cursor, committed together.
type disk struct {
	*adaptertest.Sink
	cursor []byte
	order  []string          // message texts in the order of their first commit
	texts  map[string]string // by message id
}

// crashing commits left batches to a disk; after that it accepts batches and drops them, as in a
// crash before the commit.
type crashing struct {
	*adaptertest.Sink
	d    *disk
	left int
	gone chan struct{}
}

func (c *crashing) Submit(ctx context.Context, b bot.Batch) (bot.Wait, error) {
	if c.left == 0 {
		select {
		case <-c.gone:
		default:
			close(c.gone)
		}
		return c.Sink.Submit(ctx, bot.Batch{Adapter: b.Adapter})
	}
	c.left--
	c.d.cursor = slices.Clone(b.Cursor)
	for _, e := range b.Events {
		if _, known := c.d.texts[e.ID]; e.Kind == bot.KindMessage && !known {
			c.d.texts[e.ID] = e.Message.Text
			c.d.order = append(c.d.order, e.Message.Text)
		}
	}
	return c.Sink.Submit(ctx, b)
}

// TestChaos checks that every message is committed despite crashes and all kinds of connection
// trouble, and in order if the session was preserved.
func TestChaos(t *testing.T) {
	for seed := range uint64(8) {
		t.Run(fmt.Sprint(seed), func(t *testing.T) { chaos(t, seed, seed%2 == 0) })
	}
}

func chaos(t *testing.T, seed uint64, keep bool) {
	s := newScene(t, fake.Options{Seed: int64(seed)})
	r := rand.New(rand.NewPCG(seed, 1))
	d := &disk{texts: map[string]string{}}
	troubles := map[string]func(){
		"cut":        s.Drop,
		"reconnect":  s.Reconnect,
		"resumable":  func() { s.Invalidate(true) },
		"closed":     func() { s.CloseWith(4000) },
		"duplicates": func() { s.Duplicate(r.IntN(40)) },
		"down":       func() { s.Down(true); s.Down(false) },
		"no answers": func() { s.FailNext("", "", 3, fake.Fault{Kind: fake.HTTPError}) },
	}
	if !keep {
		troubles["invalid"] = func() { s.Invalidate(false) }
		troubles["forgotten"] = func() { s.ForgetSessions(); s.Drop() }
	}
	names := slices.Sorted(maps.Keys(troubles))
	var want []string
	say := func() {
		for range 1 + r.IntN(20) {
			want = append(want, fmt.Sprintf("line %04d", len(want)))
			s.Say(s.ann, s.channel.ID, want[len(want)-1])
		}
	}
	live := func(commits int) (*run, *crashing) {
		sink := &crashing{Sink: adaptertest.NewSink(d.cursor), d: d, left: commits, gone: make(chan struct{})}
		sink.SetNow(s.clock.now)
		return s.launch(sink, sink.Sink), sink
	}
	first, _ := live(-1)
	first.AwaitKind(t, bot.KindStanding) // messages posted before this are not delivered
	first.stop()
	for range 12 {
		p, sink := live(1 + r.IntN(12))
		want = append(want, fmt.Sprintf("line %04d of another life", len(want)))
		s.Say(s.ann, s.channel.ID, want[len(want)-1])
		for alive := true; alive; {
			say()
			troubles[names[r.IntN(len(names))]]()
			last := want[len(want)-1]
			p.Until(t, last, func() bool {
				select {
				case <-sink.gone:
					alive = false
				default:
				}
				return !alive || slices.ContainsFunc(p.Events(), func(e bot.Event) bool {
					return e.Kind == bot.KindMessage && e.Message.Text == last
				})
			})
		}
		p.stop()
	}
	s.Heal()
	p, _ := live(-1)
	s.Say(s.ann, s.channel.ID, "end")
	p.hear("end")
	p.Until(t, "the gaps to close", func() bool { return gaps(p.cursor()) == 0 })
	p.stop()
	got := slices.DeleteFunc(d.order, func(text string) bool { return text == "end" })
	if !keep {
		slices.Sort(got)
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	if keep && s.Identifies() != 1 {
		t.Errorf("%d sessions, want 1", s.Identifies())
	}
}
