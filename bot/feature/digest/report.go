package digest

import (
	"fmt"

	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/bot/insight"
	"github.com/stewardbot/steward/bot/phrase"
	"github.com/stewardbot/steward/bot/stats"
)

// Report is what a digest tells, in no language: the message and the desk's page are made of it.
type Report struct {
	Name, Period    string
	Now, Before     Span
	Following       bot.Day // the last day of the period that comes next
	Since           bot.Day // the first day that was counted; 0: none yet
	Figures         []Figure
	Thanked, Missed []Person
	Tries           []Try
}

// Figure is a number of a report.
type Figure struct {
	Measure
	Value
}

// Change returns by how much it rose; false if nothing is known of the period before.
func (x Figure) Change() (by int64, known bool) {
	if x.Before == nil {
		return 0, false
	}
	return x.N - *x.Before, true
}

// Percent writes the change in percent, such as "+5%"; of fewer than insight.FewMembers before it is empty.
func (x Figure) Percent() string {
	by, known := x.Change()
	if !known || *x.Before < insight.FewMembers {
		return ""
	}
	return fmt.Sprintf("%+.0f%%", 100*float64(by)/float64(*x.Before))
}

// Compared reports whether the period before is known.
func (r *Report) Compared() bool { return r.Figures[0].Before != nil }

// Changes sorts the figures by how they changed; all are the same where nothing is known of the period before.
func (r *Report) Changes() (rose, fell, same []Figure) {
	for _, x := range r.Figures {
		switch by, _ := x.Change(); {
		case by > 0:
			rose = append(rose, x)
		case by < 0:
			fell = append(fell, x)
		default:
			same = append(same, x)
		}
	}
	return rose, fell, same
}

// Listed is a digest of a community, and its periods, the latest first.
type Listed struct {
	Digest
	Periods []Span
}

// mostListed bounds the periods of a Listed.
const mostListed = 6

// List returns the digests of the turn's community. The first period of each is the latest one that was
// over when it was last due or, if it never was, when it was defined; the others lie before it, as far as anything is kept.
func (f *Feature) List(t *bot.Turn) (list []Listed, err error) {
	first, err := stats.First(t.State(), t.Community.ID)
	if err != nil {
		return nil, err
	}
	all, err := f.defined.All(t)
	for i := 0; i < len(all) && err == nil; i++ {
		x := Listed{Digest: all[i]}
		var now Span
		now, err = f.latest(t, &x.Digest)
		for len(x.Periods) == 0 || len(x.Periods) < mostListed && first != 0 && now.To >= first && kept(t, x.Period, now) {
			x.Periods = append(x.Periods, now)
			now, _ = spans(x.Period, now.From)
		}
		list = append(list, x)
	}
	return list, err
}

// kept reports whether members' days are kept of a period and the one before.
func kept(t *bot.Turn, period string, now Span) bool {
	_, before := spans(period, now.To+1)
	return before.From >= t.Community.Day(t.Now())-stats.KeepDays
}

func (f *Feature) latest(t *bot.Turn, d *Digest) (Span, error) {
	e, err := f.Diary().Entry(t, d.Name)
	at := e.Last
	if at.IsZero() {
		at = t.Now()
	}
	now, _ := spans(d.Period, t.Community.Day(at))
	return now, err
}

// Of works out the digest of a name for its latest period that ends by a day, or the one of when it was
// due last if day is 0; nil if there is no such digest. It does all steps at once, and reads what is stored now: the same as was
// posted, unless members were forgotten or linked since. The error is a *phrase.Phrase if the period is
// not over, or the days are not kept any more.
func (f *Feature) Of(t *bot.Turn, name string, day bot.Day) (*Report, error) {
	d, _, found, err := f.defined.Find(t, name)
	if err != nil || !found {
		return nil, err
	}
	w := &work{}
	if w.Now, err = f.latest(t, &d); err != nil {
		return nil, err
	}
	if day == 0 {
		day = w.Now.To
	}
	w.Now, w.Before = spans(d.Period, day+1)
	today := t.Community.Day(t.Now())
	switch {
	case day >= today:
		return nil, phrase.New("digests.not_over", day)
	case !kept(t, d.Period, w.Now):
		return nil, phrase.New("digests.too_old", stats.KeepDays)
	}
	for done := false; !done; {
		if done, err = f.step(t, w); err != nil {
			return nil, err
		}
	}
	return f.report(t, &d, w)
}

// report returns what a work that is done has found.
func (f *Feature) report(t *bot.Turn, d *Digest, w *work) (*Report, error) {
	r := &Report{
		Name: d.Name, Period: d.Period, Now: w.Now, Before: w.Before, Following: following(d.Period, w.Now),
	}
	for i, m := range measures {
		r.Figures = append(r.Figures, Figure{m, w.Values[i]})
	}
	var err error
	if r.Since, err = stats.First(t.State(), t.Community.ID); err != nil {
		return nil, err
	}
	if r.Thanked, err = named(t, w.Thank); err != nil {
		return nil, err
	}
	if r.Missed, err = named(t, w.Miss); err != nil {
		return nil, err
	}
	r.Tries, err = f.tries(t, r)
	return r, err
}
