package schedule

import (
	"time"

	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/bot/template"
)

// filler fills in the texts of a firing at due. Invalid placeholders are
// rejected when the configuration is loaded.
type filler struct {
	values template.Values
	err    error // the first one
}

func (f *Feature) filler(t *bot.Turn, due time.Time) filler {
	return filler{values: template.Values{Turn: t, Members: f.members, At: due}}
}

func refsOf(copies []copied) (refs []bot.Ref) {
	for _, c := range copies {
		refs = append(refs, c.Ref)
	}
	return refs
}

// rich fills in a text in Steward's markup.
func (f *filler) rich(text string) string {
	f.values.Plain = false
	return f.fill(text)
}

// plain fills in a text without markup.
func (f *filler) plain(text string) string {
	f.values.Plain = true
	return f.fill(text)
}

func (f *filler) fill(text string) string {
	parsed, _ := template.Parse(text, template.Common())
	filled, err := parsed.Render(f.values.Value)
	if f.err == nil {
		f.err = err
	}
	return filled
}

// post sends the post to each of its places that belongs to the community.
func (f *Feature) post(t *bot.Turn, p *Post, turn uint64, due, expires time.Time) (said []copied, err error) {
	for _, to := range p.To {
		place := bot.Place(to)
		if !t.Community.Owns(place) {
			continue
		}
		s, err := f.say(t.ToPlace(place), p, turn, due)
		if err != nil {
			return nil, err
		}
		s.Place, s.Expires = place, expires
		if on, _, ok := s.Picture.On(); ok && on != place.Platform() {
			s.Picture = bot.Attachment{}
		}
		ref := t.Do(s)
		said = append(said, copied{Ref: ref, Place: place})
		if p.Pin {
			t.Do(bot.Pin{Place: s.Place, Target: bot.Target{Ref: ref}})
		}
		if p.DeleteAfter > 0 {
			t.Do(bot.Delete{Place: s.Place, Target: bot.Target{Ref: ref}, After: p.DeleteAfter, Lane: bot.Posts})
		}
	}
	return said, f.record(t, p, said)
}

// say returns the post in t's language; turn selects one of its texts.
func (f *Feature) say(t *bot.Turn, p *Post, turn uint64, due time.Time) (bot.Say, error) {
	fill := f.filler(t, due)
	lang, text := t.Language(), p.Text
	if n := uint64(len(p.Texts)); n > 0 {
		text = p.Texts[turn%n]
	}
	s := bot.Say{
		Text: fill.rich(text.In(lang)), Title: fill.plain(p.Title.In(lang)), Tags: p.Tags, Picture: bot.PictureAt(p.Picture),
		Rich: true, Lane: bot.Posts, InDoubt: bot.Drop,
	}
	for _, b := range p.Buttons {
		s.Buttons = append(s.Buttons, []bot.Button{{Label: fill.plain(b.Label.In(lang)), URL: b.URL}})
	}
	return s, fill.err
}
