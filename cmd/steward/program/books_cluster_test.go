package program_test

import (
	"context"
	"flag"
	"fmt"
	"io"
	"math/rand/v2"
	"net"
	"net/url"
	"slices"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/stewardbot/steward/bot/cluster/jetstream/natstest"
	"github.com/stewardbot/steward/store"
	"github.com/stewardbot/steward/store/pgstore"
	"github.com/stewardbot/steward/store/pgstore/pgtest"
)

var replicated = flag.Bool("replicated", false, "the clusters of these tests have three NATS servers, and PostgreSQL with a synchronous standby")

// partitions is how many the clusters of these tests have.
const partitions = 8

// fleet is a cluster: two gateways and two engines on one database and one NATS.
type fleet struct {
	postgres *pgtest.Server
	standby  *pgtest.Server // nil: there is none
	nats     []*natstest.Server
	at       *url.URL    // of the database
	database [5]*relay   // to PostgreSQL: one of each process, and the test's own
	lines    [5][]*relay // to each NATS server
	store    *pgstore.Server
	launch   func(ctx context.Context, args []string, env ...string) *running
	ahead    func() time.Duration // the clock of processes that start
	lease    time.Duration

	crew [4]*running
	next []string       // strikes to come
	done map[string]int // strikes, counted
}

var roles = [4]string{"gateway", "gateway", "engine", "engine"}

func newFleet(t *testing.T, launch func(context.Context, []string, ...string) *running, ahead func() time.Duration) *fleet {
	f := &fleet{
		postgres: pgtest.Start(t, "fsync=off"), nats: natstest.StartCluster(t, replicas()),
		launch: launch, ahead: ahead, lease: 2 * time.Second, done: map[string]int{},
	}
	var err error
	if f.at, err = url.Parse(f.postgres.URL(t)); err != nil {
		t.Fatal(err)
	}
	for i := range f.database {
		f.database[i] = newRelay(t, f.postgres.Address())
		for _, s := range f.nats {
			f.lines[i] = append(f.lines[i], newRelay(t, strings.TrimPrefix(s.URL(), "nats://")))
		}
	}
	if *replicated {
		f.standby = f.postgres.Follow(t)
	}
	if f.store, err = pgstore.Connect(t.Context(), f.url(ofTest), pgstore.Options{}); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		f.killAll()
		_ = f.store.Close()
	})
	return f
}

// replicas is how many NATS servers there are.
func replicas() int {
	if *replicated {
		return 3
	}
	return 1
}

// ofTest is the number of the test's own connections, beside those of the crew.
const ofTest = 4

func (f *fleet) url(i int) string {
	at := *f.at
	at.Host = f.database[i].address()
	return at.String()
}

// env is what tells a process of the crew, or a command of the test, how to get to the servers.
func (f *fleet) env(i int) []string {
	list := []string{"STEWARD_TEST_DATABASE=" + f.url(i)}
	for n, l := range f.lines[i] {
		list = append(list, fmt.Sprintf("STEWARD_TEST_NATS%d=nats://%s", n, l.address()))
	}
	return list
}

// settings is what a configuration says of the database and of the cluster.
func (f *fleet) settings() (store, cluster string) {
	var servers []string
	for n := range f.nats {
		servers = append(servers, fmt.Sprintf(`"${STEWARD_TEST_NATS%d}"`, n))
	}
	return `{url: "${STEWARD_TEST_DATABASE}"}`, fmt.Sprintf("cluster: {nats: [%s], replicas: %d, partitions: %d, lease: %s}\n", strings.Join(servers, ", "), len(servers), partitions, f.lease)
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
		f.crew[2] = f.launch(ctx, []string{"--role", "engine"}, append(env, f.env(2)...)...)
		return f.crew[2]
	}
	f.begin(ctx)
	ctx, cancel := context.WithTimeout(ctx, time.Minute)
	defer cancel()
	f.awaitOwned(ctx, t, f.owned)
	return nil
}

// begin starts what does not run.
func (f *fleet) begin(ctx context.Context) {
	for i, p := range f.crew {
		if !p.lives() {
			f.crew[i] = f.launch(ctx, []string{"--role", roles[i]}, f.env(i)...)
		}
	}
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

// strikes are what may happen to a cluster.
var strikes = []string{
	"kill gateway", "kill engine", "kill gateway", "kill engine", "kill both", "pause gateway", "pause engine",
	"kill NATS", "wipe NATS", "crash PostgreSQL", "cut PostgreSQL", "cut NATS",
	"cut gateway off PostgreSQL", "cut engine off PostgreSQL", "cut gateway off NATS", "cut engine off NATS",
}

// strike does something to the cluster that must not matter: each in its turn, in random order. Afterwards some of it may
// not run.
func (f *fleet) strike(t *testing.T) {
	t.Helper()
	if len(f.next) == 0 {
		for _, i := range rand.Perm(len(strikes)) {
			f.next = append(f.next, strikes[i])
		}
	}
	what := f.next[0]
	f.next = f.next[1:]
	f.done[what]++
	gateway, engine := f.crew[rand.IntN(2)], f.crew[2+rand.IntN(2)]
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
		s := f.nats[rand.IntN(len(f.nats))]
		s.Kill()
		if what == "wipe NATS" {
			s.Wipe(t)
		}
		pause(t.Context(), time.Duration(len(f.nats)-1)*time.Second) // the others go on without it
		s.Run(t)
	case "crash PostgreSQL":
		if f.standby != nil {
			f.failOver(t)
			return
		}
		f.postgres.Crash(t)
	case "cut PostgreSQL":
		cut(rand.N(time.Second), f.database[:ofTest]...)
	case "cut NATS":
		cut(rand.N(time.Second), slices.Concat(f.lines[:ofTest]...)...)
	case "cut gateway off PostgreSQL", "cut engine off PostgreSQL":
		cut(rand.N(2*f.lease), f.database[f.some(what)])
	case "cut gateway off NATS", "cut engine off NATS":
		cut(rand.N(2*f.lease), f.lines[f.some(what)]...)
	}
}

// some returns the number of one of the role that a strike names.
func (f *fleet) some(what string) int {
	if strings.Contains(what, "engine") {
		return 2 + rand.IntN(2)
	}
	return rand.IntN(2)
}

// failOver has the standby take over for good. There is another one soon.
func (f *fleet) failOver(t *testing.T) {
	t.Helper()
	f.postgres.Stop()
	f.postgres = f.standby
	f.postgres.Promote(t)
	for _, l := range f.database {
		l.turn(f.postgres.Address())
	}
	f.standby = f.postgres.Follow(t)
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

// relay passes connections on to a server.
type relay struct {
	ln   net.Listener
	mu   sync.Mutex
	to   string
	open map[net.Conn]bool
	away bool
	lost chan struct{} // closed: nothing gets through any more
}

func newRelay(t *testing.T, to string) *relay {
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	r := &relay{ln: ln, to: to, open: map[net.Conn]bool{}, lost: make(chan struct{})}
	go func() {
		for {
			c, err := ln.Accept()
			if err != nil {
				return
			}
			go r.pass(c)
		}
	}()
	t.Cleanup(func() {
		_ = ln.Close()
		cut(0, r)
	})
	return r
}

func (r *relay) address() string { return r.ln.Addr().String() }

func (r *relay) pass(c net.Conn) {
	defer c.Close()
	r.mu.Lock()
	address := r.to
	r.mu.Unlock()
	to, err := net.Dial("tcp", address)
	if err != nil {
		return
	}
	defer to.Close()
	r.mu.Lock()
	if r.away {
		r.mu.Unlock()
		return
	}
	r.open[c] = true
	r.mu.Unlock()
	go func() {
		_, _ = io.Copy(lossy{to, r.lost}, c)
		_ = to.Close()
	}()
	_, _ = io.Copy(lossy{c, r.lost}, to)
	r.mu.Lock()
	delete(r.open, c)
	r.mu.Unlock()
}

// lossy writes until nothing gets through any more.
type lossy struct {
	io.Writer
	lost chan struct{}
}

func (l lossy) Write(b []byte) (int, error) {
	select {
	case <-l.lost:
		return len(b), nil
	default:
		return l.Writer.Write(b)
	}
}

// turn has connections go to another server from now on.
func (r *relay) turn(to string) {
	r.mu.Lock()
	r.to = to
	r.mu.Unlock()
	cut(0, r)
}

// cut ends all connections, and refuses others for a while.
func cut(d time.Duration, relays ...*relay) {
	for _, r := range relays {
		r.refuse(true)
	}
	time.Sleep(d)
	for _, r := range relays {
		r.refuse(false)
	}
}

// refuse ends all connections and lets no others through, or does so again.
func (r *relay) refuse(yes bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.away = yes; !yes {
		return
	}
	for c := range r.open {
		_ = c.Close()
	}
}
