// Package activity pays members for taking part: for what they say in the
// community's groups, for the reactions that it draws, and for talking in voice
// channels.
//
// a message is judged by its place and author first, then by the author's
// record: length, repetition, cooldown, the day's cap (message.go). It is paid,
// or a finding says why not. A comment below a linked channel's post is held
// while the platform is asked whether its author has joined, and then paid with
// its own time (outsider.go). A reaction pays the author of the message, once
// for each message and person who reacts (reaction.go). When a message is
// deleted soon enough, what it was paid is taken back (takeback.go); only
// platforms that report deletions bring that about, and Telegram reports none
// to bots.
//
// Talking counts while somebody else is in the channel who hears, and the
// member does too; robots are nobody (voice_hall.go). It is counted when the
// company changes, and by a timer meanwhile, and paid for each whole "every";
// what is left is carried on (voice.go). Events of voice channels have no time
// of their own, so that of their arrival counts. After events may have been
// missed, a snapshot decides: up to the platform's last sign of life all
// counts; after it, only for who is in company in the same channel still, at
// most one "every". What the timer paid beyond that is worked off first by
// later talking. After a restart, nothing counts from longer ago than one
// "every".
//
// Nothing here speaks. An edit never pays.
package activity

import (
	"slices"

	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/bot/ledger"
	"github.com/stewardbot/steward/bot/member"
)

// Feature implements bot.Feature.
type Feature struct {
	book    *ledger.Book
	members *member.Directory
	heard   map[hearKey]hearing
}

// New books in the given book, and asks and tells the directory who has joined.
func New(book *ledger.Book, members *member.Directory) *Feature {
	return &Feature{book, members, map[hearKey]hearing{}}
}

// Name implements bot.Feature.
func (*Feature) Name() string { return "activity" }

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
