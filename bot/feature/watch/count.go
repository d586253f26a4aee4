package watch

import (
	"slices"
	"time"

	"github.com/stewardbot/steward/bot"
)

// count is Routes.After: it adds the person of an event to the signals that the event is one of.
func count(t *bot.Turn) error {
	set := on(t.Community)
	if set == nil {
		return nil
	}
	switch t.Event.Kind {
	case bot.KindMessage, bot.KindEdit:
		if signal := said(t, set); signal != "" {
			x, err := shown(t)
			if err != nil {
				return err
			}
			return add(t, signal, x, t.Member.ID)
		}
	case bot.KindLeave:
		if t.Member != nil {
			return add(t, Left, example{}, t.Member.ID)
		}
	case bot.KindDelete:
		return deleted(t)
	}
	return nil
}

// said returns what a message is a signal of; empty: of nothing.
func said(t *bot.Turn, set *Settings) string {
	switch {
	case t.Member == nil || t.Event.Message == nil:
	case slices.ContainsFunc(t.Breaches, func(b bot.Breach) bool { return !b.Trial }):
		return Hits
	case t.Call.Is("report"):
		return Reports
	case t.Call == nil && !t.Facts.Command && !t.Struck && !t.Event.Place.Private() && set.complains(t.Facts):
		return Terms
	}
	return ""
}

// shown is the message of the turn as an example; of a report, the message that it is about, if it is known who wrote
// that.
func shown(t *bot.Turn) (example, error) {
	m := t.Event.Message
	switch {
	case t.Event.Place.Private():
		return example{}, nil
	case !t.Call.Is("report"):
		return example{t.Member.ID, bot.MessageID{Place: t.Event.Place, ID: m.ID}, bot.Head(m.Words(), exampleBytes)}, nil
	case m.ReplyTo == nil:
		return example{}, nil
	}
	id := bot.MessageID{Place: t.Event.Place, ID: m.ReplyTo.ID}
	said, _, err := t.Said(id)
	if err != nil || said.Member == 0 {
		return example{}, err
	}
	return example{said.Member, id, bot.Head(m.ReplyTo.Text, exampleBytes)}, nil
}

// deleted counts the authors of deleted messages.
func deleted(t *bot.Turn) error {
	var authors []bot.MemberID
	for _, id := range t.Event.Deleted {
		said, ok, err := t.Said(bot.MessageID{Place: t.Event.Place, ID: id})
		if err != nil {
			return err
		}
		if ok && said.Member != 0 && !said.Order && !slices.Contains(authors, said.Member) {
			authors = append(authors, said.Member)
		}
	}
	return add(t, Deleted, example{}, authors...)
}

// add counts people, once an hour each, and raises the alarm. What happened in an hour that is over is not counted.
func add(t *bot.Turn, signal string, x example, who ...bot.MemberID) error {
	s, err := load(t)
	if err != nil || len(who) == 0 || t.At().Before(s.Hour) || !t.At().Before(s.Hour.Add(time.Hour)) {
		return err
	}
	p := s.Now[signal]
	if p == nil {
		p = &people{}
		s.Now[signal] = p
	}
	before := len(p.Members)
	for _, m := range who {
		if !slices.Contains(p.Members, m) && len(p.Members) < mostPeople {
			p.Members = append(p.Members, m)
		}
	}
	if len(p.Members) == before {
		return nil
	}
	if x.Message.ID != "" && len(p.Examples) < mostExamples {
		p.Examples = append(p.Examples, x)
	}
	s.raise(t, signal)
	return s.keep(t)
}

// raise tells modlog that a signal is beyond its alarm level, once.
func (s *state) raise(t *bot.Turn, signal string) {
	l, known := s.Limits[signal]
	_, open := s.Open[signal]
	if n := s.people(signal); known && n >= l.Alarm && !open && !t.Now().Before(s.Muted) {
		s.Open[signal] = Alarm{Signal: signal, Since: t.At().UTC(), People: n, Usual: l.Usual}
		tell(t, s.Open[signal], s.Now[signal].Examples)
	}
}
