package main

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"log/slog"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strconv"
	"sync"
	"testing"
	"time"

	"github.com/stewardbot/steward/adapters/telegram"
	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/bot/engine"
	"github.com/stewardbot/steward/bot/feature/earning"
	"github.com/stewardbot/steward/cmd/steward/wire"
	"github.com/stewardbot/steward/store"
)

// End-to-end benchmarks, each with its limit beside it; docs/performance.md has figures:
//
//	go test ./cmd/steward -run '^$' -bench Durable -benchtime 3x
//	go test ./cmd/steward -run '^$' -bench 'Latency|LoneCommand|Million' -benchtime 1x
//
// The first needs some GB in the temporary directory, which should be on a disk, not in memory.

// benchGroups is the number of the community's groups; members post in all of them.
const benchGroups = 4

const benchToken = "1:bench"

// benchConfig pays for every message, and sells codes for a point.
func benchConfig() string {
	var b bytes.Buffer
	fmt.Fprintf(&b, "platforms: {telegram: {token: %q}}\ncommunities:\n  - id: tea\n    timezone: UTC\n    spaces:\n", benchToken)
	for g := range benchGroups {
		fmt.Fprintf(&b, "      - telegram:%d\n", benchGroup(g))
	}
	b.WriteString("    points: {message: {amount: 1, cooldown: 0s, per_day: 0}}\n    gates: {shop: {}, draws: {points: 1}}\n    shop: [{id: tea, name: Tea, price: 1, deliver: {codes: tea}}]\n")
	b.WriteString("    moderators: [" + string(guest(0).ID) + "]\n")
	return b.String()
}

func benchGroup(n int) int64 { return -1001234567890 - int64(n) }

// benchEngineConfig loads benchConfig with the program's own loader.
func benchEngineConfig(b *testing.B) engine.Config {
	b.Helper()
	path := filepath.Join(b.TempDir(), "steward.yaml")
	must(b, os.WriteFile(path, []byte(benchConfig()), 0o600))
	file, err := (&env{stderr: io.Discard}).load(path)
	must(b, err)
	return wire.EngineConfig(file)
}

func must(b *testing.B, err error) {
	b.Helper()
	if err != nil {
		b.Fatal(err)
	}
}

// guest returns the account of the n-th member. Account ids are in no order.
func guest(n int) bot.User {
	id := 1_000_000_000 + n*7919%9_999_991*100
	return bot.User{ID: bot.UserID(fmt.Sprintf("telegram:%d", id)), Name: fmt.Sprintf("Guest %d", n), Handle: fmt.Sprintf("guest_%d", n)}
}

// talk generates Telegram updates: no text twice, and the time advances by a second every few
// thousand.
type talk struct {
	member func() int
	next   int
	began  time.Time
}

// newTalk draws from n members, uniformly or with a Zipf distribution.
func newTalk(n int, zipf bool) *talk {
	r := rand.New(rand.NewPCG(1, 2))
	t := &talk{member: func() int { return r.IntN(n) }, began: time.Now()}
	if zipf {
		z := rand.NewZipf(r, 1.1, 1, uint64(n-1))
		t.member = func() int { return int(z.Uint64()) * 7919 % n }
	}
	return t
}

const chatter = " Has anybody tried the new oolong from the shop at the corner? 今天的茶很香"

// update returns the next update; an empty text becomes chatter.
func (t *talk) update(text string) []byte {
	t.next++
	if text == "" {
		text = strconv.Itoa(t.next) + chatter
	}
	who := guest(t.member())
	return fmt.Appendf(nil, `{"update_id":%d,"message":{"message_id":%d,"from":{"id":%s,"is_bot":false,"first_name":%q,`+
		`"username":%q,"language_code":"zh-hans"},"chat":{"id":%d,"title":"茶馆","username":"tea_house","type":"supergroup"},`+
		`"date":%d,"text":%q}}`,
		t.next, t.next, who.ID.Local(), who.Name, who.Handle, benchGroup(t.next%benchGroups),
		t.began.Unix()+int64(t.next/5000), text)
}

func (t *talk) updates(n int) [][]byte {
	list := make([][]byte, n)
	for i := range list {
		list[i] = t.update("")
	}
	return list
}

// seedMembers creates a store in which each member has been paid for one message, using the code
// of a normal turn.
func seedMembers(b *testing.B, path string, members int) {
	b.Helper()
	com := benchEngineConfig(b).Communities[0]
	p := wire.NewParts()
	pay := earning.New(p.Book, p.Members)
	s, err := store.Open(path, store.Options{NoSync: true})
	must(b, err)
	at := time.Now().Add(-time.Hour)
	for from := 0; from < members; from += seedChunk {
		must(b, s.Update(func(tx store.Tx) error {
			host := &seeder{tx: tx, at: at}
			for n := from; n < min(from+seedChunk, members); n++ {
				if err := host.say(pay, p, com, n, at); err != nil {
					return err
				}
			}
			return nil
		}))
	}
	must(b, s.Close())
}

const seedChunk = 50_000

// seeder is a host with only a state and a clock.
type seeder struct {
	bot.Host
	tx store.Tx
	at time.Time // the clock's time
}

func (d *seeder) State() bot.State                     { return d.tx }
func (d *seeder) Now() time.Time                       { return d.at }
func (d *seeder) Find(bot.Finding)                     {}
func (d *seeder) Count(bot.Count)                      {}
func (d *seeder) OnRollback(func())                    {}
func (d *seeder) SetEntry(bot.MessageID, uint64) error { return nil }

// say posts for a member, for some more than once so that points differ.
func (d *seeder) say(pay bot.Feature, p *wire.Parts, com *bot.Community, n int, at time.Time) error {
	m, err := p.Members.Resolve(d.tx, com.ID, guest(n), at)
	if err != nil {
		return err
	}
	for i := range 1 + n%2 {
		ev := &bot.Event{
			ID: fmt.Sprintf("seed/%d/%d", n, i), Kind: bot.KindMessage, Place: com.Spaces[0],
			Message: &bot.Message{ID: strconv.Itoa(n)},
		}
		t := bot.NewTurn(d, at.Add(time.Duration(i)*time.Minute))
		t.Event, t.Community, t.Member = ev, com, m
		t.Facts = &bot.Facts{Length: 12, Hash: uint64(n*2 + i + 1)}
		if err := pay.Routes().On[bot.KindMessage](t); err != nil {
			return err
		}
	}
	return nil
}

// copyFile copies a file that isn't open.
func copyFile(b *testing.B, to, from string) {
	b.Helper()
	in, err := os.Open(from)
	must(b, err)
	defer in.Close()
	out, err := os.Create(to)
	must(b, err)
	_, err = io.Copy(out, in)
	must(b, err)
	must(b, out.Sync())
	must(b, out.Close())
}

// platform is a Telegram on which every call succeeds at once.
type platform struct {
	*telegram.Adapter
	said    func(bot.Say) // called for each answer; may be nil
	message struct {
		sync.Mutex
		id int
	}
}

func newPlatform() *platform {
	return &platform{Adapter: telegram.New(telegram.Settings{Token: benchToken}, telegram.Options{})}
}

// Run implements bot.Adapter; messages arrive through Submit.
func (p *platform) Run(ctx context.Context, sink bot.Sink) error {
	sink.Status(p.Name(), true, "")
	<-ctx.Done()
	return nil
}

// Limits implements bot.Limiter: there are none.
func (p *platform) Limits() bot.Limits { return bot.Limits{} }

// Perform implements bot.Adapter.
func (p *platform) Perform(_ context.Context, d bot.Delivery) (bot.Outcome, error) {
	say, isSay := d.Effect.(bot.Say)
	if isSay && p.said != nil {
		p.said(say)
	}
	p.message.Lock()
	defer p.message.Unlock()
	p.message.id++
	id := "1" + strconv.Itoa(p.message.id)
	return bot.Outcome{Receipt: bot.Receipt{Messages: []string{id}, At: time.Now(), Hidden: isSay && say.To != ""}}, nil
}

// decode returns the events of some updates.
func (p *platform) decode(b *testing.B, updates [][]byte) []bot.Event {
	events := make([]bot.Event, 0, len(updates))
	for _, u := range updates {
		events = append(events, p.Decode(u)...)
	}
	if len(events) != len(updates) {
		b.Fatalf("%d updates made %d events", len(updates), len(events))
	}
	return events
}

// startEngine runs an engine with the program's own parts until the benchmark ends.
func startEngine(b *testing.B, s store.Store, p *platform, opt engine.Options, others ...bot.Adapter) *engine.Engine {
	b.Helper()
	b.Cleanup(easeCollector())
	opt.Store, opt.Adapters, opt.Config = s, append(others, p), benchEngineConfig(b)
	opt.Log = slog.New(slog.NewTextHandler(os.Stderr, &slog.HandlerOptions{Level: slog.LevelError}))
	e, err := engine.New(opt)
	must(b, err)
	background(b, e.Run)
	return e
}

// background runs something until the benchmark ends.
func background(b *testing.B, run func(context.Context) error) {
	ctx, cancel := context.WithCancel(context.Background())
	ended := make(chan error, 1)
	go func() { ended <- run(ctx) }()
	b.Cleanup(func() {
		cancel()
		must(b, <-ended)
	})
}
