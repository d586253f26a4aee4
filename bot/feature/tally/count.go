package tally

import "github.com/stewardbot/steward/bot"

// The metrics of this package. Their numbers are stored.
var (
	Messages = bot.Metric{Number: 1, Name: "messages"}
	Given    = bot.Metric{Number: 2, Name: "reactions_given"}
	Received = bot.Metric{Number: 3, Name: "reactions_received"}
	Commands = bot.Metric{Number: 4, Name: "commands"}
	Joins    = bot.Metric{Number: 5, Name: "joins"}
	Leaves   = bot.Metric{Number: 6, Name: "leaves"}
)

// Seen is what became of a message.
type Seen struct {
	Called  bool // it was a command of ours, or a word that stands for one
	Command bool // it has the form of a command
	Struck  bool // a rule removed it
}

// message returns what a message in a place counts for; false for nothing.
func (s Seen) message(m *bot.Message, place bot.Place) (bot.Metric, bool) {
	switch {
	case m == nil || s.Struck:
		return bot.Metric{}, false
	case s.Called:
		return Commands, true
	}
	return Messages, !m.Hidden && !s.Command && !place.Private()
}

func message(t *bot.Turn) error {
	s := Seen{Called: t.Call != nil, Command: t.Facts.Command, Struck: t.Struck}
	if what, ok := s.message(t.Event.Message, t.Event.Place); ok && t.Member != nil {
		t.Count(what, t.Member.ID, 1)
	}
	return nil
}

// given returns how many reactions more an event leaves; a removed one counts -1.
func given(e *bot.Event) int64 {
	if e.Reaction == nil || e.Place.Private() {
		return 0
	}
	return int64(len(e.Reaction.Added) - len(e.Reaction.Removed))
}

// reaction counts reactions for the giver and the author.
func reaction(t *bot.Turn) error {
	n := given(t.Event)
	if t.Member == nil || n == 0 {
		return nil
	}
	t.Count(Given, t.Member.ID, n)
	said, ok, err := t.Said(bot.MessageID{Place: t.Event.Place, ID: t.Event.Reaction.Message})
	if err != nil || !ok || said.Member == 0 || said.Member == t.Member.ID {
		return err
	}
	t.Count(Received, said.Member, n)
	return nil
}

// Past returns what an event counts for that was recorded before there were
// statistics: messages, commands, reactions given, joins and leaves. A message
// that was paid is left out: the ledger tells of it.
func Past(e *bot.Event, m bot.MemberID, seen Seen, paid bool) []bot.Count {
	one := func(what bot.Metric, n int64) []bot.Count { return []bot.Count{{Metric: what, Member: m, N: n}} }
	switch e.Kind {
	case bot.KindMessage:
		if what, ok := seen.message(e.Message, e.Place); ok && (what != Messages || !paid) {
			return one(what, 1)
		}
	case bot.KindReaction:
		if n := given(e); n != 0 {
			return one(Given, n)
		}
	case bot.KindJoin:
		return one(Joins, 1)
	case bot.KindLeave:
		return one(Leaves, 1)
	}
	return nil
}

// count returns a handler that counts 1 for the turn's member.
func count(what bot.Metric) bot.Handler {
	return func(t *bot.Turn) error {
		if t.Member != nil {
			t.Count(what, t.Member.ID, 1)
		}
		return nil
	}
}
