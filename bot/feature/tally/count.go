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

// message counts a message or a command, unless a rule removed it.
func message(t *bot.Turn) error {
	m := t.Event.Message
	switch {
	case t.Member == nil || m == nil || t.Struck:
	case t.Call != nil:
		t.Count(Commands, t.Member.ID, 1)
	case !m.Hidden && !t.Facts.Command && !t.Event.Place.Private():
		t.Count(Messages, t.Member.ID, 1)
	}
	return nil
}

// reaction counts reactions for the giver and the author. A removed reaction counts -1.
func reaction(t *bot.Turn) error {
	r := t.Event.Reaction
	if t.Member == nil || r == nil || t.Event.Place.Private() {
		return nil
	}
	n := int64(len(r.Added) - len(r.Removed))
	t.Count(Given, t.Member.ID, n)
	said, ok, err := t.Said(bot.MessageID{Place: t.Event.Place, ID: r.Message})
	if err != nil || !ok || said.Member == 0 || said.Member == t.Member.ID {
		return err
	}
	t.Count(Received, said.Member, n)
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
