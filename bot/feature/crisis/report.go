package crisis

import (
	"slices"
	"strconv"
	"strings"

	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/bot/answer"
)

// tell reports what was done, once, to modlog and to whoever ordered it. It keeps the state.
func (s *state) tell(t *bot.Turn) error {
	if s.Told {
		return nil
	}
	s.Told = true
	logs := t.Community.Places[bot.Modlog]
	for _, p := range logs {
		r, err := s.report(t.ToPlace(p))
		if err != nil {
			return err
		}
		t.Do(bot.Say{Place: p, Text: r.Text, Buttons: r.Buttons, Lane: bot.Moderation})
	}
	if s.Desk.User != "" && !slices.Contains(logs, s.Desk.Place) {
		r, err := s.report(s.Desk.Reader(t))
		if err != nil {
			return err
		}
		s.Desk.Show(t, r)
	}
	s.Desk = answer.Desk{}
	return s.keep(t)
}

// report says what was done, and offers to put it back.
func (s *state) report(t *bot.Turn) (answer.Reply, error) {
	by, err := who(t, s.By)
	if err != nil {
		return answer.Reply{}, err
	}
	until := s.At.Add(longest)
	lines := []string{
		t.Text("crisis.on", bot.Args{"Time": answer.When(t, s.At), "Name": by, "Until": answer.When(t, until)}),
		t.Text("crisis.paused", nil),
	}
	add := func(key string, places []bot.Place) {
		if len(places) > 0 {
			lines = append(lines, t.Text(key, bot.Args{"Places": listed(t, places), "Span": answer.Span(t, interval)}))
		}
	}
	add("crisis.did_slow", s.where(slow, done))
	add("crisis.did_lock", s.where(lock, done))
	add("crisis.did_pin", s.where(pin, done))
	add("crisis.was_locked", s.Locked)
	for _, x := range s.Steps {
		if x.State == refused && (x.Act != pin || !slices.Contains(s.where(say, refused), x.Place)) {
			lines = append(lines, t.Text(refusals[x.Act], bot.Args{"Place": t.Title(x.Place), "Reason": x.Reason.In(t.Language())}))
		}
	}
	var open []bot.Place
	for _, x := range s.Steps {
		if x.State == "" && !slices.Contains(open, x.Place) {
			open = append(open, x.Place)
		}
	}
	add("crisis.unanswered", open)
	return answer.Reply{
		Text:    strings.Join(lines, "\n"),
		Buttons: [][]bot.Button{{{Label: t.Text("crisis.button_end", nil), Data: name + ":end:" + strconv.FormatInt(s.Number, 10)}}},
	}, nil
}

// refusals are the texts for steps that a platform refused.
var refusals = map[string]string{
	slow: "crisis.refused_slow", lock: "crisis.refused_lock", say: "crisis.refused_say", pin: "crisis.refused_pin",
}

// where returns the places of steps.
func (s *state) where(act, state string) (list []bot.Place) {
	for _, x := range s.Steps {
		if x.Act == act && x.State == state {
			list = append(list, x.Place)
		}
	}
	return list
}

// who returns a display name; of nobody, Steward's own part.
func who(t *bot.Turn, user bot.UserID) (string, error) {
	if user == "" {
		return t.Text("crisis.nobody", nil), nil
	}
	m, err := t.MemberByUser(bot.User{ID: user})
	if err != nil || m == nil {
		return bot.Isolate(user.Local()), err
	}
	return answer.Name(m, nil), nil
}
