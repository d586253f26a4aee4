// Package timing computes when something is due by a community's clock, and
// records that it was done, so that it is done once.
//
// [When] is the configuration's schedule (when.go), and [Plan] the resulting
// times (plan.go), from which calendars may remove days (calendar.go). A
// feature makes a [Job] of each scheduled task. When a configuration takes
// effect, [Diary.Arm] gives every job one timer, for its next firing after the
// last one done, and removes those of jobs that are gone. [Diary.Due] takes a
// timer's tick, reports whether to do the job, records that in the same
// transaction, and sets the next timer (diary.go). So each firing happens once,
// across restarts, reloads and clock changes. Operators' changes from the chat
// are stored in the diary.
package timing

import (
	"cmp"
	"fmt"
	"hash/fnv"
	"slices"
	"strings"
	"time"

	"github.com/stewardbot/steward/bot"
)

// Job is a scheduled task.
type Job struct {
	Name string
	Plan
	// Missed decides about firings that were due while Steward was offline:
	// skip drops them, once does the last one, all does each.
	Missed string
	Late   time.Duration // a firing later than this was missed
	Spec   string        // changes with the schedule
	Notes
	// Print identifies what a draft holds: an approval is of one print.
	Print string
}

// NewJob returns a job of a community; false if it has no schedule, or an
// invalid one, which never takes effect.
func NewJob(c *bot.Community, name string, w When) (Job, bool) {
	calendars := *bot.Setting[*Calendars](c, CalendarSection)
	plan, _, err := w.Plan(c.Zone, calendars.Days(c.Zone))
	if w.IsZero() || err != nil {
		return Job{}, false
	}
	return Job{Name: name, Plan: plan, Missed: "skip", Late: onTime, Spec: w.spec(c.Zone, calendars)}, true
}

// Annotated returns the job with notes about what it does: v, an entry of the
// configuration, which a draft's approval is about.
func (j Job) Annotated(c *bot.Community, n Notes, v any) Job {
	j.Notes = n
	if n.Draft && c.Entries != nil {
		h := fnv.New64a()
		_, _ = h.Write([]byte(c.Entries.WriteEntry(v)))
		j.Print = fmt.Sprintf("%016x", h.Sum64())
	}
	return j
}

// onTime is the lateness beyond which a firing was missed.
const onTime = time.Minute

// Find returns the job with a name, ignoring case.
func Find(jobs []Job, name string) (Job, bool) {
	i := slices.IndexFunc(jobs, func(j Job) bool { return strings.EqualFold(j.Name, name) })
	if i < 0 {
		return Job{}, false
	}
	return jobs[i], true
}

// Planner is a feature with jobs. It says where it stores them, and which
// command, followed by a job's name, runs one at once.
type Planner interface {
	Diary() Diary
	// Jobs returns those of a community: of its configuration and, unless s is
	// nil, of the store.
	Jobs(c *bot.Community, s bot.State) ([]Job, error)
}

// Next is an upcoming firing of a job.
type Next struct {
	Job string
	Firing
}

// Upcoming returns the next n firings of all jobs after a time, in order, with
// what was moved by the entries of the jobs. It includes paused and skipped ones.
func Upcoming(jobs []Job, entry func(job string) Entry, after time.Time, n int) (list []Next) {
	for _, j := range jobs {
		e := entry(j.Name)
		for at, left := after, n; left > 0; left-- {
			f := e.After(j, at)
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
