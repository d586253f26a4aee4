package engine

import (
	"slices"
	"time"

	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/store"
)

// shownRows holds, for places without buttons, our latest messages with
// numbered lines: place -> messages, oldest first.
var shownRows = store.Rows("numbered", store.Text{}, store.JSON[[]shown]())

// shown is one such message.
type shown struct {
	Message string    `json:"message"`
	At      time.Time `json:"at"`
	Data    []string  `json:"data"` // of its buttons
}

// mostShown is how many messages of a place can be answered.
const mostShown = 20

// show records the numbered lines of a sent or edited message, replacing
// earlier ones.
func (d *decider) show(l *line, out bot.Outcome, now time.Time) error {
	place := l.effect.Where()
	if out.Status != bot.Done || !d.e.capabilities(place).Numbered {
		return nil
	}
	id := l.traits.Target.Message.ID
	if n := len(out.Receipt.Messages); id == "" && n > 0 {
		id = out.Receipt.Messages[n-1]
	}
	list, _, err := shownRows.Get(d.tx, string(place))
	if err != nil || id == "" {
		return err
	}
	data, had := bot.ChoicesOf(l.effect), len(list)
	list = slices.DeleteFunc(list, func(s shown) bool { return s.Message == id || now.Sub(s.At) > keepSeen })
	if data == nil && len(list) == had {
		return nil
	}
	if data != nil {
		list = append(list, shown{id, now, data})
	}
	return shownRows.Put(d.tx, string(place), list[max(len(list)-mostShown, 0):])
}

// pruneShown drops messages that no member can answer any more.
func pruneShown(d *decider, now time.Time) (n int, err error) {
	err = shownRows.Scan(d.tx, nil, nil, false, 0, func(place string, list []shown) (bool, error) {
		kept := slices.DeleteFunc(slices.Clone(list), func(s shown) bool { return now.Sub(s.At) > keepSeen })
		switch {
		case len(kept) == len(list):
			return true, nil
		case len(kept) == 0:
			return true, shownRows.Delete(d.tx, place)
		}
		return true, shownRows.Put(d.tx, place, kept)
	})
	return n, err
}

// numberedPress returns the press that an answer to our numbered lines makes;
// nil if it is none. In private chats, a number without a reply answers the
// latest message.
func (d *decider) numberedPress(ev *bot.Event) (*bot.Press, error) {
	if ev.Kind != bot.KindMessage || ev.Message == nil || ev.User == nil || ev.User.Persona != bot.Person {
		return nil, nil
	}
	if ev.Message.ReplyTo == nil && !ev.Place.Private() || !d.e.capabilities(ev.Place).Numbered {
		return nil, nil
	}
	list, _, err := shownRows.Get(d.tx, string(ev.Place))
	if err != nil || len(list) == 0 {
		return nil, err
	}
	i := len(list) - 1
	if r := ev.Message.ReplyTo; r != nil {
		i = slices.IndexFunc(list, func(s shown) bool { return s.Message == r.ID })
	}
	if i < 0 {
		return nil, nil
	}
	return bot.NumberedPress(ev.Message, list[i].Message, list[i].Data), nil
}
