package schedule

import (
	"strconv"
	"strings"
	"time"

	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/bot/answer"
	"github.com/stewardbot/steward/bot/markup"
	"github.com/stewardbot/steward/bot/timing"
)

// maxPreview is how much of a post its preview shows, in UTF-16 units.
const maxPreview = 1200

// verb returns the data of a draft's button.
func verb(key, action, arg string) string {
	return name + ":post:" + key + ":" + action + ":" + arg
}

// card shows the draft in the private chat: its text, and what it asks for.
func (f *Feature) card(t *bot.Turn, d *draft) answer.Reply {
	r := answer.Reply{Rich: true}
	if d.Text != "" {
		fill := f.filler(t, t.Now())
		r.Text = markup.Escape(t.Text("schedule.post_preview", nil)) + "\n" + markup.Split(fill.rich(d.Text), maxPreview)[0] + "\n\n" + d.pictured(t)
	}
	row := func(buttons ...bot.Button) { r.Buttons = append(r.Buttons, buttons) }
	button := func(key, action, arg string) bot.Button {
		return bot.Button{Label: t.Text(key, nil), Data: verb(d.Key, action, arg)}
	}
	switch d.Asks {
	case asksText:
		r.Text = d.pictured(t) + markup.Escape(t.Text("schedule.post_ask", nil))
	case asksTo:
		r.Text += markup.Escape(t.Text("schedule.post_where", nil))
		all := choices(t.Community, d.Here)
		for i, name := range all {
			row(bot.Button{Label: placeName(t, name), Data: verb(d.Key, "to", strconv.Itoa(i))})
		}
		if len(all) > 1 {
			row(button("schedule.post_button_all", "all", ""))
		}
	case asksWhen:
		r.Text += markup.Escape(t.Text("schedule.post_when", nil))
		if len(d.When) > 1 {
			r.Text = markup.Escape(t.Text("schedule.post_which", nil))
		} else {
			row(button("schedule.post_button_now", "now", ""))
		}
		for _, at := range d.offered(t) {
			row(bot.Button{Label: t.Community.Clock(at), Data: verb(d.Key, "at", strconv.FormatInt(at.Unix(), 10))})
		}
	case asksGo:
		r.Text += markup.Escape(d.question(t))
		row(button("schedule.post_button_go", "go", ""), button("schedule.post_button_text", "text", ""))
		if d.Edits == "" {
			row(button("schedule.post_button_where", "where", ""), button("schedule.post_button_when", "when", ""))
		}
	}
	row(button("schedule.post_button_cancel", "x", ""))
	return r
}

// offered returns the times with a button: those that may be meant, or an hour
// ahead, this evening and tomorrow morning.
func (d *draft) offered(t *bot.Turn) (list []time.Time) {
	when := d.When
	if len(when) == 0 {
		when = append(when, timing.Once(t.Now().Add(time.Hour).Truncate(time.Minute), t.Community.Zone))
		for _, clock := range []string{"20:00", "09:00"} {
			coming, _ := timing.ReadWhen(clock, t.Now(), t.Community.Zone)
			when = append(when, coming...)
		}
	}
	for _, w := range when[:min(len(when), 6)] {
		if p, _, err := w.Plan(t.Community.Zone, nil); err == nil {
			if at := p.Next(t.Now()).At; !at.IsZero() {
				list = append(list, at)
			}
		}
	}
	return list
}

// question asks whether to publish the draft.
func (d *draft) question(t *bot.Turn) string {
	if d.Edits != "" {
		return t.Text("schedule.post_sure_edit", bot.Args{"Name": d.Edits})
	}
	var places []string
	for _, to := range d.To {
		places = append(places, placeName(t, to))
	}
	args := bot.Args{"Places": strings.Join(places, ", ")}
	if d.Now {
		return t.Text("schedule.post_sure_now", args)
	}
	if p, _, err := d.When[0].Plan(t.Community.Zone, nil); err == nil {
		args["Time"] = t.Community.Clock(p.Next(t.Now()).At)
	}
	if d.When[0].At == "" {
		return t.Text("schedule.post_sure_repeated", args)
	}
	return t.Text("schedule.post_sure_at", args)
}

// placeName returns a name under places as it is, and a place as people know it.
func placeName(t *bot.Turn, name string) string {
	if strings.Contains(name, ":") {
		return t.Title(bot.Place(name))
	}
	return name
}
