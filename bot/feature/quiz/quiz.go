// Package quiz asks questions in a group, or in several at once on whatever
// platforms, and pays for right answers.
//
// /quiz, or the time that the configuration gives (plan.go), draws questions
// from a bank and announces the quiz (start.go). After a pause the first
// question is posted in each place (ask.go), with a button for each choice, or
// to be answered by typing. A place's time runs from the receipt of its post.
// Answers are recorded without revealing which are right (answers.go); a member's first answer
// counts, from whichever account. When the time is over in
// all places, the question is settled (settle.go): right answers are paid, the
// posts are edited to show the solution, and after a pause the next question
// comes. At the end the winner is paid, and a scoreboard posted (finish.go).
//
// All state is in tables (table.go), and every step is one turn, so a quiz resumes after a
// restart, and nothing is paid twice. An answer counts by the platform's time, so answers in a
// backlog from a downtime count as well.
package quiz

import (
	"time"

	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/bot/activity"
	"github.com/stewardbot/steward/bot/ledger"
	"github.com/stewardbot/steward/bot/member"
	"github.com/stewardbot/steward/bot/quiet"
)

// Feature implements bot.Feature and timing.Planner.
type Feature struct {
	book    *ledger.Book
	members *member.Directory
	life    *activity.Life // records quizzes
	// woke is when this process started. Timers due before that are late because Steward was
	// not running.
	woke time.Time
}

// New books in the given book, and ranks people by the directory's accounts.
func New(book *ledger.Book, members *member.Directory, budget *quiet.Budget) *Feature {
	return &Feature{book: book, members: members, life: activity.New(book, members, activity.Kind{Name: name, Quiet: budget})}
}

// name is the feature's name and the prefix of its buttons' data.
const name = "quiz"

// Name implements bot.Feature.
func (*Feature) Name() string { return name }

// Routes implements bot.Feature.
func (f *Feature) Routes() bot.Routes {
	return bot.Routes{
		Topic: bot.TopicActivities,
		Commands: []bot.Command{{
			Name: "quiz", Aliases: []string{"答题/答題"},
			Params: []bot.Param{{Name: "bank", Kind: bot.ParamChoice, Suggest: f.choices}, {Name: "questions", Kind: bot.ParamNumber}},
			Run:    f.command,
		}},
		Verbs: []bot.Verb{{Run: f.press}, {Name: activity.VerbMark, Secret: true, Run: f.life.Mark}},
		On: map[bot.Kind]bot.Handler{
			bot.KindConfig: f.configured, bot.KindTick: f.tick, bot.KindOutcome: f.outcome, bot.KindMessage: f.said, bot.KindMoved: f.life.Moved,
		},
		After:  f.asked,
		Forget: f.Forget, Disclose: f.Disclose, Merge: f.Merge, Part: f.Part,
	}
}

// configured records when the program started, and schedules the quizzes.
func (f *Feature) configured(t *bot.Turn) error {
	if f.woke.IsZero() {
		f.woke = t.Now()
	}
	return f.Diary().Arm(t, bot.Setting[*Settings](t.Community, Section).Jobs(t.Community))
}

// said handles a message that may be a typed answer.
func (f *Feature) said(t *bot.Turn) error {
	if t.Event.Message == nil || t.Struck || t.Member == nil || t.Call != nil || t.Facts.Command || t.Facts.Normal == "" {
		return nil
	}
	return f.typed(t)
}

// tick continues a run that is due.
func (f *Feature) tick(t *bot.Turn) error {
	if f.Diary().Is(t.Event.Tick) {
		return f.planned(t)
	}
	if activity.Is(t.Event.Tick) {
		return f.life.Tick(t)
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
