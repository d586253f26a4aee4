package program_test

import (
	"context"
	"fmt"
	"maps"
	"net"
	"net/http"
	"os"
	"os/exec"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"time"

	"github.com/rogpeppe/go-internal/testscript"

	"github.com/stewardbot/steward/adapters/telegram/faketelegram"
)

// stage is the state of one script.
type stage struct {
	binary string
	web    string
	tg     *faketelegram.Server
	group  faketelegram.Chat
	other  faketelegram.Chat
	people map[string]faketelegram.User
	bot    *process
	behind *process // waits for the store that bot has open
	others map[string]*process
	jar    http.CookieJar
}

type stageKey struct{}

func newStage(binary string) *stage {
	s := &stage{binary: binary, people: map[string]faketelegram.User{}, others: map[string]*process{}}
	s.tg = faketelegram.New(faketelegram.Options{Ephemeral: true})
	var list []faketelegram.User
	for _, name := range []string{"ann", "bob", "cleo"} {
		s.people[name] = s.tg.Person(name)
		list = append(list, s.people[name])
	}
	s.people["olga"] = s.tg.Person("olga")
	staff := faketelegram.Staff(faketelegram.Owner(s.people["olga"]), faketelegram.Admin(s.tg.Me(), faketelegram.AllRights()))
	s.group, s.other = s.tg.Supergroup("Tea", faketelegram.Ordinary(list...), staff), s.tg.Supergroup("Zen", faketelegram.Ordinary(list...), staff)
	return s
}

func (s *stage) close() {
	for _, p := range append(slices.Collect(maps.Values(s.others)), s.bot, s.behind) {
		if p != nil {
			p.kill()
		}
	}
	s.tg.Close()
}

func onStage(fn func(*stage, *testscript.TestScript, bool, []string)) func(*testscript.TestScript, bool, []string) {
	return func(ts *testscript.TestScript, neg bool, args []string) {
		fn(ts.Value(stageKey{}).(*stage), ts, neg, args)
	}
}

func (s *stage) steward(ts *testscript.TestScript, neg bool, args []string) {
	want := 0
	if neg {
		want = 1
	}
	s.run(ts, want, args)
}

func (s *stage) exits(ts *testscript.TestScript, _ bool, args []string) {
	s.run(ts, number(ts, args[0]), args[1:])
}

func (s *stage) until(ts *testscript.TestScript, _ bool, args []string) {
	ts.Check(await(args[0], func() bool {
		s.run(ts, 0, args[1:])
		return matches(ts, args[0], ts.ReadFile("stdout"))
	}))
}

func (s *stage) run(ts *testscript.TestScript, want int, args []string) {
	status := 0
	if err := ts.Exec(s.binary, args...); err != nil {
		exit, ok := err.(*exec.ExitError)
		if !ok {
			ts.Fatalf("%v", err)
		}
		status = exit.ExitCode()
	}
	s.secret(ts, ts.ReadFile("stdout")+ts.ReadFile("stderr"))
	if status != want {
		ts.Fatalf("exit status %d, want %d", status, want)
	}
}

// secret fails if a text contains the token or its secret part.
func (s *stage) secret(ts *testscript.TestScript, text string) {
	_, hidden, _ := strings.Cut(s.tg.Token(), ":")
	if strings.Contains(text, hidden) {
		ts.Fatalf("the token is printed:\n%s", text)
	}
}

func (s *stage) start(ts *testscript.TestScript, _ bool, args []string) {
	if s.bot != nil {
		select {
		case <-s.bot.ended:
		default:
			ts.Fatalf("it runs already")
		}
	}
	s.bot = s.launch(ts, args)
}

// standby starts a second process, which waits for the first.
func (s *stage) standby(ts *testscript.TestScript, _ bool, args []string) {
	s.behind = s.launch(ts, args)
	ts.Check(s.behind.awaitLog("stands by"))
}

// takeover waits until the first process has ended; from now on the second one is meant.
func (s *stage) takeover(ts *testscript.TestScript, _ bool, _ []string) {
	<-s.bot.ended
	s.bot = s.behind
}

// dismiss stops the second process, which still waits.
func (s *stage) dismiss(ts *testscript.TestScript, _ bool, _ []string) {
	ts.Check(s.behind.cmd.Process.Signal(syscall.SIGTERM))
	status, err := s.behind.awaitEnd()
	ts.Check(err)
	if status != 0 {
		ts.Fatalf("the one that stood by ended with status %d", status)
	}
}

// one starts a process with a name, or tells an earlier one of that name what to do:
//
//	one NAME start run --role engine
//	one NAME log 'partition taken'
//	one NAME signal KILL
//	one NAME ended 0
func (s *stage) one(ts *testscript.TestScript, neg bool, args []string) {
	if args[1] == "start" {
		s.others[args[0]] = s.launch(ts, args[2:])
		return
	}
	meant := s.bot
	s.bot = s.others[args[0]]
	defer func() { s.bot = meant }()
	map[string]func(*testscript.TestScript, bool, []string){"log": s.awaitLog, "signal": s.signal, "ended": s.ended}[args[1]](ts, neg, args[2:])
}

func (s *stage) launch(ts *testscript.TestScript, args []string) *process {
	cmd := exec.Command(s.binary, args...)
	cmd.Dir = ts.MkAbs(".")
	for _, key := range []string{"PATH", "HOME", "TMPDIR", "TOKEN", "API", "WEB", "GROUP", "OTHER_GROUP", "PG", "NATS", "STEWARD_FAILPOINT"} {
		cmd.Env = append(cmd.Env, key+"="+ts.Getenv(key))
	}
	p, err := launch(cmd)
	ts.Check(err)
	ts.Defer(func() {
		ts.Logf("[%s]\n%s", strings.Join(args, " "), p.output())
		s.secret(ts, p.output())
	})
	return p
}

func note(ts *testscript.TestScript, _ bool, args []string) {
	m := regexp.MustCompile(args[1]).FindStringSubmatch(ts.ReadFile("stdout"))
	if m == nil {
		ts.Fatalf("the last output has no %q", args[1])
	}
	ts.Setenv(args[0], m[1])
}

func (s *stage) awaitLog(ts *testscript.TestScript, neg bool, args []string) {
	if neg {
		if strings.Contains(s.bot.output(), args[0]) {
			ts.Fatalf("it says %q", args[0])
		}
		return
	}
	ts.Check(s.bot.awaitLog(args[0]))
}

func (s *stage) signal(ts *testscript.TestScript, _ bool, args []string) {
	sig, ok := map[string]os.Signal{"TERM": syscall.SIGTERM, "HUP": syscall.SIGHUP, "KILL": syscall.SIGKILL}[args[0]]
	if !ok {
		ts.Fatalf("no signal %s", args[0])
	}
	ts.Check(s.bot.cmd.Process.Signal(sig))
}

func (s *stage) ended(ts *testscript.TestScript, _ bool, args []string) {
	status, err := s.bot.awaitEnd()
	ts.Check(err)
	if !slices.Contains(args, strconv.Itoa(status)) {
		ts.Fatalf("exit status %d, want %s", status, args)
	}
}

func (s *stage) get(ts *testscript.TestScript, _ bool, args []string) {
	var last string
	err := await("GET "+args[1], func() bool {
		resp, err := http.Get("http://" + s.web + args[1])
		if err != nil {
			last = err.Error()
			return false
		}
		defer resp.Body.Close()
		last = readAll(resp.Body)
		return resp.StatusCode == number(ts, args[0]) && matches(ts, args[2], last)
	})
	s.secret(ts, last)
	if err != nil {
		ts.Fatalf("%v: %s", err, last)
	}
}

func (s *stage) say(ts *testscript.TestScript, _ bool, args []string) {
	_, err := s.tg.TrySay(s.people[args[0]], s.group, strings.Join(args[1:], " "))
	ts.Check(err)
}

func (s *stage) elsewhere(ts *testscript.TestScript, _ bool, args []string) {
	_, err := s.tg.TrySay(s.people[args[0]], s.other, strings.Join(args[1:], " "))
	ts.Check(err)
}

func (s *stage) told(ts *testscript.TestScript, _ bool, args []string) {
	re, last := regexp.MustCompile(args[2]), ""
	err := await(args[2], func() bool {
		for _, m := range s.tg.Sent(s.tg.Private(s.people[args[0]])) {
			if last = m.Text; re.MatchString(last) {
				ts.Setenv(args[1], re.FindStringSubmatch(last)[1])
				return true
			}
		}
		return false
	})
	if err != nil {
		ts.Fatalf("%v; the last was %q", err, last)
	}
}

func (s *stage) tell(ts *testscript.TestScript, _ bool, args []string) {
	u := s.people[args[0]]
	_, err := s.tg.TrySay(u, s.tg.Private(u), strings.Join(args[1:], " "))
	ts.Check(err)
}

func (s *stage) press(ts *testscript.TestScript, _ bool, args []string) {
	u, last := s.people[args[0]], faketelegram.Message{}
	label := strings.Join(args[1:], " ")
	ts.Check(await("the button "+label, func() bool {
		for _, m := range s.tg.Sent(s.tg.Private(u)) {
			if m.Keyboard != nil {
				last = m
			}
		}
		if last.Keyboard == nil {
			return false
		}
		_, err := s.tg.TryPress(u, last, label)
		return err == nil
	}))
}

func (s *stage) heard(ts *testscript.TestScript, _ bool, args []string) {
	ts.Check(await(args[0], func() bool {
		return slices.ContainsFunc(s.tg.Sent(s.group), func(m faketelegram.Message) bool { return matches(ts, args[0], m.Text) })
	}))
}

func (s *stage) confirmed(ts *testscript.TestScript, _ bool, _ []string) {
	ts.Check(await("the updates are confirmed", func() bool { return s.tg.Pending() == 0 }))
}

func (s *stage) cut(ts *testscript.TestScript, _ bool, args []string) {
	ts.Check(os.Truncate(ts.MkAbs(args[0]), int64(number(ts, args[1]))))
}

func (s *stage) mode(ts *testscript.TestScript, _ bool, args []string) {
	info, err := os.Stat(ts.MkAbs(args[0]))
	ts.Check(err)
	if have := fmt.Sprintf("%04o", info.Mode().Perm()); have != args[1] {
		ts.Fatalf("%s has mode %s, want %s", args[0], have, args[1])
	}
}

func (s *stage) hello(ts *testscript.TestScript, _ bool, args []string) {
	client := http.Client{Timeout: patience, Transport: &http.Transport{DialContext: func(context.Context, string, string) (net.Conn, error) {
		return net.DialTimeout("unix", ts.MkAbs(args[0]), patience)
	}}}
	req, err := http.NewRequest(http.MethodPost, "http://steward/ask", strings.NewReader(`{"what":"outbox"}`))
	ts.Check(err)
	req.Header.Set("Steward-Control", args[1])
	resp, err := client.Do(req)
	ts.Check(err)
	defer resp.Body.Close()
	if text := readAll(resp.Body); resp.StatusCode != http.StatusConflict || !matches(ts, args[2], text) {
		ts.Fatalf("%d %s", resp.StatusCode, text)
	}
}

func (s *stage) answers(ts *testscript.TestScript, _ bool, args []string) {
	ln, err := net.Listen("unix", ts.MkAbs(args[0]))
	ts.Check(err)
	srv := &http.Server{ReadHeaderTimeout: time.Second, Handler: http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		http.Error(w, args[1], http.StatusConflict)
	})}
	go func() { _ = srv.Serve(ln) }()
	ts.Defer(func() { _ = srv.Close() })
}

func matches(ts *testscript.TestScript, pattern, text string) bool {
	re, err := regexp.Compile(pattern)
	ts.Check(err)
	return re.MatchString(text)
}

func number(ts *testscript.TestScript, s string) int {
	n, err := strconv.Atoi(s)
	ts.Check(err)
	return n
}
