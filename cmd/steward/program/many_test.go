package program_test

import (
	"flag"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/stewardbot/steward/adapters/telegram/faketelegram"
	"github.com/stewardbot/steward/bot/cluster/jetstream/natstest"
	"github.com/stewardbot/steward/store/pgstore/pgtest"
)

var many = flag.Int("communities", 300, "how many communities TestManyCommunities has")

// Limits of an engine's process that has all communities; the first is that of
// 100,000, which are tried by
//
//	go test ./cmd/steward/program -run TestManyCommunities -communities 100000 -v
const (
	manyMemory = 1 << 30 // bytes
	manyLease  = 2 * time.Second
)

// TestManyCommunities: a cluster has many communities in its database, of which
// one in a hundred is active. It prints what an engine's process takes, and how
// long a second one needs to get its share, and all of it when the first is
// killed. Only memory has a limit here: times depend on the machine.
func TestManyCommunities(t *testing.T) {
	t.Parallel()
	binary := buildForTests(t)
	url, nats := pgtest.Start(t, "fsync=off").URL(t), natstest.Start(t)
	tg := faketelegram.New(faketelegram.Options{})
	t.Cleanup(tg.Close)
	dir := t.TempDir()
	config := fmt.Sprintf("store: {url: %q}\ncluster: {nats: %q, replicas: 1, lease: %s, memory: 256MiB}\nplatforms: {telegram: {token: %q, api_url: %q}}\ncommunities: store\n",
		url, nats.URL(), manyLease, tg.Token(), tg.URL())
	if err := os.WriteFile(filepath.Join(dir, "steward.yaml"), []byte(config), 0o600); err != nil {
		t.Fatal(err)
	}
	command := func(args ...string) *exec.Cmd {
		cmd := exec.Command(binary, args...)
		cmd.Dir = dir
		return cmd
	}
	if out, err := command("migrate").CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	ann := tg.Person("ann")
	var groups []faketelegram.Chat
	addCommunities(t, url, *many, func(i int) int64 {
		if i%100 != 0 {
			return -2_000_000_000_000 - int64(i)
		}
		groups = append(groups, tg.Supergroup(fmt.Sprint("g", i), faketelegram.Ordinary(ann), faketelegram.Staff(faketelegram.Admin(tg.Me(), faketelegram.AllRights()))))
		return groups[len(groups)-1].ID
	})
	run := func(role string) *process {
		p, err := launch(command("run", "--role", role))
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(p.kill)
		return p
	}
	began := time.Now()
	first := run("engine")
	holds(t, first, 256)
	t.Logf("%d communities: an engine has all partitions after %.1f s, with %d MiB", *many, time.Since(began).Seconds(), resident(t, first)>>20)
	run("gateway")
	began = time.Now()
	for _, g := range groups {
		if _, err := tg.TrySay(ann, g, "good morning"); err != nil {
			t.Fatal(err)
		}
	}
	until(t, "the messages are committed", func() bool { return tg.Pending() == 0 })
	memory := resident(t, first)
	t.Logf("%d of them active: committed after %.1f s, then %d MiB", len(groups), time.Since(began).Seconds(), memory>>20)
	if memory > manyMemory {
		t.Errorf("the engine's process takes %d MiB, want at most %d", memory>>20, manyMemory>>20)
	}
	began = time.Now()
	second := run("engine")
	holds(t, second, 128)
	holds(t, first, 128)
	t.Logf("a second process has its half after %.1f s", time.Since(began).Seconds())
	began = time.Now()
	if err := first.cmd.Process.Signal(syscall.SIGKILL); err != nil {
		t.Fatal(err)
	}
	holds(t, second, 256)
	t.Logf("the first is killed: the second has all after %.1f s, %.2f leases", time.Since(began).Seconds(), time.Since(began).Seconds()/manyLease.Seconds())
	for _, g := range groups {
		if _, err := tg.TrySay(ann, g, "good evening"); err != nil {
			t.Fatal(err)
		}
	}
	until(t, "the messages are committed", func() bool { return tg.Pending() == 0 })
	if out := second.output(); strings.Contains(out, "level=ERROR") {
		t.Error(out)
	}
}

// addCommunities puts communities with one group each into the database.
func addCommunities(t *testing.T, url string, n int, group func(i int) int64) {
	db, err := pgx.Connect(t.Context(), url)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = db.Close(t.Context()) }()
	now := time.Now()
	_, err = db.CopyFrom(t.Context(), pgx.Identifier{"community"}, []string{"id", "version", "yaml", "changed"}, pgx.CopyFromSlice(n, func(i int) ([]any, error) {
		return []any{fmt.Sprint("c", i), int64(1), fmt.Sprintf("id: c%d\nspaces: \"telegram:%d\"\n", i, group(i)), now}, nil
	}))
	if err != nil {
		t.Fatal(err)
	}
}

var held = regexp.MustCompile(`msg=partitions held=(\d+)`)

// holds waits until a process last said that it has so many partitions.
func holds(t *testing.T, p *process, n int) {
	t.Helper()
	until(t, fmt.Sprintf("%d partitions", n), func() bool {
		select {
		case <-p.ended:
			t.Fatalf("it ended:\n%s", p.output())
		default:
		}
		said := held.FindAllStringSubmatch(p.output(), -1)
		return len(said) > 0 && said[len(said)-1][1] == strconv.Itoa(n)
	})
}

// until waits for longer than await.
func until(t *testing.T, what string, done func() bool) {
	t.Helper()
	for end := time.Now().Add(10 * time.Minute); !done(); time.Sleep(10 * time.Millisecond) {
		if time.Now().After(end) {
			t.Fatalf("in vain: %s", what)
		}
	}
}

// resident is the memory of a process in bytes; 0 where the system doesn't tell.
func resident(t *testing.T, p *process) int {
	t.Helper()
	b, err := os.ReadFile(fmt.Sprintf("/proc/%d/statm", p.cmd.Process.Pid))
	if err != nil {
		return 0
	}
	pages, err := strconv.Atoi(strings.Fields(string(b))[1])
	if err != nil {
		t.Fatal(err)
	}
	return pages * os.Getpagesize()
}
