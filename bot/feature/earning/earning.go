// Package earning pays members for taking part: for messages in the
// community's groups, for the reactions to them, and for talking in voice
// channels.
//
// A message is judged by its place and author first, then by the author's
// record: length, repetition, cooldown, the daily cap (message.go). It is paid,
// or a finding says why not. A comment below a linked channel's post is held
// while the platform is asked whether its author has joined, and then paid with
// its own time (outsider.go). A reaction pays the author of the message, once
// per message and reacting person (reaction.go). If a message is deleted soon
// enough, its payment is reversed (takeback.go), but only on platforms that
// report deletions; Telegram reports none to bots.
//
// Talking counts while somebody else in the channel hears, and the member does
// too; robots don't count (voice_hall.go). It is counted when the company
// changes, and by a timer in between, and paid for each full "every"; the
// remainder is carried over (voice.go). Events of voice channels have no time
// of their own, so their arrival counts. After events may have been missed, a
// snapshot decides: everything counts up to the platform's last sign of life,
// and after it at most one "every", for people still in company in the same
// channel. What the timer paid beyond that is deducted from later talking.
// After a restart, nothing counts from longer ago than one "every".
//
// The feature says nothing. Edits never pay.
package earning

import (
	"slices"

	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/bot/ledger"
	"github.com/stewardbot/steward/bot/member"
	"github.com/stewardbot/steward/bot/multiplier"
)

// Feature implements bot.Feature.
type Feature struct {
	book    *ledger.Book
	members *member.Directory
	heard   map[hearKey]hearing
}

// New books in the given book, and uses the directory for who has joined.
func New(book *ledger.Book, members *member.Directory) *Feature {
	return &Feature{book, members, map[hearKey]hearing{}}
}

// Name is the one that the feature had first: tables and timers are named by it.
const Name = "activity"

// Name implements bot.Feature.
func (*Feature) Name() string { return Name }

// Routes implements bot.Feature.
func (f *Feature) Routes() bot.Routes {
	return bot.Routes{
		On: map[bot.Kind]bot.Handler{
			bot.KindMessage: f.message, bot.KindReaction: f.reaction, bot.KindDelete: f.takeBack, bot.KindOutcome: f.answered,
			bot.KindVoice: f.voice, bot.KindTick: f.voiceTick, bot.KindRemoved: f.silence,
		},
		After:  f.hear,
		Forget: f.Forget, Disclose: f.Disclose, Merge: f.Merge, Part: f.Part,
	}
}

func settings(c *bot.Community) *ledger.Settings {
	return bot.Setting[*ledger.Settings](c, "points")
}

func excepted(s *ledger.Settings, p bot.Place) bool {
	return slices.ContainsFunc(s.Except, func(e string) bool { return p.In(bot.Place(e)) })
}

// share caps amount so that used+amount stays within limit; limit 0 means none.
func share(amount, limit, used int64) int64 {
	if limit == 0 {
		return amount
	}
	return min(amount, max(limit-used, 0))
}

// explain records that what was paid to a member, 0 for the turn's, was
// multiplied.
func explain(t *bot.Turn, boost multiplier.Boost, m bot.MemberID) {
	if boost.More() {
		t.Find(bot.Finding{Code: "multiplied", N: boost.Times(), Member: m, Args: bot.Args{"Name": boost.Name.In(t.Language())}})
	}
}
