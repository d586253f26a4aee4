package discord_test

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"sync"
	"testing"
	"time"

	"github.com/stewardbot/steward/adapters/discord"
	fake "github.com/stewardbot/steward/adapters/discord/fakediscord"
	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/bot/phrase"
)

// countingSink commits at once and records when.
type countingSink struct {
	mu        sync.Mutex
	cursor    []byte
	said      map[string]time.Time // posting time by text
	standings int
	changed   chan struct{}
}

func newCountingSink() *countingSink {
	return &countingSink{said: map[string]time.Time{}, changed: make(chan struct{}, 1)}
}

func (s *countingSink) Submit(_ context.Context, b bot.Batch) (bot.Wait, error) {
	now := time.Now()
	s.mu.Lock()
	defer s.mu.Unlock()
	s.cursor = b.Cursor
	for _, e := range b.Events {
		switch e.Kind {
		case bot.KindMessage:
			s.said[e.Message.Text] = now
		case bot.KindStanding:
			s.standings++
		}
	}
	s.poke()
	return func(context.Context) error { return nil }, nil
}

func (s *countingSink) poke() {
	select {
	case s.changed <- struct{}{}:
	default:
	}
}

func (s *countingSink) Cursor(string) ([]byte, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.cursor), nil
}

func (s *countingSink) Now() time.Time { return time.Now() }

func (s *countingSink) Status(string, bool, phrase.Line) { s.poke() }

func (s *countingSink) until(b *testing.B, is func() bool) {
	b.Helper()
	limit := time.NewTimer(2 * time.Minute)
	defer limit.Stop()
	for {
		s.mu.Lock()
		done := is()
		s.mu.Unlock()
		if done {
			return
		}
		select {
		case <-s.changed:
		case <-limit.C:
			b.Fatal("it does not end")
		}
	}
}

func runOn(b *testing.B, s *scene, sink bot.Sink) (stop func()) {
	a := discord.New(discord.Settings{Token: s.Token(), APIURL: s.URL()}, discord.Options{})
	ctx, cancel := context.WithCancel(context.Background())
	ended := make(chan error, 1)
	go func() { ended <- a.Run(ctx, sink) }()
	return func() {
		cancel()
		if err := <-ended; err != nil {
			b.Error(err)
		}
	}
}

// BenchmarkDispatch posts b.N messages at 2,000 a second and reports the latency from posting to
// commit. Run it with -benchtime 10000x.
func BenchmarkDispatch(b *testing.B) {
	const perSecond = 2000
	s := newScene(b, fake.Options{})
	sink := newCountingSink()
	defer runOn(b, s, sink)()
	sink.until(b, func() bool { return sink.standings == 1 })
	sent := make([]time.Time, b.N)
	tick := time.NewTicker(5 * time.Millisecond)
	defer tick.Stop()
	b.ResetTimer()
	start := time.Now()
	for i := 0; i < b.N; {
		<-tick.C
		due := min(int(time.Since(start).Seconds()*perSecond), b.N)
		for ; i < due; i++ {
			sent[i] = time.Now()
			s.Say(s.ann, s.channel.ID, strconv.Itoa(i))
		}
	}
	offered := time.Since(start)
	sink.until(b, func() bool { return len(sink.said) == b.N })
	all := time.Since(start)
	b.StopTimer()
	var lags []time.Duration
	for i, at := range sent {
		lags = append(lags, sink.said[strconv.Itoa(i)].Sub(at))
	}
	slices.Sort(lags)
	b.ReportMetric(float64(b.N)/offered.Seconds(), "offered/s")
	b.ReportMetric(float64(b.N)/all.Seconds(), "committed/s")
	b.ReportMetric(float64(lags[len(lags)/2].Microseconds())/1000, "lag-p50-ms")
	b.ReportMetric(float64(lags[len(lags)*99/100].Microseconds())/1000, "lag-p99-ms")
	b.ReportMetric(float64(lags[len(lags)-1].Microseconds())/1000, "lag-max-ms")
}

// BenchmarkReplay measures the maximum throughput: b.N messages waiting in the session, including
// the server's own work.
func BenchmarkReplay(b *testing.B) {
	s := newScene(b, fake.Options{SessionBuffer: b.N + 100, Keep: b.N + 100})
	sink := newCountingSink()
	stop := runOn(b, s, sink)
	sink.until(b, func() bool { return sink.standings == 1 })
	stop()
	for i := range b.N {
		s.Say(s.ann, s.channel.ID, strconv.Itoa(i))
	}
	b.ResetTimer()
	start := time.Now()
	defer runOn(b, s, sink)()
	sink.until(b, func() bool { return len(sink.said) == b.N })
	b.ReportMetric(float64(b.N)/time.Since(start).Seconds(), "msg/s")
}

// BenchmarkReady1000 measures a session start with a thousand guilds, until the standing of each
// has been submitted.
func BenchmarkReady1000(b *testing.B) {
	const many = 1000
	s := newScene(b, fake.Options{})
	for i := range many - 1 {
		g := s.AddGuild(fmt.Sprintf("Guild %d", i), s.owner)
		for j := range 10 {
			g.AddChannel(fmt.Sprintf("channel-%d", j))
			g.AddRole(fmt.Sprintf("Role %d", j), fake.PermManageMessages)
			g.AddMember([]fake.User{s.ann, s.bob}[j%2])
		}
	}
	for b.Loop() {
		sink := newCountingSink()
		stop := runOn(b, s, sink)
		sink.until(b, func() bool { return sink.standings == many })
		stop()
	}
}
