// Package digest posts what a period was like: what rose and what fell, whom to thank and whom to
// miss, and what to try, each with its figure.
//
// A digest is configured in settings.go. It is made in steps (work.go): a figure of package insight
// for one period in each, then 16,384 members in each (people.go). When it is due, each step is a tick of its own, so
// that none takes long; what is known so far travels in the timer's data. The last tick posts a text
// with a picture (show.go), made of a [Report]. [Feature.Of] returns the same one for a page.
package digest

import (
	"encoding/json"
	"strings"
	"time"

	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/bot/answer"
	"github.com/stewardbot/steward/bot/define"
	"github.com/stewardbot/steward/bot/phrase"
	"github.com/stewardbot/steward/bot/timing"
)

// Feature implements bot.Feature and timing.Planner.
type Feature struct {
	metrics, active []bot.Metric
	defined         *define.Kind[Digest] // by the configuration or the chat
	desk            func(community, path string) string
}

// New returns the feature. metrics are what is counted; one of active is enough to be active. desk returns
// the address of one of a community's pages at the desk, empty if there is none. A digest that is
// defined in the chat is made at most once an hour.
func New(metrics, active []bot.Metric, desk func(community, path string) string) *Feature {
	f := &Feature{metrics, active, define.Of[Settings](Section, func(d Digest) string { return d.Name }), desk}
	f.defined.Refuse(func(d Digest) error {
		if d.Within(time.Hour) {
			return phrase.New("define.often")
		}
		return nil
	})
	return f
}

// Definitions implements definer.Owner.
func (f *Feature) Definitions() define.List { return f.defined }

// Name implements bot.Feature.
func (*Feature) Name() string { return "digest" }

// Routes implements bot.Feature.
func (f *Feature) Routes() bot.Routes {
	return bot.Routes{On: map[bot.Kind]bot.Handler{bot.KindConfig: f.arm, bot.KindTick: f.tick}, After: f.asked}
}

// Diary implements timing.Planner.
func (*Feature) Diary() timing.Diary { return timing.Diary{Table: "digest_plans", Timer: "job "} }

// Jobs implements timing.Planner.
func (f *Feature) Jobs(c *bot.Community, s bot.State) (jobs []timing.Job, err error) {
	list, err := f.defined.In(c, s)
	for _, d := range list {
		if j, ok := timing.NewJob(c, d.Name, d.When); ok {
			j.Missed = "once"
			jobs = append(jobs, j)
		}
	}
	return jobs, err
}

func (f *Feature) arm(t *bot.Turn) error {
	jobs, err := f.Jobs(t.Community, t.State())
	if err != nil {
		return err
	}
	return f.Diary().Arm(t, jobs)
}

const timerWork = "work "

// tick begins a digest that is due, or works out its next figure.
func (f *Feature) tick(t *bot.Turn) error {
	if name, ok := strings.CutPrefix(t.Event.Tick.Name, timerWork); ok {
		return f.work(t, name)
	}
	jobs, err := f.Jobs(t.Community, t.State())
	if err != nil {
		return err
	}
	due, err := f.Diary().Due(t, jobs)
	if err != nil || due == nil || !due.Wanted {
		return err
	}
	return f.begin(t, due.Job, due.At)
}

// begin has a digest made of the time before.
func (f *Feature) begin(t *bot.Turn, name string, at time.Time) error {
	d, _, found, err := f.defined.Find(t, name)
	if err != nil || !found {
		return err
	}
	now, before := spans(d.Period, t.Community.Day(at))
	return (&work{Version: 1, Due: at.UTC(), Now: now, Before: before}).goOn(t, name)
}

// asked sets the timers again if something was defined in the chat, and makes a digest that an operator has run now.
func (f *Feature) asked(t *bot.Turn) error {
	if f.defined.Changed(t) {
		return f.arm(t)
	}
	name, err := f.Diary().Asked(t, f.Jobs)
	if err != nil || name == "" {
		return err
	}
	t = t.ToUser()
	answer.Privately(t, answer.Reply{Text: t.Text("schedule.ran", bot.Args{"Name": name})})
	return f.begin(t, name, t.Now())
}

// goOn has the next step done in a tick of its own.
func (w *work) goOn(t *bot.Turn, name string) error {
	data, err := json.Marshal(w)
	if err != nil {
		return err
	}
	return t.SetTimer(timerWork+name, t.Now(), data)
}

// work does the next step of a digest, and posts it after the last one.
func (f *Feature) work(t *bot.Turn, name string) error {
	var w work
	if err := json.Unmarshal(t.Event.Tick.Data, &w); err != nil {
		return err
	}
	d, _, found, err := f.defined.Find(t, name)
	if err != nil || !found {
		return err
	}
	done, err := f.step(t, &w)
	switch {
	case err != nil:
		return err
	case !done:
		return w.goOn(t, name)
	}
	r, err := f.report(t, &d, &w)
	if err != nil {
		return err
	}
	return f.post(t, &d, r)
}
