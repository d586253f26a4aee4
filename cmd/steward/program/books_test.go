package program_test

import (
	"bufio"
	"bytes"
	"context"
	"flag"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"
)

// The crash test: the built binary runs against platforms that fail in every possible way, and is
// killed with SIGKILL again and again. In the end the ledger must match an oracle that only knows
// what was said.
//
//	go test ./cmd/steward/program -run TestBooks -kills 100 -v
//
// With -postgres each third process is stopped instead, for longer than its lease, while another takes
// over, and goes on afterwards: it must notice and end, and nothing that it does may count.
//
// With -cluster two gateways and two engines run on one database and one NATS. At random one process is killed, or one of
// each kind, or one is paused until another has taken over, or cut off; or NATS is killed, which may lose all that it has,
// or PostgreSQL.
//
// With fewer than five kills only the world with both platforms is there, and lives for two days
// instead of four, with less activity, and without draws, polls, gifts, red packets and the end of a
// season.
var (
	kills    = flag.Int("kills", 2, "how often each of TestBooks kills the process at a random moment")
	postgres = flag.Bool("postgres", false, "TestBooks keeps its store in a database")
	clusters = flag.Bool("cluster", false, "TestBooks runs a cluster")
)

// brief reports whether worlds live for only two days.
func brief() bool { return *kills < 5 }

// crash is the test's state.
type crash struct {
	t       *testing.T
	fronts  []front
	dir     string
	binary  string
	store   string // of the configuration
	cluster string // the same, a line or none
	lease   *lease // of the store in a database; nil: it is in a file, or in that of the cluster
	fleet   *fleet // nil: one process runs

	mu     sync.Mutex
	offset time.Duration
	log    bytes.Buffer

	oracle   *oracle
	accounts []login
	said     []post
	given    map[string]bool // message/giver pairs that have reacted
	asked    map[login]int
	duties   duties
	buyers   []login           // who asked for a coupon
	unlinked map[string]string // names by member, from before accounts were linked
	fair     fair
	random   *rand.Rand
}

// onBoth is the number of people with an account on each platform.
const onBoth = 8

// post is a message in a group.
type post struct {
	by login
	id string
	at time.Time
}

func TestBooks(t *testing.T) {
	if testing.Short() {
		t.Skip("kills processes for a minute; not with -short")
	}
	t.Parallel()
	worlds := map[string][]front{"both": {&onTelegram{}, &onDiscord{}}}
	if !brief() {
		worlds["telegram"], worlds["discord"] = []front{&onTelegram{}}, []front{&onDiscord{}}
	}
	for name, fronts := range worlds {
		t.Run(name, func(t *testing.T) {
			if len(worlds) > 1 { // alone, it need not wait for the others' turn
				t.Parallel()
			}
			newCrash(t, fronts...).run()
		})
	}
}

func (c *crash) run() {
	ctx, stop := context.WithTimeout(c.t.Context(), lifetime())
	defer stop()
	c.settle(ctx) // Telegram only sends reactions once they have been requested
	c.stockUp()
	days := 4
	if brief() {
		days = 2
	}
	for day := range days {
		c.oracle.day = day
		if day == 1 {
			c.link(ctx)
			c.campaign(ctx, min(*kills/days+1, 6))
		}
		c.liveThroughGap(ctx)
		c.liveThroughDay(ctx, *kills/days+1, day)
		if day == 0 {
			c.everyFailpoint(ctx)
		}
		if !brief() || day == days-1 {
			c.market(ctx, min(*kills/days+1, 6))
		}
		if day == 1 || day > 1 && *kills > 20 { // accounts are linked by then
			c.quiz(ctx)
		}
		for _, f := range c.fronts {
			f.heal()
			f.again()
		}
		c.settle(ctx) // Telegram keeps updates for a day
		c.judgeMutes()
		if day == 1 && !brief() { // platforms and backlogs make it wait for a minute
			c.hold(ctx, min(*kills, 6))
		}
		if day < days-1 {
			c.advance(24 * time.Hour)
			c.morning(ctx, day)
			c.settle(ctx) // Discord's session has ended; the next one reports reactions
		}
	}
	if !brief() {
		c.turnSeason(ctx)
	}
	c.judge()
}

func newCrash(t *testing.T, fronts ...front) *crash {
	began := time.Now()
	c := &crash{
		t: t, fronts: fronts, dir: t.TempDir(), given: map[string]bool{}, asked: map[login]int{},
		duties: duties{breaches: map[login]int{}},
		oracle: newOracle(), random: rand.New(rand.NewPCG(1, 2)), binary: buildForTests(t),
		offset: noonAfter(began).Sub(began), // so that no day ends during the test
	}
	var platforms, spaces, news, logs []string
	for _, f := range fronts {
		var people []string
		for i := range 40 / len(fronts) {
			name := fmt.Sprintf("p%02d", i)
			if i >= onBoth {
				name = f.platform()[:1] + name
			}
			people = append(people, name)
			c.accounts = append(c.accounts, login{name, f.platform()})
		}
		for i := range offenders {
			people = append(people, offenderOf(f.platform(), i))
		}
		f.open(c.now, people)
		if closer, ok := f.(interface{ Close() }); ok {
			t.Cleanup(closer.Close)
		}
		platforms = append(platforms, "  "+f.config()+"\n")
		for _, s := range f.spaces() {
			spaces = append(spaces, fmt.Sprintf("%q", s))
		}
		news, logs = append(news, fmt.Sprintf("%q", f.news())), append(logs, fmt.Sprintf("%q", f.modlog()))
	}
	c.store = fmt.Sprintf("{path: %q}", filepath.Join(c.dir, "steward.db"))
	switch {
	case *clusters:
		c.fleet = c.onCluster()
		c.store, c.cluster = c.fleet.settings()
	case *postgres:
		c.lease = newLease(t)
		c.store = fmt.Sprintf("{url: %q}", c.lease.url)
	}
	config := fmt.Sprintf("store: %s\n%splatforms:\n%scommunities:\n  - id: tea\n    timezone: UTC\n    spaces: [%s]\n    places: {news: [%s], modlog: [%s]}\n%s",
		c.store, c.cluster, strings.Join(platforms, ""), strings.Join(spaces, ", "),
		strings.Join(news, ", "), strings.Join(logs, ", "), booksRules+booksMarket+booksCampaigns+groupRules+scheduleOfBooks())
	for path, content := range map[string]string{c.path(): config, filepath.Join(c.dir, "books-bank.yaml"): bankOfBooks()} {
		if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return c
}

func noonAfter(at time.Time) time.Time {
	y, m, d := at.UTC().Date()
	return time.Date(y, m, d+1, 12, 0, 0, 0, time.UTC)
}

func (c *crash) path() string { return filepath.Join(c.dir, "steward.yaml") }

// on returns an account's front.
func (c *crash) on(a login) front {
	return c.fronts[slices.IndexFunc(c.fronts, func(f front) bool { return f.platform() == a.platform })]
}

func (c *crash) anybody() login { return c.accounts[c.random.IntN(len(c.accounts))] }

// now returns the platforms' clock: the computer's plus the offset.
func (c *crash) now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return time.Now().Add(c.offset)
}

func (c *crash) advance(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.offset += d
}

// ahead is how far that is.
func (c *crash) ahead() time.Duration {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.offset
}

// start runs the binary with the platforms' clock. env may arm a failpoint.
func (c *crash) start(ctx context.Context, env ...string) *running {
	c.t.Helper()
	if c.fleet != nil {
		return c.fleet.start(ctx, c.t, env...)
	}
	if c.lease != nil {
		c.lease.awaitFree(ctx, c.t)
	}
	return c.launch(ctx, nil, env...)
}

// command is a command line of the program.
func (c *crash) command(args ...string) *exec.Cmd {
	cmd := exec.Command(c.binary, args...)
	cmd.Dir = c.dir // where the socket is
	cmd.Env = append(os.Environ(), "STEWARD_CLOCK_AHEAD="+c.ahead().String())
	if c.fleet != nil {
		cmd.Env = append(cmd.Env, c.fleet.env(ofTest)...)
	}
	return cmd
}

// running is a process of the binary.
type running struct {
	cmd   *exec.Cmd
	ahead time.Duration // its clock
	ended chan struct{}
}

// launch is start while another process may have the store open.
func (c *crash) launch(ctx context.Context, args []string, env ...string) *running {
	c.t.Helper()
	p := &running{ahead: c.ahead(), ended: make(chan struct{})}
	p.cmd = exec.CommandContext(ctx, c.binary, append([]string{"run", "-c", c.path()}, args...)...)
	p.cmd.Dir = c.dir
	p.cmd.Env = append(os.Environ(), append(env, "STEWARD_CLOCK_AHEAD="+p.ahead.String())...)
	pipe, err := p.cmd.StderrPipe()
	if err != nil {
		c.t.Fatal(err)
	}
	if err := p.cmd.Start(); err != nil {
		c.t.Fatal(err)
	}
	go func() {
		c.keepLog(pipe)
		_ = p.cmd.Wait() // ProcessState has the result
		close(p.ended)
	}()
	return p
}

func (c *crash) keepLog(r interface{ Read([]byte) (int, error) }) {
	for s := bufio.NewScanner(r); s.Scan(); {
		c.mu.Lock()
		c.log.Write(s.Bytes())
		c.log.WriteByte('\n')
		c.mu.Unlock()
	}
}

// kill kills the process, or does something like that to a part of the cluster.
func (c *crash) kill(p *running) {
	if c.fleet != nil {
		c.fleet.strike(c.t)
		return
	}
	p.kill()
}

// stop stops it in order, and returns what went wrong.
func (c *crash) stop(p *running) error {
	if c.fleet != nil {
		return c.fleet.stop()
	}
	return p.stop()
}

func (p *running) kill() {
	_ = p.cmd.Process.Kill()
	<-p.ended
}

func (p *running) stop() error {
	_ = p.cmd.Process.Signal(syscall.SIGTERM)
	if <-p.ended; !p.cmd.ProcessState.Success() {
		return fmt.Errorf("%v", p.cmd.ProcessState)
	}
	return nil
}

// lives reports whether it was started and has not ended.
func (p *running) lives() bool {
	if p == nil {
		return false
	}
	select {
	case <-p.ended:
		return false
	default:
		return true
	}
}
