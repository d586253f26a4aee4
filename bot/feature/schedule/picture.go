package schedule

import (
	"slices"
	"strings"
	"time"

	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/bot/markup"
	"github.com/stewardbot/steward/bot/phrase"
	"github.com/stewardbot/steward/bot/timing"
)

// A post from the chat has the picture of its author's message. Only the
// platform of that message can send it; elsewhere the post has its text alone.

// takePicture gives the draft the picture of the turn's message, or of the one
// that it replies to; false if there is none, nor another file, of which it is said that it is left out.
func (d *draft) takePicture(t *bot.Turn) bool {
	m := t.Event.Message
	if m == nil || d.Edits != "" {
		return false
	}
	all := m.Files
	if r := m.ReplyTo; r != nil {
		all = slices.Concat(all, r.Files)
	}
	i := slices.IndexFunc(all, func(f bot.File) bool { return f.Kind == "photo" })
	if i < 0 {
		d.Left = d.Picture == "" && len(all) > 0
		return d.Left
	}
	d.Left, d.Picture, d.Until = false, all[i].Address(t.Event.Place.Platform()), all[i].Until
	return true
}

// pictured says in Steward's markup what becomes of the picture.
func (d *draft) pictured(t *bot.Turn) string {
	on, _, ok := bot.PictureAt(d.Picture).On()
	switch {
	case d.Left:
		return markup.Escape(t.Text("schedule.post_file", nil)) + "\n\n"
	case !ok:
		return ""
	}
	text := t.Text("schedule.post_picture", nil)
	var without []string
	for _, to := range d.To {
		places := t.Community.Places[to]
		if strings.Contains(to, ":") {
			places = []bot.Place{bot.Place(to)}
		}
		for _, p := range places {
			if p.Platform() != on {
				without = append(without, placeName(t, string(p)))
			}
		}
	}
	if without != nil {
		text += "\n" + t.Text("schedule.post_no_picture", bot.Args{"Places": strings.Join(without, ", ")})
	}
	return markup.Escape(text) + "\n\n"
}

// pictureLasts returns a phrase if the platform forgets the picture before the
// post goes out.
func (d *draft) pictureLasts(when timing.When, at time.Time) error {
	if d.Until.IsZero() || when.At != "" && at.Before(d.Until) {
		return nil
	}
	return phrase.New("schedule.late_picture")
}
