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

	"github.com/stewardbot/steward/adapters/telegram/faketelegram"
	"github.com/stewardbot/steward/bot"
)

var chaosEvents = flag.Int("chaos.events", 600, "what people say in TestChaos")

// circle is one community of the chaos: its people are in no other.
type circle struct {
	id     string
	chat   faketelegram.Chat
	people []faketelegram.User
	said   []string // ids of its messages, in order
}

// chaos is a cluster that people talk to, in many communities, while everything of it fails.
type chaos struct {
	*crash
	tg      *faketelegram.Server
	circles []*circle
	points  map[string]int // by name
	asked   map[int64]int  // commands, by person
}

// TestChaos lets everything of a cluster fail, again and again, while people talk: processes are killed, and paused beyond
// their leases; NATS is killed, and loses all that it has; PostgreSQL crashes; connections are cut. In the end every member
// has exactly the points that are due, each community's messages were decided once and in their order, each command was
// answered once, or a doubt was logged, and nothing is left to do.
//
//	go test ./cmd/steward/program -run TestChaos -chaos.events 20000 -v
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
		points: map[string]int{}, asked: map[int64]int{},
	}
	t.Cleanup(c.tg.Close)
	c.fleet = c.onCluster()
	store, cluster := c.fleet.settings()
	config := fmt.Sprintf("store: %s\n%splatforms:\n  telegram: {token: %q, api_url: %q}\ncommunities:\n", store, cluster, c.tg.Token(), c.tg.URL())
	for i := range 2 * partitions {
		x := &circle{id: fmt.Sprintf("circle-%d", i)}
		for n := range 8 {
			u := c.tg.Person(fmt.Sprintf("p%d-%d", i, n))
			c.tg.Start(u)
			x.people = append(x.people, u)
		}
		x.chat = c.tg.Supergroup(x.id, faketelegram.Ordinary(x.people...), faketelegram.Staff(faketelegram.Admin(c.tg.Me(), faketelegram.AllRights())))
		c.circles = append(c.circles, x)
		config += fmt.Sprintf("  - id: %s\n    timezone: UTC\n    spaces: [\"telegram:%d\"]\n    points: {message: {amount: 1, cooldown: 0s, per_day: 10000, min_length: 4}}\n", x.id, x.chat.ID)
	}
	if err := os.WriteFile(filepath.Join(c.dir, "steward.yaml"), []byte(config), 0o600); err != nil {
		t.Fatal(err)
	}
	return c
}

// talk has people say n things within a second or two; one in twenty is a command.
func (c *chaos) talk(n int) {
	for i := range n {
		x := c.circles[rand.IntN(len(c.circles))]
		who := x.people[rand.IntN(len(x.people))]
		if i%20 == 10 {
			c.tg.Say(who, c.tg.Private(who), "/points")
			c.asked[who.ID]++
			continue
		}
		m := c.tg.Say(who, x.chat, fmt.Sprintf("what I have to say, number %d", len(x.said)))
		x.said = append(x.said, fmt.Sprintf("telegram:%d/m%d", x.chat.ID, m.ID))
		c.points[who.FirstName]++
		if i%10 == 0 {
			time.Sleep(15 * time.Second / time.Duration(n))
		}
	}
}

// open tells what is not done yet, "" if all is.
func (c *chaos) open() string {
	if n := c.tg.Pending(); n > 0 {
		return fmt.Sprintf("%d updates are not confirmed", n)
	}
	switch n, err := c.fleet.outbox(); {
	case err != nil:
		return err.Error()
	case n > 0:
		return fmt.Sprintf("%d lines in the outboxes", n)
	}
	return ""
}

func (c *chaos) judgeChaos(began time.Time) {
	wrong, total := 0, 0
	for _, x := range c.circles {
		earned := c.earnedIn(x.id)
		for _, who := range x.people {
			total += earned[who.FirstName]
			if want := c.points[who.FirstName]; earned[who.FirstName] != want {
				wrong++
				c.t.Errorf("%s has earned %d, and is due %d", who.FirstName, earned[who.FirstName], want)
			}
		}
	}
	decided, events := c.decided(), 0
	for _, x := range c.circles {
		events += len(x.said)
		if got := decided[x.chat.ID]; strings.Join(got, " ") != strings.Join(x.said, " ") {
			c.t.Errorf("%s: %d messages were decided, not these %d in their order", x.id, len(got), len(x.said))
		}
	}
	asked, doubled, missing := 0, 0, 0
	for _, x := range c.circles {
		for _, who := range x.people {
			n := len(c.tg.Sent(c.tg.Private(who))) // whatever the answer is: who has not said anything is not a member yet
			asked += c.asked[who.ID]
			doubled, missing = doubled+max(n-c.asked[who.ID], 0), missing+max(c.asked[who.ID]-n, 0)
		}
	}
	doubts, late := c.doubts(), c.logged("effect=say", "status=expired")
	if doubled > doubts || missing > doubts+late {
		c.t.Errorf("%d answers were doubled and %d are missing; %d doubts were logged, and %d that were too late", doubled, missing, doubts, late)
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
func (c *chaos) decided() map[int64][]string {
	list, groups := map[int64][]string{}, map[string]int64{}
	for _, x := range c.circles {
		groups[fmt.Sprintf("telegram:%d", x.chat.ID)] = x.chat.ID
	}
	c.rows(func(dec *json.Decoder) error {
		var row struct{ Event bot.Event }
		err := dec.Decode(&row)
		if id := groups[string(row.Event.Place)]; id != 0 && row.Event.Kind == bot.KindMessage {
			list[id] = append(list[id], row.Event.ID)
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
