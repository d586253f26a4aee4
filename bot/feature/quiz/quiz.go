// Package quiz asks questions in a group, or in several at once on whatever
// platforms, and pays for right answers.
//
// /quiz, or the time that the configuration gives (plan.go), draws questions
// from a bank and announces the quiz (start.go). After a pause the first
// question is posted in each place (ask.go), with a button for each choice, or
// to be answered by typing. A place's time runs from the receipt of its post.
// Answers are noted and nobody is told which are right (answers.go); a member's
// first one counts, whichever account it came from. When the time is over in
// all places, the question is settled (settle.go): right answers are paid, the
// posts are edited to tell the solution, and after a pause the next question
// comes. At the end the winner is paid, and a scoreboard posted (finish.go).
//
// All of it is in tables (table.go), and every step is one turn, so a quiz goes
// on where it was after a restart, and nothing is paid twice. An answer counts
// by the platform's time of it, so those that lay in a backlog while Steward
// was away count as well.
package quiz

import (
	"time"

	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/bot/ledger"
	"github.com/stewardbot/steward/bot/member"
)

// Feature implements bot.Feature and timing.Planner.
type Feature struct {
	book    *ledger.Book
	members *member.Directory
	// woke is when this process began: timers that were due before
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

// Routes implements bot.Feature.
func (f *Feature) Routes() bot.Routes {
	return bot.Routes{
		Commands: []bot.Command{{
			Name: "quiz", Aliases: []string{"答题/答題"},
			Params: []bot.Param{{Name: "bank", Kind: bot.ParamChoice, Suggest: f.choices}, {Name: "questions", Kind: bot.ParamNumber}},
			Run:    f.command,
		}},
		Verbs: []bot.Verb{{Run: f.press}},
		On: map[bot.Kind]bot.Handler{
			bot.KindConfig: f.configured, bot.KindTick: f.tick, bot.KindOutcome: f.outcome, bot.KindMessage: f.said,
		},
		Forget: f.Forget, Disclose: f.Disclose, Merge: f.Merge, Part: f.Part,
	}
}

// configured notes when the program began, and plans what it is to ask.
func (f *Feature) configured(t *bot.Turn) error {
	if f.woke.IsZero() {
		f.woke = t.Now()
	}
	return f.Diary().Arm(t, f.Jobs(t.Community))
}

// said takes what may be a typed answer.
func (f *Feature) said(t *bot.Turn) error {
	if t.Event.Message == nil || t.Struck || t.Member == nil || t.Call != nil || t.Facts.Command || t.Facts.Normal == "" {
		return nil
	}
	return f.typed(t)
}

// tick goes on with a run whose time has come.
func (f *Feature) tick(t *bot.Turn) error {
	if f.Diary().Is(t.Event.Tick) {
		return f.planned(t)
	}
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
