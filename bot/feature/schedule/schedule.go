// Package schedule posts at times that the configuration sets.
//
// In the order in which it works: settings.go says what a job is; timing.go when
// it is due, by the community's clock, and calendar.go on which days nobody
// works. When a configuration comes into force every job gets one timer, for
// what is due next after what was done last; those of jobs that are gone are
// removed. The timer's tick posts to all places, notes in the same transaction
// what was done, and sets the next one: so each firing is made once a place,
// whatever is restarted, reloaded or moved around it. /schedule (command.go)
// lists the jobs and changes their course.
package schedule

import (
	"fmt"
	"hash/fnv"
	"slices"
	"strings"
	"time"

	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/bot/member"
)

// Feature implements bot.Feature.
type Feature struct{ members *member.Directory }

// New posts what the configuration schedules.
func New(members *member.Directory) *Feature { return &Feature{members} }

const name = "schedule"

// Name implements bot.Feature.
func (*Feature) Name() string { return name }

// Handle implements bot.Feature.
func (f *Feature) Handle(t *bot.Turn) error {
	switch {
	case t.Community == nil:
		return nil
	case t.Event.Kind == bot.KindConfig:
		return f.arm(t)
	case t.Event.Kind == bot.KindTick && t.Event.Tick.Feature == name:
		return f.due(t)
	case t.Call.Is("schedule"):
		return f.command(t)
	}
	return nil
}

// plan is a job and when it is due.
type plan struct {
	*Job
	timing
	spec string
}

// plans are the community's jobs.
func plans(com *bot.Community) (list []plan) {
	c := bot.Setting[*Calendars](com, CalendarSection)
	d, _ := c.days() // what can't be read never comes into force
	jobs := *bot.Setting[*Settings](com, Section)
	for i := range jobs {
		j := &jobs[i]
		if w, _, err := j.timing(com.Zone, d); err == nil {
			list = append(list, plan{j, w, j.spec(com, c)})
		}
	}
	return list
}

// spec is different if the job is due at other times.
func (j *Job) spec(com *bot.Community, c *Calendars) string {
	h := fnv.New64a()
	fmt.Fprintf(h, "%q %q %q %v %q %q %q %v", j.Cron, j.Daily, j.Weekly, j.Every, j.At, j.On, j.Until, com.Zone)
	if j.On != "" {
		fmt.Fprint(h, *c)
	}
	return fmt.Sprintf("%016x", h.Sum64())
}

func find(list []plan, job string) (plan, bool) {
	i := slices.IndexFunc(list, func(p plan) bool { return strings.EqualFold(p.Name, job) })
	if i < 0 {
		return plan{}, false
	}
	return list[i], true
}

func timer(job string) string { return "job " + job }

// arm sets the timers of all jobs and removes those of jobs that are gone. A job
// that is new or due at other times than before counts from now on.
func (f *Feature) arm(t *bot.Turn) error {
	list := plans(t.Community)
	known, err := names(t)
	if err != nil {
		return err
	}
	for _, job := range known {
		if _, ok := find(list, job); ok {
			continue
		}
		r, err := load(t, job)
		if err != nil {
			return err
		}
		if r.Spec == "" {
			continue
		}
		r.Spec, r.Paused, r.Skip = "", false, time.Time{}
		if err := r.save(t, job); err != nil {
			return err
		}
		if err := t.SetTimer(timer(job), time.Time{}, nil); err != nil {
			return err
		}
	}
	for _, p := range list {
		r, err := load(t, p.Name)
		if err != nil {
			return err
		}
		if r.Spec != p.spec {
			r.Spec = p.spec
			if now := t.Now(); now.After(r.Last) {
				r.Last = now
			}
			if err := r.save(t, p.Name); err != nil {
				return err
			}
		}
		if err := t.SetTimer(timer(p.Name), p.next(r.Last).At, nil); err != nil {
			return err
		}
	}
	return nil
}

// onTime: a firing that is this late was missed.
const onTime = time.Minute

// due makes what is due of one job, by its policy if Steward was away, and sets
// the next timer. With missed: all the next one is due at once, if it was missed
// too, so that each has a tick of its own.
func (f *Feature) due(t *bot.Turn) error {
	job, _ := strings.CutPrefix(t.Event.Tick.Name, "job ")
	p, ok := find(plans(t.Community), job)
	if !ok {
		return nil
	}
	r, err := load(t, p.Name)
	if err != nil {
		return err
	}
	now, at, next := t.Now(), t.Event.Tick.Due, p.next(t.Event.Tick.Due).At
	if p.Missed != "all" {
		for !next.IsZero() && !next.After(now) {
			at, next = next, p.next(next).At
		}
	}
	missed := now.Sub(at) > onTime
	unwanted := missed && (p.Missed == "skip" || p.over(wallOf(now, p.zone)))
	if !r.Paused && !r.Skip.Equal(at) && !unwanted {
		if err := f.post(t, p, &r, at, p.expires(now, next)); err != nil {
			return err
		}
	}
	r.Last = at
	if !r.Skip.After(at) {
		r.Skip = time.Time{}
	}
	if err := r.save(t, p.Name); err != nil {
		return err
	}
	return t.SetTimer(timer(p.Name), next, nil)
}

// expires is when a post is no longer worth making if it can't be delivered.
func (p plan) expires(now, next time.Time) time.Time {
	const soon, late = 10 * time.Minute, 24 * time.Hour
	switch {
	case p.Missed == "skip":
		return now.Add(soon)
	case p.Missed == "all" || next.IsZero():
		return now.Add(late)
	}
	return now.Add(min(max(next.Sub(now), soon), late))
}

// post says it in every place.
func (f *Feature) post(t *bot.Turn, p plan, r *row, due, expires time.Time) error {
	s, err := f.say(t, p, r.Turns, due)
	if err != nil {
		return err
	}
	r.Turns++
	s.Expires = expires
	for _, place := range p.To {
		s.Place = bot.Place(place)
		if !t.Community.Owns(s.Place) {
			continue
		}
		ref := t.Do(s)
		if p.Pin {
			t.Do(bot.Pin{Place: s.Place, Target: bot.Target{Ref: ref}})
		}
		if p.DeleteAfter > 0 {
			t.Do(bot.Delete{Place: s.Place, Target: bot.Target{Ref: ref}, After: p.DeleteAfter, Lane: bot.Posts})
		}
	}
	return nil
}
