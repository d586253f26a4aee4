package engine_test

import (
	"context"
	"errors"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/bot/engine"
	"github.com/stewardbot/steward/rules"
	"github.com/stewardbot/steward/store"
	"github.com/stewardbot/steward/store/memory"
)

// flaky is a feature that fails on request and records what it did.
type flaky struct {
	fails string
	did   []string
}

func (*flaky) Name() string { return "flaky" }

func (f *flaky) Routes() bot.Routes {
	part := func(what string) bot.Handler {
		return func(t *bot.Turn) error {
			if f.fails != "" && strings.HasPrefix(what, f.fails) {
				return errors.New(what)
			}
			f.did = append(f.did, what)
			return nil
		}
	}
	broken := part("broken")
	return bot.Routes{
		Commands: []bot.Command{{Name: "wipe", Who: bot.Moderators, Run: func(t *bot.Turn, _ *bot.Input) error { return part("command by " + t.Event.User.Name)(t) }}},
		On:       map[bot.Kind]bot.Handler{bot.KindMessage: part("message")},
		Broken: func(t *bot.Turn) error {
			if len(t.Breaches) != 1 || t.Breaches[0].Rule != "adverts" || len(t.Breaches[0].Then) != 1 || !t.Struck || t.Call != nil {
				return errors.New("what was broken is not known")
			}
			return broken(t)
		},
		After: func(t *bot.Turn) error {
			if t.Event.Kind != bot.KindMessage {
				return nil
			}
			return part("after")(t)
		},
	}
}

// TestRetryIsTheEventAsItWas: a rerun uses the original rules and user, and still waits for a
// confirmation.
func TestRetryIsTheEventAsItWas(t *testing.T) {
	type world struct {
		running
		f *flaky
		d *desk
		s store.Store
	}
	group := func(id int) bot.Event {
		ev := message(id, "/wipe")
		ev.User = &bot.User{ID: "test:group", Name: "Tea", Persona: bot.TheGroup}
		return ev
	}
	confirm := func(t *testing.T, w *world) {
		for _, a := range w.d.done() {
			if say, ok := a.effect.(bot.Say); ok && say.Text == "answer.who" {
				w.submit(t, bot.Event{
					ID: "test:room/p1", Kind: bot.KindPress, At: time.Now(), Place: "test:room", User: &bot.User{ID: "test:olga", Name: "olga"},
					Press: &bot.Press{ID: "1", Message: "b1", Data: say.Buttons[0][0].Data},
				})
			}
		}
	}
	for name, c := range map[string]struct {
		fails string
		begin func(t *testing.T, w *world)
		did   string
		err   string
	}{
		"a message":           {"message", func(t *testing.T, w *world) { w.submit(t, message(1, "hello")) }, "message, after", ""},
		"what comes after":    {"after", func(t *testing.T, w *world) { w.submit(t, message(1, "hello")) }, "after", ""},
		"a command":           {"message", func(t *testing.T, w *world) { w.submit(t, message(1, "/wipe")) }, "message, after", ""}, // ann is not allowed
		"a broken rule":       {"broken", func(t *testing.T, w *world) { w.submit(t, message(1, "/wipe adverts")) }, "broken, after", ""},
		"the group's command": {"message", func(t *testing.T, w *world) { w.submit(t, group(1)) }, "message, after", ""},
		"what was confirmed":  {"command", func(t *testing.T, w *world) { w.submit(t, group(1)); synctest.Wait(); confirm(t, w) }, "command by olga", ""},
		"what was confirmed, late": {"command", func(t *testing.T, w *world) {
			w.submit(t, group(1))
			synctest.Wait()
			confirm(t, w)
			time.Sleep(48 * time.Hour)
		}, "", "gone"},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				w := &world{f: &flaky{fails: c.fails}, d: newDesk(), s: memory.New()}
				w.running = open(t, w.s, w.d, w.f, func(o *engine.Options) {
					o.Authorize = func(t *bot.Turn, _ bot.Audience) (bool, error) { return t.Event.User.Name != "ann", nil }
					o.Config.Communities[0].Sections[rules.Section] = &rules.Settings{{Name: "adverts", When: rules.When{Words: []string{"adverts"}}, Then: []string{"delete"}}}
				})
				c.begin(t, w)
				synctest.Wait()
				w.f.did, w.f.fails = nil, ""
				lines := failedLines(t, w.s)
				if len(lines) != 1 {
					t.Fatalf("%d events can be run again, want one", len(lines))
				}
				err := w.RetryEvent(context.Background(), lines[0])
				if (err != nil) != (c.err != "") || err != nil && !strings.Contains(err.Error(), c.err) {
					t.Errorf("it says %v, want something of %q", err, c.err)
				}
				if got := strings.Join(w.f.did, ", "); got != c.did {
					t.Errorf("it did %q, want %q", got, c.did)
				}
				if left := len(failedLines(t, w.s)); left != 0 != (c.err != "") {
					t.Errorf("%d events are left to be run again", left)
				}
			})
		})
	}
}

func failedLines(t *testing.T, s store.Store) (lines []uint64) {
	t.Helper()
	if err := s.View(func(r store.Reader) error {
		return r.Scan("failed", nil, nil, false, 0, func(k, _ []byte) (bool, error) {
			n, _, err := store.TakeUint64(k)
			lines = append(lines, n)
			return true, err
		})
	}); err != nil {
		t.Fatal(err)
	}
	return lines
}

// TestACommandThatCannotBeJudged: its feature failed on the event, others did not.
func TestACommandThatCannotBeJudged(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f, judged := &flaky{}, false
		s := memory.New()
		r := open(t, s, newDesk(), f, func(o *engine.Options) {
			o.Authorize = func(*bot.Turn, bot.Audience) (bool, error) {
				if !judged {
					return false, errors.New("nobody knows")
				}
				return true, nil
			}
		})
		r.submit(t, message(1, "/wipe"))
		synctest.Wait()
		if got := strings.Join(f.did, ", "); got != "after" {
			t.Errorf("it did %q, want after", got)
		}
		judged, f.did = true, nil
		if err := r.RetryEvent(context.Background(), failedLines(t, s)[0]); err != nil {
			t.Fatal(err)
		}
		if got := strings.Join(f.did, ", "); got != "message, command by ann, after" {
			t.Errorf("run again it did %q", got)
		}
	})
}
