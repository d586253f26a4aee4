package tally

import "github.com/stewardbot/steward/bot"

// What is counted here.
var (
	Messages = bot.Metric{Number: 1, Name: "messages"}
	Given    = bot.Metric{Number: 2, Name: "reactions_given"}
	Received = bot.Metric{Number: 3, Name: "reactions_received"}
	Commands = bot.Metric{Number: 4, Name: "commands"}
	Joins    = bot.Metric{Number: 5, Name: "joins"}
	Leaves   = bot.Metric{Number: 6, Name: "leaves"}
)

// message counts what was said, or the command that was given.
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

// reaction counts for both sides; one that is taken away again counts no more.
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

// count is for what is counted once.
func count(what bot.Metric) bot.Handler {
	return func(t *bot.Turn) error {
		if t.Member != nil {
			t.Count(what, t.Member.ID, 1)
		}
		return nil
	}
}
