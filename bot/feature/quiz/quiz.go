// Package quiz asks questions in a group, or in several at once on whatever
// platforms, and pays for right answers.
//
// In the order in which it works: /quiz, or the time that the configuration gives
// (plan.go), draws questions from a bank and announces the quiz (start.go). After a
// pause the first question is posted in each place (ask.go), with a button for each
// choice, or to be answered by typing. A place's time runs from the receipt of its post. Answers are noted and nobody is told
// which are right (answers.go); a member's first one counts, whichever account it
// came from. When the time is over in all places, the question is settled
// (settle.go): right answers are paid, the posts are edited to tell the solution,
// and after a pause the next question comes. At the end the winner is paid, and a
// scoreboard posted (finish.go).
//
// All of it is in tables (table.go), and every step is one turn, so a quiz goes on
// where it was after a restart, and nothing is paid twice. An answer counts by the
// platform's time of it, so those that lay in a backlog while Steward was away
// count as well.
package quiz

import (
	"time"

	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/bot/ledger"
	"github.com/stewardbot/steward/bot/member"
)

// Feature implements bot.Feature, bot.Merger and timing.Planner.
type Feature struct {
	book    *ledger.Book
	members *member.Directory
	// woke is when this process saw its first event: timers that were due before
	// come late because Steward was away.
	woke time.Time
}

// New books in the given book, and ranks people by the directory's accounts.
func New(book *ledger.Book, members *member.Directory) *Feature {
	return &Feature{book: book, members: members}
}

// name is the feature's, and what its buttons' data begin with.
const name = "quiz"

// Name implements bot.Feature.
func (*Feature) Name() string { return name }

// Commands implements bot.Feature.
func (f *Feature) Commands() []bot.Command {
	return []bot.Command{
		{
			Name: "quiz", Aliases: []string{"答题/答題"},
			Options: []bot.Option{{Name: "bank", Kind: bot.OptionText, Choices: f.choices}, {Name: "questions", Kind: bot.OptionWhole}},
		},
	}
}

// Handle implements bot.Feature.
func (f *Feature) Handle(t *bot.Turn) error {
	if f.woke.IsZero() {
		f.woke = t.Now()
	}
	if t.Community == nil {
		return nil
	}
	switch e := t.Event; e.Kind {
	case bot.KindConfig:
		return f.Diary().Arm(t, f.Jobs(t.Community))
	case bot.KindTick:
		if f.Diary().Is(e.Tick) {
			return f.planned(t)
		}
		return f.tick(t)
	case bot.KindOutcome:
		return f.outcome(t)
	case bot.KindPress:
		return f.press(t)
	case bot.KindMessage:
		switch {
		case e.Message == nil || e.User == nil || t.Struck:
			return nil
		case t.Call.Is("quiz"):
			return f.command(t)
		case t.Member != nil && t.Call == nil && !t.Facts.Command && t.Facts.Normal != "":
			return f.typed(t)
		}
	}
	return nil
}

// tick goes on with a run whose time has come.
func (f *Feature) tick(t *bot.Turn) error {
	r, err := runOf(t)
	if err != nil || r == nil {
		return err
	}
	r.Away = r.Away || t.Now().Sub(t.Event.Tick.Due) > stale
	switch {
	case !r.Open && r.Away:
		return f.finish(t, r, "quiz.board_away", true)
	case !r.Open:
		return f.ask(t, r)
	}
	if on, err := f.goOn(t, r); on || err != nil {
		return err
	}
	return f.settle(t, r)
}
