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
// With fewer than five kills only the world with both platforms is there, and lives for two days
// instead of four, with less activity, and without draws, polls, gifts, red packets and the end of a
// season.
var (
	kills    = flag.Int("kills", 2, "how often each of TestBooks kills the process at a random moment")
	postgres = flag.Bool("postgres", false, "TestBooks keeps its store in a database")
)

// brief reports whether worlds live for only two days.
func brief() bool { return *kills < 5 }

// crash is the test's state.
type crash struct {
	t      *testing.T
	fronts []front
	dir    string
	binary string
	store  string // of the configuration
	lease  *lease // of the store in a database; nil: it is in a file

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
	if *postgres {
		c.lease = newLease(t)
		c.store = fmt.Sprintf("{url: %q}", c.lease.url)
	}
	config := fmt.Sprintf("store: %s\nplatforms:\n%scommunities:\n  - id: tea\n    timezone: UTC\n    spaces: [%s]\n    places: {news: [%s], modlog: [%s]}\n%s",
		c.store, strings.Join(platforms, ""), strings.Join(spaces, ", "),
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

// start runs the binary with the platforms' clock. env may arm a failpoint.
func (c *crash) start(ctx context.Context, env ...string) *exec.Cmd {
	c.t.Helper()
	if c.lease != nil {
		c.lease.awaitFree(ctx, c.t)
	}
	return c.launch(ctx, env...)
}

// command is a command line of the program.
func (c *crash) command(args ...string) *exec.Cmd {
	cmd := exec.Command(c.binary, args...)
	cmd.Dir = c.dir // where the socket is
	return cmd
}

// launch is start while another process may have the store open.
func (c *crash) launch(ctx context.Context, env ...string) *exec.Cmd {
	c.t.Helper()
	cmd := exec.CommandContext(ctx, c.binary, "run", "-c", c.path())
	cmd.Dir = c.dir
	c.mu.Lock()
	cmd.Env = append(os.Environ(), append(env, "STEWARD_CLOCK_AHEAD="+c.offset.String())...)
	c.mu.Unlock()
	pipe, err := cmd.StderrPipe()
	if err != nil {
		c.t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		c.t.Fatal(err)
	}
	go c.keepLog(pipe)
	return cmd
}

func (c *crash) keepLog(r interface{ Read([]byte) (int, error) }) {
	for s := bufio.NewScanner(r); s.Scan(); {
		c.mu.Lock()
		c.log.Write(s.Bytes())
		c.log.WriteByte('\n')
		c.mu.Unlock()
	}
}

func (c *crash) kill(cmd *exec.Cmd) {
	_ = cmd.Process.Signal(syscall.SIGKILL)
	_ = cmd.Wait()
}
