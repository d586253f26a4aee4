package program_test

import (
	"bytes"
	"encoding/json"
	"flag"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stewardbot/steward/adapters/discord"
	"github.com/stewardbot/steward/adapters/discord/fakediscord"
	"github.com/stewardbot/steward/adapters/telegram/faketelegram"
	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/bot/cluster"
)

var chaosEvents = flag.Int("chaos.events", 600, "what people say in TestChaos")

// circle is one community of the chaos: its people are in no other.
type circle struct {
	id, place string
	people    []string
	said      []string // ids of its messages, in order
	say       func(who int, text string) (event string)
	ask       func(who int)     // in private
	told      func(who int) int // how many answers there are
}

// chaos is a cluster that people talk to, in many communities, while everything of it fails.
type chaos struct {
	*crash
	tg      *faketelegram.Server
	dc      *fakediscord.Server
	circles []*circle
	points  map[string]int // by name
	asked   map[string]int // commands, by name
}

// chaosShards is how many shards Discord has in the chaos.
const chaosShards = 4

// TestChaos lets everything of a cluster fail, again and again, while people talk: processes are killed, and paused beyond
// their leases; NATS is killed, and loses all that it has; PostgreSQL crashes; connections are cut. In the end every member
// has exactly the points that are due, each community's messages were decided once and in their order, each command was
// answered once, or a doubt was logged, and nothing is left to do. Half of the communities are on Discord, whose shards go
// from gateway to gateway.
//
//	go test ./cmd/steward/program -run TestChaos -chaos.events 20000 -v
//
// With -replicated one of three NATS servers fails at a time, and instead of a crash of PostgreSQL its standby takes over.
func TestChaos(t *testing.T) {
	if testing.Short() {
		t.Skip("kills processes; not with -short")
	}
	t.Parallel()
	c := newChaos(t)
	ctx, began := t.Context(), time.Now()
	faults := max(4, *chaosEvents/300)
	for i := range faults + 1 {
		c.fleet.begin(ctx)
		if i%4 == 0 {
			c.fleet.start(ctx, t)
		}
		if i == 0 {
			c.awaitSessions()
		}
		ended := make(chan struct{})
		go func() {
			defer close(ended)
			c.talk(*chaosEvents*(i+1)/(faults+1) - *chaosEvents*i/(faults+1))
		}()
		pause(ctx, time.Duration(100+rand.IntN(600))*time.Millisecond)
		if i < faults {
			c.fleet.strike(t)
		}
		<-ended
	}
	c.fleet.start(ctx, t)
	deadline := time.Now().Add(2 * time.Minute)
	for what := c.open(); what != ""; what = c.open() {
		if pause(ctx, 50*time.Millisecond); time.Now().After(deadline) {
			t.Fatalf("not settled in time: %s\n%s", what, c.lastLog())
		}
	}
	c.judgeChaos(began)
	if err := c.fleet.stop(); err != nil {
		t.Errorf("an orderly stop: %v\n%s", err, c.lastLog())
	}
}

func newChaos(t *testing.T) *chaos {
	c := &chaos{
		crash:  &crash{t: t, dir: t.TempDir(), binary: buildForTests(t)},
		tg:     faketelegram.New(faketelegram.Options{Keep: 1 << 20}),
		dc:     fakediscord.New(fakediscord.Options{Keep: 1 << 20, Shards: chaosShards, MaxConcurrency: 2}),
		points: map[string]int{}, asked: map[string]int{},
	}
	t.Cleanup(c.tg.Close)
	t.Cleanup(c.dc.Close)
	c.fleet = c.onCluster()
	store, settings := c.fleet.settings()
	config := fmt.Sprintf("store: %s\n%splatforms:\n  telegram: {token: %q, api_url: %q}\n  discord: {token: %q, api_url: %q, shards: %d}\ncommunities:\n",
		store, settings, c.tg.Token(), c.tg.URL(), c.dc.Token(), c.dc.URL(), chaosShards)
	guilds := map[int]int{} // by shard
	for i := range 2 * partitions {
		x := &circle{id: fmt.Sprintf("circle-%d", i)}
		for n := range 8 {
			x.people = append(x.people, fmt.Sprintf("p%d-%d", i, n))
		}
		if i%2 == 0 {
			c.onTelegram(x)
		} else {
			c.onDiscord(x, guilds)
		}
		c.circles = append(c.circles, x)
		config += fmt.Sprintf("  - id: %s\n    timezone: UTC\n    spaces: [%q]\n    points: {message: {amount: 1, cooldown: 0s, per_day: 10000, min_length: 4}}\n", x.id, bot.Place(x.place).Space())
	}
	if err := os.WriteFile(filepath.Join(c.dir, "steward.yaml"), []byte(config), 0o600); err != nil {
		t.Fatal(err)
	}
	return c
}

func (c *chaos) onTelegram(x *circle) {
	var people []faketelegram.User
	for _, name := range x.people {
		u := c.tg.Person(name)
		c.tg.Start(u)
		people = append(people, u)
	}
	chat := c.tg.Supergroup(x.id, faketelegram.Ordinary(people...), faketelegram.Staff(faketelegram.Admin(c.tg.Me(), faketelegram.AllRights())))
	x.place = fmt.Sprintf("telegram:%d", chat.ID)
	x.say = func(who int, text string) string {
		return fmt.Sprintf("%s/m%d", x.place, c.tg.Say(people[who], chat, text).ID)
	}
	x.ask = func(who int) { c.tg.Say(people[who], c.tg.Private(people[who]), "/points") }
	x.told = func(who int) int { return len(c.tg.Sent(c.tg.Private(people[who]))) }
}

// onDiscord takes care that each shard has as many servers.
func (c *chaos) onDiscord(x *circle, guilds map[int]int) {
	owner := c.dc.AddUser("owner")
	g := c.dc.AddGuild(x.id, owner)
	shard := func() int { return discord.ShardOf(bot.Place("discord:"+g.ID), chaosShards) }
	for guilds[shard()] == partitions/chaosShards {
		time.Sleep(time.Millisecond) // an id of another millisecond; the server before is in no community
		g = c.dc.AddGuild(x.id, owner)
	}
	guilds[shard()]++
	var people []fakediscord.User
	for _, name := range x.people {
		u := c.dc.AddUser(name)
		g.AddMember(u)
		people = append(people, u)
	}
	room := g.AddChannel("general")
	x.place = "discord:" + g.ID + "/" + room.ID
	x.say = func(who int, text string) string {
		return fmt.Sprintf("discord:%s/m%s", g.ID, c.dc.Say(people[who], room.ID, text))
	}
	x.ask = func(who int) { c.dc.DM(people[who], "/points") }
	x.told = func(who int) int { return len(c.dc.Sent(c.dc.PrivateChannel(people[who]))) }
}

// awaitSessions waits until each shard has a session that is stored: from then on it is resumed.
func (c *chaos) awaitSessions() {
	err := await("each shard has a session", func() bool {
		list, err := c.fleet.store.Sources(c.t.Context())
		for _, s := range list {
			if cursor, failed := cluster.CursorIn(c.fleet.store.View(s.Part), s.Name); err != nil || failed != nil || cursor == nil && s.Name != "telegram" {
				return false
			}
		}
		return c.dc.Connected() == chaosShards
	})
	if err != nil {
		c.t.Fatalf("%v\n%s", err, c.lastLog())
	}
}

// talk has people say n things within a second or two; one in twenty is a command.
func (c *chaos) talk(n int) {
	for i := range n {
		x := c.circles[rand.IntN(len(c.circles))]
		who := rand.IntN(len(x.people))
		if i%20 == 10 {
			x.ask(who)
			c.asked[x.people[who]]++
			continue
		}
		x.said = append(x.said, x.say(who, fmt.Sprintf("what I have to say, number %d", len(x.said))))
		c.points[x.people[who]]++
		if i%10 == 0 {
			time.Sleep(15 * time.Second / time.Duration(n))
		}
	}
}

// open tells what is not done yet, "" if all is.
func (c *chaos) open() string {
	if n := c.tg.Pending() + c.dc.Pending(); n > 0 {
		return fmt.Sprintf("%d updates are not confirmed", n)
	}
	if n := c.dc.Connected(); n < chaosShards {
		return fmt.Sprintf("%d shards are connected", n)
	}
	switch n, err := c.fleet.outbox(); {
	case err != nil:
		return err.Error()
	case n > 0:
		return fmt.Sprintf("%d lines in the outboxes", n)
	}
	missing, decided := 0, c.decided()
	for _, x := range c.circles {
		missing += max(0, len(x.said)-len(decided[x.place]))
	}
	if missing > 0 {
		return fmt.Sprintf("%d messages are not decided", missing)
	}
	return ""
}

func (c *chaos) judgeChaos(began time.Time) {
	wrong, total := 0, 0
	for _, x := range c.circles {
		earned := c.earnedIn(x.id)
		for _, who := range x.people {
			total += earned[who]
			if want := c.points[who]; earned[who] != want {
				wrong++
				c.t.Errorf("%s has earned %d, and is due %d", who, earned[who], want)
			}
		}
	}
	decided, events := c.decided(), 0
	for _, x := range c.circles {
		events += len(x.said)
		if got := decided[x.place]; strings.Join(got, " ") != strings.Join(x.said, " ") {
			c.t.Errorf("%s: %d messages were decided, not these %d in their order", x.id, len(got), len(x.said))
		}
	}
	asked, doubled, missing := 0, 0, 0
	for _, x := range c.circles {
		for i, who := range x.people {
			n := x.told(i) // whatever the answer is: who has not said anything is not a member yet
			asked += c.asked[who]
			doubled, missing = doubled+max(n-c.asked[who], 0), missing+max(c.asked[who]-n, 0)
		}
	}
	doubts, late := c.doubts(), c.logged("effect=say", "status=expired")
	if doubled > doubts || missing > doubts+late {
		c.t.Errorf("%d answers were doubled and %d are missing; %d doubts were logged, and %d that were too late", doubled, missing, doubts, late)
	}
	for _, v := range c.dc.Violations() {
		c.t.Errorf("a rule of Discord was broken: %v", v)
	}
	c.t.Logf("%d messages, %d points, %d members wrong; %d commands, %d answers doubled, %d missing, %d doubts, %d too late; %v; %s",
		events, total, wrong, asked, doubled, missing, doubts, late, c.fleet.done, time.Since(began).Round(time.Second))
	if c.t.Failed() {
		c.t.Logf("log:\n%s", c.lastLog())
	}
}

// earnedIn returns what the members of a community have earned, by name.
func (c *chaos) earnedIn(community string) map[string]int {
	earned := map[string]int{}
	c.rows(func(dec *json.Decoder) error {
		var row struct {
			Name   string
			Earned int
		}
		err := dec.Decode(&row)
		earned[row.Name] += row.Earned
		return err
	}, "ledger", "balances", "--community", community)
	return earned
}

// decided returns the messages of each group in the order of the journal.
func (c *chaos) decided() map[string][]string {
	list := map[string][]string{}
	c.rows(func(dec *json.Decoder) error {
		var row struct{ Event bot.Event }
		err := dec.Decode(&row)
		if place := string(row.Event.Place); row.Event.Kind == bot.KindMessage {
			list[place] = append(list[place], row.Event.ID)
		}
		return err
	}, "events", "list")
	return list
}

// rows reads what a command prints.
func (c *crash) rows(row func(*json.Decoder) error, args ...string) {
	out, err := c.command(append(args, "--json", "-c", c.path())...).Output()
	if err != nil {
		c.t.Fatalf("%v: %v", args, err)
	}
	for dec := json.NewDecoder(bytes.NewReader(out)); dec.More(); {
		if err := row(dec); err != nil {
			c.t.Fatal(err)
		}
	}
}
