package schedule

import (
	"errors"
	"slices"
	"strings"
	"time"

	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/bot/activity"
	"github.com/stewardbot/steward/bot/answer"
	"github.com/stewardbot/steward/bot/phrase"
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
				{Name: "times", Kind: bot.ParamText},
			},
			Run: f.command,
		}, f.announceCommand()},
		Verbs: []bot.Verb{{Name: "post", Who: bot.Operators, Run: f.press}, {Name: "approve", Who: bot.Operators, Run: f.pressApprove}, {Name: activity.VerbMark, Secret: true, Run: f.life.Mark}},
		On: map[bot.Kind]bot.Handler{
			bot.KindConfig: f.arm, bot.KindTick: f.tick, bot.KindOutcome: f.outcome, bot.KindMessage: f.heard, bot.KindReaction: f.reacted,
			bot.KindMoved: f.life.Moved,
		},
		Outside: map[bot.Kind]bot.Handler{bot.KindMessage: f.typed},
		After:   f.redefined,
		Forget:  f.forget, Disclose: f.disclose, Merge: f.life.Merge, Part: f.life.Part,
	}
}

// verbs are the actions on a job.
var verbs = []bot.Choice{{Value: "run"}, {Value: "skip"}, {Value: "pause"}, {Value: "resume"},
	{Value: "move", Words: []string{"改期"}}, {Value: "shift", Words: []string{"整体改期/整體改期"}}, {Value: "approve", Words: []string{"批准"}}}

func isVerb(word string) bool {
	return slices.ContainsFunc(verbs, func(v bot.Choice) bool { return strings.EqualFold(v.Value, word) })
}

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
	what, name, times := in.Text("what"), in.Text("name"), in.Text("times")
	if name == "" && t.Call.Form == nil { // no job has the name
		name, times = firstWord(times)
		if word, rest := firstWord(times); what == "" && isVerb(word) {
			what, times = word, rest
		}
	}
	r, err := f.obey(t, what, name, times)
	if why, ok := errors.AsType[*phrase.Phrase](err); ok {
		r, err = answer.Reply{Text: t.Text("schedule.refused", bot.Args{"Reason": why.In(t.Language())})}, nil
	}
	if err == nil && r.Text != "" {
		answer.Privately(t, r)
	}
	return err
}

// obey returns the answer; empty if the job's feature answers.
func (f *Feature) obey(t *bot.Turn, what, called, times string) (r answer.Reply, err error) {
	if what == "" && called == "" {
		return f.show(t)
	}
	r.Text, err = f.order(t, what, called, times)
	return r, err
}

// find returns a job and its planner by a name, or nil.
func (f *Feature) find(t *bot.Turn, is func(timing.Job) bool) (timing.Planner, timing.Job, error) {
	for _, planner := range f.all {
		jobs, err := planner.Jobs(t.Community, t.State())
		if err != nil {
			return nil, timing.Job{}, err
		}
		if i := slices.IndexFunc(jobs, is); i >= 0 {
			return planner, jobs[i], nil
		}
	}
	return nil, timing.Job{}, nil
}

func (f *Feature) order(t *bot.Turn, what, called, times string) (string, error) {
	if what == "" || called == "" {
		return t.Text("schedule.how", nil), nil
	}
	planner, j, err := f.find(t, func(j timing.Job) bool { return strings.EqualFold(j.Name, called) })
	switch {
	case err != nil:
		return "", err
	case planner == nil:
		return t.Text("schedule.unknown", nil), nil
	case what == "move" || what == "shift":
		return f.move(t, planner, j, what, times)
	case what == "approve":
		return approve(t, planner, j)
	case what != "run":
		return alter(t, planner.Diary(), j, what)
	}
	e, err := planner.Diary().Entry(t, j.Name)
	switch {
	case err != nil:
		return "", err
	case j.Held(e):
		return t.Text("schedule.draft", bot.Args{"Name": bot.Isolate(j.Name)}), nil
	case planner != timing.Planner(f):
		e.Run = t.Event.ID // the job's feature runs it behind this turn's command
		return "", planner.Diary().Keep(t, j.Name, e)
	}
	return f.run(t, j, e)
}

// run posts a job now, in addition to its schedule. The requester is told if it
// can't be delivered.
func (f *Feature) run(t *bot.Turn, j timing.Job, e timing.Entry) (string, error) {
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
