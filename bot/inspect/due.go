package inspect

import (
	"slices"
	"time"

	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/bot/timing"
	"github.com/stewardbot/steward/store"
)

// Due is a job and when it is due. Note is "gap" if clocks skip its local time that
// day, "twice" if they show it twice.
type Due struct {
	Community string    `json:"community"`
	Feature   string    `json:"feature"` // the feature that runs the job
	Job       string    `json:"job"`
	At        time.Time `json:"at"`
	Note      string    `json:"note,omitempty"`
	State     string    `json:"state,omitempty"` // draft, paused, skipped, moved; only from Planned
	// From is when it was due before it was moved.
	From time.Time `json:"from,omitzero"`
}

// note returns what a clock change does to a firing.
func note(f timing.Firing) string {
	switch {
	case f.Gap:
		return "gap"
	case f.Twice:
		return "twice"
	}
	return ""
}

// Job is a job, whether or not it is ever due again.
type Job struct {
	Feature, Name string
	Next          time.Time // zero: never
	State         string    // as in Due, of the next time
	timing.Notes
	Print    string           // of a draft
	Approved *timing.Approval // nil: it is no draft, or not approved as it is
	From     time.Time        // as in Due
}

// mostPlanned bounds how often one job is listed by Planned.
const mostPlanned = 3000

// Planned returns when the jobs of the turn's community are due between two
// times, the second exclusive, soonest first, and all jobs by the next time after
// the turn's. A job that is due thousands of times is listed only in part.
func Planned(features []bot.Feature, t *bot.Turn, from, until time.Time) (list []Due, jobs []Job, err error) {
	for _, f := range features {
		p, ok := f.(timing.Planner)
		if !ok {
			continue
		}
		all, err := p.Jobs(t.Community, t.State())
		if err != nil {
			return nil, nil, err
		}
		for _, j := range all {
			e, err := p.Diary().Entry(t, j.Name)
			if err != nil {
				return nil, nil, err
			}
			next := e.After(j, t.Now()).At
			moved, _ := e.Is(j, next)
			x := Job{Feature: f.Name(), Name: j.Name, Next: next, State: stateOf(j, e, next, moved), Notes: j.Notes, Print: j.Print, From: moved}
			if j.Draft && !j.Held(e) {
				x.Approved = e.Approved
			}
			jobs = append(jobs, x)
			at := from.Add(-1)
			for range mostPlanned {
				x := e.After(j, at)
				if at = x.At; at.IsZero() || !at.Before(until) {
					break
				}
				moved, _ := e.Is(j, at)
				list = append(list, Due{
					Community: t.Community.ID, Feature: f.Name(), Job: j.Name, At: at, Note: note(x), State: stateOf(j, e, at, moved), From: moved,
				})
			}
		}
	}
	slices.SortStableFunc(list, func(a, b Due) int { return a.At.Compare(b.At) })
	slices.SortStableFunc(jobs, func(a, b Job) int {
		if a.Next.IsZero() != b.Next.IsZero() {
			return b.Next.Compare(a.Next)
		}
		return a.Next.Compare(b.Next)
	})
	return list, jobs, nil
}

// stateOf is the state of a job's firing, which was moved from a time, if any.
func stateOf(j timing.Job, e timing.Entry, at, moved time.Time) string {
	switch {
	case e.Paused:
		return "paused"
	case !at.IsZero() && e.Skip.Equal(at):
		return "skipped"
	case j.Held(e):
		return "draft"
	case !moved.IsZero():
		return "moved"
	}
	return ""
}

// Kept is what the store has about a job.
type Kept struct {
	Feature string       `json:"feature"`
	Job     string       `json:"job"`
	Entry   timing.Entry `json:"entry"`
}

// Diaries calls fn for what the store has about the jobs of a community.
func Diaries(r store.Reader, features []bot.Feature, community string, fn func(Kept) error) error {
	for _, f := range features {
		p, ok := f.(timing.Planner)
		if !ok {
			continue
		}
		err := p.Diary().Each(r, community, func(job string, e timing.Entry) error { return fn(Kept{f.Name(), job, e}) })
		if err != nil {
			return err
		}
	}
	return nil
}

// Upcoming returns the next n jobs of a community's configuration after a time, soonest first, at
// the times to which they were moved in chat. It includes jobs that were paused or skipped there.
func Upcoming(features []bot.Feature, c *bot.Community, kept []Kept, after time.Time, n int) (list []Due, err error) {
	for _, f := range features {
		p, ok := f.(timing.Planner)
		if !ok {
			continue
		}
		jobs, err := p.Jobs(c, nil)
		if err != nil {
			return nil, err
		}
		entry := func(job string) (e timing.Entry) {
			for _, k := range kept {
				if k.Feature == f.Name() && k.Job == job {
					e = k.Entry
				}
			}
			return e
		}
		for _, next := range timing.Upcoming(jobs, entry, after, n) {
			due := Due{Community: c.ID, Feature: f.Name(), Job: next.Job, At: next.At, Note: note(next.Firing)}
			for _, m := range entry(next.Job).Moves {
				if m.To.Equal(next.At) {
					due.From = m.From.In(c.Zone)
				}
			}
			list = append(list, due)
		}
	}
	slices.SortStableFunc(list, func(a, b Due) int { return a.At.Compare(b.At) })
	return list[:min(n, len(list))], nil
}
