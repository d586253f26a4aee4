package schedule

import (
	"slices"
	"time"

	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/bot/answer"
	"github.com/stewardbot/steward/bot/timing"
)

// Routes implements bot.Feature.
func (f *Feature) Routes() bot.Routes {
	return bot.Routes{
		Commands: []bot.Command{{
			Name: timing.Command, Aliases: []string{"定时/定時"}, Who: bot.Operators,
			Params: []bot.Param{
				{Name: "what", Kind: bot.ParamChoice, OneOf: verbs},
				{Name: "name", Kind: bot.ParamChoice, Suggest: f.names},
			},
			Run: f.command,
		}, f.announceCommand()},
		Verbs: []bot.Verb{{Name: "post", Who: bot.Operators, Run: f.press}},
		On: map[bot.Kind]bot.Handler{
			bot.KindConfig: f.arm, bot.KindTick: f.tick, bot.KindOutcome: f.outcome, bot.KindMessage: f.typed,
		},
		Outside: map[bot.Kind]bot.Handler{bot.KindMessage: f.typed},
		After:   f.redefined,
		Forget:  forget, Disclose: f.disclose,
	}
}

// verbs are the actions on a job.
var verbs = []bot.Choice{{Value: "run"}, {Value: "skip"}, {Value: "pause"}, {Value: "resume"}}

// names returns those of all jobs.
func (f *Feature) names(t *bot.Turn) (list []string, err error) {
	for _, planner := range f.all {
		jobs, err := planner.Jobs(t.Community, t.State())
		if err != nil {
			return nil, err
		}
		for _, j := range jobs {
			list = append(list, j.Name)
		}
	}
	return list, nil
}

// command answers an operator.
func (f *Feature) command(t *bot.Turn, in *bot.Input) error {
	if t.Late || t.Event.User == nil {
		return nil
	}
	t = t.ToUser()
	text, err := f.obey(t, in.Text("what"), in.Text("name"))
	if err == nil && text != "" {
		answer.Privately(t, answer.Reply{Text: text})
	}
	return err
}

// obey returns the answer; empty if the job's feature answers.
func (f *Feature) obey(t *bot.Turn, what, called string) (string, error) {
	switch {
	case what == "" && called == "":
		return f.show(t)
	case what == "" || called == "":
		return t.Text("schedule.how", nil), nil
	}
	for _, planner := range f.all {
		jobs, err := planner.Jobs(t.Community, t.State())
		if err != nil {
			return "", err
		}
		j, ok := timing.Find(jobs, called)
		if !ok {
			continue
		}
		if what != "run" {
			return alter(t, planner.Diary(), j, what)
		}
		if planner != timing.Planner(f) {
			return "", have(t, planner.Diary(), j)
		}
		return f.run(t, j)
	}
	return t.Text("schedule.unknown", nil), nil
}

// run posts a job now, in addition to its schedule. The requester is told if it
// can't be delivered.
func (f *Feature) run(t *bot.Turn, j timing.Job) (string, error) {
	e, err := f.Diary().Entry(t, j.Name)
	if err != nil {
		return "", err
	}
	p, _, _, err := f.posts.Find(t, j.Name)
	if err != nil {
		return "", err
	}
	said, err := f.post(t, &p, e.Turns, t.Now(), t.Now().Add(time.Hour))
	if err != nil {
		return "", err
	}
	if err := answer.Promise(t, refsOf(said)...); err != nil {
		return "", err
	}
	e.Turns++
	return t.Text("schedule.ran", bot.Args{"Name": j.Name}), f.Diary().Keep(t, j.Name, e)
}

// have lets the feature of a job run it behind this turn's command.
func have(t *bot.Turn, d timing.Diary, j timing.Job) error {
	e, err := d.Entry(t, j.Name)
	if err != nil {
		return err
	}
	e.Run = t.Event.ID
	return d.Keep(t, j.Name, e)
}

// alter stores an operator's change to a job in a diary.
func alter(t *bot.Turn, d timing.Diary, j timing.Job, what string) (text string, err error) {
	e, err := d.Entry(t, j.Name)
	if err != nil {
		return "", err
	}
	args := bot.Args{"Name": j.Name}
	switch what {
	case "skip":
		if e.Skip = e.Next(j).At; e.Skip.IsZero() {
			return t.Text("schedule.never", args), nil
		}
		args["Time"] = t.Community.Clock(e.Skip)
		text = t.Text("schedule.skipped", args)
	case "pause":
		e.Paused = true
		text = t.Text("schedule.paused", args)
	case "resume":
		e.Paused, e.Skip = false, time.Time{}
		text = t.Text("schedule.resumed", args)
	}
	return text, d.Keep(t, j.Name, e)
}

// show lists all jobs by their next firing; jobs without one come last.
func (f *Feature) show(t *bot.Turn) (string, error) {
	type line struct {
		at   time.Time
		text string
	}
	var lines []line
	for _, planner := range f.all {
		jobs, err := planner.Jobs(t.Community, t.State())
		if err != nil {
			return "", err
		}
		for _, j := range jobs {
			e, err := planner.Diary().Entry(t, j.Name)
			if err != nil {
				return "", err
			}
			at := e.Next(j).At
			lines = append(lines, line{at, item(t, j.Name, e, at)})
		}
	}
	if lines == nil {
		return t.Text("schedule.none", nil), nil
	}
	slices.SortStableFunc(lines, func(x, y line) int {
		if x.at.IsZero() != y.at.IsZero() {
			return y.at.Compare(x.at)
		}
		return x.at.Compare(y.at)
	})
	text := t.Text("schedule.list", nil)
	for _, l := range lines {
		text += "\n" + l.text
	}
	return text, nil
}

func item(t *bot.Turn, name string, e timing.Entry, next time.Time) string {
	args := bot.Args{"Name": name, "Time": t.Community.Clock(next)}
	switch {
	case next.IsZero():
		return t.Text("schedule.item_never", args)
	case e.Paused:
		return t.Text("schedule.item_paused", args)
	case e.Skip.Equal(next):
		return t.Text("schedule.item_skipped", args)
	}
	return t.Text("schedule.item", args)
}
