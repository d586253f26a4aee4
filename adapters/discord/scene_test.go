package discord_test

import (
	"bytes"
	"context"
	"encoding/json"
	"log/slog"
	"sync"
	"testing"
	"time"

	"github.com/stewardbot/steward/adapters/adaptertest"
	"github.com/stewardbot/steward/adapters/discord"
	fake "github.com/stewardbot/steward/adapters/discord/fakediscord"
	"github.com/stewardbot/steward/adapters/kit"
	"github.com/stewardbot/steward/bot"
)

// scene is a guild on a fake server whose clock advances by whatever the adapter sleeps.
type scene struct {
	*fake.Server
	t        testing.TB
	clock    *clock
	guild    *fake.Guild
	channel  *fake.Channel
	ann, bob fake.User
	owner    fake.User
	shards   discord.Shards
}

// clock is the real clock plus an offset.
type clock struct {
	mu    sync.Mutex
	ahead time.Duration
}

func (c *clock) now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return time.Now().Add(c.ahead)
}

// sleep advances the clock by d without waiting.
func (c *clock) sleep(ctx context.Context, d time.Duration) error {
	c.mu.Lock()
	c.ahead += d
	c.mu.Unlock()
	select {
	case <-ctx.Done():
	case <-time.After(min(d, 2*time.Millisecond)):
	}
	return ctx.Err()
}

func newScene(t testing.TB, o fake.Options) *scene {
	s := &scene{t: t, clock: &clock{}}
	o.Now = s.clock.now
	s.Server = fake.New(o)
	t.Cleanup(s.Close)
	s.owner, s.ann, s.bob = s.AddUser("Olga"), s.AddUser("Ann"), s.AddUser("Bob")
	s.guild = s.AddGuild("Tea", s.owner)
	s.channel = s.guild.AddChannel("talk")
	s.guild.AddMember(s.ann)
	s.guild.AddMember(s.bob)
	return s
}

func (s *scene) space() bot.Place { return bot.Place("discord:" + s.guild.ID) }

func (s *scene) place(c *fake.Channel) bot.Place { return s.space() + bot.Place("/"+c.ID) }

// run is one process.
type run struct {
	*adaptertest.Sink
	t     testing.TB
	stop  func()
	ended chan error
	log   *buffer
}

type buffer struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (b *buffer) Write(p []byte) (int, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.b.Write(p)
}

func (b *buffer) String() string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.b.String()
}

func (s *scene) options(log *buffer) discord.Options {
	return discord.Options{Options: kit.Options{
		Log:   slog.New(slog.NewTextHandler(log, nil)),
		Sleep: s.clock.sleep,
	}}
}

// launch runs the adapter on a sink until stop is called or the test ends.
func (s *scene) launch(sink bot.Sink, record *adaptertest.Sink, edit ...func(*discord.Options)) *run {
	r := &run{Sink: record, t: s.t, ended: make(chan error, 1), log: &buffer{}}
	o := s.options(r.log)
	for _, e := range edit {
		e(&o)
	}
	a := discord.New(discord.Settings{Token: s.Token(), APIURL: s.URL(), Shards: s.shards}, o)
	ctx, cancel := context.WithCancel(context.Background())
	go func() { r.ended <- a.Run(ctx, sink) }()
	r.stop = sync.OnceFunc(func() {
		cancel()
		if err := <-r.ended; err != nil {
			s.t.Errorf("Run returned %v, want nil", err)
		}
		record.Close()
	})
	s.t.Cleanup(r.stop)
	return r
}

// start is like launch with a committing sink and an earlier run's cursor; it waits until
// connected.
func (s *scene) start(cursor []byte, edit ...func(*discord.Options)) *run {
	sink := adaptertest.NewSink(cursor)
	sink.SetNow(s.clock.now)
	r := s.launch(sink, sink, edit...)
	sink.AwaitStatus(s.t, true)
	return r
}

// cursor returns the cursor that the run has committed.
func (r *run) cursor() []byte {
	c, _ := r.Sink.Cursor(discord.Platform)
	return c
}

func (r *run) hear(text string) bot.Event { return r.AwaitText(r.t, bot.KindMessage, text) }

// texts returns the texts of a place's messages, in order of first arrival.
func (r *run) texts(in bot.Place) []string {
	var out []string
	seen := map[string]bool{}
	for _, e := range r.Events() {
		if e.Kind == bot.KindMessage && e.Place == in && !seen[e.ID] {
			seen[e.ID] = true
			out = append(out, e.Message.Text)
		}
	}
	return out
}

// once fails the test if an event was submitted twice.
func (r *run) once() {
	r.t.Helper()
	seen := map[string]bool{}
	for _, e := range r.Events() {
		if seen[e.ID] {
			r.t.Errorf("%s came twice", e.ID)
		}
		seen[e.ID] = true
	}
}

// gaps returns the number of gaps in a cursor.
func gaps(cursor []byte) int {
	var c struct {
		Gaps []json.RawMessage `json:"gaps"`
	}
	if json.Unmarshal(cursor, &c) != nil {
		return -1
	}
	return len(c.Gaps)
}

func (s *scene) await(what string, is func() bool) {
	s.t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), 20*time.Second)
	defer cancel()
	if s.Await(ctx, is) != nil {
		s.t.Fatalf("waited in vain for %s", what)
	}
}
