package schedule

import (
	"slices"
	"strings"
	"time"

	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/bot/answer"
	"github.com/stewardbot/steward/bot/timing"
)

// mostApprovals is how many drafts have a button below the list.
const mostApprovals = 5

// show lists all jobs by their next firing; jobs without one come last. A draft
// has a button.
func (f *Feature) show(t *bot.Turn) (r answer.Reply, err error) {
	type line struct {
		at   time.Time
		text string
	}
	var lines []line
	for _, planner := range f.all {
		jobs, err := planner.Jobs(t.Community, t.State())
		if err != nil {
			return r, err
		}
		for _, j := range jobs {
			e, err := planner.Diary().Entry(t, j.Name)
			if err != nil {
				return r, err
			}
			text, err := f.item(t, j, e)
			if err != nil {
				return r, err
			}
			lines = append(lines, line{e.Next(j).At, text})
			if j.Held(e) && len(r.Buttons) < mostApprovals {
				r.Buttons = append(r.Buttons, []bot.Button{{
					Label: t.Text("schedule.button_approve_it", bot.Args{"Name": j.Name}), Data: timing.ApproveVerb + j.Print,
				}})
			}
		}
	}
	if lines == nil {
		r.Text = t.Text("schedule.none", nil)
		return r, nil
	}
	slices.SortStableFunc(lines, func(x, y line) int {
		if x.at.IsZero() != y.at.IsZero() {
			return y.at.Compare(x.at)
		}
		return x.at.Compare(y.at)
	})
	r.Text = t.Text("schedule.list", nil)
	for _, l := range lines {
		r.Text += "\n" + l.text
	}
	return r, nil
}

// item is a job's line: its next time, and what staff noted about it.
func (f *Feature) item(t *bot.Turn, j timing.Job, e timing.Entry) (string, error) {
	next := e.Next(j).At
	args := bot.Args{"Name": j.Name, "Time": t.Community.Clock(next)}
	from, _ := e.Is(j, next)
	key := "schedule.item"
	switch {
	case next.IsZero():
		key = "schedule.item_never"
	case e.Paused:
		key = "schedule.item_paused"
	case e.Skip.Equal(next):
		key = "schedule.item_skipped"
	case !from.IsZero():
		key, args["From"] = "schedule.item_moved", t.Community.Clock(from)
	}
	parts := []string{t.Text(key, args)}
	switch {
	case j.Held(e):
		parts = append(parts, t.Text("schedule.item_draft", nil))
	case j.Draft:
		by, err := f.approver(t, e.Approved.By)
		if err != nil {
			return "", err
		}
		parts = append(parts, t.Text("schedule.item_approved", bot.Args{"By": by}))
	}
	for _, note := range []string{j.Theme, j.Owner} {
		if note != "" {
			parts = append(parts, bot.Isolate(note))
		}
	}
	return strings.Join(parts, " · "), nil
}

// approver names who approved a draft.
func (f *Feature) approver(t *bot.Turn, u bot.UserID) (string, error) {
	if u == "" {
		return t.Text("schedule.somebody", nil), nil
	}
	m, err := f.members.ByUser(t.State(), t.Community.ID, u)
	if m == nil || m.Name == "" {
		return string(u), err
	}
	return bot.Isolate(m.Name), err
}
