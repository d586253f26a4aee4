// Package checkin pays members for coming by: once a day of the community's
// own, more for days in a row, and a missed day can be bought back.
//
// In the order in which it works: /checkin, or a word for it said alone, adds
// the day of the message, by the platform's time, to the member's run of days
// (run.go), books the amount and what the run has reached, and answers as the
// community's replies say, by default with a mere reaction. A day counts only
// if it is later than every day that was checked in before, in the zone of then
// and in that of now, so a change of the time zone never makes a second one.
//
// /makeup buys back one missed day at a time: the first of the latest gap, be it
// between the last check-in and today, or, if that one is whole, between the two
// latest runs. It is sold only if what is left of the month's days suffices to
// close the gap. When the gap is closed the runs on both sides of it count as
// one; bonuses that the longer run reaches beyond what either of the two was
// paid are paid then. The price goes through the ledger in the same turn.
package checkin

import (
	"fmt"
	"time"

	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/bot/answer"
	"github.com/stewardbot/steward/bot/ledger"
	"github.com/stewardbot/steward/store"
)

// Feature implements bot.Feature.
type Feature struct{ book *ledger.Book }

// New books in the given book.
func New(book *ledger.Book) *Feature { return &Feature{book} }

// Name implements bot.Feature.
func (*Feature) Name() string { return "checkin" }

// Routes implements bot.Feature.
func (f *Feature) Routes() bot.Routes {
	return bot.Routes{
		Commands: []bot.Command{
			{Name: "checkin", Aliases: []string{"daily", "签到/簽到", "打卡"}, Spoken: []string{"签到/簽到", "打卡"}, Run: asked(f.checkIn)},
			{Name: "makeup", Aliases: []string{"补签/補簽"}, Spoken: []string{"补签/補簽"}, Run: asked(f.makeUp)},
		},
		Words: words, Disclose: f.Disclose, Merge: f.Merge, Part: f.Part,
	}
}

// asked is for members, whom the answer speaks to unless all are to see it.
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

// StreakOf is how many days in a row a member has come, today included if it is
// checked in; 0 if yesterday and today were missed.
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
	amount := settings(t.Community).Amount
	if err := f.pay(t, "check_in", amount, bot.Finding{Code: "paid", N: amount}); err != nil {
		return err
	}
	bonus, err := f.payBonus(t, &rec)
	if err != nil {
		return err
	}
	congratulate(t, amount, bonus, rec.now.length)
	return save(t, &rec)
}

func congratulate(t *bot.Turn, amount, bonus, days int64) {
	args := bot.Args{"Count": days, "Points": answer.Points(t, amount)}
	if bonus == 0 {
		reply(t, "👍", t.Text("checkin.done", args))
		return
	}
	args["Bonus"] = answer.Points(t, bonus)
	reply(t, "🎉", t.Text("checkin.milestone", args))
}

// reply answers a check-in as loudly as the community wants.
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

// payBonus pays what the run has reached and was not paid yet.
func (f *Feature) payBonus(t *bot.Turn, rec *record) (int64, error) {
	bonus := settings(t.Community).bonus(rec.now.paid, rec.now.length)
	rec.now.paid = max(rec.now.paid, rec.now.length)
	if bonus == 0 {
		return 0, nil
	}
	days := bot.Args{"Days": rec.now.length}
	return bonus, f.pay(t, "streak", bonus, bot.Finding{Code: "bonus", N: bonus, Args: days})
}

// pay books an amount, if it is above 0, and says why.
func (f *Feature) pay(t *bot.Turn, mint string, amount int64, why bot.Finding) error {
	if amount > 0 {
		e, err := f.book.Move(t, ledger.Move{
			From: ledger.Mint(mint), To: ledger.Of(t.Member.ID), Amount: amount, Cause: t.Event.ID,
		})
		if err != nil {
			return fmt.Errorf("pay %s: %w", mint, err)
		}
		why.Entry = e.ID
	}
	t.Find(why)
	return nil
}

func save(t *bot.Turn, rec *record) error {
	return rows.Put(t.State(), store.K2(t.Community.ID, t.Member.ID), *rec)
}
