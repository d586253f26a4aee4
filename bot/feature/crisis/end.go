package crisis

import (
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/bot/answer"
	"github.com/stewardbot/steward/bot/override"
)

func (f *Feature) pressedEnd(t *bot.Turn, data string) error {
	s, err := load(t)
	if err != nil {
		return err
	}
	if s == nil || !s.On || strconv.FormatInt(s.Number, 10) != data {
		answer.Ack(t, t.ToUser().Text("crisis.none", nil))
		return nil
	}
	say, err := f.end(t, s, t.Event.User.ID)
	if err != nil {
		return err
	}
	r, err := s.report(t)
	r.Text, r.Buttons = r.Text+"\n"+say(t), nil
	answer.Replace(t, r, t.ToUser().Text("crisis.none", nil))
	return err
}

// end puts everything back, and tells modlog. by is empty if time was up.
func (f *Feature) end(t *bot.Turn, s *state, by bot.UserID) (say func(*bot.Turn) string, err error) {
	slowed, err := f.file.Slowed(t.State(), t.Community.ID)
	if err != nil {
		return nil, err
	}
	places, stays := map[bot.Place]bool{}, map[bot.Place]bool{}
	for i, x := range s.Steps {
		kept, err := f.taken(t, &x, slowed)
		switch {
		case err != nil:
			return nil, err
		case kept:
			stays[x.Place] = true
		case x.undo(t, s.said(i)):
			places[x.Place] = true
		}
	}
	name, err := who(t, by)
	if err != nil {
		return nil, err
	}
	_, paused, err := override.Get(t, override.Posts, t.Now())
	if err != nil {
		return nil, err
	}
	say = func(t *bot.Turn) string {
		lines := []string{t.Text("crisis.ended", bot.Args{"Name": name})}
		if paused {
			lines = append(lines, t.Text("crisis.still_paused", nil))
		} else {
			lines = append(lines, t.Text("control.ended_posts", nil))
		}
		if len(places) > 0 {
			lines = append(lines, t.Text("crisis.back", bot.Args{"Count": len(places)}))
		}
		if len(stays) > 0 {
			lines = append(lines, t.Text("crisis.stays", bot.Args{"Places": listed(t, slices.Sorted(maps.Keys(stays)))}))
		}
		return strings.Join(lines, "\n")
	}
	for _, p := range t.Community.Places[bot.Modlog] {
		t.Do(bot.Say{Place: p, Text: say(t.ToPlace(p)), Lane: bot.Moderation})
	}
	pause := override.Override{What: override.Crisis, From: s.At, Until: t.At(), By: s.By}
	if err := override.Set(t, pause); err != nil {
		return nil, err
	}
	for _, timer := range []string{timerReport, timerEnd} {
		if err := t.SetTimer(timer, time.Time{}, nil); err != nil {
			return nil, err
		}
	}
	return say, rows.Delete(t.State(), t.Community.ID)
}

// taken reports whether a moderator has ordered the same for the place meanwhile, with /lock or
// /slow: then it stays so, and a lock gives back what was allowed before the crisis.
func (f *Feature) taken(t *bot.Turn, x *step, slowed map[bot.Place]time.Duration) (bool, error) {
	switch {
	case x.State == refused:
		return false, nil
	case x.Act == slow:
		return slowed[x.Place] != x.Before, nil
	case x.Act != lock || x.Earlier == "":
		return false, nil
	}
	locked, err := f.file.LockOf(t, x.Place)
	if err != nil || locked == nil {
		return false, err
	}
	return true, f.file.LockFrom(t, locked, x.Earlier)
}

// said is the message that a step pins: it may be on its way. Empty for other steps.
func (s *state) said(i int) (target bot.Target) {
	switch x := &s.Steps[i]; {
	case x.Act != pin:
	case x.Message != "":
		target.Message = bot.MessageID{Place: x.Place, ID: x.Message}
	default:
		target.Ref = s.Steps[i-1].Ref
	}
	return target
}

// undo requests what ends a step; false if there is nothing to end. A request whose outcome is
// not known yet is followed by its end.
func (x *step) undo(t *bot.Turn, said bot.Target) bool {
	if x.State == refused {
		return false
	}
	why := t.ToPlace(x.Place).Text("crisis.audit_end", nil)
	switch {
	case x.Act == slow:
		t.Do(bot.Slow{Place: x.Place, Every: x.Before, Reason: why})
	case x.Act == lock && x.Earlier != "":
		t.Do(bot.Lock{Place: x.Place, Lift: true, Earlier: x.Earlier, Reason: why})
	case x.Act == pin:
		t.Do(bot.Pin{Place: x.Place, Target: said, Off: true, Reason: why})
	default:
		return false
	}
	return true
}
