// Package privacy tells members what is kept of them, shows it to them, and
// forgets them.
//
// In the order in which it works: /privacy says what the configuration keeps,
// for how long, and how to leave; /mydata shows the asker, where nobody else
// sees it, what there is of them, each feature telling its part (tell.go).
// /forgetme asks once more and then forgets, as does an operator by hand
// (forget.go): features erase theirs, points lapse, the directory lets go of
// names and accounts, and the engine erases the person from all records. What
// stays is a number in the books, and under a pseudonym that only this instance
// can make, which number that was: who comes back is a new member, but is not
// paid again for the same day and does not get away from warnings (back.go).
package privacy

import (
	"strings"
	"time"

	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/bot/answer"
	"github.com/stewardbot/steward/bot/cases"
	"github.com/stewardbot/steward/bot/ledger"
	"github.com/stewardbot/steward/bot/member"
)

// Section is the key among a community's settings of what the engine keeps.
const Section = "journal"

// Kept is what the engine keeps of events, as the configuration's journal says.
type Kept struct {
	Journal time.Duration // 0: it is off
	Except  []string      // places, spaces, or "platform:dm"
}

// Feature implements bot.Feature and bot.Merger. It stands before all that pay
// or punish, so that who comes back is known to them.
type Feature struct {
	book    *ledger.Book
	members *member.Directory
	file    *cases.File
	others  []bot.Feature
}

// New forgets members of the book and the directory, and has the other features
// do so that are a bot.Forgetter.
func New(book *ledger.Book, members *member.Directory, others ...bot.Feature) *Feature {
	return &Feature{book, members, cases.New(), others}
}

// Name is the feature's.
const Name = "privacy"

// Also has one more feature forget, which was made after this one.
func (f *Feature) Also(other bot.Feature) { f.others = append(f.others, other) }

// Name implements bot.Feature.
func (*Feature) Name() string { return Name }

// Commands implements bot.Feature.
func (*Feature) Commands() []bot.Command {
	return []bot.Command{
		{Name: "privacy", Aliases: []string{"隐私/隱私"}},
		{Name: "mydata", Aliases: []string{"我的数据/我的資料"}},
		{Name: "forgetme", Aliases: []string{"忘记我/忘記我"}},
	}
}

// Handle implements bot.Feature.
func (f *Feature) Handle(t *bot.Turn) error {
	if t.Community == nil {
		return nil
	}
	if t.Event.Kind == bot.KindTick {
		return f.tick(t)
	}
	if t.Member != nil && t.Member.Seen.IsZero() {
		if err := f.back(t, t.Member.User, t.Member.ID); err != nil {
			return err
		}
	}
	switch {
	case t.Event.Kind == bot.KindPress:
		return f.press(t)
	case t.Call.Is("privacy"):
		answer.Privately(t, answer.Reply{Text: policy(t.ToUser())})
	case t.Call.Is("mydata"):
		return f.show(t.ToUser())
	case t.Call.Is("forgetme"):
		return f.ask(t.ToUser())
	}
	return nil
}

// alone tells whether an answer is seen by the asker and nobody else, whatever
// the platform can do.
func alone(t *bot.Turn) bool {
	m := t.Event.Message
	return t.Event.Place.Private() || m != nil && (m.Hidden || m.Press != "")
}

func lines(text ...string) string { return strings.Join(text, "\n") }
