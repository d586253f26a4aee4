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

// TestLogOfOutages lets the database be away for longer than a lease and than a query may take, and has another process take
// over from one that was paused: what concerns a whole process is one line of its log, not one for each partition.
func TestLogOfOutages(t *testing.T) {
	t.Parallel()
	c := &crash{t: t, dir: t.TempDir(), binary: buildForTests(t)}
	tg := faketelegram.New(faketelegram.Options{})
	t.Cleanup(tg.Close)
	c.fleet = c.onCluster()
	store, cluster := c.fleet.settings()
	cluster = strings.Replace(cluster, fmt.Sprintf("partitions: %d", partitions), fmt.Sprintf("partitions: %d", manyPartitions), 1)
	config := fmt.Sprintf("store: %s\n%splatforms:\n  telegram: {token: %q, api_url: %q}\ncommunities:\n", store, cluster, tg.Token(), tg.URL())
	config += "  - {id: circle, timezone: UTC, spaces: [\"telegram:-100\"]}\n"
	if err := os.WriteFile(filepath.Join(c.dir, "steward.yaml"), []byte(config), 0o600); err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(t.Context(), 3*time.Minute)
	defer cancel()
	until := func(what string, holds func() bool) {
		t.Helper()
		for !holds() {
			if pause(ctx, 20*time.Millisecond); ctx.Err() != nil {
				t.Fatalf("waited in vain for %s:\n%s", what, c.lastLog())
			}
		}
	}
	first := c.launch(ctx, []string{"--role", "all"})
	until("the first process", func() bool { return c.fleet.holds(first) == manyPartitions+1 && c.logged("msg=ready") == 1 })
	c.fleet.lines[0].cut(8 * time.Second)
	until("the database", func() bool { return c.fleet.holds(first) == manyPartitions+1 })
	pause(ctx, 3*time.Second)
	_ = first.cmd.Process.Signal(syscall.SIGSTOP)
	second := c.launch(ctx, []string{"--role", "all"})
	until("the second process", func() bool { return c.fleet.holds(second) == manyPartitions+1 })
	_ = first.cmd.Process.Signal(syscall.SIGCONT)
	until("the first again", func() bool { return c.fleet.holds(first) == manyPartitions/2 })
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
