package bottest_test

import (
	"testing"
	"testing/synctest"

	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/bot/bottest"
	"github.com/stewardbot/steward/bot/engine"
	"github.com/stewardbot/steward/store"
)

const readTown = `-- config --
points: {message: {amount: 1, cooldown: 0s, min_length: 0}}
levels: [{at: 0, name: Guest}, {at: 3, name: Regular}]
rules:
  - {name: links, when: {links: {}, newcomer: 72h}, then: [delete], except: {roles: ["test:lobby/role/6", "test:lobby/role/7"]}}
  - {name: guests, when: {words: [promo], level: {below: 1}}, then: [delete]}
`

// TestWhatWasRead checks that the journal records what a decision read about the author, as of that
// moment, and nothing else.
func TestWhatWasRead(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		stage, err := bottest.Begin(readTown, neutral())
		if err != nil {
			t.Fatal(err)
		}
		defer func() {
			if err := stage.End(); err != nil {
				t.Fatal(err)
			}
		}()
		read := func(line string) (last engine.Read) {
			t.Helper()
			if _, err := stage.Do(line); err != nil {
				t.Fatal(err)
			}
			err := stage.View(func(r store.Reader) error {
				return engine.Events(r, 0, false, func(rec engine.Recorded) error {
					if rec.Event.Kind == bot.KindMessage {
						last = rec.Read
					}
					return nil
				})
			})
			if err != nil {
				t.Fatal(err)
			}
			return last
		}
		joined := stage.Now().UTC()
		r := read("[+1m] bob: good morning")
		if r.Since.Before(joined) || r.Level != nil || r.Roles != nil || r.Spared != nil {
			t.Errorf("nothing was asked for but since when: %+v", r)
		}
		since := r.Since
		r = read("[+1m] bob: a promo of mine")
		if !r.Since.Equal(since) || r.Level == nil || *r.Level != 0 || r.Spared == nil || *r.Spared {
			t.Errorf("of a guest: %+v", r)
		}
		for _, text := range []string{"how are you", "a fine day", "good evening"} {
			read("[+1m] bob: " + text)
		}
		if r = read("[+1m] bob: a promo again"); r.Level == nil || *r.Level != 1 {
			t.Errorf("of a regular: %+v", r)
		}
		if _, err := stage.Do("bob has roles 7"); err != nil {
			t.Fatal(err)
		}
		r = read("[+1m] bob: see https://tea.test")
		if len(r.Roles) != 2 || r.Roles["test:lobby/role/6"] || !r.Roles["test:lobby/role/7"] {
			t.Errorf("of one who has the second role: %+v", r)
		}
	})
}
