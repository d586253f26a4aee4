package discord

import (
	"context"
	"encoding/json"
	"fmt"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/stewardbot/steward/adapters/kit"
	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/bot/phrase"
)

// shelf keeps cursors and a clock.
type shelf struct {
	cursors map[string][]byte
	now     time.Time
}

func (s *shelf) Submit(_ context.Context, b bot.Batch) (bot.Wait, error) {
	s.cursors[b.Adapter] = b.Cursor
	return func(context.Context) error { return nil }, nil
}
func (s *shelf) Cursor(name string) ([]byte, error)   { return s.cursors[name], nil }
func (s *shelf) Now() time.Time                       { return s.now }
func (*shelf) Status(_ string, _ bool, _ phrase.Line) {}

// TestHandover: whatever the numbers of shards were, and whichever of them got as far as a session, the
// gaps of each guild hold all that was said while nobody listened. If all shards of the run before had a
// session, they begin no more than the margin before what the guild's shard last heard.
func TestHandover(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		w := newHandoverWorld(rapid.IntRange(1, 12).Draw(t, "guilds"))
		for range rapid.IntRange(1, 8).Draw(t, "runs") {
			for range rapid.IntRange(0, 3).Draw(t, "missed") {
				w.say(t)
			}
			w.run(t, rapid.IntRange(1, 5).Draw(t, "shards"))
		}
		for name, stored := range w.cursors {
			var c cursor
			if json.Unmarshal(stored, &c) != nil || len(c.Was) > maxWas {
				t.Fatalf("%s: %s", name, stored)
			}
		}
	})
}

// handoverWorld is guilds with one channel each, and what their shards know of them.
type handoverWorld struct {
	shelf
	guilds   []string
	began    map[string]bool      // a shard once had a session
	newest   map[string]snowflake // the newest message
	missed   map[string]snowflake // the oldest that nobody heard
	position map[string]snowflake // the last that the guild's shard heard of any
	complete bool                 // all shards of the last run had a session
	up       []*pump
}

func newHandoverWorld(guilds int) *handoverWorld {
	w := &handoverWorld{
		shelf: shelf{map[string][]byte{}, time.Date(2026, 5, 1, 0, 0, 0, 0, time.UTC)},
		began: map[string]bool{}, newest: map[string]snowflake{}, missed: map[string]snowflake{}, position: map[string]snowflake{},
	}
	for i := range guilds {
		w.guilds = append(w.guilds, (snowflakeAt(w.now.Add(-time.Hour)) + snowflake(i)<<22).String())
	}
	return w
}

func (w *handoverWorld) spaces() (list []bot.Place) {
	for _, g := range w.guilds {
		list = append(list, spacePlace(g))
	}
	return list
}

// say posts a message somewhere, which a running shard hears.
func (w *handoverWorld) say(t *rapid.T) {
	w.now = w.now.Add(time.Duration(rapid.IntRange(1, 3600).Draw(t, "seconds")) * time.Second)
	g := rapid.SampledFrom(w.guilds).Draw(t, "in")
	w.newest[g] = snowflakeAt(w.now)
	for _, p := range w.up {
		if p.shard.owns(g) {
			p.c.Last = w.newest[g]
			w.keep(t, p)
			return
		}
	}
	if w.missed[g] == 0 {
		w.missed[g] = w.newest[g]
	}
}

// keep commits the cursor of a shard.
func (w *handoverWorld) keep(t *rapid.T, p *pump) {
	for _, g := range w.guilds {
		if p.shard.owns(g) {
			w.began[g], w.position[g] = true, p.c.Last
			delete(w.missed, g)
		}
	}
	p.opened = nil
	if err := p.submit(t.Context(), nil); err != nil {
		t.Fatal(err)
	}
}

// run starts a process with a number of shards, some of which get a session before it ends.
func (w *handoverWorld) run(t *rapid.T, count int) {
	a := New(Settings{}, Options{Options: kit.Options{Spaces: w.spaces}})
	h, err := a.read(w, count)
	if err != nil {
		t.Fatal(err)
	}
	w.up = nil
	for _, s := range shards(count) {
		if !rapid.Bool().Draw(t, "connects") {
			continue
		}
		from := h.of(s, w.now)
		p := newPump(a, s, newBookmark(w, s.source, from), nil, func() {})
		if from.Session == "" || !rapid.Bool().Draw(t, "resumes") {
			w.begin(t, p)
		} else if from.shard(s.source) != s {
			t.Fatalf("shard %+v resumes a session of %+v", s, from)
		}
		w.keep(t, p)
		w.up = append(w.up, p)
		w.say(t)
	}
	w.complete, w.up = len(w.up) == count, nil
}

// begin starts a session, and checks its gaps.
func (w *handoverWorld) begin(t *rapid.T, p *pump) {
	r := &readyObject{SessionID: fmt.Sprint(w.now.Unix(), p.shard), ResumeURL: "wss://gateway"}
	for _, g := range w.guilds {
		if p.shard.owns(g) {
			r.Guilds = append(r.Guilds, guildObject{ID: g})
		}
	}
	const never = snowflake(1 << 62)
	earliest := never
	behind := time.Duration(rapid.IntRange(0, 7200).Draw(t, "our clock is behind")) * time.Second
	p.begin(&dispatch{session: r.SessionID, run: w.now.Add(-behind).UnixMilli(), ready: r})
	for _, o := range r.Guilds {
		if w.complete && w.began[o.ID] {
			earliest = min(earliest, w.position[o.ID])
		}
	}
	if earliest != never && p.c.From < earliest.less(margin+time.Millisecond) {
		t.Fatalf("from %s, and no shard of its guilds had come less far than %s", p.c.From.at(), earliest.at())
	}
	for _, o := range r.Guilds {
		c := channelObject{ID: o.ID}
		if w.newest[o.ID] != 0 {
			c.LastMessageID = w.newest[o.ID].String()
		}
		p.guildCreated(&guildObject{ID: o.ID, Channels: []channelObject{c}})
	}
	if len(p.c.Past) > 0 {
		t.Fatalf("all guilds are known, and the past is kept: %+v", p.c)
	}
	for _, o := range r.Guilds {
		missed, covered := w.missed[o.ID], false
		for _, g := range p.opened {
			if g.Channel == o.ID {
				covered = covered || g.After < missed && g.Until >= w.newest[o.ID]
				if w.complete && g.After < w.position[o.ID].less(margin+time.Millisecond) {
					t.Fatalf("guild %s is fetched from %s on, and its shard heard %s", o.ID, g.After.at(), w.position[o.ID].at())
				}
			}
		}
		if w.began[o.ID] && missed != 0 && !covered {
			t.Fatalf("guild %s: missed from %s to %s, gaps %+v, cursor %+v", o.ID, missed.at(), w.newest[o.ID].at(), p.opened, p.c)
		}
	}
}
