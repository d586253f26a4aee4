package inspect

import (
	"slices"
	"time"

	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/bot/timing"
)

// Due is a job and when it is due. Note is "gap" if clocks skip its local time that
// day, "twice" if they show it twice.
type Due struct {
	Community string    `json:"community"`
	Feature   string    `json:"feature"` // the feature that runs the job
	Job       string    `json:"job"`
	At        time.Time `json:"at"`
	Note      string    `json:"note,omitempty"`
}

// Upcoming returns the next n jobs of a community after a time, soonest first. It
// includes jobs that were paused or skipped in chat, and leaves out those made there if
// s is nil.
func Upcoming(features []bot.Feature, c *bot.Community, s bot.State, after time.Time, n int) (list []Due, err error) {
	for _, f := range features {
		p, ok := f.(timing.Planner)
		if !ok {
			continue
		}
		jobs, err := p.Jobs(c, s)
		if err != nil {
			return nil, err
		}
		for _, next := range timing.Upcoming(jobs, after, n) {
			due := Due{Community: c.ID, Feature: f.Name(), Job: next.Job, At: next.At}
			switch {
			case next.Gap:
				due.Note = "gap"
			case next.Twice:
				due.Note = "twice"
			}
			list = append(list, due)
		}
	}
	slices.SortStableFunc(list, func(a, b Due) int { return a.At.Compare(b.At) })
	return list[:min(n, len(list))], nil
}
