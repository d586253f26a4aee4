package main_test

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"flag"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"
)

// The crash test: the built binary against platforms that fail in every way
// they can, killed with SIGKILL again and again. In the end the books must hold
// what an oracle, which knows only what was said, says they must.
//
//	go test ./cmd/steward -run TestBooks -kills 100 -v
var kills = flag.Int("kills", 6, "how often each of TestBooks kills the process at a random moment")

// crash is the whole set-up.
type crash struct {
	t      *testing.T
	fronts []front
	dir    string
	binary string

	mu     sync.Mutex
	offset time.Duration
	log    bytes.Buffer

	oracle   *oracle
	accounts []login
	said     []post
	given    map[string]bool // message/giver: reacted once already
	asked    map[login]int
	told     map[login]int // by Steward in private, not in answer to a question
	duties   duties
	random   *rand.Rand
}

// onBoth is how many people have an account on each platform.
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
	for name, fronts := range map[string][]front{
		"telegram": {&onTelegram{}},
		"discord":  {&onDiscord{}},
		"both":     {&onTelegram{}, &onDiscord{}},
	} {
		t.Run(name, func(t *testing.T) { newCrash(t, fronts...).run() })
	}
}

func (c *crash) run() {
	ctx, stop := context.WithTimeout(c.t.Context(), time.Duration(300+*kills*10)*time.Second)
	defer stop()
	c.settle(ctx) // Telegram tells of reactions only once it was asked for them
	days := 4
	for day := range days {
		c.oracle.day = day
		if day == 1 {
			c.link(ctx)
		}
		c.liveThroughGap(ctx)
		c.liveThroughDay(ctx, *kills/days+1, day)
		if day == 0 {
			c.everyFailpoint(ctx)
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
		if day < days-1 {
			c.advance(24 * time.Hour)
			c.morning(ctx, day)
			c.settle(ctx) // Discord's session is over; reactions are told of in the next one
		}
	}
	c.judge()
}

func newCrash(t *testing.T, fronts ...front) *crash {
	began := time.Now()
	c := &crash{
		t: t, fronts: fronts, dir: t.TempDir(), given: map[string]bool{}, asked: map[login]int{}, told: map[login]int{},
		duties: duties{breaches: map[login]int{}},
		oracle: newOracle(), random: rand.New(rand.NewPCG(1, 2)), binary: buildForTests(t),
		offset: noonAfter(began).Sub(began), // so that no day ends while the test runs
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
		platforms, spaces = append(platforms, "  "+f.config()+"\n"), append(spaces, fmt.Sprintf("%q", f.space()))
		news, logs = append(news, fmt.Sprintf("%q", f.news())), append(logs, fmt.Sprintf("%q", f.modlog()))
	}
	config := fmt.Sprintf("store: {path: %q}\nplatforms:\n%scommunities:\n  - id: tea\n    timezone: UTC\n    spaces: [%s]\n    places: {news: [%s], modlog: [%s]}\n%s",
		filepath.Join(c.dir, "steward.db"), strings.Join(platforms, ""), strings.Join(spaces, ", "),
		strings.Join(news, ", "), strings.Join(logs, ", "), booksRules+groupRules+scheduleOfBooks())
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

// on is the front of an account.
func (c *crash) on(a login) front {
	return c.fronts[slices.IndexFunc(c.fronts, func(f front) bool { return f.platform() == a.platform })]
}

func (c *crash) anybody() login { return c.accounts[c.random.IntN(len(c.accounts))] }

// now is the platforms' clock: the computer's, moved by what was advanced.
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

// start runs the binary with the clock of the platforms. Env may arm a
// failpoint.
func (c *crash) start(ctx context.Context, env ...string) *exec.Cmd {
	c.t.Helper()
	cmd := exec.CommandContext(ctx, c.binary, "run", "-c", c.path())
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

// liveThroughDay lets people take part while the process is killed n times at
// random moments and the platforms fail.
func (c *crash) liveThroughDay(ctx context.Context, n, day int) {
	for _, f := range c.fronts {
		f.spoil(uint64(day + 1))
	}
	quiet := make(chan struct{})
	go func() { defer close(quiet); c.live(ctx, n*40) }()
	for range n {
		cmd := c.start(ctx)
		pause(ctx, time.Duration(50+rand.IntN(450))*time.Millisecond)
		for _, f := range c.fronts {
			f.disturb(rand.IntN(6))
		}
		pause(ctx, time.Duration(50+rand.IntN(450))*time.Millisecond)
		c.kill(cmd)
	}
	<-quiet
}

// liveThroughGap: the platforms forget the process while it is away, and again
// while it catches up and is killed. People only talk: that can be made up for.
func (c *crash) liveThroughGap(ctx context.Context) {
	talk := func(n int) {
		for range n {
			if c.random.IntN(10) == 0 {
				c.checkIn(c.anybody(), 3)
			} else {
				c.say(c.anybody())
			}
		}
	}
	for range 2 {
		for _, f := range c.fronts {
			f.forget()
		}
		talk(130)
		cmd := c.start(ctx)
		pause(ctx, time.Duration(1000+rand.IntN(5000))*time.Millisecond)
		talk(20)
		c.kill(cmd)
	}
	c.settle(ctx)
}

// link makes one of each person's two accounts: a code that Steward gives on
// one platform is said to it on the other.
func (c *crash) link(ctx context.Context) {
	if len(c.fronts) == 1 {
		return
	}
	cmd := c.start(ctx)
	a, b := c.fronts[0], c.fronts[1]
	for i := range onBoth {
		person := fmt.Sprintf("p%02d", i)
		code := codePattern.FindString(c.reply(ctx, a, person, "/link"))
		if code == "" {
			c.t.Fatalf("no code for %s in %q", person, a.heard(person))
		}
		if got := c.reply(ctx, b, person, code); !strings.Contains(got, "one member now") {
			c.t.Fatalf("%s said a code and heard %q", person, got)
		}
		c.oracle.of(person).linked = true
		// Besides the answers, the first account is told of the second.
		c.told[login{person, a.platform()}], c.told[login{person, b.platform()}] = 2, 1
	}
	c.kill(cmd)
	c.settle(ctx)
}

var codePattern = regexp.MustCompile(`\b[0-9A-Z]{4}-?[0-9A-Z]{4}\b`)

// reply is what Steward says to a person after they said something in private.
func (c *crash) reply(ctx context.Context, f front, person, text string) string {
	before := len(f.heard(person))
	f.tell(person, text)
	for ctx.Err() == nil {
		if now := f.heard(person); len(now) > before {
			return now[before]
		}
		pause(ctx, 5*time.Millisecond)
	}
	c.t.Fatalf("no answer to %q\n%s", text, c.lastLog())
	return ""
}

func pause(ctx context.Context, d time.Duration) {
	select {
	case <-time.After(d):
	case <-ctx.Done():
	}
}

// live is a day's life: acts, so many a second as a machine with two cores
// bears besides.
func (c *crash) live(ctx context.Context, acts int) {
	for _, i := range c.random.Perm(len(c.accounts)) {
		if c.random.IntN(5) > 0 {
			c.checkIn(c.accounts[i], 6)
		}
	}
	for i := range acts {
		if i == acts/2 {
			c.offendAll()
		}
		if i%20 == 0 {
			pause(ctx, 20*time.Millisecond)
		}
		who := c.anybody()
		switch n := c.random.IntN(100); {
		case n < 70:
			c.say(who)
		case n < 95:
			c.react(who)
		case n < 97:
			c.ask(who)
		default:
			c.checkIn(who, 6) // again on the same day: pays nothing
		}
	}
}

func (c *crash) say(who login) {
	id := c.on(who).say(who.person, fmt.Sprintf("what I have to say, number %d", len(c.said)))
	c.said = append(c.said, post{who, id, c.now()})
	c.oracle.message(who)
}

// react to a message of late by somebody else on the same platform; only the
// first counts.
func (c *crash) react(who login) {
	if len(c.said) == 0 {
		return
	}
	m := c.said[len(c.said)-1-c.random.IntN(min(len(c.said), 30))]
	if m.by.person == who.person || m.by.platform != who.platform {
		return
	}
	key := m.by.platform + m.id + "/" + who.person
	if c.given[key] {
		c.on(who).react(who.person, m.id, "")
		c.on(who).react(who.person, m.id, "🔥")
		return
	}
	c.given[key] = true
	c.on(who).react(who.person, m.id, "👍")
	c.oracle.reaction(who, m.by)
}

func (c *crash) ask(who login) {
	c.on(who).tell(who.person, "/points")
	c.asked[who]++
}

// checkIn in one of so many ways; the first three are said in a group.
func (c *crash) checkIn(who login, ways int) {
	c.on(who).checkIn(who.person, c.random.IntN(ways))
	c.oracle.checkIn(who)
}

// everyFailpoint has the process kill itself at every named step, early and
// late.
func (c *crash) everyFailpoint(ctx context.Context) {
	out, err := exec.CommandContext(ctx, c.binary, "failpoints").Output()
	if err != nil {
		c.t.Fatal(err)
	}
	names := strings.Fields(string(out))
	if len(names) < 10 {
		c.t.Fatalf("failpoints: %q", out)
	}
	for _, name := range names {
		for _, count := range []int{1, 3} {
			cmd := c.start(ctx, fmt.Sprintf("STEWARD_FAILPOINT=%s:%d", name, count))
			ended := make(chan struct{})
			go func() { defer close(ended); _ = cmd.Wait() }()
			for alive := true; alive; {
				c.say(c.anybody())
				c.ask(c.anybody())
				select {
				case <-ended:
					alive = false
				case <-time.After(20 * time.Millisecond):
				case <-ctx.Done():
					c.t.Fatalf("failpoint %s:%d did not fire", name, count)
				}
			}
			if !killed(cmd) {
				c.t.Fatalf("failpoint %s:%d: the process ended otherwise: %v\n%s", name, count, cmd.ProcessState, c.lastLog())
			}
		}
	}
}

func killed(cmd *exec.Cmd) bool {
	status, ok := cmd.ProcessState.Sys().(syscall.WaitStatus)
	return ok && status.Signaled() && status.Signal() == syscall.SIGKILL
}

// settle runs the process until nothing waits any more and the books are full,
// and ends it orderly.
func (c *crash) settle(ctx context.Context) {
	c.t.Helper()
	cmd := c.start(ctx)
	for c.unsettled() != "" {
		select {
		case <-time.After(50 * time.Millisecond):
		case <-ctx.Done():
			what := c.unsettled()
			c.kill(cmd)
			c.t.Fatalf("not settled in time: %s\nlog:\n%s", what, c.lastLog())
		}
	}
	_ = cmd.Process.Signal(syscall.SIGTERM)
	if err := cmd.Wait(); err != nil {
		c.t.Fatalf("an orderly stop: %v\n%s", err, c.lastLog())
	}
}

// unsettled is what is still on its way, by the command line beside the running
// process; empty: nothing.
func (c *crash) unsettled() string {
	for _, f := range c.fronts {
		if !f.connected() {
			return f.platform() + " is not connected"
		}
		if n := f.pending(); n > 0 {
			return fmt.Sprintf("%d updates of %s are pending", n, f.platform())
		}
	}
	out, err := exec.Command(c.binary, "outbox", "list", "--json", "-c", c.path()).CombinedOutput()
	if err != nil {
		return fmt.Sprintf("%v: %s", err, out)
	}
	if len(out) > 0 {
		return "in the outbox:\n" + string(out)
	}
	earned, err := c.earned()
	if err != nil {
		return err.Error()
	}
	for person := range c.oracle.people {
		if want := c.oracle.points(person); earned[person] < want {
			return fmt.Sprintf("%s has %d of %d", person, earned[person], want)
		}
	}
	return c.undone()
}

// earned is what each person has, over all members of that name.
func (c *crash) earned() (map[string]int, error) {
	out, err := exec.Command(c.binary, "ledger", "balances", "--community", "tea", "--json", "-c", c.path()).Output()
	if err != nil {
		return nil, fmt.Errorf("ledger balances: %w", err)
	}
	earned := map[string]int{}
	for dec := json.NewDecoder(bytes.NewReader(out)); dec.More(); {
		var row struct {
			Name            string
			Balance, Earned int
		}
		if err := dec.Decode(&row); err != nil {
			return nil, err
		}
		earned[row.Name] += row.Earned
	}
	return earned, nil
}

func (c *crash) lastLog() string {
	c.mu.Lock()
	defer c.mu.Unlock()
	lines := strings.Split(strings.TrimSpace(c.log.String()), "\n")
	return strings.Join(lines[max(0, len(lines)-30):], "\n")
}

// judge compares the books, by the command line, with the oracle.
func (c *crash) judge() {
	out, err := exec.Command(c.binary, "ledger", "verify", "--community", "tea", "-c", c.path()).CombinedOutput()
	c.t.Logf("%s", out)
	if err != nil {
		c.t.Errorf("ledger verify: %v", err)
	}
	earned, err := c.earned()
	if err != nil {
		c.t.Fatal(err)
	}
	paid, err := c.quizPay()
	if err != nil {
		c.t.Fatal(err)
	}
	total := 0
	for person := range c.oracle.people {
		want := c.oracle.points(person) + paid[person]
		total += want
		if earned[person] != want {
			c.t.Errorf("%s has earned %d, the oracle says %d", person, earned[person], want)
		}
	}
	if c.t.Failed() {
		c.explainMissing()
	}
	c.judgeCases()
	c.judgeQuiz(paid)
	doubts := c.doubts()
	c.judgePosts(doubts)
	c.answers(total, doubts)
}

// explainMissing shows what the journal says of messages without an entry.
func (c *crash) explainMissing() {
	out, _ := exec.Command(c.binary, "ledger", "entries", "--community", "tea", "--json", "-c", c.path()).Output()
	events, _ := exec.Command(c.binary, "events", "list", "--json", "-c", c.path()).Output()
	shown := 0
	for _, m := range c.said {
		id := c.on(m.by).event(m.id)
		if bytes.Contains(out, []byte(id+`"`)) || shown == 5 {
			continue
		}
		shown++
		i := bytes.Index(events, []byte(id+`"`))
		c.t.Logf("no entry for %s of %s by %v: in the journal at %d, oracle %+v", id, m.at, m.by, i, c.oracle.of(m.by.person).messages)
	}
	c.t.Logf("log:\n%s", c.lastLog())
}

// doubts is how often the log says that nobody knows what became of an act.
func (c *crash) doubts() int {
	c.mu.Lock()
	defer c.mu.Unlock()
	return strings.Count(c.log.String(), "in doubt")
}

// answers: each question was answered once, or more than once in doubt where
// the platform leaves room for that, and each doubt was logged.
func (c *crash) answers(total, doubts int) {
	doubled, questions := 0, 0
	for who, n := range c.asked {
		questions += n
		count := len(c.on(who).heard(who.person)) - c.told[who]
		if count < n || count > n && c.on(who).once() {
			c.t.Errorf("%v: %d questions, %d answers", who, n, count)
		}
		doubled += max(count-n, 0)
	}
	if doubled > doubts {
		c.t.Errorf("%d answers were doubled, but only %d doubts were logged", doubled, doubts)
	}
	c.t.Logf("%d messages, %d questions, %d points, %d kills and every failpoint; %d answers doubled in %d doubts",
		len(c.said), questions, total, *kills, doubled, doubts)
}
