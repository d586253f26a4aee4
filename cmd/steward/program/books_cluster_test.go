package program_test

import (
	"context"
	"fmt"
	"hash/crc32"
	"math/rand/v2"
	"os"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/stewardbot/steward/bot/cluster/jetstream/natstest"
	"github.com/stewardbot/steward/store"
	"github.com/stewardbot/steward/store/pgstore"
	"github.com/stewardbot/steward/store/pgstore/pgtest"
)

// partitions is how many the clusters of these tests have.
const partitions = 8

// fleet is a cluster: two gateways and two engines on one database and one NATS.
type fleet struct {
	postgres *pgtest.Server
	nats     *natstest.Server
	url      string // of the database
	store    *pgstore.Server
	launch   func(ctx context.Context, args []string, env ...string) *running
	ahead    func() time.Duration // the clock of processes that start

	crew [4]*running
	done map[string]int // what was done to it
}

var roles = [4]string{"gateway", "gateway", "engine", "engine"}

func newFleet(t *testing.T, launch func(context.Context, []string, ...string) *running, ahead func() time.Duration) *fleet {
	f := &fleet{
		postgres: pgtest.Start(t, "fsync=off"), nats: natstest.Start(t),
		launch: launch, ahead: ahead, done: map[string]int{},
	}
	f.url = f.postgres.URL(t)
	var err error
	if f.store, err = pgstore.Connect(t.Context(), f.url, pgstore.Options{}); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		f.killAll()
		_ = f.store.Close()
	})
	return f
}

// settings is what a configuration says of the database and of the cluster.
func (f *fleet) settings() (store, cluster string) {
	return fmt.Sprintf("{url: %q}", f.url), fmt.Sprintf("cluster: {nats: [%q], replicas: 1, partitions: %d, lease: 2s}\n", f.nats.URL(), partitions)
}

// partition is the URL of the partition of a community.
func (f *fleet) partition(community string) string {
	return fmt.Sprintf("%s&partition=%d", f.url, crc32.ChecksumIEEE([]byte(community))%partitions)
}

// start starts what does not run, or with an older clock, and waits until everything has been taken over. With an
// environment it starts one engine anew, which is the only one, and returns that.
func (f *fleet) start(ctx context.Context, t *testing.T, env ...string) *running {
	t.Helper()
	for i, p := range f.crew {
		if p.lives() && (p.ahead != f.ahead() || i >= 2 && len(env) > 0) {
			p.kill()
		}
	}
	if len(env) > 0 {
		f.crew[2] = f.launch(ctx, []string{"--role", "engine"}, env...)
		return f.crew[2]
	}
	for i, p := range f.crew {
		if !p.lives() {
			f.crew[i] = f.launch(ctx, []string{"--role", roles[i]})
		}
	}
	ctx, cancel := context.WithTimeout(ctx, time.Minute)
	defer cancel()
	f.awaitOwned(ctx, t, f.owned)
	return nil
}

func (f *fleet) awaitOwned(ctx context.Context, t *testing.T, holds func() bool) {
	t.Helper()
	for !holds() {
		for i, c := range f.crew {
			if !c.lives() {
				t.Fatalf("a process of role %s ended by itself: %v", roles[i], c.cmd.ProcessState)
			}
		}
		if pause(ctx, 20*time.Millisecond); ctx.Err() != nil {
			list, err := f.store.Leases(context.Background())
			t.Fatalf("nobody takes over: %v, %v", list, err)
		}
	}
}

// owned reports whether each partition and each source belongs to a process that runs.
func (f *fleet) owned() bool {
	n := 0
	for _, c := range f.crew {
		n += f.holds(c)
	}
	list, err := f.store.Leases(context.Background())
	return err == nil && n == len(list) && n > partitions
}

// holds counts what a process has.
func (f *fleet) holds(c *running) (n int) {
	list, err := f.store.Leases(context.Background())
	if err != nil {
		return -1
	}
	for _, l := range list {
		if l.Left > 0 && strings.HasSuffix(l.Owner, fmt.Sprintf(" process %d", c.cmd.Process.Pid)) {
			n++
		}
	}
	return n
}

// strike does something to the cluster that must not matter. Afterwards some of it may not run.
func (f *fleet) strike(t *testing.T) {
	t.Helper()
	gateway, engine := f.crew[rand.IntN(2)], f.crew[2+rand.IntN(2)]
	what := []string{
		"kill gateway", "kill engine", "kill gateway", "kill engine", "kill both",
		"pause gateway", "pause engine", "kill NATS", "wipe NATS", "crash PostgreSQL",
	}[rand.IntN(10)]
	f.done[what]++
	switch what {
	case "kill gateway":
		gateway.kill()
	case "kill engine":
		engine.kill()
	case "kill both":
		gateway.kill()
		engine.kill()
	case "pause gateway":
		f.pause(t, gateway)
	case "pause engine":
		f.pause(t, engine)
	case "kill NATS", "wipe NATS":
		f.nats.Kill()
		if what == "wipe NATS" {
			f.nats.Wipe(t)
		}
		f.nats.Run(t)
	case "crash PostgreSQL":
		f.postgres.Crash(t)
	}
}

// pause stops a process until others have all that it had, and lets it go on: nothing that it still believes may count.
func (f *fleet) pause(t *testing.T, c *running) {
	t.Helper()
	if !c.lives() {
		return
	}
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	_ = c.cmd.Process.Signal(syscall.SIGSTOP)
	f.awaitOwned(ctx, t, func() bool { return f.holds(c) == 0 && f.owned() })
	pause(ctx, 300*time.Millisecond)
	_ = c.cmd.Process.Signal(syscall.SIGCONT)
	pause(ctx, 200*time.Millisecond)
}

func (f *fleet) killAll() {
	for _, c := range f.crew {
		if c != nil {
			c.kill()
		}
	}
}

// stop ends all in order: the engines first.
func (f *fleet) stop() error {
	for _, i := range []int{2, 3, 0, 1} {
		if err := f.crew[i].stop(); err != nil {
			return fmt.Errorf("role %s: %w", roles[i], err)
		}
	}
	return nil
}

// outbox counts what the partitions have still to do.
func (f *fleet) outbox() (n int, err error) {
	for part := range partitions {
		err := f.store.View(part).View(func(r store.Reader) error {
			return r.Scan("outbox", nil, nil, false, 0, func(_, _ []byte) (bool, error) {
				n++
				return true, nil
			})
		})
		if err != nil {
			return 0, err
		}
	}
	return n, nil
}

// onCluster returns how Steward runs as a cluster.
func (c *crash) onCluster() *fleet { return newFleet(c.t, c.launch, c.ahead) }

// view writes the configuration by which the command line reads the community's partition.
func (c *crash) view(config string) {
	config = strings.Replace(config, c.store, fmt.Sprintf("{url: %q}", c.fleet.partition("tea")), 1)
	if err := os.WriteFile(c.books(), []byte(config), 0o600); err != nil {
		c.t.Fatal(err)
	}
}
