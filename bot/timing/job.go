// Package timing says when something is due by a community's clock, and keeps
// what became of it, so that it is done once.
//
// In the order in which it works: [When] is what a configuration says (when.go),
// and [Plan] the times that come of it (plan.go), on which calendars may leave out
// days (calendar.go). A feature makes a [Job] of each thing that it does at set
// times. When a configuration comes into force, [Diary.Arm] gives every job one
// timer, for what is due next after what was done last, and removes those of jobs
// that are gone. [Diary.Due] takes a timer's tick, says whether the job is to be
// done, notes in the same transaction that it was, and sets the next timer
// (diary.go): so each firing comes once, whatever is restarted, reloaded or moved
// around it. What an operator changes from chat is a note in the diary.
package timing

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"github.com/stewardbot/steward/bot"
)

// Job is something that is done at set times.
type Job struct {
	Name string
	Plan
	// Missed is what becomes of firings that were due while Steward was away: skip
	// leaves them out, once does the last of them, all does each.
	Missed string
	Late   time.Duration // a firing that is later than this was missed
	Spec   string        // different if it is due at other times
}

// NewJob is a job of a community; false if nothing says when it is due, or what
// says so can't be read, which never comes into force.
func NewJob(c *bot.Community, name string, w When) (Job, bool) {
	calendars := *bot.Setting[*Calendars](c, CalendarSection)
	plan, _, err := w.Plan(c.Zone, calendars.Days(c.Zone))
	if w.IsZero() || err != nil {
		return Job{}, false
	}
	return Job{Name: name, Plan: plan, Missed: "skip", Late: onTime, Spec: w.spec(c.Zone, calendars)}, true
}

// onTime: a firing that is later than this was missed.
const onTime = time.Minute

// Find is the job of that name, in any case.
func Find(jobs []Job, name string) (Job, bool) {
	i := slices.IndexFunc(jobs, func(j Job) bool { return strings.EqualFold(j.Name, name) })
	if i < 0 {
		return Job{}, false
	}
	return jobs[i], true
}

// Planner is a feature with jobs. It tells where it notes them, and the command
// that does one at once, with its name behind.
type Planner interface {
	Diary() Diary
	Jobs(c *bot.Community) []Job
}

// Next is a firing of one job.
type Next struct {
	Job string
	Firing
}

// Upcoming are the next n firings of all jobs after a time, in order. What was
// paused or skipped in chat is in it.
func Upcoming(jobs []Job, after time.Time, n int) (list []Next) {
	for _, j := range jobs {
		for at, left := after, n; left > 0; left-- {
			f := j.Next(at)
			if f.At.IsZero() {
				break
			}
			list = append(list, Next{j.Name, f})
			at = f.At
		}
	}
	slices.SortStableFunc(list, func(a, b Next) int { return cmp.Or(a.At.Compare(b.At), cmp.Compare(a.Job, b.Job)) })
	return list[:min(n, len(list))]
}
