package program_test

import (
	"context"
	"flag"
	"fmt"
	"math/rand/v2"
	"os"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/stewardbot/steward/adapters/discord"
	"github.com/stewardbot/steward/adapters/discord/fakediscord"
	"github.com/stewardbot/steward/adapters/telegram/faketelegram"
	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/store/pgstore"
)

var limitsFor = flag.Duration("limits.for", 0, "how long TestLimits asks too much of a cluster; 0: not at all, as it needs a machine for itself")

const limitsShards = 4

// excess is how many of so many calls may be too many: three, and one in a thousand. Where the machine is so busy that a
// process stands still for a tenth of a second, what it sent before and after arrives together.
func excess(calls int) int { return 3 + calls/1000 }

// crowd are people who ask too much of a cluster: so many commands that its answers would go over the limits of both
// platforms if each gateway counted for itself.
type crowd struct {
	*crash
	tg     *faketelegram.Server
	dc     *fakediscord.Server
	users  []faketelegram.User
	others []fakediscord.User
	rooms  []*fakediscord.Channel
	asked  [2]int // of Telegram and of Discord
}

// TestLimits: a cluster whose two gateways have two of four shards of Discord each, and one of them Telegram, is asked more
// than the platforms let it answer. It does not go over a limit, neither of a chat nor of the bot.
//
//	go test ./cmd/steward/program -run TestLimits -limits.for 10m -v
func TestLimits(t *testing.T) {
	if *limitsFor == 0 {
		t.Skip("runs with -limits.for 10m, in .ci/deep")
	}
	c := newCrowd(t)
	ctx := t.Context()
	c.fleet.shareOut(ctx, t, discord.Source(2), discord.Source(3))
	for _, g := range c.fleet.crew[:2] {
		if n := len(c.fleet.sources(g)); n < 2 {
			t.Fatalf("a gateway has %d sources", n)
		}
	}
	if err := await("all shards are connected", func() bool { return c.dc.Connected() == limitsShards && c.tg.Polling() }); err != nil {
		t.Fatalf("%v\n%s", err, c.lastLog())
	}
	began := time.Now()
	for time.Since(began) < *limitsFor {
		c.ask(time.Since(began))
		time.Sleep(20 * time.Millisecond)
	}
	took := time.Since(began).Seconds()
	told, most := c.told()
	v, over := c.dc.Violations(), c.tg.Violations()
	if len(v) > excess(told[1]) {
		t.Errorf("%d limits of Discord were broken, such as %v", len(v), v[:min(len(v), 5)])
	}
	if over > excess(told[0]) {
		t.Errorf("%d messages were over Telegram's limits", over)
	}
	if n, err := c.fleet.outbox(); err != nil || n == 0 {
		t.Errorf("%d lines wait (%v): it was not asked too much", n, err)
	}
	t.Logf("in %.0f s %d commands on Telegram and %d on Discord; %.1f calls a second on Telegram, at most %d in one, %d too many; %.1f on Discord, at most %d, %d too many",
		took, c.asked[0], c.asked[1], float64(told[0])/took, most[0], over, float64(told[1])/took, most[1], len(v))
	if err := c.fleet.stop(); err != nil {
		t.Errorf("an orderly stop: %v\n%s", err, c.lastLog())
	}
}

func newCrowd(t *testing.T) *crowd {
	c := &crowd{
		crash: &crash{t: t, dir: t.TempDir(), binary: buildForTests(t)},
		tg:    faketelegram.New(faketelegram.Options{Limits: faketelegram.PublishedLimits(), Keep: 1 << 20}),
		dc:    fakediscord.New(fakediscord.Options{Shards: limitsShards, MaxConcurrency: 2, Limits: true, Keep: 1 << 20}),
	}
	t.Cleanup(c.tg.Close)
	t.Cleanup(c.dc.Close)
	for i := range 200 {
		u := c.tg.Person(fmt.Sprint("p", i))
		c.tg.Start(u)
		c.users, c.others = append(c.users, u), append(c.others, c.dc.AddUser(fmt.Sprint("p", i)))
	}
	c.fleet = c.onCluster()
	c.fleet.lease = 6 * time.Second
	database, cluster := c.fleet.settings()
	config := fmt.Sprintf("store: %s\n%splatforms:\n  telegram: {token: %q, api_url: %q}\n  discord: {token: %q, api_url: %q, shards: %d}\ncommunities:\n",
		database, cluster, c.tg.Token(), c.tg.URL(), c.dc.Token(), c.dc.URL(), limitsShards)
	for i := range 4 {
		g := c.tg.Supergroup(fmt.Sprint("g", i), faketelegram.Ordinary(c.users[i*50:(i+1)*50]...), faketelegram.Staff(faketelegram.Admin(c.tg.Me(), faketelegram.AllRights())))
		config += fmt.Sprintf("  - {id: t%d, spaces: [\"telegram:%d\"]}\n", i, g.ID)
	}
	owner, guilds := c.dc.AddUser("olga"), map[int]int{}
	for i := 0; i < 3*limitsShards; {
		time.Sleep(time.Millisecond) // ids of another millisecond
		g := c.dc.AddGuild(fmt.Sprint("d", i), owner)
		if shard := discord.ShardOf(bot.Place("discord:"+g.ID), limitsShards); guilds[shard] < 3 { // others are not configured
			guilds[shard]++
			for _, u := range c.others {
				g.AddMember(u)
			}
			for range 4 {
				c.rooms = append(c.rooms, g.AddChannel("general"))
			}
			config += fmt.Sprintf("  - {id: d%d, spaces: [\"discord:%s\"]}\n", i, g.ID)
			i++
		}
	}
	if err := os.WriteFile(c.path(), []byte(config), 0o600); err != nil {
		t.Fatal(err)
	}
	return c
}

// ask has people ask until so many commands were given as should be after a time: 50 a second on each platform, where
// Discord lets a bot do 50 things a second and Telegram 30.
func (c *crowd) ask(after time.Duration) {
	due := int(after.Seconds() * 50)
	for ; c.asked[0] < due; c.asked[0]++ {
		u := c.users[c.asked[0]%len(c.users)]
		c.tg.Say(u, c.tg.Private(u), "/points")
	}
	for ; c.asked[1] < due; c.asked[1]++ {
		c.dc.Say(c.others[c.asked[1]%len(c.others)], c.rooms[rand.IntN(len(c.rooms))].ID, "/points")
	}
}

// told counts calls that the platforms' limits are about, and the most in a second.
func (c *crowd) told() (all, most [2]int) {
	in := map[int64]*[2]int{}
	count := func(at time.Time, platform int) {
		if in[at.Unix()] == nil {
			in[at.Unix()] = &[2]int{}
		}
		in[at.Unix()][platform]++
		all[platform]++
		most[platform] = max(most[platform], in[at.Unix()][platform])
	}
	for _, call := range c.tg.Calls("sendMessage") {
		count(call.At, 0)
	}
	for _, call := range c.dc.Calls("", "") {
		if !strings.Contains(call.Path, "/interactions/") {
			count(call.At, 1)
		}
	}
	return all, most
}

// sources returns what connections a gateway has.
func (f *fleet) sources(c *running) (list []string) {
	leases, err := f.store.Leases(context.Background())
	if err != nil {
		return nil
	}
	names, err := f.store.Sources(context.Background())
	if err != nil {
		return nil
	}
	for _, l := range leases {
		i := slices.IndexFunc(names, func(s pgstore.Source) bool { return s.Part == l.Part })
		if i >= 0 && l.Left > 0 && strings.HasSuffix(l.Owner, fmt.Sprintf(" process %d", c.cmd.Process.Pid)) {
			list = append(list, names[i].Name)
		}
	}
	return list
}

// shareOut starts everything so that the gateway that gets most of the sources gets none of these: nothing else balances
// them.
func (f *fleet) shareOut(ctx context.Context, t *testing.T, sources ...string) {
	t.Helper()
	var kept []func() error
	for _, name := range sources {
		s, err := f.store.OpenSource(ctx, name)
		if err != nil {
			t.Fatal(err)
		}
		kept = append(kept, s.Close)
	}
	f.begin(ctx)
	ctx, cancel := context.WithTimeout(ctx, time.Minute)
	defer cancel()
	others := func() int { return len(f.sources(f.crew[0])) + len(f.sources(f.crew[1])) }
	f.awaitOwned(ctx, t, func() bool { return others() == limitsShards+1-len(sources) })
	first, second := f.crew[0], f.crew[1]
	if len(f.sources(first)) < len(f.sources(second)) {
		first, second = second, first
	}
	before := len(f.sources(second))
	_ = first.cmd.Process.Signal(syscall.SIGSTOP)
	for _, end := range kept {
		if err := end(); err != nil {
			t.Fatal(err)
		}
	}
	f.awaitOwned(ctx, t, func() bool { return len(f.sources(second)) == before+len(sources) })
	_ = first.cmd.Process.Signal(syscall.SIGCONT)
	f.awaitOwned(ctx, t, f.owned)
}
