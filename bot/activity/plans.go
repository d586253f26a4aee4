package activity

import (
	"time"

	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/bot/answer"
	"github.com/stewardbot/steward/bot/define"
	"github.com/stewardbot/steward/bot/phrase"
	"github.com/stewardbot/steward/bot/timing"
)

// Plans starts the activities that the configuration or the chat defines, at
// their times. A kind embeds it: it implements timing.Planner and definer.Owner,
// and has the listeners for KindConfig, KindTick and Routes.After. T is the
// definition.
type Plans[T any] struct {
	life    *Life
	defined *define.Kind[T]
	when    func(*T) (name string, at timing.When, notes timing.Notes)
	start   func(t *bot.Turn, d *T, from string) (*Activity, error)
	diary   timing.Diary
}

// NewPlans returns the plans of a kind. start announces an activity, made from
// the definition of that name. What is defined in the chat starts at most once
// an hour.
func NewPlans[T any](l *Life, defined *define.Kind[T], when func(*T) (string, timing.When, timing.Notes), start func(t *bot.Turn, d *T, from string) (*Activity, error)) *Plans[T] {
	defined.Refuse(func(d T) error {
		if _, at, _ := when(&d); at.Within(time.Hour) {
			return phrase.New("define.often")
		}
		return nil
	})
	return &Plans[T]{life: l, defined: defined, when: when, start: start, diary: Diary(l.kind.Name)}
}

// late is how late an activity may start; one missed by more is left out.
const late = 10 * time.Minute

// Diary returns where the plans of a kind are stored.
func Diary(kind string) timing.Diary { return timing.Diary{Table: kind + "_plans", Timer: "plan "} }

// Diary implements timing.Planner.
func (p *Plans[T]) Diary() timing.Diary { return p.diary }

// Jobs implements timing.Planner.
func (p *Plans[T]) Jobs(c *bot.Community, s bot.State) (jobs []timing.Job, err error) {
	list, err := p.defined.In(c, s)
	for i := range list {
		name, at, notes := p.when(&list[i])
		if j, ok := timing.NewJob(c, name, at); ok {
			j.Late = late
			jobs = append(jobs, j.Annotated(c, notes, list[i]))
		}
	}
	return jobs, err
}

// Definitions implements definer.Owner.
func (p *Plans[T]) Definitions() define.List { return p.defined }

// Configured is the kind's listener for KindConfig.
func (p *Plans[T]) Configured(t *bot.Turn) error {
	if p.life.woke.IsZero() {
		p.life.woke = t.Now()
	}
	return p.arm(t)
}

// Redefined is the kind's Routes.After: it sets the timers again if something
// was defined in the chat, and starts what an operator has run now.
func (p *Plans[T]) Redefined(t *bot.Turn) error {
	if p.defined.Changed(t) {
		return p.arm(t)
	}
	name, err := p.Diary().Asked(t, p.Jobs)
	if err != nil || name == "" {
		return err
	}
	if err := p.begin(t, name); err != nil {
		return err
	}
	t = t.ToUser()
	answer.Privately(t, answer.Reply{Text: t.Text("schedule.ran", bot.Args{"Name": name})})
	return nil
}

// begin starts the activity of a definition.
func (p *Plans[T]) begin(t *bot.Turn, name string) error {
	d, _, found, err := p.defined.Find(t, name)
	if found && err == nil {
		_, err = p.start(t, &d, name)
	}
	return err
}

func (p *Plans[T]) arm(t *bot.Turn) error {
	jobs, err := p.Jobs(t.Community, t.State())
	if err != nil {
		return err
	}
	return p.Diary().Arm(t, jobs)
}

// Tick is the kind's listener for KindTick.
func (p *Plans[T]) Tick(t *bot.Turn) error {
	if !p.Diary().Is(t.Event.Tick) {
		return p.life.Tick(t)
	}
	jobs, err := p.Jobs(t.Community, t.State())
	if err != nil {
		return err
	}
	due, err := p.Diary().Due(t, jobs)
	switch {
	case err != nil || due == nil:
		return err
	case due.Missed:
		t.Find(bot.Finding{Feature: "activity", Code: "missed", Args: bot.Args{"Name": due.Job}})
		return nil
	case !due.Wanted:
		return nil
	}
	return p.begin(t, due.Job)
}
