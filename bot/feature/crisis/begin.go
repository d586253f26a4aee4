package crisis

import (
	"slices"

	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/bot/answer"
	"github.com/stewardbot/steward/bot/override"
)

// confirmed begins the crisis that a press is about.
func (f *Feature) confirmed(t *bot.Turn, data, act string) error {
	s, err := question(t, data)
	if err != nil || s == nil {
		return err
	}
	places, _, err := f.places(t, s.Here)
	if err != nil {
		return err
	}
	if err := f.begin(t, s, places, act); err != nil {
		return err
	}
	say := t.ToUser().Text("crisis.begun", nil)
	answer.Replace(t, answer.Reply{Text: say}, say)
	if len(s.Steps) == 0 {
		return s.tell(t)
	}
	return s.keep(t)
}

// begin requests everything. The state is not kept.
func (f *Feature) begin(t *bot.Turn, s *state, places []bot.Place, act string) error {
	s.On, s.At, s.By, s.Desk = true, t.At().UTC(), t.Event.User.ID, answer.DeskOf(t)
	s.Desk.Press = t.Event.Press.ID
	until := s.At.Add(longest)
	pause := override.Override{What: override.Crisis, From: s.At, Until: until, By: s.By}
	if err := override.Set(t, pause); err != nil {
		return err
	}
	slowed, err := f.file.Slowed(t.State(), t.Community.ID)
	if err != nil {
		return err
	}
	for _, p := range places {
		x, why := step{Act: act, Place: p}, t.ToPlace(p).Text("crisis.audit", nil)
		switch {
		case act == slow:
			x.Before = slowed[p]
			x.Ref = t.Do(bot.Slow{Place: p, Every: max(interval, x.Before), Reason: why})
			s.Steps = append(s.Steps, x)
		default:
			locked, err := f.file.LockOf(t, p)
			if err != nil {
				return err
			}
			if locked != nil {
				s.Locked = append(s.Locked, p)
				break
			}
			x.Ref = t.Do(bot.Permissions{Place: p})
			s.Steps = append(s.Steps, x)
		}
		if s.Text == "" {
			continue
		}
		said := t.Do(bot.Say{Place: p, Text: s.Text, Lane: bot.Moderation, Expires: s.At.Add(asks), InDoubt: bot.Drop})
		pinned := t.Do(bot.Pin{Place: p, Target: bot.Target{Ref: said}, Reason: why})
		s.Steps = append(s.Steps, step{Act: say, Place: p, Ref: said}, step{Act: pin, Place: p, Ref: pinned})
	}
	if err := t.SetTimer(timerReport, t.Now().Add(patience), nil); err != nil {
		return err
	}
	return t.SetTimer(timerEnd, until, nil)
}

// outcome notes what became of a step, and tells of all of them with the last.
func (f *Feature) outcome(t *bot.Turn) error {
	s, err := load(t)
	if err != nil || s == nil {
		return err
	}
	out := t.Event.Outcome
	i := slices.IndexFunc(s.Steps, func(x step) bool { return x.Ref == out.Ref })
	if i < 0 {
		return nil
	}
	x := &s.Steps[i]
	if x.Act == lock && x.Earlier == "" && out.Status == bot.Done && out.Permissions != "" {
		x.Earlier = out.Permissions
		x.Ref = t.Do(bot.Lock{Place: x.Place, Earlier: x.Earlier, Reason: t.ToPlace(x.Place).Text("crisis.audit", nil)})
		return s.keep(t)
	}
	x.State = done
	switch {
	case out.Status != bot.Done:
		x.State, x.Reason = refused, out.Reason
	case x.Act == say && len(out.Receipt.Messages) > 0:
		s.Steps[i+1].Message = out.Receipt.Messages[0] // its pin's
	}
	if s.Told {
		return s.keep(t) // a late failure is reported like any other
	}
	t.Undelivered = "" // the report has it
	if slices.ContainsFunc(s.Steps, func(x step) bool { return x.State == "" }) {
		return s.keep(t)
	}
	return s.tell(t)
}
