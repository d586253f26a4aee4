// Package privacy tells members what is kept of them, shows it to them, and
// forgets them.
//
// /privacy says what the configuration keeps, for how long, and how to leave;
// /mydata shows the asker, where nobody else sees it, what there is of them,
// each feature telling its part (tell.go). /forgetme asks once more and then
// forgets, as does an operator by hand (forget.go): features erase theirs,
// points lapse, the directory lets go of names and accounts, and the engine
// erases the person from all records. What stays is a number in the books, and
// under a pseudonym that only this instance can make, which number that was:
// who comes back is a new member, but is not paid again for the same day and
// does not get away from warnings (back.go).
package privacy

import (
	"strings"
	"time"

	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/bot/answer"
	"github.com/stewardbot/steward/bot/ledger"
	"github.com/stewardbot/steward/bot/member"
	"github.com/stewardbot/steward/bot/sanction"
)

// Section is the key among a community's settings of what the engine keeps.
const Section = "journal"

// Kept is what the engine keeps of events, as the configuration's journal says.
type Kept struct {
	Journal time.Duration // 0: it is off
	Except  []string      // places, spaces, or "platform:dm"
}

// Feature implements bot.Feature. It stands before all that pay or punish, so that
// who comes back is known to them.
type Feature struct {
	book    *ledger.Book
	members *member.Directory
	file    *sanction.File
}

// New forgets members of the book and the directory.
func New(book *ledger.Book, members *member.Directory) *Feature {
	return &Feature{book, members, sanction.New()}
}

// Name is the feature's.
const Name = "privacy"

// Name implements bot.Feature.
func (*Feature) Name() string { return Name }

// Routes implements bot.Feature.
func (f *Feature) Routes() bot.Routes {
	on := map[bot.Kind]bot.Handler{bot.KindTick: f.tick}
	for _, kind := range []bot.Kind{bot.KindMessage, bot.KindEdit, bot.KindReaction, bot.KindPress, bot.KindJoin, bot.KindLeave} {
		on[kind] = f.met
	}
	return bot.Routes{
		Commands: []bot.Command{
			{Name: "privacy", Aliases: []string{"隐私/隱私"}, Run: tell},
			{Name: "mydata", Aliases: []string{"我的数据/我的資料"}, Run: f.show},
			{Name: "forgetme", Aliases: []string{"忘记我/忘記我"}, Run: f.ask},
		},
		Verbs: []bot.Verb{{Name: "forget", Run: f.confirmed}, {Name: "keep", Run: kept}},
		On:    on, Merge: f.Merge,
	}
}

// tell is /privacy.
func tell(t *bot.Turn, _ *bot.Input) error {
	answer.Privately(t, answer.Reply{Text: policy(t.ToUser())})
	return nil
}

// met looks whether somebody who is new was forgotten before.
func (f *Feature) met(t *bot.Turn) error {
	if t.Member == nil || !t.Member.Seen.IsZero() {
		return nil
	}
	return f.back(t, t.Member.User, t.Member.ID)
}

// alone reports whether an answer is seen by the asker and nobody else,
// whatever the platform can do.
func alone(t *bot.Turn) bool {
	m := t.Event.Message
	return t.Event.Place.Private() || m != nil && (m.Hidden || m.Press != "")
}

func lines(text ...string) string { return strings.Join(text, "\n") }
