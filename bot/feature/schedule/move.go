package schedule

import (
	"errors"
	"strconv"
	"strings"
	"time"

	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/bot/answer"
	"github.com/stewardbot/steward/bot/define"
	"github.com/stewardbot/steward/bot/phrase"
	"github.com/stewardbot/steward/bot/timing"
)

// move puts one time of a job elsewhere, or with shift the job's schedule. A
// *phrase.Phrase says why it is refused.
func (f *Feature) move(t *bot.Turn, p timing.Planner, j timing.Job, what, times string) (string, error) {
	e, err := p.Diary().Entry(t, j.Name)
	if err != nil {
		return "", err
	}
	from, to, err := readTimes(t, e, j, times)
	if err != nil {
		return "", err
	}
	args := bot.Args{"Name": bot.Isolate(j.Name), "From": t.Community.Clock(from), "Time": t.Community.Clock(to)}
	if what == "shift" {
		return t.Text("schedule.shifted", args), shift(t, p, j, from, to)
	}
	return t.Text("schedule.moved", args), p.Diary().Move(t, j, from, to)
}

// readTimes reads FROM TO, or TO alone, which is about the next time that is to
// come. A TO without a day is on the day of FROM.
func readTimes(t *bot.Turn, e timing.Entry, j timing.Job, times string) (from, to time.Time, err error) {
	zone, words := t.Community.Zone, strings.Fields(times)
	if len(words) == 0 {
		return from, to, phrase.New("timing.move_how")
	}
	from = e.After(j, t.Now()).At
	for n := 1; n <= 2 && n < len(words); n++ {
		wall, err := timing.ParseLocal(strings.Join(words[:n], " "))
		if err != nil || !strings.Contains(words[n-1], ":") {
			continue
		}
		from, words = timing.FirstAt(wall, zone), words[n:]
		break
	}
	if from.IsZero() {
		return from, to, phrase.New("timing.never_again", j.Name)
	}
	text := strings.Join(words, " ")
	if _, err := time.Parse("15:04", text); err == nil {
		text = from.In(zone).Format(time.DateOnly) + " " + text
	}
	when, err := timing.ReadWhen(text, t.Now(), zone)
	switch {
	case err != nil:
		why, _ := errors.AsType[*phrase.Phrase](err)
		return from, to, phrase.New("schedule.typed", strconv.Quote(bot.Head(text, 60)), why)
	case len(when) > 1 || when[0].At == "":
		return from, to, phrase.New("timing.move_unclear", text)
	}
	wall, err := timing.ParseLocal(when[0].At)
	return from, timing.FirstAt(wall, zone), err
}

// shift changes the schedule of a thing that was made in the chat.
func shift(t *bot.Turn, p timing.Planner, j timing.Job, from, to time.Time) error {
	owner, ok := p.(interface{ Definitions() define.List })
	if !ok {
		return phrase.New("define.managed", j.Name)
	}
	list := owner.Definitions()
	text, err := list.Text(t, j.Name)
	if err != nil {
		return err
	}
	if text == "" {
		return phrase.New("timing.shift_file", j.Name, t.Community.Entries.LineOf(list.Section(), j.Name))
	}
	e, err := p.Diary().Entry(t, j.Name)
	if err != nil {
		return err
	}
	if moved, fires := e.Is(j, from); !fires || !moved.IsZero() {
		return phrase.New("timing.not_due", t.Community.Clock(from))
	}
	fields := t.Community.Entries.Fields(list.Section(), text)
	when, err := timing.WhenOf(fields).Shifted(wall(t, from), wall(t, to))
	if err != nil {
		return err
	}
	for i, x := range fields {
		if value, ok := when.Field(x.Key); ok {
			fields[i].Value = value
		}
	}
	_, err = list.PutText(t, t.Community.Entries.FillEntry(fields))
	return err
}

// wall returns what the community's clock shows, in UTC.
func wall(t *bot.Turn, at time.Time) time.Time {
	at = at.In(t.Community.Zone)
	return time.Date(at.Year(), at.Month(), at.Day(), at.Hour(), at.Minute(), at.Second(), 0, time.UTC)
}

// approve lets a draft be posted.
func approve(t *bot.Turn, p timing.Planner, j timing.Job) (string, error) {
	if err := p.Diary().Approve(t, j); err != nil {
		return "", err
	}
	by := answer.Name(t.Member, t.Event.User)
	for _, place := range t.Community.Places[bot.Modlog] {
		text := t.ToPlace(place).Text("schedule.told_approved", bot.Args{"Name": bot.Isolate(j.Name), "By": by})
		t.Do(bot.Say{Place: place, Text: text, Lane: bot.Moderation})
	}
	return t.Text("schedule.approved", bot.Args{"Name": bot.Isolate(j.Name)}), nil
}

// pressApprove approves the draft with a print: what was shown beside the button.
func (f *Feature) pressApprove(t *bot.Turn, print string) error {
	t = t.ToUser()
	p, j, err := f.find(t, func(j timing.Job) bool { return j.Draft && j.Print == print })
	if err != nil {
		return err
	}
	text := t.Text("schedule.draft_stale", nil)
	if p != nil {
		text, err = approve(t, p, j)
	}
	if why, ok := errors.AsType[*phrase.Phrase](err); ok {
		text, err = t.Text("schedule.refused", bot.Args{"Reason": why.In(t.Language())}), nil
	}
	if err == nil {
		answer.Ack(t, text)
	}
	return err
}
