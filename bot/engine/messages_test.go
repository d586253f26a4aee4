package engine_test

import (
	"errors"
	"testing"
	"testing/synctest"

	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/bot/engine"
	"github.com/stewardbot/steward/store/memory"
)

// noting is a feature that records an entry on its message, reads what was said, and may then
// fail.
type noting struct {
	name  string
	entry uint64
	fails bool
	saw   []bot.Said
}

func (f *noting) Name() string       { return f.name }
func (f *noting) Routes() bot.Routes { return bot.Routes{After: f.handle} }

func (f *noting) handle(t *bot.Turn) error {
	if t.Event.Kind != bot.KindMessage {
		return nil
	}
	id := bot.MessageID{Place: t.Event.Place, ID: t.Event.Message.ID}
	before, ok, err := t.Said(id)
	if err != nil || !ok {
		return errors.Join(err, errors.New("its own message is not there"))
	}
	if err := t.SetEntry(id, f.entry); err != nil {
		return err
	}
	list, err := t.LastSaid(t.Event.Place, 1)
	if err != nil || len(list) != 1 || list[0].ID != id.ID || list[0].Entry != f.entry {
		return errors.Join(err, errors.New("its own message is not the last"))
	}
	f.saw = append(f.saw, before)
	if f.fails {
		return errors.New("on purpose")
	}
	return nil
}

// TestOwnMessage: entries that features record on their event's message are visible to later
// features, rolled back with a failed one, and stored.
func TestOwnMessage(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		first, failing := &noting{name: "first", entry: 5}, &noting{name: "failing", entry: 9, fails: true}
		last, later := &noting{name: "last", entry: 7}, &noting{}
		s := memory.New()
		r := open(t, s, newDesk(), first, func(o *engine.Options) { o.Features = []bot.Feature{first, failing, last} })
		r.submit(t, message(1, "good morning"))
		r.stop()
		for _, f := range []*noting{first, failing, last} {
			if len(f.saw) != 1 {
				t.Fatalf("%s saw %+v", f.name, f.saw)
			}
		}
		if first.saw[0].Entry != 0 || failing.saw[0].Entry != 5 || last.saw[0].Entry != 5 {
			t.Errorf("noted before: %d, %d, %d; want 0, 5, 5", first.saw[0].Entry, failing.saw[0].Entry, last.saw[0].Entry)
		}
		r = open(t, s, newDesk(), onMessages(func(t *bot.Turn) {
			id := bot.MessageID{Place: t.Event.Place, ID: "1"}
			said, ok, err := t.Said(id)
			later.saw = []bot.Said{said}
			if err != nil || !ok {
				panic(err)
			}
		}))
		r.submit(t, message(2, "and now"))
		r.stop()
		if len(later.saw) != 1 || later.saw[0].Entry != 7 || later.saw[0].Line == 0 || later.saw[0].Member == 0 {
			t.Errorf("stored: %+v, want entry 7 and a line of the journal", later.saw)
		}
	})
}
