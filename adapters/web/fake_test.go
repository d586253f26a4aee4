package web_test

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"os"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stewardbot/steward/adapters/console"
	"github.com/stewardbot/steward/adapters/web"
	"github.com/stewardbot/steward/adapters/web/webtest"
	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/bot/phrase"
)

func TestMain(m *testing.M) {
	code := m.Run()
	if err := webtest.Close(); err != nil {
		fmt.Fprintln(os.Stderr, "stop chromium:", err)
		code = 1
	}
	os.Exit(code)
}

// engine is a scripted stub of the real engine: the sink of a room and the backend of the page. It
// pays 5 points for a check-in per day, 1 for a message, and 1 to the author of a message that gets
// a reaction; it deletes messages that advertise a bargain.
type engine struct {
	room *console.Room

	mu      sync.Mutex
	now     time.Time
	members map[bot.UserID]*member
	why     map[string]web.Why
	entry   uint64
	ref     bot.Ref
	broken  bool
	speaks  string // the community's language
	idle    bool   // no post is scheduled
	line    *cable
	up      chan bool
	work    chan func()
	served  chan error
	done    chan error
	worked  chan bool
}

type member struct {
	name    string
	points  int64
	streak  int
	checked bot.Day
}

var shanghai = time.FixedZone("Asia/Shanghai", 8*3600)

// start runs a room, the stub and a loopback server until the test ends, and returns the stub and
// the server's URL.
func start(t *testing.T) (*engine, string) {
	t.Helper()
	e := &engine{
		room: console.New(console.Cast()), now: time.Date(2026, 7, 16, 9, 2, 0, 0, shanghai),
		members: map[bot.UserID]*member{}, why: map[string]web.Why{},
		up: make(chan bool, 2), work: make(chan func(), 1024),
		served: make(chan error, 1), done: make(chan error, 1), worked: make(chan bool),
	}
	demo, err := web.NewDemo(web.DemoOptions{Room: e.room, Backend: e})
	if err != nil {
		t.Fatal(err)
	}
	e.line = &cable{next: web.NewServer(web.Options{Demo: demo})}
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	go func() { e.done <- e.room.Run(ctx, e) }()
	srv := &http.Server{Handler: e.line, BaseContext: func(net.Listener) context.Context { return ctx }}
	go func() { e.served <- srv.Serve(ln) }()
	go func() {
		defer close(e.worked)
		for fn := range e.work {
			fn()
		}
	}()
	<-e.up
	t.Cleanup(func() {
		cancel()
		if err := srv.Close(); err != nil {
			t.Error(err)
		}
		if err := <-e.served; !errors.Is(err, http.ErrServerClosed) {
			t.Error(err)
		}
		if err := <-e.done; err != nil {
			t.Error(err)
		}
		close(e.work)
		<-e.worked
	})
	return e, "http://" + ln.Addr().String()
}

// cable is the connection to the server; cutting it ends everything on it.
type cable struct {
	next http.Handler

	mu   sync.Mutex
	down chan struct{} // closed when cut; nil before first use
	off  bool
}

func (c *cable) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	c.mu.Lock()
	if c.down == nil {
		c.down = make(chan struct{})
	}
	down, off := c.down, c.off
	c.mu.Unlock()
	if off {
		panic(http.ErrAbortHandler)
	}
	ctx, cancel := context.WithCancel(r.Context())
	defer cancel()
	go func() {
		select {
		case <-down:
			cancel()
		case <-ctx.Done():
		}
	}()
	c.next.ServeHTTP(w, r.WithContext(ctx))
}

func (c *cable) cut() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.off = true
	close(c.down)
}

func (c *cable) mend() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.off, c.down = false, make(chan struct{})
}

// sayAs posts a message in the lobby as someone, bypassing the page.
func (e *engine) sayAs(t *testing.T, who bot.UserID, text string) (line string) {
	t.Helper()
	l, err := e.room.Say(t.Context(), who, console.Lobby, text, "")
	if err != nil {
		t.Fatal(err)
	}
	return l.ID
}

// setBroken sets whether explanations fail.
func (e *engine) setBroken(broken bool) {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.broken = broken
}

func (e *engine) Submit(_ context.Context, b bot.Batch) (bot.Wait, error) {
	committed := make(chan struct{})
	e.work <- func() {
		var lines []bot.Delivery
		for _, ev := range b.Events {
			lines = append(lines, e.book(ev.ID, e.decide(ev))...)
		}
		close(committed)
		for _, l := range lines {
			e.perform(b.Events[0].ID, l)
		}
	}
	return func(ctx context.Context) error {
		select {
		case <-committed:
			return nil
		case <-ctx.Done():
			return ctx.Err()
		}
	}, nil
}

func (e *engine) Cursor(string) ([]byte, error) { return nil, nil }

func (e *engine) Status(_ string, up bool, _ phrase.Line) {
	if up {
		e.up <- true
	}
}

// book records an event's consequences before performing them.
func (e *engine) book(event string, effects []bot.Effect) (lines []bot.Delivery) {
	e.mu.Lock()
	defer e.mu.Unlock()
	w := e.why[event]
	for _, x := range effects {
		e.ref++
		lines = append(lines, bot.Delivery{Ref: e.ref, Effect: x})
		noted := web.Effect{Ref: e.ref, Kind: bot.EffectKind(x), Status: "waiting"}
		switch x := x.(type) {
		case bot.Say:
			noted.Text = x.Text
		case bot.React:
			noted.Text = x.Emoji
		}
		w.Effects = append(w.Effects, noted)
	}
	e.why[event] = w
	return lines
}

func (e *engine) perform(event string, d bot.Delivery) {
	out, err := e.room.Perform(context.Background(), d)
	e.mu.Lock()
	defer e.mu.Unlock()
	w := e.why[event]
	w.Effects = slices.Clone(w.Effects) // the old ones may be in use by a reader
	for i := range w.Effects {
		made := &w.Effects[i]
		if made.Ref != d.Ref {
			continue
		}
		made.Status, made.At = string(bot.Done), out.Receipt.At
		if err != nil {
			made.Status, made.Reason = string(bot.Refused), err.Error()
		}
	}
	e.why[event] = w
}

func (e *engine) decide(ev bot.Event) []bot.Effect {
	e.mu.Lock()
	defer e.mu.Unlock()
	switch ev.Kind {
	case bot.KindMessage:
		return e.message(ev)
	case bot.KindPress:
		if strings.HasPrefix(ev.Press.Data, "moderation:") {
			return []bot.Effect{bot.Ack{Place: ev.Place, Press: ev.Press.ID}}
		}
		period := strings.TrimPrefix(ev.Press.Data, "top:")
		return []bot.Effect{
			bot.Edit{Place: ev.Place, Target: target(ev.Place, ev.Press.Message), Text: e.top(period), Buttons: topButtons},
			bot.Ack{Place: ev.Place, Press: ev.Press.ID},
		}
	case bot.KindReaction:
		if m := e.members[ev.Reaction.Author]; m != nil && len(ev.Reaction.Added) > 0 && ev.Reaction.Author != ev.User.ID {
			m.points++
		}
	}
	return nil
}

var topButtons = [][]bot.Button{{{Label: "Week", Data: "top:this week"}, {Label: "Month", Data: "top:this month"}, {Label: "All time", Data: "top:of all time"}}}

func target(p bot.Place, id string) bot.Target {
	return bot.Target{Message: bot.MessageID{Place: p, ID: id}}
}

func (e *engine) message(ev bot.Event) []bot.Effect {
	text := strings.ToLower(strings.TrimSpace(ev.Message.Text))
	m := e.members[ev.User.ID]
	if m == nil {
		m = &member{name: ev.User.Name}
		e.members[ev.User.ID] = m
	}
	w := web.Why{At: ev.At, Member: ev.User.Name, Text: ev.Message.Text, Facts: web.Facts{Normal: text, Length: len([]rune(text))}}
	defer func() { e.why[ev.ID] = w }()
	switch text {
	case "/checkin", "check in", "签到":
		f, emoji := e.checkIn(m)
		w.Findings = append(w.Findings, f)
		return []bot.Effect{bot.React{Place: ev.Place, Target: target(ev.Place, ev.Message.ID), Emoji: emoji}}
	case "/points":
		w.Findings = append(w.Findings, web.Finding{Feature: "standings", Text: "Asked for points; the answer is for the asker alone."})
		return []bot.Effect{bot.Say{
			Place: ev.Place, To: ev.User.ID, ReplyTo: ev.Message.ID,
			Text: fmt.Sprintf("You have %s.", e.Points("en", m.points)),
		}}
	case "/top":
		return []bot.Effect{bot.Say{Place: ev.Place, ReplyTo: ev.Message.ID, Text: e.top("this week"), Buttons: topButtons}}
	}
	if strings.Contains(text, "bargain") {
		w.Rule = "no adverts"
		w.Findings = append(w.Findings, web.Finding{Feature: "rules", Text: "Taken away by the rule “no adverts”: bargain."})
		return []bot.Effect{
			bot.Delete{Place: ev.Place, Target: target(ev.Place, ev.Message.ID)},
			bot.Say{Place: ev.Place, To: ev.User.ID, Text: "No adverts here, please, " + ev.User.Name + "."},
		}
	}
	if strings.HasPrefix(text, "/") || ev.Place.Private() {
		return nil
	}
	if len([]rune(text)) < 4 {
		w.Findings = append(w.Findings, web.Finding{Feature: "activity", Text: "Too short to earn: 4 characters are needed."})
		return nil
	}
	e.entry++
	m.points++
	w.Findings = append(w.Findings, web.Finding{Feature: "activity", Text: "1 leaf for taking part.", Amount: 1, Entry: e.entry})
	return nil
}

func (e *engine) checkIn(m *member) (web.Finding, string) {
	today := bot.DayOf(e.now)
	if m.checked == today {
		return web.Finding{Feature: "checkin", Text: "Already checked in today."}, "👌"
	}
	if m.checked != today-1 {
		m.streak = 0
	}
	m.checked = today
	m.streak++
	m.points += 5
	e.entry++
	return web.Finding{Feature: "checkin", Text: fmt.Sprintf("Checked in, day %d in a row.", m.streak), Amount: 5, Entry: e.entry}, "👍"
}

func (e *engine) top(period string) string {
	var b strings.Builder
	fmt.Fprintf(&b, "Standings %s", period)
	for i, s := range e.standings() {
		fmt.Fprintf(&b, "\n%d. \u2068%s\u2069 · %s", i+1, s.Name, e.Points("en", s.Points))
	}
	return b.String()
}

func (e *engine) Now() time.Time {
	e.mu.Lock()
	defer e.mu.Unlock()
	return e.now
}

func (e *engine) Advance(_ context.Context, d time.Duration) error {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.now = e.now.Add(d)
	return nil
}

func (e *engine) Next() time.Time {
	e.mu.Lock()
	defer e.mu.Unlock()
	if e.idle {
		return time.Time{}
	}
	return e.now.Add(2 * time.Hour).Truncate(time.Hour)
}

func (e *engine) Why(_ context.Context, event, _ string) (web.Why, error) {
	e.mu.Lock()
	defer e.mu.Unlock()
	if e.broken {
		return web.Why{}, fmt.Errorf("read the journal: the disk is gone")
	}
	w, ok := e.why[event]
	if !ok {
		return web.Why{}, fmt.Errorf("why %q: %w", event, web.ErrNoRecord)
	}
	return w, nil
}

func (e *engine) Standings(context.Context, string) ([]web.Standing, error) {
	e.mu.Lock()
	defer e.mu.Unlock()
	return e.standings(), nil
}

func (e *engine) standings() []web.Standing {
	var out []web.Standing
	for _, p := range e.room.People() {
		m := e.members[p.User.ID]
		if m == nil {
			continue
		}
		level := "Newcomer"
		if m.points >= 7 {
			level = "Regular"
		}
		streak := m.streak
		if m.checked < bot.DayOf(e.now)-1 {
			streak = 0
		}
		s := web.Standing{
			User: p.User.ID, Name: m.name, Level: level, Points: m.points, Balance: m.points,
			Streak: streak, CheckedInToday: m.checked == bot.DayOf(e.now),
		}
		at := 0
		for at < len(out) && out[at].Points >= s.Points {
			at++
		}
		out = append(out[:at], append([]web.Standing{s}, out[at:]...)...)
	}
	return out
}

func (e *engine) Commands(lang string) []bot.MenuEntry {
	if lang == "zh-Hans" {
		return []bot.MenuEntry{
			{Name: "checkin", Description: "每天签到一次"}, {Name: "points", Description: "查看自己的积分"},
			{Name: "top", Description: "查看排行榜"}, {Name: "help", Description: "能用哪些命令"},
		}
	}
	return []bot.MenuEntry{
		{Name: "checkin", Description: "Check in, once a day"}, {Name: "makeup", Description: "Make up for a missed day"},
		{Name: "points", Description: "Your points, for you alone"}, {Name: "history", Description: "Where your points came from"},
		{Name: "top", Description: "The standings"}, {Name: "level", Description: "Your level and what the next one takes"},
		{Name: "rules", Description: "The house rules"}, {Name: "help", Description: "What Steward understands"},
		{Name: "warn", Description: "Warn somebody", Who: bot.Moderators, Options: []bot.MenuOption{{Param: bot.Param{Kind: bot.ParamMember, Required: true}}}},
		{Name: "rule", Description: "Rules, on or off", Who: bot.Operators, Options: []bot.MenuOption{{Param: bot.Param{Kind: bot.ParamText, Required: true}}}}, {Name: "pause", Description: "Stop the posts for a while", Who: bot.Operators},
	}
}

func (e *engine) Speak(lang string) error {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.speaks = lang
	return nil
}

func (e *engine) Language() string {
	e.mu.Lock()
	defer e.mu.Unlock()
	return e.speaks
}

func (e *engine) Title(string) string { return "Tea House" }

func (e *engine) Zone() *time.Location { return shanghai }

func (e *engine) Desk(context.Context) (string, error) { return "/in/tea/SECRET", nil }

func (e *engine) Points(lang string, n int64) string {
	if lang == "zh-Hans" {
		return fmt.Sprintf("%d 片茶叶", n)
	}
	if n == 1 {
		return "1 leaf"
	}
	return fmt.Sprintf("%d leaves", n)
}
