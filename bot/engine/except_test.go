package engine_test

import (
	"bytes"
	"context"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/bot/engine"
	"github.com/stewardbot/steward/bot/member"
	"github.com/stewardbot/steward/store"
	"github.com/stewardbot/steward/store/memory"
)

// everything returns all rows of the engine's tables that contain a text, as "table: row".
func everything(t *testing.T, s store.Store, text string) (rows []string) {
	t.Helper()
	err := s.View(func(r store.Reader) error {
		for _, table := range []string{
			"engine", "cursor", "seen", "messages", "journal", "failed", "outbox", "outcomes", "timers", "timer_due", "forgetting", "private_choice", "held", "numbered", "blobs",
		} {
			err := r.Scan(table, nil, nil, false, 0, func(k, v []byte) (bool, error) {
				if bytes.Contains(k, []byte(text)) || bytes.Contains(v, []byte(text)) {
					rows = append(rows, table+": "+string(v))
				}
				return true, nil
			})
			if err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return rows
}

// TestNothingIsKeptOfWhatIsExcepted: nothing from an excluded place is stored, be it messages,
// answers, failures or updates that can't be decoded.
func TestNothingIsKeptOfWhatIsExcepted(t *testing.T) {
	for name, journal := range map[string]engine.Journal{
		"a place":           {Keep: time.Hour, Except: []string{"test:room/9"}},
		"a space":           {Keep: time.Hour, Except: []string{"test:room"}},
		"while it is off":   {Except: []string{"test:room/9"}},
		"in private, a dm":  {Keep: time.Hour, Except: []string{"test:dm", "test:room/9"}},
		"another one's too": {Keep: time.Hour, Except: []string{"other:5", "test:room/9"}},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				s, p := memory.New(), newPlatform()
				e, err := engine.New(engine.Options{
					Store: s, Adapters: []bot.Adapter{p}, Features: []bot.Feature{&echo{panics: true}}, Directory: member.New(),
					Config: engine.Config{Communities: []*bot.Community{community()}, Journal: journal},
				})
				if err != nil {
					t.Fatal(err)
				}
				ctx, cancel := context.WithCancel(t.Context())
				ended := make(chan error, 1)
				go func() { ended <- e.Run(ctx) }()
				r := running{Engine: e, sink: <-p.opened()}
				const secret = "xyzzy"
				said := func(id int, text string) bot.Event {
					m := message(id, text)
					m.Place = "test:room/9"
					return m
				}
				edit, long := said(3, secret), said(4, secret)
				edit.Kind, edit.ID = bot.KindEdit, "test:room/m3/e1"
				long.Message.ID = strings.Repeat("9", 1000)
				r.submit(t, said(1, secret), said(2, "/boom "+secret), edit, long,
					bot.Event{ID: "test:update5", Kind: bot.KindParked, Raw: secret},
					bot.Event{ID: "test:update6", Kind: bot.KindParked, Place: "test:room/9", Raw: secret},
				)
				synctest.Wait()
				if rows := everything(t, s, secret); len(rows) > 0 {
					t.Errorf("there is\n%s", strings.Join(rows, "\n"))
				}
				var failed []string
				err = s.View(func(r store.Reader) error {
					return engine.Events(r, 0, false, func(rec engine.Recorded) error {
						if rec.Failed["echo"] != "" {
							failed = append(failed, rec.Event.ID)
						}
						return nil
					})
				})
				if err != nil || len(failed) != 1 || failed[0] != "test:room/m2" {
					t.Errorf("failed at %q, want test:room/m2; %v", failed, err)
				}
				if err := e.RetryEvent(ctx, 1); err == nil {
					t.Error("what was not recorded was run again")
				}
				cancel()
				if err := <-ended; err != nil {
					t.Error(err)
				}
			})
		})
	}
}
