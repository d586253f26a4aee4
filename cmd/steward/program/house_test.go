package program_test

import (
	"bytes"
	"cmp"
	"encoding/json"
	"fmt"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	fake "github.com/stewardbot/steward/adapters/telegram/faketelegram"
)

// house is the built binary running for one group, with a Telegram and a clock controlled by the
// test. Both clocks agree.
type house struct {
	t      *testing.T
	tg     *fake.Server
	group  fake.Chat
	owner  fake.User
	binary string
	dir    string
	store  string // the store's file
	clock  string // the control address of the process's clock
	web    string // its web pages' address
	desk   string // the desk's, if the plan has one
	bot    *process

	mu     sync.Mutex
	offset time.Duration
}

// plan configures a house. The zero value works.
type plan struct {
	public    bool   // Telegram has no ephemeral messages
	basic     bool   // a basic group
	forum     bool   // a group with topics
	folder    string // the store's directory
	desk      bool   // it serves the desk
	community string // additional lines of the community's configuration; GROUP is the group
}

// newHouse starts steward; leave must stop it.
func newHouse(t *testing.T, p plan) *house {
	t.Helper()
	h := &house{t: t, binary: buildForTests(t), dir: t.TempDir(), clock: freeAddress(t), web: freeAddress(t)}
	h.store = filepath.Join(cmp.Or(p.folder, h.dir), "steward.db")
	h.offset = time.Until(noonAfter(time.Now())) // no day ends by itself
	h.tg = fake.New(fake.Options{Now: h.now, Ephemeral: !p.public})
	t.Cleanup(h.tg.Close)
	h.owner = h.tg.Person("olga")
	staff := fake.Staff(fake.Owner(h.owner), fake.Admin(h.tg.Me(), fake.AllRights()))
	kind := "supergroup"
	if p.basic {
		kind = "group"
	}
	h.group = h.tg.AddChat(fake.Chat{Type: kind, Title: "Tea", IsForum: p.forum}, staff)
	desk := ""
	if p.desk {
		h.desk = freeAddress(t)
		h.desk = strings.Replace(h.desk, "127.0.0.1", "localhost", 1)
		desk = fmt.Sprintf("desk: {listen: %q, address: %q}\n", h.desk, "http://"+h.desk)
	}
	group := fmt.Sprintf("telegram:%d", h.group.ID)
	config := fmt.Sprintf("store: {path: %q}\nweb: {listen: %q}\n%splatforms:\n  telegram: {token: %q, api_url: %q}\n"+
		"communities:\n  - id: tea\n    timezone: UTC\n    spaces: [%q]\n%s",
		h.store, h.web, desk, h.tg.Token(), h.tg.URL(), group, strings.ReplaceAll(p.community, "GROUP", group))
	if err := os.WriteFile(h.config(), []byte(config), 0o644); err != nil {
		t.Fatal(err)
	}
	h.start()
	return h
}

func (h *house) config() string { return filepath.Join(h.dir, "steward.yaml") }

// start runs steward until it is ready. Pending updates are only delivered once its clock is set;
// otherwise steward would report a wrong clock.
func (h *house) start() {
	h.t.Helper()
	waiting := h.tg.Pending() > 0
	if waiting {
		h.tg.Unplug()
	}
	cmd := exec.Command(h.binary, "run", "-c", h.config())
	cmd.Env = append(os.Environ(), "STEWARD_CLOCK="+h.clock)
	p, err := launch(cmd)
	if err != nil {
		h.t.Fatal(err)
	}
	h.bot = p
	h.t.Cleanup(p.kill)
	h.until("its clock is there", func() bool {
		resp, err := http.Get("http://" + h.clock)
		if err == nil {
			resp.Body.Close()
		}
		return err == nil
	})
	h.wind(h.offset)
	if waiting {
		if err := h.tg.Plug(); err != nil {
			h.t.Fatal(err)
		}
	}
	h.until("it is ready", func() bool { return strings.Contains(p.output(), "msg=ready") })
}

// now returns Telegram's time.
func (h *house) now() time.Time {
	h.mu.Lock()
	defer h.mu.Unlock()
	return time.Now().Add(h.offset)
}

// wait advances the time once everything said so far is settled.
func (h *house) wait(d time.Duration) {
	h.t.Helper()
	h.heard()
	h.wind(d)
	h.mu.Lock()
	defer h.mu.Unlock()
	h.offset += d
}

// wind moves the process's clock.
func (h *house) wind(d time.Duration) {
	h.t.Helper()
	resp, err := http.Post("http://"+h.clock, "text/plain", strings.NewReader(d.String()))
	if err != nil {
		h.t.Fatal(err)
	}
	defer resp.Body.Close()
	if resp.StatusCode != http.StatusOK {
		h.t.Fatalf("the clock says %s: %s", resp.Status, readAll(resp.Body))
	}
}

// person returns a member who has been in the group for a long time.
func (h *house) person(name string) fake.User {
	u := h.tg.Person(name)
	h.tg.Seat(h.owner, u, h.group, fake.Member{Status: "member"})
	return u
}

func (h *house) say(u fake.User, text string, opts ...fake.SayOption) fake.Message {
	return h.tg.Say(u, h.group, text, opts...)
}

// heard waits until everything said so far is booked and confirmed.
func (h *house) heard() {
	h.t.Helper()
	h.until("everything is confirmed", func() bool { return h.tg.Pending() == 0 })
}

// quiet waits until no message is pending.
func (h *house) quiet() {
	h.t.Helper()
	h.heard()
	h.until("the outbox is empty", func() bool { return h.run("outbox", "list", "--json") == "" })
}

func (h *house) until(what string, holds func() bool) {
	h.t.Helper()
	if err := await(what, holds); err != nil {
		h.t.Fatalf("%v\nlog:\n%s", err, h.bot.output())
	}
}

// run returns the output of a command that must succeed.
func (h *house) run(args ...string) string {
	h.t.Helper()
	var stderr bytes.Buffer
	cmd := exec.Command(h.binary, append(args, "-c", h.config())...)
	cmd.Stderr = &stderr
	out, err := cmd.Output()
	if err != nil {
		h.t.Fatalf("%v: %v: %s", args, err, &stderr)
	}
	return string(out)
}

// account is a line of: steward ledger balances --json.
type account struct {
	Member     uint64
	Name       string
	Identities []string
	Balance    int
	Earned     int
}

// accounts returns the balances by name.
func (h *house) accounts() map[string]account {
	h.t.Helper()
	list := map[string]account{}
	for dec := json.NewDecoder(strings.NewReader(h.run("ledger", "balances", "--community", "tea", "--json"))); dec.More(); {
		var a account
		if err := dec.Decode(&a); err != nil {
			h.t.Fatal(err)
		}
		list[a.Name] = a
	}
	return list
}

// has compares a person's points once everything is booked.
func (h *house) has(u fake.User, points int) {
	h.t.Helper()
	h.heard()
	if have := h.accounts()[u.FirstName]; have.Balance != points || have.Earned != points {
		h.t.Errorf("%s has %d and earned %d, want %d", u.FirstName, have.Balance, have.Earned, points)
	}
}

// ready waits until /readyz answers with a status and a text.
func (h *house) ready(status int, text string) {
	h.t.Helper()
	h.until(fmt.Sprintf("/readyz says %d %q", status, text), func() bool {
		resp, err := http.Get("http://" + h.web + "/readyz")
		if err != nil {
			return false
		}
		defer resp.Body.Close()
		return resp.StatusCode == status && strings.Contains(readAll(resp.Body), text)
	})
}

// reaction waits for the bot's reaction to a message.
func (h *house) reaction(m fake.Message, emoji string) {
	h.t.Helper()
	h.until(fmt.Sprintf("%q bears %s", m.Text, emoji), func() bool {
		r := h.tg.Reactions(m)
		return len(r) == 1 && r[0] == emoji
	})
}

// silent checks that the group has no message from steward.
func (h *house) silent() {
	h.t.Helper()
	for _, m := range h.tg.Sent(h.group) {
		h.t.Errorf("steward said in the room: %q", m.Text)
	}
}

// line waits for steward's only message in a chat.
func (h *house) line(c fake.Chat) (m fake.Message) {
	h.t.Helper()
	h.until("one line stands there", func() bool {
		sent := h.tg.Sent(c)
		if len(sent) == 1 {
			m = sent[0]
		}
		return len(sent) == 1
	})
	return m
}

// whisper waits for the only message that just one person sees.
func (h *house) whisper(u fake.User) (m fake.Message) {
	h.t.Helper()
	h.until("something is whispered to "+u.FirstName, func() bool {
		list := h.tg.Whispers(h.group, u)
		if len(list) == 1 {
			m = list[0]
		}
		return len(list) == 1
	})
	return m
}

func (h *house) gone(m fake.Message) {
	h.t.Helper()
	h.until(fmt.Sprintf("%q is deleted", m.Text), func() bool {
		_, there := h.tg.Message(m.Chat, m.ID)
		return !there
	})
}

// says compares a text, without the isolation marks around names.
func (h *house) says(m fake.Message, want string) {
	h.t.Helper()
	if have := plain(m.Text); have != want {
		h.t.Errorf("said %q, want %q", have, want)
	}
}

func plain(s string) string {
	return strings.Map(func(r rune) rune {
		if r >= 0x2066 && r <= 0x2069 {
			return -1
		}
		return r
	}, s)
}

// leave stops steward cleanly: it exits with 0, the ledger verifies, no internal errors occurred,
// and the token appears nowhere.
func (h *house) leave() {
	h.t.Helper()
	if err := h.bot.cmd.Process.Signal(syscall.SIGTERM); err != nil {
		h.t.Fatal(err)
	}
	if status, err := h.bot.awaitEnd(); err != nil || status != 0 {
		h.t.Errorf("exit status %d, %v", status, err)
	}
	h.run("ledger", "verify", "--community", "tea")
	if log := h.bot.output(); strings.Contains(log, "level=ERROR") || strings.Contains(log, h.tg.Token()) {
		h.t.Errorf("log:\n%s", log)
	}
}
