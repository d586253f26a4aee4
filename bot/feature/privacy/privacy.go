// Package privacy tells members what is stored about them, shows it to them,
// and forgets them.
//
// /privacy says what the configuration stores, for how long, and how to leave;
// /mydata shows the asker, in private, their data, each feature contributing
// its part (tell.go). /forgetme asks for confirmation and then forgets, as an
// operator can, too (forget.go): features erase their data, points lapse, the
// directory drops names and accounts, and the engine erases the person from all
// records. What remains is a number in the ledger and, under a pseudonym that
// only this instance can compute, which number the account had: a person who
// returns is a new member, but is not paid again for the same day and does not
// escape warnings (back.go).
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

// Kept is how long the engine keeps events, by the configuration's journal.
type Kept struct {
	Journal time.Duration // 0: off
	Except  []string      // places, spaces, or "platform:dm"
}

// Feature implements bot.Feature. It is wired before all that pay or punish, so
// that returning people are known to them.
type Feature struct {
	book    *ledger.Book
	members *member.Directory
	file    *sanction.File
}

// New forgets members of the book and the directory.
func New(book *ledger.Book, members *member.Directory) *Feature {
	return &Feature{book, members, sanction.New()}
}

// Name is the feature's name.
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

// tell handles /privacy.
func tell(t *bot.Turn, _ *bot.Input) error {
	answer.Privately(t, answer.Reply{Text: policy(t.ToUser())})
	return nil
}

// met checks whether a new person was forgotten before.
func (f *Feature) met(t *bot.Turn) error {
	if t.Member == nil || !t.Member.Seen.IsZero() {
		return nil
	}
	return f.back(t, t.Member.User, t.Member.ID)
}

// alone reports whether only the asker sees the answer, whatever the platform
// supports.
func alone(t *bot.Turn) bool {
	m := t.Event.Message
	return t.Event.Place.Private() || m != nil && (m.Hidden || m.Press != "")
}

func lines(text ...string) string { return strings.Join(text, "\n") }
