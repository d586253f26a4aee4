package main_test

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"flag"
	"fmt"
	"math/rand/v2"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/stewardbot/steward/adapters/telegram/faketelegram"
)

// The crash test: the built binary against a Telegram that fails in every way
// it can, killed with SIGKILL again and again. In the end the books must hold
// what an oracle, which knows only what was said, says they must.
//
//	go test ./cmd/steward -run TestBooks -kills 100 -v
var kills = flag.Int("kills", 6, "how often TestBooks kills the process at a random moment")

// What the configuration below pays; the oracle's own copy.
const (
	perCheckIn   = 5
	streakDays   = 3
	streakBonus  = 11
	perMessage   = 2
	messageCap   = 40 // a day
	perReaction  = 1
	reactionCap  = 12 // a day, for an author
	reactionEach = 3  // a day, from one giver
)

const booksConfig = `
store: {path: %q}
web: {listen: %q}
platforms:
  telegram: {token: %q, api_url: %q}
communities:
  - id: tea
    timezone: UTC
    spaces: ["telegram:%d"]
    points:
      message: {amount: 2, cooldown: 0s, per_day: 40, min_length: 4}
      reaction: {amount: 1, per_day: 12, per_giver: 3}
    check_in:
      amount: 5
      streaks: [{days: 3, bonus: 11}]
`

// oracle keeps what every person must have, from what was said alone.
type oracle struct {
	day      int
	messages map[string]map[int]int            // person -> day -> paid messages said
	given    map[string]map[int]map[string]int // author -> day -> giver -> reactions
	days     map[string][]int                  // person -> days with a check-in
}

func (o *oracle) points(person string) (sum int) {
	for _, n := range o.messages[person] {
		sum += min(n*perMessage, messageCap)
	}
	for _, givers := range o.given[person] {
		day := 0
		for _, n := range givers {
			day += min(n*perReaction, reactionEach)
		}
		sum += min(day, reactionCap)
	}
	run, last := 0, -2
	for _, d := range o.days[person] {
		if d != last+1 {
			run = 0
		}
		run, last = run+1, d
		sum += perCheckIn
		if run == streakDays {
			sum += streakBonus
		}
	}
	return sum
}

func bump[K comparable](m map[string]map[K]int, person string, k K) {
	if m[person] == nil {
		m[person] = map[K]int{}
	}
	m[person][k]++
}

// crash is the whole set-up.
type crash struct {
	t      *testing.T
	tg     *faketelegram.Server
	group  faketelegram.Chat
	people []faketelegram.User
	dir    string
	binary string
	web    string
	clock  string

	mu     sync.Mutex
	offset time.Duration
	began  time.Time
	log    bytes.Buffer
	oracle oracle
	said   []faketelegram.Message
	author map[int64]string
	given  map[string]bool // message/giver: reacted once already
	asked  []faketelegram.Message
	random *rand.Rand
}

func TestBooks(t *testing.T) {
	if testing.Short() {
		t.Skip("kills processes for a minute; not with -short")
	}
	c := newCrash(t)
	ctx, stop := context.WithTimeout(t.Context(), time.Duration(60+*kills*6)*time.Second)
	defer stop()
	c.settle(ctx) // Telegram tells of reactions only once it was asked for them
	days := 4
	for day := range days {
		c.oracle.day = day
		c.liveThroughDay(ctx, *kills/days+1, day)
		if day == 0 {
			c.everyFailpoint(ctx)
		}
		c.settle(ctx) // Telegram keeps updates for a day
		if day < days-1 {
			c.advance(24 * time.Hour)
		}
	}
	c.judge()
}

func newCrash(t *testing.T) *crash {
	c := &crash{
		t: t, dir: t.TempDir(), began: time.Now(), author: map[int64]string{}, given: map[string]bool{},
		random: rand.New(rand.NewPCG(1, 2)),
		oracle: oracle{messages: map[string]map[int]int{}, given: map[string]map[int]map[string]int{}, days: map[string][]int{}},
	}
	// Noon, so that no day ends while the test runs.
	c.offset = noonAfter(c.began).Sub(c.began)
	c.binary = buildForTests(t)
	c.tg = faketelegram.New(faketelegram.Options{Now: c.now, Ephemeral: true, Keep: 1 << 20})
	t.Cleanup(c.tg.Close)
	for i := range 40 {
		c.people = append(c.people, c.tg.Person(fmt.Sprintf("p%02d", i)))
		c.tg.Start(c.people[i])
	}
	owner := c.tg.Person("owner")
	c.group = c.tg.Supergroup("Tea", faketelegram.Staff(faketelegram.Owner(owner), faketelegram.Admin(c.tg.Me(), faketelegram.AllRights())),
		faketelegram.Ordinary(c.people...))
	c.web, c.clock = freeAddress(t), freeAddress(t)
	config := fmt.Sprintf(booksConfig, filepath.Join(c.dir, "steward.db"), c.web, c.tg.Token(), c.tg.URL(), c.group.ID)
	if err := os.WriteFile(c.path(), []byte(config), 0o600); err != nil {
		t.Fatal(err)
	}
	return c
}

func noonAfter(at time.Time) time.Time {
	y, m, d := at.UTC().Date()
	return time.Date(y, m, d+1, 12, 0, 0, 0, time.UTC)
}

func (c *crash) path() string { return filepath.Join(c.dir, "steward.yaml") }

// now is the platform's clock: the computer's, moved by what was advanced.
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

// start runs the binary; its clock is set to the platform's. Env may arm a
// failpoint.
func (c *crash) start(ctx context.Context, env ...string) *exec.Cmd {
	c.t.Helper()
	cmd := exec.CommandContext(ctx, c.binary, "run", "-c", c.path())
	cmd.Env = append(os.Environ(), append(env, "STEWARD_CLOCK="+c.clock)...)
	pipe, err := cmd.StderrPipe()
	if err != nil {
		c.t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		c.t.Fatal(err)
	}
	go c.keepLog(pipe)
	c.setClock(ctx)
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

// setClock moves the process's clock to the platform's; a failpoint may have
// killed it before.
func (c *crash) setClock(ctx context.Context) {
	client := http.Client{Timeout: time.Second}
	for range 200 {
		resp, err := client.Get("http://" + c.clock)
		if err != nil {
			select {
			case <-time.After(10 * time.Millisecond):
				continue
			case <-ctx.Done():
				return
			}
		}
		resp.Body.Close()
		c.mu.Lock()
		offset := c.offset
		c.mu.Unlock()
		if resp, err = client.Post("http://"+c.clock, "text/plain", strings.NewReader(offset.String())); err == nil {
			resp.Body.Close()
		}
		return
	}
}

func (c *crash) kill(cmd *exec.Cmd) {
	_ = cmd.Process.Signal(syscall.SIGKILL)
	_ = cmd.Wait()
}

// liveThroughDay lets people take part while the process is killed n times at
// random moments and the platform fails.
func (c *crash) liveThroughDay(ctx context.Context, n, day int) {
	c.spoil(uint64(day + 1))
	quiet := make(chan struct{})
	go func() { defer close(quiet); c.live(ctx, n*40) }()
	for range n {
		cmd := c.start(ctx)
		pause(ctx, time.Duration(100+rand.IntN(900))*time.Millisecond)
		c.kill(cmd)
	}
	<-quiet
	c.tg.Heal()
	c.tg.Replay(50)
}

func pause(ctx context.Context, d time.Duration) {
	select {
	case <-time.After(d):
	case <-ctx.Done():
	}
}

// spoil makes a part of all requests fail.
func (c *crash) spoil(seed uint64) {
	faults := []faketelegram.Fault{
		{Kind: faketelegram.HTTPError, Status: 502}, {Kind: faketelegram.TooMany, RetryAfter: 1},
		{Kind: faketelegram.Cut}, {Kind: faketelegram.Cut, Applied: true}, {Kind: faketelegram.Truncated, Applied: true},
		{Kind: faketelegram.Garbage}, {Kind: faketelegram.APIError, Status: 500, Reason: "Internal Server Error"},
	}
	c.tg.FailSometimes("getUpdates", 0.05, seed, faults...)
	c.tg.FailSometimes("sendMessage", 0.05, seed+100, faults...)
	c.tg.FailSometimes("setMessageReaction", 0.05, seed+200, faults...)
}

// live is a day's life: acts, so many a second as a machine with two cores
// bears besides.
func (c *crash) live(ctx context.Context, acts int) {
	for _, i := range c.random.Perm(len(c.people)) {
		if c.random.IntN(5) > 0 {
			c.checkIn(c.people[i])
		}
	}
	for i := range acts {
		if i%20 == 0 {
			pause(ctx, 20*time.Millisecond)
		}
		who := c.people[c.random.IntN(len(c.people))]
		switch n := c.random.IntN(100); {
		case n < 70:
			c.say(who)
		case n < 95:
			c.react(who)
		case n < 97:
			c.ask(who)
		default:
			c.checkIn(who) // again on the same day: pays nothing
		}
	}
}

func (c *crash) say(who faketelegram.User) {
	text := fmt.Sprintf("what I have to say, number %d", len(c.said))
	m := c.tg.Say(who, c.group, text)
	c.said = append(c.said, m)
	c.author[m.ID] = who.FirstName
	bump(c.oracle.messages, who.FirstName, c.oracle.day)
}

// react to a message of today by somebody else; only the first counts.
func (c *crash) react(who faketelegram.User) {
	if len(c.said) == 0 {
		return
	}
	m := c.said[len(c.said)-1-c.random.IntN(min(len(c.said), 30))]
	author := c.author[m.ID]
	key := fmt.Sprint(m.ID, "/", who.ID)
	if author == who.FirstName {
		return
	}
	if c.given[key] {
		c.tg.React(who, m)
		c.tg.React(who, m, "🔥")
		return
	}
	c.given[key] = true
	c.tg.React(who, m, "👍")
	if c.oracle.given[author] == nil {
		c.oracle.given[author] = map[int]map[string]int{}
	}
	if c.oracle.given[author][c.oracle.day] == nil {
		c.oracle.given[author][c.oracle.day] = map[string]int{}
	}
	c.oracle.given[author][c.oracle.day][who.FirstName]++
}

func (c *crash) ask(who faketelegram.User) {
	c.asked = append(c.asked, c.tg.Say(who, c.tg.Private(who), "/points"))
}

func (c *crash) checkIn(who faketelegram.User) {
	c.tg.Say(who, c.group, []string{"/checkin", "签到"}[c.random.IntN(2)])
	days := c.oracle.days[who.FirstName]
	if !slices.Contains(days, c.oracle.day) {
		c.oracle.days[who.FirstName] = append(days, c.oracle.day)
	}
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
				c.say(c.people[c.random.IntN(len(c.people))])
				c.ask(c.people[c.random.IntN(len(c.people))])
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

// settle runs the process until nothing waits any more, and ends it orderly.
func (c *crash) settle(ctx context.Context) {
	c.t.Helper()
	cmd := c.start(ctx)
	for c.tg.Pending() > 0 || c.waiting() != "" {
		select {
		case <-time.After(50 * time.Millisecond):
		case <-ctx.Done():
			c.kill(cmd)
			c.t.Fatalf("not settled in time: %d updates are pending, in the outbox:\n%s\nlog:\n%s", c.tg.Pending(), c.waiting(), c.lastLog())
		}
	}
	_ = cmd.Process.Signal(syscall.SIGTERM)
	if err := cmd.Wait(); err != nil {
		c.t.Fatalf("an orderly stop: %v\n%s", err, c.lastLog())
	}
}

// waiting is the outbox by the command line, beside the running process.
func (c *crash) waiting() string {
	out, err := exec.Command(c.binary, "outbox", "list", "--json", "-c", c.path()).CombinedOutput()
	if err != nil {
		return fmt.Sprintf("%v: %s", err, out)
	}
	return string(out)
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
	out, err = exec.Command(c.binary, "ledger", "balances", "--community", "tea", "--json", "-c", c.path()).Output()
	if err != nil {
		c.t.Fatalf("ledger balances: %v", err)
	}
	earned := map[string]int{}
	for dec := json.NewDecoder(bytes.NewReader(out)); dec.More(); {
		var row struct {
			Name            string
			Balance, Earned int
		}
		if err := dec.Decode(&row); err != nil {
			c.t.Fatal(err)
		}
		earned[row.Name] = row.Earned
	}
	total := 0
	for _, p := range c.people {
		want := c.oracle.points(p.FirstName)
		total += want
		if earned[p.FirstName] != want {
			c.t.Errorf("%s has earned %d, the oracle says %d", p.FirstName, earned[p.FirstName], want)
		}
	}
	if c.t.Failed() {
		c.explainMissing()
	}
	c.answers(total)
}

// explainMissing shows what the journal says of messages without an entry.
func (c *crash) explainMissing() {
	out, _ := exec.Command(c.binary, "ledger", "entries", "--community", "tea", "--json", "-c", c.path()).Output()
	events, _ := exec.Command(c.binary, "events", "list", "--json", "-c", c.path()).Output()
	shown := 0
	for _, m := range c.said {
		id := fmt.Sprintf("telegram:%d/m%d", c.group.ID, m.ID)
		if bytes.Contains(out, []byte(id+`"`)) || shown == 5 {
			continue
		}
		shown++
		i := bytes.Index(events, []byte(id+`"`))
		c.t.Logf("no entry for %s of %s: in the journal at %d, oracle %+v", id, time.Unix(m.Date, 0), i, c.oracle.messages[c.author[m.ID]])
	}
	c.t.Logf("log:\n%s", c.lastLog())
}

// answers: each question was answered once, or more than once in doubt, and
// each doubt was logged.
func (c *crash) answers(total int) {
	count := map[string]int{}
	for _, call := range c.tg.Calls("sendMessage") {
		if call.Applied && call.Code == 0 {
			count[call.Params["chat_id"]]++
		}
	}
	questions := map[string]int{}
	for _, m := range c.asked {
		questions[fmt.Sprint(m.Chat.ID)]++
	}
	c.mu.Lock()
	doubts := strings.Count(c.log.String(), "in doubt")
	c.mu.Unlock()
	doubled := 0
	for chat, n := range questions {
		if count[chat] < n {
			c.t.Errorf("chat %s: %d questions, %d answers", chat, n, count[chat])
		}
		doubled += max(count[chat]-n, 0)
	}
	if doubled > doubts {
		c.t.Errorf("%d answers were doubled, but only %d doubts were logged", doubled, doubts)
	}
	c.t.Logf("%d messages, %d questions, %d points, %d kills and every failpoint; %d answers doubled in %d doubts",
		len(c.said), len(c.asked), total, *kills, doubled, doubts)
}
