package discord_test

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/stewardbot/steward/adapters/adaptertest"
	"github.com/stewardbot/steward/adapters/discord"
	fake "github.com/stewardbot/steward/adapters/discord/fakediscord"
	"github.com/stewardbot/steward/bot"
)

// wide is a scene with a channel in each of many guilds.
type wide struct {
	*scene
	rooms []*fake.Channel
	of    map[string]*fake.Guild // by channel
}

// newWide makes guilds until each of n shards has one, whether there are 2, 3 or n.
func newWide(t *testing.T, n int, o fake.Options) *wide {
	w := &wide{scene: newScene(t, o)}
	w.rooms, w.of = []*fake.Channel{w.channel}, map[string]*fake.Guild{w.channel.ID: w.guild}
	for len(w.rooms) < 200 && !(w.spread(n) && w.spread(3) && w.spread(2)) {
		w.clock.sleep(t.Context(), time.Millisecond) //nolint:errcheck // ids of another millisecond
		g := w.AddGuild("Guild", w.owner)
		g.AddMember(w.ann)
		c := g.AddChannel("talk")
		w.rooms, w.of[c.ID] = append(w.rooms, c), g
	}
	return w
}

func (w *wide) in(room *fake.Channel) bot.Place {
	return bot.Place("discord:" + w.of[room.ID].ID + "/" + room.ID)
}

func (w *wide) shard(room *fake.Channel, n int) int { return discord.ShardOf(w.in(room), n) }

func (w *wide) spread(n int) bool {
	has := map[int]bool{}
	for _, r := range w.rooms {
		has[w.shard(r, n)] = true
	}
	return len(has) == n
}

// say posts a text in every channel.
func (w *wide) say(text string) {
	for _, r := range w.rooms {
		w.Say(w.ann, r.ID, text)
	}
}

// relaunch starts another process with all cursors of an earlier one.
func (w *wide) relaunch(r *run) *run {
	r.stop()
	sink := adaptertest.NewSinkWith(nil, r.Cursors())
	sink.SetNow(w.clock.now)
	return w.launch(sink, sink)
}

// resume is relaunch, and waits until all shards are connected.
func (w *wide) resume(r *run) *run {
	next := w.relaunch(r)
	next.AwaitStatus(w.t, true)
	return next
}

// hear waits for the texts in every channel and checks that there are no others, in order and once.
func (w *wide) hear(r *run, texts ...string) {
	w.t.Helper()
	for _, room := range w.rooms {
		r.Until(w.t, fmt.Sprint(texts, " in ", w.in(room)), func() bool { return len(r.texts(w.in(room))) >= len(texts) })
		if diff := cmp.Diff(texts, r.texts(w.in(room))); diff != "" {
			w.t.Errorf("%s, shard %d of 4: %s", w.in(room), w.shard(room, 4), diff)
		}
	}
}

func (w *wide) sessions(identified, resumed int) {
	w.t.Helper()
	if w.Identifies() != identified || w.Resumes() != resumed {
		w.t.Errorf("%d sessions, %d resumed; want %d and %d", w.Identifies(), w.Resumes(), identified, resumed)
	}
}

// TestShards checks that as many shards as Discord recommends start in their buckets, five seconds apart,
// and that each resumes after a restart.
func TestShards(t *testing.T) {
	w := newWide(t, 4, fake.Options{Shards: 4, MaxConcurrency: 2, Limits: true})
	before := w.clock.now()
	first := w.start(nil)
	if took := w.clock.now().Sub(before); took < discord.IdentifyEvery || took > 3*discord.IdentifyEvery {
		t.Errorf("four shards in two buckets took %s", took)
	}
	w.sessions(4, 0)
	w.say("before")
	w.hear(first, "before")
	first.stop()
	w.say("meanwhile")
	w.Recommend(5) // a number that Discord accepts is kept
	second := w.resume(first)
	w.say("after")
	w.hear(second, "meanwhile", "after")
	second.once()
	w.sessions(4, 4)
	checkViolations(t, w.scene)
	names := []string{}
	for name := range second.Cursors() {
		names = append(names, name)
	}
	slices.Sort(names)
	if diff := cmp.Diff([]string{"discord/0", "discord/1", "discord/2", "discord/3"}, names); diff != "" {
		t.Error("cursors", diff)
	}
	second.stop()
	for _, c := range w.Calls("POST", "/channels/{id}/messages") {
		t.Error("something was posted", c)
	}
}

// TestShardStatus checks that the platform is connected once all shards are, and tells of the others.
func TestShardStatus(t *testing.T) {
	w := newWide(t, 4, fake.Options{Shards: 4, MaxConcurrency: 4})
	w.CutShard(3, true)
	sink := adaptertest.NewSink(nil)
	sink.SetNow(w.clock.now)
	r := w.launch(sink, sink)
	three := func(s adaptertest.Status) bool {
		return !s.Connected && strings.HasPrefix(s.Reason, "3 of 4 shards are connected; shard 3: the connection to Discord broke")
	}
	r.Until(t, "three shards", func() bool { return slices.ContainsFunc(r.Statuses(), three) })
	if all := r.Statuses(); slices.ContainsFunc(all, func(s adaptertest.Status) bool { return s.Connected }) {
		t.Errorf("connected too early: %v", all)
	}
	w.CutShard(3, false)
	r.AwaitStatus(t, true)
}

// TestShardCut checks that the others go on while one shard is cut until its session is gone, and that
// its messages are fetched.
func TestShardCut(t *testing.T) {
	w := newWide(t, 4, fake.Options{Shards: 4, MaxConcurrency: 2, Limits: true})
	r := w.start(nil)
	w.say("before")
	w.hear(r, "before")
	lost := w.shard(w.rooms[0], 4)
	w.CutShard(lost, true)
	r.AwaitStatus(t, false)
	w.say("meanwhile")
	for _, room := range w.rooms {
		if w.shard(room, 4) != lost {
			r.Until(t, "the others", func() bool { return len(r.texts(w.in(room))) == 2 })
		}
	}
	if got := r.texts(w.in(w.rooms[0])); len(got) != 1 {
		t.Errorf("the cut shard heard %q", got)
	}
	w.clock.sleep(t.Context(), time.Hour) //nolint:errcheck // no session is kept so long
	w.CutShard(lost, false)
	r.AwaitStatus(t, true)
	w.hear(r, "before", "meanwhile")
	w.say("after")
	w.hear(r, "before", "meanwhile", "after")
	if w.Identifies() != 5 {
		t.Errorf("%d sessions were begun, want one more than shards", w.Identifies())
	}
	checkViolations(t, w.scene)
}

// TestShardCount checks that nothing is lost, and nothing fetched that is older than the margin, when the
// number of shards changes, also if a process ends before all its shards had a session.
func TestShardCount(t *testing.T) {
	w := newWide(t, 4, fake.Options{})
	r := w.start(nil)
	w.say("live 0")
	w.hear(r, "live 0")
	for i, n := range []int{4, 3, 1, 2, 4} {
		r.stop()
		w.clock.sleep(t.Context(), 20*time.Minute) //nolint:errcheck // longer than the margin
		missed, live := fmt.Sprintf("missed %d", i+1), fmt.Sprintf("live %d", i+1)
		w.say(missed)
		w.shards = discord.Shards(n)
		cut := n // none
		if i%2 == 0 && n > 1 {
			cut = n - 1
			w.CutShard(cut, true)
			r = w.relaunch(r)
			r.Until(t, "all but one shard", func() bool {
				return strings.HasPrefix(last(r).Reason, fmt.Sprintf("%d of %d ", n-1, n))
			})
			w.hearLast(r, missed, func(shard int) bool { return shard != cut }, n, i)
			r.stop()
			w.CutShard(cut, false)
		}
		r = w.resume(r)
		w.hearLast(r, missed, func(shard int) bool { return cut == n || shard == cut }, n, i)
		w.say(live)
		w.hearLast(r, live, func(int) bool { return true }, n, i)
	}
	checkViolations(t, w.scene)
}

// hearLast waits until a text is the last in every channel of these shards, out of n, and checks that what
// came before it is not older than the round before.
func (w *wide) hearLast(r *run, text string, of func(shard int) bool, n, round int) {
	w.t.Helper()
	for _, room := range w.rooms {
		if !of(w.shard(room, n)) {
			continue
		}
		r.Until(w.t, text+" in "+string(w.in(room)), func() bool {
			got := r.texts(w.in(room))
			return len(got) > 0 && got[len(got)-1] == text
		})
		for _, got := range r.texts(w.in(room)) {
			if number := got[strings.Index(got, " ")+1:]; number != fmt.Sprint(round) && number != fmt.Sprint(round+1) {
				w.t.Errorf("round %d heard %q in %s", round+1, got, w.in(room))
			}
		}
	}
}

func last(r *run) adaptertest.Status {
	all := r.Statuses()
	if len(all) == 0 {
		return adaptertest.Status{}
	}
	return all[len(all)-1]
}

// TestMoreShards checks that a number that has become too small is asked for again, within the run and
// after a restart.
func TestMoreShards(t *testing.T) {
	w := newWide(t, 4, fake.Options{ShardGuilds: 1000, MaxConcurrency: 16})
	r := w.start(nil)
	w.say("one shard")
	w.hear(r, "one shard")
	w.Recommend(4)
	w.SetShardGuilds(len(w.rooms) - 1)
	w.ForgetSessions()
	w.Drop()
	w.say("two") // while nobody listens, or not yet
	r.Until(t, "four shards", func() bool { return len(r.Cursors()) == 5 && last(r).Connected })
	w.hear(r, "one shard", "two")
	second := w.resume(r)
	w.say("three")
	w.hear(second, "three")
	if w.Resumes() != 4 {
		t.Errorf("%d resumes", w.Resumes())
	}
	w.shards = 1
	second.stop()
	sink := adaptertest.NewSinkWith(nil, second.Cursors())
	a := discord.New(discord.Settings{Token: w.Token(), APIURL: w.URL(), Shards: 1}, w.options(&buffer{}))
	if err := a.Run(t.Context(), sink); err == nil || !strings.Contains(err.Error(), "larger number under platforms.discord.shards") {
		t.Errorf("too few shards: %v", err)
	}
}

// TestShardBudget checks that shards leave off before Discord's daily limit, in all buckets together.
func TestShardBudget(t *testing.T) {
	w := newWide(t, 4, fake.Options{Shards: 4, MaxConcurrency: 2, Limits: true, SessionStarts: 3})
	sink := adaptertest.NewSink(nil)
	sink.SetNow(w.clock.now)
	r := w.launch(sink, sink)
	r.Until(t, "the limit", func() bool { return strings.Contains(last(r).Reason, "no session for another 4h0m0s") })
	if n := w.Identifies(); n != 2 {
		t.Errorf("%d sessions, want 2: the last may be another bucket's", n)
	}
	checkViolations(t, w.scene)
}

// TestSomeShards checks shards in several processes, each with cursors of its own, which share turns.
func TestSomeShards(t *testing.T) {
	w := newWide(t, 4, fake.Options{Shards: 4, MaxConcurrency: 2, Limits: true})
	log := &buffer{}
	turns := discord.NewTurns(w.clock.sleep)
	var sinks []*adaptertest.Sink
	var ended []chan error
	ctx, cancel := context.WithCancel(t.Context())
	for p := range 2 {
		o := w.options(log)
		o.Identify = turns
		a := discord.New(discord.Settings{Token: w.Token(), APIURL: w.URL()}, o)
		for i := range 2 {
			sink, end := adaptertest.NewSink(nil), make(chan error, 1)
			sink.SetNow(w.clock.now)
			sinks, ended = append(sinks, sink), append(ended, end)
			go func() { end <- a.Shard(2*p+i, 4).Run(ctx, sink) }()
		}
	}
	for _, s := range sinks {
		s.AwaitStatus(t, true)
	}
	w.sessions(4, 0)
	w.say("hello")
	for _, room := range w.rooms {
		for i, s := range sinks {
			heard := func() bool {
				return slices.ContainsFunc(s.Events(), func(e bot.Event) bool { return e.Kind == bot.KindMessage && e.Place == w.in(room) })
			}
			if i == w.shard(room, 4) {
				s.Until(t, "hello", heard)
			} else if heard() {
				t.Errorf("shard %d heard %s", i, w.in(room))
			}
		}
	}
	cancel()
	for i, end := range ended {
		if err := <-end; err != nil {
			t.Error(err)
		}
		for name := range sinks[i].Cursors() {
			if name != discord.Source(i) {
				t.Errorf("shard %d has the cursor %s", i, name)
			}
		}
	}
	checkViolations(t, w.scene)
}

func TestShardOf(t *testing.T) {
	for place, want := range map[bot.Place]int{
		"discord:175928847299117063":          175928847299117063 >> 22 % 7,
		"discord:175928847299117063/1/2":      175928847299117063 >> 22 % 7,
		"discord:dm/175928847299117063":       0,
		"discord:175928847299117063/role/112": 175928847299117063 >> 22 % 7,
	} {
		if got := discord.ShardOf(place, 7); got != want {
			t.Errorf("%s: shard %d, want %d", place, got, want)
		}
	}
	var s discord.Shards
	for text, ok := range map[string]bool{"auto": true, "1": true, "10000": true, "0": false, "10001": false, "many": false, "-1": false} {
		if err := s.UnmarshalText([]byte(text)); (err == nil) != ok {
			t.Errorf("%s: %v", text, err)
		}
		if again, _ := json.Marshal(s); ok && string(again) != fmt.Sprintf("%q", text) {
			t.Errorf("%s is written as %s", text, again)
		}
	}
}
