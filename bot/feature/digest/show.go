package digest

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/bot/card"
	"github.com/stewardbot/steward/bot/insight"
)

// lasts is how long a digest is worth delivering.
const lasts = 24 * time.Hour

// post sends the digest to its places, in the language of each.
func (f *Feature) post(t *bot.Turn, d *Digest, w *work) error {
	thank, miss, err := f.people(t, w)
	if err != nil {
		return err
	}
	hint, err := f.hints(t, w)
	if err != nil {
		return err
	}
	for _, to := range d.To {
		place := bot.Place(to)
		if !t.Community.Owns(place) {
			continue
		}
		t := t.ToPlace(place)
		missed := miss
		if !slices.Contains(t.Community.Places[bot.Modlog], place) {
			missed = nil // it would shame them
		}
		drawing, err := w.picture(t)
		if err != nil {
			return err
		}
		t.Do(bot.Say{
			Place: place, Text: w.text(t, thank, missed, hint), Lane: bot.Posts, InDoubt: bot.Drop, Expires: t.Now().Add(lasts),
			Picture: bot.Attachment{Drawing: drawing, Name: card.KindDigest + ".png", Alt: t.Text("digest.picture", nil)},
		})
	}
	return nil
}

// title names the period.
func (w *work) title(t *bot.Turn) string {
	return t.Text("digest.title", bot.Args{"Name": bot.ShowName(t.Community.Name), "From": w.Now.From.String(), "To": w.Now.To.String()})
}

// picture requests the picture of the figures.
func (w *work) picture(t *bot.Turn) (*bot.Drawing, error) {
	pic := card.Digest{Language: t.Language(), Title: w.title(t)}
	for i, v := range w.Values {
		f := card.Figure{Label: t.Text(measures[i].text, nil), Value: float64(v.N), Better: measures[i].better}
		if n := len(v.Days); n > 1 {
			f.Trend = v.Days[max(0, n-card.MaxPoints):]
		}
		if v.Before != nil {
			before := float64(*v.Before)
			f.Before = &before
		} else {
			pic.Note = t.Text("digest.no_past", nil)
		}
		pic.Figures = append(pic.Figures, f)
	}
	return pic.Drawing()
}

// text says it all in words.
func (w *work) text(t *bot.Turn, thank, miss []person, hints []hint) string {
	lines := []string{w.title(t)}
	rose, fell, same := w.changes(t)
	add := func(key string, list []string) {
		if len(list) > 0 {
			lines = append(lines, t.Text(key, bot.Args{"List": strings.Join(list, t.Text("control.comma", nil))}))
		}
	}
	if w.Values[0].Before == nil {
		add("digest.figures", same)
		lines = append(lines, t.Text("digest.no_past", nil))
	} else {
		add("digest.rose", rose)
		add("digest.fell", fell)
		add("digest.same", same)
	}
	add("digest.thank", names(t, thank))
	add("digest.miss", names(t, miss))
	for _, h := range hints {
		lines = append(lines, h(t))
	}
	return strings.Join(lines, "\n")
}

// changes lists the figures by how they changed. Of fewer than insight.FewMembers before, no
// percentage is told.
func (w *work) changes(t *bot.Turn) (rose, fell, same []string) {
	for i, v := range w.Values {
		args := bot.Args{"What": t.Text(measures[i].text, nil), "Number": v.N}
		if v.Before == nil || *v.Before == v.N {
			same = append(same, t.Text("digest.item", args))
			continue
		}
		by := v.N - *v.Before
		args["By"] = fmt.Sprintf("%+d", by)
		item := ""
		if *v.Before < insight.FewMembers {
			item = t.Text("digest.item_by", args)
		} else {
			args["Percent"] = fmt.Sprintf("%+.0f%%", 100*float64(by)/float64(*v.Before))
			item = t.Text("digest.item_percent", args)
		}
		if by > 0 {
			rose = append(rose, item)
		} else {
			fell = append(fell, item)
		}
	}
	return rose, fell, same
}

// names lists people with their figures.
func names(t *bot.Turn, people []person) (list []string) {
	for _, p := range people {
		list = append(list, t.Text("digest.person", bot.Args{
			"Name": p.name, "Days": t.Text("answer.days", bot.Args{"Count": p.days}), "Count": p.messages,
		}))
	}
	return list
}
