package schedule

import (
	"strings"
	"time"

	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/bot/answer"
)

// Commands implements bot.Feature.
func (*Feature) Commands() []bot.Command {
	return []bot.Command{{
		Name: "schedule", Aliases: []string{"定时/定時"}, Who: bot.Operators,
		Options: []bot.Option{{Name: "what", Kind: bot.OptionText}, {Name: "name", Kind: bot.OptionText}},
	}}
}

// command answers nobody but administrators with more than a refusal.
func (f *Feature) command(t *bot.Turn) error {
	if t.Late {
		return nil
	}
	text, err := t.Text("schedule.denied", nil), error(nil)
	if allowed(t) {
		text, err = f.obey(t)
	}
	if err == nil {
		answer.Privately(t, answer.Reply{Text: text})
	}
	return err
}

// allowed tells whether whoever gave the command administers a space of the
// community.
func allowed(t *bot.Turn) bool {
	for _, space := range t.Community.Spaces {
		if t.Event.User != nil && t.Authority(space, t.Event.User.ID) >= bot.Admin {
			return true
		}
	}
	return false
}

func (f *Feature) obey(t *bot.Turn) (string, error) {
	list, what := plans(t.Community), strings.ToLower(t.Call.Arg(0))
	if what == "" {
		return show(t, list)
	}
	if what != "run" && what != "skip" && what != "pause" && what != "resume" {
		return t.Text("schedule.how", nil), nil
	}
	p, ok := find(list, t.Call.Arg(1))
	if !ok {
		return t.Text("schedule.unknown", nil), nil
	}
	r, err := load(t, p.Name)
	if err != nil {
		return "", err
	}
	args := bot.Args{"Name": p.Name}
	text := ""
	switch what {
	case "run":
		if err := f.post(t, p, &r, t.Now(), t.Now().Add(time.Hour)); err != nil {
			return "", err
		}
		text = t.Text("schedule.ran", args)
	case "skip":
		r.Skip = p.next(r.Last).At
		if r.Skip.IsZero() {
			return t.Text("schedule.never", args), nil
		}
		args["Time"] = clock(t, r.Skip)
		text = t.Text("schedule.skipped", args)
	case "pause":
		r.Paused = true
		text = t.Text("schedule.paused", args)
	case "resume":
		r.Paused, r.Skip = false, time.Time{}
		text = t.Text("schedule.resumed", args)
	}
	return text, r.save(t, p.Name)
}

func show(t *bot.Turn, list []plan) (string, error) {
	lines := []string{t.Text("schedule.list", nil)}
	for _, p := range list {
		r, err := load(t, p.Name)
		if err != nil {
			return "", err
		}
		next := p.next(r.Last).At
		args := bot.Args{"Name": p.Name, "Time": clock(t, next)}
		switch {
		case next.IsZero():
			lines = append(lines, t.Text("schedule.item_never", args))
		case r.Paused:
			lines = append(lines, t.Text("schedule.item_paused", args))
		case r.Skip.Equal(next):
			lines = append(lines, t.Text("schedule.item_skipped", args))
		default:
			lines = append(lines, t.Text("schedule.item", args))
		}
	}
	if len(list) == 0 {
		return t.Text("schedule.none", nil), nil
	}
	return strings.Join(lines, "\n"), nil
}

func clock(t *bot.Turn, at time.Time) string {
	return at.In(t.Community.Zone).Format("2006-01-02 15:04")
}
