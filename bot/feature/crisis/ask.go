package crisis

import (
	"cmp"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/bot/answer"
	"github.com/stewardbot/steward/bot/stats"
)

// asks is how long a question can be answered.
const asks = 10 * time.Minute

// ask shows what would be done, and keeps the order until a press confirms it.
func (f *Feature) ask(t *bot.Turn, text string) error {
	s := &state{Version: 1, Number: t.At().UnixMilli(), Text: text, Here: t.Event.Place, At: t.At().UTC()}
	if err := s.keep(t); err != nil {
		return err
	}
	places, more, err := f.places(t, s.Here)
	if err != nil {
		return err
	}
	t = t.ToUser()
	lines := []string{t.Text("crisis.ask", nil), t.Text("crisis.would_pause", nil)}
	if len(places) > 0 {
		lines = append(lines, t.Text("crisis.would_calm", bot.Args{"Places": listed(t, places), "Span": answer.Span(t, interval)}))
	} else {
		lines = append(lines, t.Text("crisis.no_places", nil))
	}
	if more > 0 {
		lines = append(lines, t.Text("crisis.more_places", bot.Args{"Count": more}))
	}
	if text != "" {
		lines = append(lines, t.Text("crisis.would_pin", bot.Args{"Text": text}))
	} else {
		lines = append(lines, t.Text("crisis.would_not_pin", nil))
	}
	button := func(label, verb string) bot.Button {
		return bot.Button{Label: t.Text(label, nil), Data: name + ":" + verb + ":" + strconv.FormatInt(s.Number, 10)}
	}
	answer.Privately(t, answer.Reply{Text: strings.Join(lines, "\n"), Buttons: [][]bot.Button{
		{button("crisis.button_slow", slow), button("crisis.button_lock", lock)}, {button("crisis.button_cancel", "cancel")},
	}})
	return nil
}

// question returns the order that a press is about; nil, with an answer, if it is over.
func question(t *bot.Turn, data string) (*state, error) {
	s, err := load(t)
	if err != nil {
		return nil, err
	}
	if s == nil || s.On || strconv.FormatInt(s.Number, 10) != data || t.Now().Sub(s.At) > asks {
		answer.Ack(t, t.ToUser().Text("crisis.over", nil))
		return nil, nil
	}
	return s, nil
}

func (f *Feature) cancelled(t *bot.Turn, data string) error {
	s, err := question(t, data)
	if err != nil || s == nil {
		return err
	}
	say := t.ToUser().Text("crisis.cancelled", nil)
	answer.Replace(t, answer.Reply{Text: say}, say)
	return rows.Delete(t.State(), t.Community.ID)
}

// places returns where members can write: where the order was given, places with a name, except
// those of staff, and where something was said lately, the busiest first; more counts those beyond
// mostPlaces.
func (f *Feature) places(t *bot.Turn, here bot.Place) (list []bot.Place, more int, err error) {
	said, staff := map[bot.Place]int64{}, map[bot.Place]bool{}
	add := func(p bot.Place, n int64) {
		if p = t.Latest(p); p.Private() || !t.Community.Owns(p) {
			return
		}
		if room := f.room(p); room != "" {
			said[room] += n
		}
	}
	for key, places := range t.Community.Places {
		for _, p := range places {
			if key == bot.Modlog || key == bot.Orders {
				staff[p] = true
			}
		}
	}
	for _, places := range t.Community.Places {
		for _, p := range places {
			if !staff[p] {
				add(p, 0)
			}
		}
	}
	if !staff[here] {
		add(here, 0)
	}
	today := t.Community.Day(t.Now())
	err = stats.Places(t.State(), t.Community.ID, today-lately, today, func(_ bot.Day, p bot.Place, _ uint16, n int64) {
		if !staff[p] {
			add(p, n)
		}
	})
	for p := range staff {
		delete(said, p)
	}
	list = slices.SortedFunc(maps.Keys(said), func(a, b bot.Place) int {
		return cmp.Or(cmp.Compare(said[b], said[a]), cmp.Compare(a, b))
	})
	more = max(len(list)-mostPlaces, 0)
	return list[:len(list)-more], more, err
}

// listed names places.
func listed(t *bot.Turn, places []bot.Place) string {
	var names []string
	for _, p := range places {
		names = append(names, t.Title(p))
	}
	return strings.Join(names, t.Text("control.comma", nil))
}
