package main

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/stewardbot/steward/adapters/discord/fakediscord"
	"github.com/stewardbot/steward/cmd/steward/wire"
)

// BenchmarkDiscord measures the whole path on Discord: a fake server in this process, the socket,
// decoding, pay and a durable commit in bbolt, at 2,000 messages a second for five seconds per
// iteration. The limit: no backlog builds up, and everything is committed shortly after the last
// message.
//
//	go test ./cmd/steward -run '^$' -bench Discord -benchtime 2x
func BenchmarkDiscord(b *testing.B) {
	const perSecond, people, during = 2000, 1000, 5 * time.Second
	dc := fakediscord.New(fakediscord.Options{Keep: 1000})
	defer dc.Close()
	guild := dc.AddGuild("Tea", dc.AddUser("owner"))
	room := guild.AddChannel("general")
	var users []fakediscord.User
	for i := range people {
		users = append(users, dc.AddUser(fmt.Sprintf("guest%d", i)))
		guild.AddMember(users[i])
	}
	path := filepath.Join(b.TempDir(), "steward.yaml")
	text := fmt.Sprintf("store: {path: %q}\nplatforms: {discord: {token: %q, api_url: %q}}\ncommunities:\n  - id: tea\n    spaces: [\"discord:%s\"]\n"+
		"    points: {message: {amount: 1, cooldown: 0s, per_day: 0}}\n", filepath.Join(filepath.Dir(path), "steward.db"), dc.Token(), dc.URL(), guild.ID)
	must(b, os.WriteFile(path, []byte(text), 0o600))
	file, err := (&env{stderr: io.Discard}).load(path)
	must(b, err)
	log, p := slog.New(slog.DiscardHandler), wire.NewParts()
	opt := wire.EngineOptions(p)
	opt.Config = wire.EngineConfig(file)
	opt.Adapters = wire.Adapters(file, nil, log)
	in, err := newInstance(b.Context(), file.Root("store").(*wire.StoreSettings).Place(), file, opt, p, log)
	must(b, err)
	ctx, cancel := context.WithCancel(context.Background())
	ended := make(chan error, 1)
	go func() { ended <- in.engine.Run(ctx) }()
	defer func() {
		cancel()
		must(b, <-ended)
		must(b, in.store.Close())
	}()
	for len(in.engine.NotReady()) > 0 || dc.Connected() == 0 {
		time.Sleep(10 * time.Millisecond)
	}
	stats, _ := in.engine.Stats()
	// Members' standing and voice states arrive first.
	for dc.Pending() > 0 || stats.Committed.Load() == 0 {
		time.Sleep(10 * time.Millisecond)
	}
	watchOthers(b)
	var behind, offered time.Duration
	said := 0
	for b.Loop() {
		before, n := stats.Committed.Load(), int(during.Seconds()*perSecond)
		began := time.Now()
		for i := range n {
			if wait := time.Until(began.Add(time.Duration(i) * time.Second / perSecond)); wait > time.Millisecond {
				time.Sleep(wait)
			}
			said++
			dc.Say(users[said*7919%people], room.ID, fmt.Sprintf("message number %d%s", said, chatter))
		}
		last := time.Now()
		offered += last.Sub(began)
		for stats.Committed.Load()-before < uint64(n) {
			time.Sleep(100 * time.Microsecond)
		}
		behind = max(behind, time.Since(last))
	}
	b.ReportMetric(0, "ns/op")
	b.ReportMetric(float64(said)/offered.Seconds(), "offered-msgs/s")
	b.ReportMetric(float64(behind.Microseconds())/1000, "behind-ms")
}
