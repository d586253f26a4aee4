// Package checkin pays members for checking in: once per day of the community,
// more for days in a row. A missed day can be bought back.
//
// /checkin, or a configured word, adds the day of the message, by the
// platform's time, to the member's run of days (run.go), books the amount and
// the bonuses reached, and answers as the community's replies say, by default
// with just a reaction. A day only counts if it is later than every earlier
// check-in, in both the old and the current time zone, so a change of the zone
// never allows a second one.
//
// /makeup buys back one missed day at a time: the first of the latest gap,
// which is between the last check-in and today or, if there is none, between
// the two latest runs. It is only sold if the month's remaining days suffice to
// close the gap. Once the gap is closed, the runs on both sides count as one;
// bonuses of the longer run beyond those already paid for either are paid then.
// The price goes through the ledger in the same turn.
package checkin

import (
	"fmt"
	"time"

	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/bot/answer"
	"github.com/stewardbot/steward/bot/ledger"
	"github.com/stewardbot/steward/bot/multiplier"
	"github.com/stewardbot/steward/store"
)

// Feature implements bot.Feature.
type Feature struct{ book *ledger.Book }

// New books in the given book.
func New(book *ledger.Book) *Feature { return &Feature{book} }

// CheckIns counts days that members came by.
var CheckIns = bot.Metric{Number: 13, Name: "check_ins"}

// Name implements bot.Feature.
func (*Feature) Name() string { return "checkin" }

// Routes implements bot.Feature.
func (f *Feature) Routes() bot.Routes {
	return bot.Routes{
		Topic: bot.TopicPoints,
		Commands: []bot.Command{
			{Name: "checkin", Aliases: []string{"daily", "签到/簽到", "打卡"}, Spoken: []string{"签到/簽到", "打卡"}, Run: asked(f.checkIn)},
			{Name: "makeup", Aliases: []string{"补签/補簽"}, Spoken: []string{"补签/補簽"}, Run: asked(f.makeUp)},
		},
		Words: words, Disclose: f.Disclose, Merge: f.Merge, Part: f.Part,
	}
}

// asked wraps a command for members; the answer addresses them unless everybody
// is to see it.
func asked(run bot.Handler) func(*bot.Turn, *bot.Input) error {
	return func(t *bot.Turn, _ *bot.Input) error {
		if t.Member == nil {
			return nil
		}
		if t.Community.Replies.CheckIn != "public" {
			t = t.ToUser()
		}
		return run(t)
	}
}

func words(c *bot.Community) map[string]string {
	words := map[string]string{}
	for _, w := range settings(c).Words {
		words[w] = "checkin"
	}
	return words
}

func settings(c *bot.Community) *Settings { return bot.Setting[*Settings](c, Section) }

// StreakOf returns a member's current streak, including today if checked in; 0
// if both yesterday and today were missed.
func StreakOf(r store.Reader, c *bot.Community, m bot.MemberID, now time.Time) (days int64, today bool, err error) {
	rec, err := load(r, c.ID, m)
	if err != nil || rec.now.length == 0 {
		return 0, false, err
	}
	last, day := rec.last(c), c.Day(now)
	if last < day-1 {
		return 0, false, nil
	}
	return rec.now.length, last >= day, nil
}

func (f *Feature) checkIn(t *bot.Turn) error {
	rec, err := load(t.State(), t.Community.ID, t.Member.ID)
	if err != nil {
		return err
	}
	if !rec.visit(t.Community, t.At()) {
		t.Find(bot.Finding{Code: "repeated"})
		reply(t, "👌", t.Text("checkin.again", bot.Args{"Count": max(rec.now.length, 1)}))
		return nil
	}
	t.Count(CheckIns, t.Member.ID, 1)
	boost := multiplier.At(t, multiplier.CheckIn)
	amount := boost.Of(settings(t.Community).Amount)
	if err := f.pay(t, "check_in", amount, boost, bot.Finding{Code: "paid", N: amount}); err != nil {
		return err
	}
	bonus, err := f.payBonus(t, &rec)
	if err != nil {
		return err
	}
	congratulate(t, boost, amount, bonus, rec.now.length)
	return save(t, &rec)
}

func congratulate(t *bot.Turn, boost multiplier.Boost, amount, bonus, days int64) {
	args := bot.Args{"Count": days, "Points": answer.Points(t, amount)}
	emoji, key := "👍", "checkin.done"
	if bonus > 0 {
		emoji, key = "🎉", "checkin.milestone"
		args["Bonus"] = answer.Points(t, bonus)
	}
	text := t.Text(key, args)
	if boost.More() && amount > 0 {
		text += " " + t.Text("checkin.member_day", bot.Args{"Name": boost.Name.In(t.Language()), "Times": boost.Times()})
	}
	reply(t, emoji, text)
}

// reply answers a check-in as visibly as the community wants.
func reply(t *bot.Turn, emoji, text string) {
	switch t.Community.Replies.CheckIn {
	case "public":
		answer.Openly(t, answer.Reply{Text: text})
	case "private":
		answer.Privately(t, answer.Reply{Text: text})
	default:
		answer.React(t, emoji, text)
	}
}

// payBonus pays bonuses that the run has reached and that are not paid yet.
func (f *Feature) payBonus(t *bot.Turn, rec *record) (int64, error) {
	boost := multiplier.At(t, multiplier.Streak)
	bonus := boost.Of(settings(t.Community).bonus(rec.now.paid, rec.now.length))
	rec.now.paid = max(rec.now.paid, rec.now.length)
	if bonus == 0 {
		return 0, nil
	}
	days := bot.Args{"Days": rec.now.length}
	return bonus, f.pay(t, "streak", bonus, boost, bot.Finding{Code: "bonus", N: bonus, Args: days})
}

// pay books an amount, if it is above 0, with a finding.
func (f *Feature) pay(t *bot.Turn, mint string, amount int64, boost multiplier.Boost, why bot.Finding) error {
	if amount > 0 {
		e, err := f.book.Move(t, ledger.Move{
			From: ledger.Mint(mint), To: ledger.Of(t.Member.ID), Amount: amount, Cause: boost.Cause(t.Event.ID),
		})
		if err != nil {
			return fmt.Errorf("pay %s: %w", mint, err)
		}
		why.Entry = e.ID
	}
	t.Find(why)
	if amount > 0 && boost.More() {
		t.Find(bot.Finding{Code: "multiplied", N: boost.Times(), Args: bot.Args{"Name": boost.Name.In(t.Language())}})
	}
	return nil
}

func save(t *bot.Turn, rec *record) error {
	return rows.Put(t.State(), store.K2(t.Community.ID, t.Member.ID), *rec)
}
