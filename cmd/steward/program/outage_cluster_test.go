package program_test

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/stewardbot/steward/adapters/telegram/faketelegram"
)

// manyPartitions are enough to see what is logged for each of them.
const manyPartitions = 64

// outage is a cluster with one community whose processes the tests start.
type outage struct {
	*crash
	tg   *faketelegram.Server
	ann  faketelegram.User
	chat faketelegram.Chat
	ctx  context.Context
}

func newOutage(t *testing.T) *outage {
	c := &outage{crash: &crash{t: t, dir: t.TempDir(), binary: buildForTests(t)}, tg: faketelegram.New(faketelegram.Options{})}
	t.Cleanup(c.tg.Close)
	c.ann = c.tg.Person("ann")
	c.chat = c.tg.Supergroup("circle", faketelegram.Ordinary(c.ann), faketelegram.Staff(faketelegram.Admin(c.tg.Me(), faketelegram.AllRights())))
	c.fleet = c.onCluster()
	store, cluster := c.fleet.settings()
	cluster = strings.Replace(cluster, fmt.Sprintf("partitions: %d", partitions), fmt.Sprintf("partitions: %d", manyPartitions), 1)
	config := fmt.Sprintf("store: %s\n%splatforms:\n  telegram: {token: %q, api_url: %q}\ncommunities:\n  - {id: circle, timezone: UTC, spaces: [\"telegram:%d\"]}\n",
		store, cluster, c.tg.Token(), c.tg.URL(), c.chat.ID)
	if err := os.WriteFile(filepath.Join(c.dir, "steward.yaml"), []byte(config), 0o600); err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(t.Context(), 3*time.Minute)
	t.Cleanup(cancel)
	c.ctx = ctx
	return c
}

func (c *outage) until(what string, holds func() bool) {
	c.t.Helper()
	for !holds() {
		if pause(c.ctx, 20*time.Millisecond); c.ctx.Err() != nil {
			c.t.Fatalf("waited in vain for %s:\n%s", what, c.lastLog())
		}
	}
}

// TestStopInTime stops a process whose database answers nothing, and one whose platform doesn't: each ends in time.
func TestStopInTime(t *testing.T) {
	t.Parallel()
	for name, fails := range map[string]func(*outage){
		"database": func(c *outage) { close(c.fleet.database[0].lost) },
		"platform": func(c *outage) { c.tg.FailNext("sendMessage", 9, faketelegram.Fault{Kind: faketelegram.Slow}) },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c := newOutage(t)
			p := c.launch(c.ctx, []string{"--role", "all"}, c.fleet.env(0)...)
			c.until("the process", func() bool { return c.logged("msg=ready") == 1 })
			fails(c)
			c.tg.Say(c.ann, c.chat, "/id")
			c.until("the call", func() bool { return name == "database" || c.tg.Count("sendMessage") > 0 })
			pause(c.ctx, time.Second)
			began := time.Now()
			_ = p.cmd.Process.Signal(syscall.SIGTERM)
			select {
			case <-p.ended:
				t.Logf("after %s: %v", time.Since(began), p.cmd.ProcessState)
			case <-time.After(28 * time.Second):
				p.kill()
				t.Errorf("it runs still:\n%s", c.lastLog())
			}
		})
	}
}

// TestLogOfOutages lets the database be away for longer than a lease and than a query may take, and has another process take
// over from one that was paused: what concerns a whole process is one line of its log, not one for each partition.
func TestLogOfOutages(t *testing.T) {
	t.Parallel()
	c := newOutage(t)
	first := c.launch(c.ctx, []string{"--role", "all"}, c.fleet.env(0)...)
	c.until("the first process", func() bool { return c.fleet.holds(first) == manyPartitions+1 && c.logged("msg=ready") == 1 })
	cut(8*time.Second, c.fleet.database[0])
	c.until("the database", func() bool { return c.fleet.holds(first) == manyPartitions+1 })
	c.until("the log", func() bool { return c.logged("msg=ready") == 2 })
	cut(5*time.Second, c.fleet.lines[0]...)
	c.until("the log", func() bool { return c.logged("msg=ready") == 3 })
	if c.logged(`msg="not ready" reason="NATS is not connected"`) != 1 {
		t.Error("NATS was away, and it was ready, or said it otherwise")
	}
	pause(c.ctx, 3*time.Second)
	_ = first.cmd.Process.Signal(syscall.SIGSTOP)
	second := c.launch(c.ctx, []string{"--role", "all"}, c.fleet.env(1)...)
	c.until("the second process", func() bool { return c.fleet.holds(second) == manyPartitions+1 })
	_ = first.cmd.Process.Signal(syscall.SIGCONT)
	c.until("the first again", func() bool { return c.fleet.holds(first) == manyPartitions/2 })
	c.mu.Lock()
	log := c.log.String()
	c.mu.Unlock()
	count := map[string]int{}
	for _, m := range regexp.MustCompile(`msg=("[^"]*"|\S+)`).FindAllString(log, -1) {
		if m == `msg="a stream is made"` {
			continue
		}
		if count[m]++; count[m] == manyPartitions/4 {
			t.Errorf("too many lines with %s", m)
		}
	}
	if t.Failed() {
		t.Log(count)
	}
	first.kill()
	second.kill()
}
