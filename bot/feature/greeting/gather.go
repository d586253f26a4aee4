package greeting

import (
	"fmt"
	"strings"
	"time"

	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/bot/answer"
	"github.com/stewardbot/steward/bot/markup"
	"github.com/stewardbot/steward/bot/template"
	"github.com/stewardbot/steward/store"
)

// For each section of the configuration and each place:
var (
	spots = store.Shape3(store.Str[string]{}, store.Str[string]{}, store.Tail[bot.Place]{})
	// gatheredRows: who will be greeted by the timer of that name.
	gatheredRows = store.Rows("greeting_gathered", spots, store.JSON[gathered]())
	// lastRows: the latest line posted there.
	lastRows = store.Rows("greeting_last", spots, store.JSON[last]())
)

// Tables returns those of the feature.
func Tables() []store.Declared { return []store.Declared{gatheredRows, lastRows, latelyRows} }

// maxNamed is how many people one line names, and how many of a group get a
// private message; the others are only counted.
const maxNamed = 5

// wanted is how late a greeting may be.
const wanted = 10 * time.Minute

// gathered are the people who came or went since the timer was set, in order.
type gathered struct {
	List []one `json:"list"`
	More int   `json:"more,omitempty"` // beyond maxNamed
}

type one struct {
	Member bot.MemberID `json:"member"`
	User   bot.UserID   `json:"user"`
}

// last is the latest greeting in a place.
type last struct {
	Ref bot.Ref   `json:"ref"`
	At  time.Time `json:"at"`
}

// gather adds the turn's member to the next greeting and records a finding.
func (f *Feature) gather(t *bot.Turn, section string, why bot.Finding) error {
	s, err := f.settings(t, section)
	if err != nil || s.Text.IsZero() || t.Late {
		return err
	}
	t.Find(why)
	places, err := f.where(t, section)
	if err != nil {
		return err
	}
	for _, place := range places {
		if err := f.add(t, s, section, place); err != nil {
			return err
		}
	}
	return nil
}

// where returns the places in the event's space where a section is posted: its own, those of
// the welcome, or else the whole space.
func (f *Feature) where(t *bot.Turn, section string) ([]bot.Place, error) {
	space := t.Event.Place.Space()
	for _, name := range []string{section, SectionWelcome} {
		s, err := f.settings(t, name)
		if err != nil {
			return nil, err
		}
		if places := s.Where(space, t.Community.Places[name]); places != nil {
			return places, nil
		}
	}
	return []bot.Place{space}, nil
}

func (f *Feature) add(t *bot.Turn, s *Settings, section string, place bot.Place) error {
	new := one{t.Member.ID, t.Member.User}
	if s.Merge == 0 {
		return f.say(t, s, section, place, gathered{List: []one{new}})
	}
	key := store.K3(t.Community.ID, section, place)
	g, known, err := gatheredRows.Get(t.State(), key)
	if err != nil {
		return err
	}
	if !known {
		if err := t.SetTimer(section+" "+string(place), t.Now().Add(s.Merge), nil); err != nil {
			return err
		}
	}
	if len(g.List) < maxNamed {
		g.List = append(g.List, new)
	} else {
		g.More++
	}
	return gatheredRows.Put(t.State(), key, g)
}

// tick posts the greeting collected for a place, or deletes the last one.
func (f *Feature) tick(t *bot.Turn) error {
	timer, gone := strings.CutPrefix(t.Event.Tick.Name, timerGone)
	section, place, ok := strings.Cut(timer, " ")
	switch {
	case !ok:
		return nil
	case gone:
		return remove(t, section, bot.Place(place))
	}
	return f.greet(t, section, bot.Place(place))
}

func (f *Feature) greet(t *bot.Turn, section string, place bot.Place) error {
	key := store.K3(t.Community.ID, section, place)
	g, known, err := gatheredRows.Get(t.State(), key)
	if err != nil || !known {
		return err
	}
	if err := gatheredRows.Delete(t.State(), key); err != nil {
		return err
	}
	s, err := f.settings(t, section)
	if err != nil {
		return err
	}
	if s.Text.IsZero() || t.Now().Sub(t.Event.Tick.Due) > wanted {
		return nil
	}
	return f.say(t, s, section, place, g)
}

// say greets all of them in one line, or each in private. Former members are
// left out.
func (f *Feature) say(t *bot.Turn, s *Settings, section string, place bot.Place, g gathered) error {
	t = t.ToPlace(place)
	var names []string
	for _, who := range g.List {
		m, err := t.MemberByID(who.Member)
		if err != nil {
			return err
		}
		if m == nil {
			continue
		}
		name := markup.Escape(answer.Name(m, nil))
		if !s.DM {
			names = append(names, name)
			continue
		}
		chat := bot.PrivatePlace(who.User)
		post, err := f.post(t.ToPlace(chat), s, name)
		if err != nil {
			return err
		}
		post.Place = chat
		t.Do(post)
	}
	if len(names) == 0 {
		return nil
	}
	post, err := f.post(t, s, list(t, names, g.More))
	if err != nil {
		return err
	}
	post.Place = place
	return replace(t, s, section, post)
}

// list is "Ann, Bob and Cleo", or "Ann, Bob and 3 others".
func list(t *bot.Turn, names []string, more int) string {
	comma := t.Text("greeting.comma", nil)
	if more > 0 {
		return t.Text("greeting.others", bot.Args{"List": strings.Join(names, comma), "Count": more})
	}
	if n := len(names) - 1; n > 0 {
		return t.Text("greeting.both", bot.Args{"List": strings.Join(names[:n], comma), "Last": names[n]})
	}
	return names[0]
}

// post returns the text for the given names, without a place.
func (f *Feature) post(t *bot.Turn, s *Settings, who string) (bot.Say, error) {
	lang := t.Language()
	text, _ := template.Parse(s.Text.In(lang), Places()) // an invalid placeholder is rejected when the configuration is loaded
	common := template.Values{Turn: t, Members: f.members, At: t.Now()}
	filled, err := text.Render(func(name, arg string) (string, error) {
		switch name {
		case "name":
			return who, nil
		case "rules":
			return f.houseRules(t)
		}
		return common.Value(name, arg)
	})
	if err != nil {
		return bot.Say{}, fmt.Errorf("greet: %w", err)
	}
	post := bot.Say{Text: filled, Rich: true, Lane: bot.Posts, Expires: t.Now().Add(wanted), InDoubt: bot.Drop}
	for _, b := range s.Buttons {
		post.Buttons = append(post.Buttons, []bot.Button{{Label: b.Label.In(lang), URL: b.URL}})
	}
	return post, nil
}

// undeletable is the age at which no platform allows deletion any more, minus
// the time that delivery may take.
const undeletable = 40 * time.Hour

// timerGone is the prefix of the tick that deletes the latest greeting.
const timerGone = "gone "

// replace posts a greeting, deletes the previous one, and schedules its deletion.
func replace(t *bot.Turn, s *Settings, section string, post bot.Say) error {
	if err := remove(t, section, post.Place); err != nil {
		return err
	}
	said := last{t.Do(post), t.Now().UTC()}
	if s.DeleteAfter > 0 {
		if err := t.SetTimer(timerGone+section+" "+string(post.Place), t.Now().Add(s.DeleteAfter), nil); err != nil {
			return err
		}
	}
	return lastRows.Put(t.State(), store.K3(t.Community.ID, section, post.Place), said)
}

// remove deletes the latest line, if there is one.
func remove(t *bot.Turn, section string, place bot.Place) error {
	key := store.K3(t.Community.ID, section, place)
	said, known, err := lastRows.Get(t.State(), key)
	if err != nil || !known {
		return err
	}
	if t.Now().Sub(said.At) < undeletable {
		t.Do(bot.Delete{Place: place, Target: bot.Target{Ref: said.Ref}, Lane: bot.Posts})
	}
	if err := t.SetTimer(timerGone+section+" "+string(place), time.Time{}, nil); err != nil {
		return err
	}
	return lastRows.Delete(t.State(), key)
}
