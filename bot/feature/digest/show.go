package digest

import (
	"fmt"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/bot/card"
)

// lasts is how long a digest is worth delivering.
const lasts = 24 * time.Hour

// post sends the digest to its places, in the language of each.
func (f *Feature) post(t *bot.Turn, d *Digest, r *Report) error {
	for _, to := range d.To {
		place := bot.Place(to)
		if !t.Community.Owns(place) {
			continue
		}
		t, missed := t.ToPlace(place), r.Missed
		if !slices.Contains(t.Community.Places[bot.Modlog], place) {
			missed = nil // it would shame them
		}
		drawing, err := r.picture(t)
		if err != nil {
			return err
		}
		text := r.text(t, missed)
		if page := f.desk(t.Community.ID, Path(d.Name, r.Now.To)); page != "" {
			text += "\n" + t.Text("digest.page", bot.Args{"Address": page})
		}
		t.Do(bot.Say{
			Place: place, Text: text, Lane: bot.Posts, InDoubt: bot.Drop, Expires: t.Now().Add(lasts),
			Picture: bot.Attachment{Drawing: drawing, Name: card.KindDigest + ".png", Alt: t.Text("digest.picture", nil)},
		})
	}
	return nil
}

// Path returns the address of the desk's page of a digest, below its community's: the digest of the
// period that ends on a day.
func Path(name string, to bot.Day) string {
	return "digest?" + url.Values{"name": {name}, "to": {to.String()}}.Encode()
}

// title names the period.
func (r *Report) title(t *bot.Turn) string {
	return t.Text("digest.title", bot.Args{"Name": bot.ShowName(t.Community.Name), "From": r.Now.From.String(), "To": r.Now.To.String()})
}

// picture requests the picture of the figures.
func (r *Report) picture(t *bot.Turn) (*bot.Drawing, error) {
	pic := card.Digest{Language: t.Language(), Title: r.title(t)}
	for _, x := range r.Figures {
		f := card.Figure{Label: t.Text(x.Key, nil), Value: float64(x.N), Better: x.Better}
		if n := len(x.Days); n > 1 {
			f.Trend = x.Days[max(0, n-card.MaxPoints):]
		}
		if x.Before != nil {
			before := float64(*x.Before)
			f.Before = &before
		} else {
			pic.Note = t.Text("digest.no_past", nil)
		}
		pic.Figures = append(pic.Figures, f)
	}
	return pic.Drawing()
}

// text says it all in words.
func (r *Report) text(t *bot.Turn, missed []Person) string {
	lines := []string{r.title(t)}
	add := func(key string, list []string) {
		if len(list) > 0 {
			lines = append(lines, t.Text(key, bot.Args{"List": strings.Join(list, t.Text("control.comma", nil))}))
		}
	}
	rose, fell, same := r.Changes()
	if !r.Compared() {
		add("digest.figures", items(t, same))
		lines = append(lines, t.Text("digest.no_past", nil))
	} else {
		add("digest.rose", items(t, rose))
		add("digest.fell", items(t, fell))
		add("digest.same", items(t, same))
	}
	add("digest.thank", names(t, r.Thanked))
	add("digest.miss", names(t, missed))
	for _, x := range r.Tries {
		lines = append(lines, t.Text("digest.try", bot.Args{"What": x.Text(t)}))
	}
	return strings.Join(lines, "\n")
}

// items lists figures with their changes.
func items(t *bot.Turn, figures []Figure) (list []string) {
	for _, x := range figures {
		args, key := bot.Args{"What": t.Text(x.Key, nil), "Number": x.N}, "digest.item"
		if by, known := x.Change(); known && by != 0 {
			args["By"], key = fmt.Sprintf("%+d", by), "digest.item_by"
			if args["Percent"] = x.Percent(); args["Percent"] != "" {
				key = "digest.item_percent"
			}
		}
		list = append(list, t.Text(key, args))
	}
	return list
}

// names lists people with their figures.
func names(t *bot.Turn, people []Person) (list []string) {
	for _, p := range people {
		list = append(list, p.Text(t))
	}
	return list
}

// Text is a person with their figures, in the turn's language.
func (p Person) Text(t *bot.Turn) string {
	return t.Text("digest.person", bot.Args{
		"Name": p.Name, "Days": t.Text("answer.days", bot.Args{"Count": p.Days}), "Count": p.Messages,
	})
}
