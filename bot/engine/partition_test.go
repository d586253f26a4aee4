package engine_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/bot/engine"
	"github.com/stewardbot/steward/store"
	"github.com/stewardbot/steward/store/memory"
)

// county runs three engines with one community each: a, b and c. All private chats are at home in
// c's.
type county struct {
	t       *testing.T
	stores  [3]store.Store // outlive their engines
	mortals [3]*mortal
	engines [3]*running
	desks   [3]*desk
	feature bot.Feature

	mu   sync.Mutex
	lost int // how many answers are lost from now on
}

const home = 2

func newCounty(t *testing.T, f bot.Feature) *county {
	c := &county{t: t, feature: f}
	for n := range c.stores {
		c.stores[n] = memory.New()
	}
	for n := range c.stores {
		c.open(n)
	}
	return c
}

func part(community string) int { return int(community[0] - 'a') }

func (c *county) community(id string) *bot.Community {
	return &bot.Community{ID: id, Name: id, Zone: time.UTC, Spaces: []bot.Place{bot.Place("test:" + id)}, Sections: map[string]any{}}
}

// open opens an engine on its store.
func (c *county) open(n int) {
	c.mortals[n], c.desks[n] = &mortal{Store: c.stores[n]}, newDesk()
	r := open(c.t, c.mortals[n], c.desks[n], c.feature, func(o *engine.Options) {
		o.Config.Communities = []*bot.Community{c.community(string(rune('a' + n)))}
		o.Adapters = append(o.Adapters, ferry{c})
		o.Features = []bot.Feature{eager{}, c.feature}
		o.Partition = &engine.Partition{
			Number: n, Of: part, Home: func(bot.UserID) int { return home },
			Community: func(id string) (*bot.Community, int) { return c.community(id), part(id) },
			Others:    elsewhere{c, n},
		}
	})
	c.mu.Lock()
	defer c.mu.Unlock()
	c.engines[n] = &r
}

// kill ends an engine; nothing that it did not commit counts.
func (c *county) kill(n int) {
	c.mu.Lock()
	r := c.engines[n]
	c.engines[n] = nil
	c.mu.Unlock()
	c.mortals[n].die()
	r.stop()
}

func (c *county) submit(n int, events ...bot.Event) {
	c.t.Helper()
	c.engines[n].submit(c.t, events...)
	time.Sleep(5 * time.Second)
}

// join makes the user a member of communities.
func (c *county) join(communities ...string) {
	for i, id := range communities {
		ev := message(1000+i, "hello")
		ev.ID, ev.Place = "test:"+id+"/m0", bot.Place("test:"+id)
		c.submit(part(id), ev)
	}
}

func (c *county) choose(community string) {
	must(c.t, c.stores[home].Update(func(tx store.Tx) error {
		return tx.Put("private_choice", []byte("test:1"), []byte(community))
	}))
}

// said returns the texts that an engine said, in order.
func (c *county) said(n int) (list []string) {
	for _, a := range c.desks[n].done() {
		list = append(list, a.text())
	}
	return list
}

// recorded returns an event's findings at an engine and whether its text is in the journal.
func (c *county) recorded(n int, id string) (found []string, text string) {
	c.t.Helper()
	must(c.t, c.stores[n].View(func(r store.Reader) error {
		rec, _, ok, err := engine.Explain(r, id, time.Now())
		if !ok {
			found = append(found, "unknown")
		}
		for _, f := range rec.Findings {
			found = append(found, fmt.Sprint(f.Feature, ".", f.Code, " ", f.Args["Community"]))
		}
		if rec.Event.Message != nil {
			text = rec.Event.Message.Text
		}
		return err
	}))
	return found, text
}

func whisper(id int, text string) bot.Event {
	ev := message(id, text)
	ev.ID, ev.Place = fmt.Sprintf("test:dm/1/m%d", id), "test:dm/1"
	return ev
}

// ferry is the adapter between the engines.
type ferry struct{ c *county }

func (ferry) Name() string                            { return bot.Partition }
func (ferry) Capabilities(bot.Place) bot.Capabilities { return bot.Capabilities{} }
func (ferry) Run(ctx context.Context, _ bot.Sink) error {
	<-ctx.Done()
	return nil
}

func (f ferry) Perform(ctx context.Context, d bot.Delivery) (bot.Outcome, error) {
	p := d.Effect.(bot.Pass)
	f.c.mu.Lock()
	to, lost := f.c.engines[p.To], f.c.lost > 0
	f.c.lost = max(f.c.lost-1, 0)
	f.c.mu.Unlock()
	if to == nil {
		return bot.Outcome{}, &bot.DeliveryError{Code: bot.CodeRetry, Reason: "nobody is there"}
	}
	if err := to.Receive(ctx, p, d.Content); err != nil {
		return bot.Outcome{}, &bot.DeliveryError{Code: bot.CodeRetry, Reason: "not now"}
	}
	if lost {
		return bot.Outcome{}, &bot.DeliveryError{Code: bot.CodeUnknown, Reason: "lost"}
	}
	return bot.Outcome{Status: bot.Done}, nil
}

// elsewhere reads the stores of the others.
type elsewhere struct {
	c   *county
	but int
}

func (e elsewhere) each(fn func(store.Reader) error) (err error) {
	for n, s := range e.c.stores {
		if n != e.but {
			err = errors.Join(err, s.View(fn))
		}
	}
	return err
}

func (e elsewhere) Get(table string, key []byte) (v []byte, err error) {
	err = e.each(func(r store.Reader) error {
		b, err := r.Get(table, key)
		if b != nil {
			v = b
		}
		return err
	})
	return v, err
}

func (e elsewhere) Scan(table string, from, to []byte, reverse bool, limit int, fn func(k, v []byte) (bool, error)) error {
	return e.each(func(r store.Reader) error { return r.Scan(table, from, to, reverse, limit, fn) })
}

// eager sees each message first, and keeps its id.
type eager struct{}

func (eager) Name() string { return "eager" }

func (eager) Routes() bot.Routes {
	keep := func(t *bot.Turn) error { return t.State().Put("eager", []byte(t.Event.ID), nil) }
	return bot.Routes{On: map[bot.Kind]bot.Handler{bot.KindMessage: keep}, Outside: map[bot.Kind]bot.Handler{bot.KindMessage: keep}}
}

// talker answers each message with the community that hears it, fails at the first "fail", takes
// "go b" as about b, and "later b" as about b only after it has failed.
type talker struct{ failed, filled int }

func (*talker) Name() string { return "talker" }

func (f *talker) Routes() bot.Routes {
	say := func(t *bot.Turn) error { return f.say(t) }
	choices := func(t *bot.Turn) ([]string, error) { return []string{"for " + t.Community.ID}, nil }
	return bot.Routes{
		On: map[bot.Kind]bot.Handler{bot.KindMessage: say}, Outside: map[bot.Kind]bot.Handler{bot.KindMessage: say},
		Commands: []bot.Command{{Name: "pick", Params: []bot.Param{{Name: "what", Kind: bot.ParamChoice, Suggest: choices}}, Run: func(*bot.Turn, *bot.Input) error { return nil }}},
		Verbs: []bot.Verb{
			{Name: "filled", Run: f.fill, Anywhere: true},
			{Name: "ours", Run: f.where, Anywhere: true, Home: true},
		},
	}
}

func name(c *bot.Community) string {
	if c == nil {
		return "nobody"
	}
	return c.ID
}

func (f *talker) say(t *bot.Turn) error {
	text := t.Event.Message.Text
	if to, ok := strings.CutPrefix(text, "later "); ok {
		if f.failed++; f.failed == 1 {
			return errors.New("at first")
		}
		text = "go " + to
	}
	if to, ok := strings.CutPrefix(text, "go "); ok && name(t.Community) != to {
		if slices.ContainsFunc(t.Elsewhere, func(c *bot.Community) bool { return c.ID == to }) {
			t.Do(bot.Say{Place: t.Event.Place, Text: "never said"})
		}
		if ok, err := t.Enter(to); err != nil || !ok {
			return err
		}
	}
	if text == "rank" {
		t.Do(bot.Say{Place: t.Event.Place, Text: fmt.Sprint("rank ", t.Authority(t.Event.Place, t.Event.User.ID))})
		return nil
	}
	if text == "forget me" {
		return t.Forget(&bot.Forgotten{Member: t.Member.ID, Accounts: []bot.UserID{t.Event.User.ID}})
	}
	if text == "fail" && f.failed == 0 {
		f.failed++
		return errors.New("at first")
	}
	var choices, apart []string
	for _, c := range t.Choices {
		choices = append(choices, c.ID)
	}
	for _, c := range t.Elsewhere {
		apart = append(apart, c.ID)
	}
	t.Do(bot.Say{
		Place: t.Event.Place, Text: fmt.Sprint(name(t.Community), " hears ", text, " of ", choices, " apart ", apart),
		Buttons: [][]bot.Button{{{Label: "form", Data: "talker:filled:"}, {Label: "ours", Data: "talker:ours:"}}},
	})
	return nil
}

func (f *talker) fill(t *bot.Turn, _ string) error {
	f.filled++
	what, _ := t.Event.Press.Answer("x")
	t.Do(bot.Ack{Place: t.Event.Place, Press: t.Event.Press.ID, Text: name(t.Community) + " gets " + what})
	return nil
}

func (f *talker) where(t *bot.Turn, _ string) error {
	t.Do(bot.Ack{Place: t.Event.Place, Press: t.Event.Press.ID, Text: name(t.Community) + " is asked"})
	return nil
}

// press is a press of a button that an engine showed, in private.
func (c *county) press(n, id int, button int) bot.Event {
	c.t.Helper()
	for _, a := range slices.Backward(c.desks[n].done()) {
		if s, ok := a.effect.(bot.Say); ok && s.Buttons != nil {
			return pressOf(id, s.Buttons[0][button].Data)
		}
	}
	c.t.Fatal("no buttons")
	return bot.Event{}
}

func pressOf(id int, data string) bot.Event {
	return bot.Event{
		ID: fmt.Sprint("test:dm/1/p", id), Kind: bot.KindPress, At: time.Now(), Place: "test:dm/1", User: &bot.User{ID: "test:1"},
		Press: &bot.Press{ID: fmt.Sprint("p", id), Message: "b0", Data: data},
	}
}

// acks returns the texts of the notices that an engine gave.
func (c *county) acks(n int) (list []string) {
	for _, a := range c.desks[n].done() {
		if ack, ok := a.effect.(bot.Ack); ok {
			list = append(list, ack.Text)
		}
	}
	return list
}

func same(t *testing.T, what string, got []string, want ...string) {
	t.Helper()
	if !slices.Equal(got, want) {
		t.Errorf("%s: %q, want %q", what, got, want)
	}
}

// TestPassedOnOnce: a private message is decided by the engine of its community, once, whichever of
// the two is killed when, whatever is delivered again, and whatever is chosen by then.
func TestPassedOnOnce(t *testing.T) {
	for _, kill := range []string{"", "there", "home", "both", "after", "lost"} {
		t.Run(kill, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				c := newCounty(t, new(talker))
				c.join("a", "b")
				c.choose("a")
				told := len(c.said(0))
				if kill == "there" || kill == "both" || kill == "home" {
					c.kill(0)
				}
				if kill == "lost" || kill == "after" {
					c.lost = 3
				}
				ev := whisper(1, "tea")
				c.submit(home, ev)
				if kill == "home" || kill == "both" || kill == "after" {
					c.kill(home)
					c.open(home)
				}
				if c.choose("b"); c.engines[0] == nil {
					c.open(0)
					told = 0
				}
				c.submit(home, ev)
				time.Sleep(2 * time.Minute)
				same(t, "a said", c.said(0)[told:], "a hears tea of [a b] apart [b]")
				same(t, "home said", c.said(home))
				if b := c.said(1); len(b) != 1 {
					t.Errorf("b said %q, want the greeting alone", b)
				}
				found, text := c.recorded(home, ev.ID)
				same(t, "home recorded", found, "partition.passed a")
				if text != "" {
					t.Errorf("home recorded what was said: %q", text)
				}
				if _, text = c.recorded(0, ev.ID); text != "tea" {
					t.Errorf("a recorded %q", text)
				}
				if _, waiting := c.engines[home].Stats(); waiting != 0 {
					t.Errorf("%d lines wait", waiting)
				}
			})
		})
	}
}

// TestPassedOnInOrder: messages that wait for their engine come in order.
func TestPassedOnInOrder(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := newCounty(t, new(talker))
		c.join("a")
		c.kill(0)
		var want []string
		for i := range 20 {
			c.submit(home, whisper(i, fmt.Sprint(i)))
			want = append(want, fmt.Sprint("a hears ", i, " of [a] apart []"))
		}
		c.open(0)
		time.Sleep(5 * time.Minute)
		same(t, "a said", c.said(0), want...)
	})
}

// TestEnterElsewhere: a feature that finds out that an event is about a community elsewhere passes
// it on; nothing of what it did before counts. An event may come back to where it was.
func TestEnterElsewhere(t *testing.T) {
	for name, chosen := range map[string]string{"from home": "", "through a": "a", "back home": "b"} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				c := newCounty(t, new(talker))
				c.join("a", "b", "c")
				c.choose(chosen)
				to := map[string]int{"from home": 0, "through a": 1, "back home": home}[name]
				told, text := len(c.said(to)), fmt.Sprintf("go %c", 'a'+to)
				c.mu.Lock()
				c.lost = 2
				c.mu.Unlock()
				ev := whisper(1, text)
				c.submit(home, ev)
				c.submit(home, ev)
				var apart []string
				for _, id := range []string{"a", "b", "c"} {
					if part(id) != to {
						apart = append(apart, id)
					}
				}
				same(t, "said", c.said(to)[told:], fmt.Sprintf("%c hears %s of [a b c] apart %v", 'a'+to, text, apart))
				for n := range 3 {
					if said := c.said(n); slices.Contains(said, "never said") || n != to && len(said) > 1 {
						t.Errorf("%d said %q", n, said)
					}
					must(t, c.stores[n].View(func(r store.Reader) error {
						if v, err := r.Get("eager", []byte(ev.ID)); (v != nil) != (n == to) || err != nil {
							t.Errorf("what another feature did counts at %d: %v, %v", n, v != nil, err)
						}
						return nil
					}))
				}
				if _, said := c.recorded(to, ev.ID); said != text {
					t.Errorf("it is recorded as %q", said)
				}
			})
		})
	}
}

// TestRetryWhatWasPassedOn: an event that failed in its feature is run again where it belongs; one
// that turns out to belong elsewhere only then is passed on.
func TestRetryWhatWasPassedOn(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f := new(talker)
		c := newCounty(t, f)
		c.join("a")
		c.submit(home, whisper(1, "fail"))
		retry := func(n int) {
			var line uint64
			must(t, c.stores[n].View(func(r store.Reader) error {
				return engine.Events(r, 0, true, func(rec engine.Recorded) error { line = rec.Line; return nil })
			}))
			must(t, c.engines[n].RetryEvent(t.Context(), line))
			if err := c.engines[n].RetryEvent(t.Context(), line); err == nil {
				t.Error("it can be run again after it succeeded")
			}
			time.Sleep(5 * time.Second)
		}
		retry(0)
		same(t, "a said", c.said(0)[1:], "a hears fail of [a] apart []")
		c.join("b")
		f.failed = 0
		c.submit(home, whisper(2, "later b"))
		retry(home)
		same(t, "b said", c.said(1)[1:], "b hears go b of [a b] apart [a]")
		found, _ := c.recorded(home, "test:dm/1/m2")
		same(t, "home recorded", found, "partition.passed b")
	})
}

// TestPressesElsewhere: buttons act where the message with them came from, forms bring what was
// filled in to there without leaving it anywhere, and what is about the chat stays at home.
func TestPressesElsewhere(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f := new(talker)
		c := newCounty(t, f)
		c.join("a", "b")
		c.choose("a")
		c.submit(home, whisper(1, "x"))
		c.choose("b")
		filled := c.press(0, 2, 0)
		filled.Press.Filled = []bot.Given{{Name: "x", Value: "secret"}}
		c.lost = 1
		c.submit(home, filled)
		c.kill(home)
		c.open(home)
		c.submit(home, filled)
		same(t, "a answers", c.acks(0), "a gets secret")
		if f.filled != 1 {
			t.Errorf("it was filled in %d times", f.filled)
		}
		found, _ := c.recorded(home, filled.ID)
		same(t, "home recorded", found, "partition.passed a")
		for n, s := range c.stores {
			must(t, s.View(func(r store.Reader) error {
				for _, table := range []string{"outbox", "journal"} {
					err := r.Scan(table, nil, nil, false, 0, func(_, v []byte) (bool, error) {
						if strings.Contains(string(v), "secret") {
							t.Errorf("%d has what was filled in, in %s", n, table)
						}
						return true, nil
					})
					if err != nil {
						return err
					}
				}
				return nil
			}))
		}
		c.submit(home, c.press(0, 3, 1))
		same(t, "home answers", c.acks(home), "nobody is asked")
	})
}

// TestTypingElsewhere: suggestions come from the community that the chat is about, and what was
// typed is stored nowhere.
func TestTypingElsewhere(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := newCounty(t, new(talker))
		c.join("a", "b")
		c.choose("b")
		for _, down := range []bool{false, true} {
			if down {
				c.kill(1)
			}
			ev := bot.Event{
				ID: fmt.Sprint("test:dm/1/t", down), Kind: bot.KindTyping, At: time.Now(), Place: "test:dm/1", User: &bot.User{ID: "test:1"},
				Typing: &bot.Typing{ID: "1", Command: "pick", Option: "what", Text: "f"},
			}
			c.submit(home, ev)
			if _, waiting := c.engines[home].Stats(); waiting != 0 {
				t.Errorf("%d lines wait", waiting)
			}
		}
		var offered []string
		for _, a := range c.desks[1].done() {
			if e, ok := a.effect.(bot.Complete); ok {
				offered = append(offered, e.Choices...)
			}
		}
		same(t, "offered", offered, "for b")
	})
}

// TestNewSpace: who has authority in a space is known once a community has it, though the platform
// told that to another engine before.
func TestNewSpace(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := newCounty(t, new(talker))
		c.submit(1, bot.Event{
			ID: "standing", Kind: bot.KindStanding, At: time.Now(), Place: "test:new",
			Standing: &bot.Standing{Admins: map[bot.UserID]bot.Authority{"test:1": bot.Owner}},
		})
		tea := c.community("a")
		tea.Spaces = append(tea.Spaces, "test:new")
		must(t, c.engines[0].Reload(engine.Config{Communities: []*bot.Community{tea}}))
		ask := message(1, "rank")
		ask.Place = "test:new"
		c.submit(0, ask)
		c.kill(0)
		c.open(0)
		must(t, c.engines[0].Reload(engine.Config{Communities: []*bot.Community{tea}}))
		ask.ID = "test:new/m2"
		c.submit(0, ask)
		same(t, "a said", c.said(0), "rank 2")
	})
}

// TestForgottenAtHome: whoever is forgotten in a community is erased from what the home of their
// private chats recorded, too, however late that hears of it.
func TestForgottenAtHome(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := newCounty(t, new(talker))
		c.join("a", "b")
		c.choose("a")
		c.submit(home, whisper(1, "x"), pressOf(2, "nothing"))
		holds := func() (tables []string) {
			must(t, c.stores[home].View(func(r store.Reader) error {
				for _, table := range []string{"journal", "outbox", "private_choice", "outcomes", "messages", "forgetting"} {
					err := r.Scan(table, nil, nil, false, 0, func(k, v []byte) (bool, error) {
						if strings.Contains(string(k)+string(v), "test:1") || strings.Contains(string(v), "dm/1") {
							tables = append(tables, table)
						}
						return true, nil
					})
					if err != nil {
						return err
					}
				}
				return nil
			}))
			return slices.Compact(tables)
		}
		same(t, "home has", holds(), "journal", "private_choice")
		forget := message(2000, "forget me")
		forget.ID, forget.Place = "test:a/m2", "test:a"
		c.kill(home)
		c.submit(0, forget)
		c.open(home)
		time.Sleep(2 * time.Minute)
		same(t, "home has", holds())
	})
}

// blind can't read the other partitions for a while.
type blind struct {
	store.Reader
	until time.Time
}

func (b blind) Scan(table string, from, to []byte, reverse bool, limit int, fn func(k, v []byte) (bool, error)) error {
	if time.Now().Before(b.until) {
		return errors.New("the database is away")
	}
	return b.Reader.Scan(table, from, to, reverse, limit, fn)
}

// TestElsewhereUnreadable: a private message waits while the other partitions can't be read.
func TestElsewhereUnreadable(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := newCounty(t, new(talker))
		c.join("a")
		r := open(t, memory.New(), newDesk(), c.feature, func(o *engine.Options) {
			o.Config.Communities = nil
			o.Adapters = append(o.Adapters, ferry{c})
			o.Partition = &engine.Partition{
				Number: 3, Of: part, Home: func(bot.UserID) int { return 3 },
				Community: func(id string) (*bot.Community, int) { return c.community(id), part(id) },
				Others:    blind{elsewhere{c, 3}, time.Now().Add(time.Minute)},
			}
		})
		r.submit(t, whisper(1, "x"))
		time.Sleep(time.Minute)
		same(t, "a said", c.said(0)[1:], "a hears x of [a] apart []")
	})
}
