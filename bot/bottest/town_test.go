package bottest_test

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/bot/bottest"
	"github.com/stewardbot/steward/bot/markup"
)

// side is a real adapter with a fake of its platform. Unlike a venue it plays only one of a
// scenario's platforms.
type side interface {
	// open creates the people and places of the scenario's platform called name.
	open(name string, plan bottest.Plan) error
	// settings returns its lines for the configuration.
	settings() string
	adapter(spaces func() []bot.Place) bot.Adapter
	// real translates the scenario's id of a place, role or account into the platform's; known is
	// the inverse.
	real(id string) string
	spoken(id string) string // like real, but for a space returns where messages to it go
	known(text string) string
	happen(bot.Event) error
	again() error
	refuse(what string, yes bool) error
	shut(who bot.UserID, yes bool)
	take() []bottest.Deed
	close()
}

// duo is a venue with a real adapter for each of a scenario's two platforms; "other" exists only if
// the scenario uses it.
type duo struct {
	name   string
	sides  map[string]side // by the scenario's platform name
	unused map[string]side
	spaces []bot.Place // by the platforms' ids
	last   string      // the platform of the last event
}

func newDuo(name string, test, other side) *duo {
	return &duo{name: name, sides: map[string]side{}, unused: map[string]side{"test": test, "other": other}}
}

func (d *duo) Name() string   { return d.name }
func (*duo) Real() bool       { return true }
func (d *duo) Whispers() bool { return d.name != "discord" }

func (d *duo) Close() {
	for _, s := range d.sides {
		s.close()
	}
}

func (d *duo) Open(plan bottest.Plan) error {
	for _, space := range plan.Spaces {
		name := space.Platform()
		if d.sides[name] != nil {
			continue
		}
		s := d.unused[name]
		if s == nil {
			return fmt.Errorf("there is no platform %q", name)
		}
		d.sides[name] = s
		if err := s.open(name, plan); err != nil {
			return err
		}
	}
	for _, space := range plan.Spaces {
		d.spaces = append(d.spaces, bot.Place(d.real(string(space))))
	}
	return nil
}

// idPattern matches a scenario's ids.
var idPattern = regexp.MustCompile(`\b(test|other):[\pL\pN/_-]+`)

// real replaces the scenario's ids with the platforms'.
func (d *duo) real(text string) string {
	return idPattern.ReplaceAllStringFunc(text, func(id string) string {
		if s := d.sides[bot.Place(id).Platform()]; s != nil {
			return s.real(id)
		}
		return id
	})
}

// configured does the same in a configuration, where spaces are listed on lines of their own, under
// their own keys, and other places elsewhere.
func (d *duo) configured(text string) string {
	lines := strings.Split(text, "\n")
	for i, line := range lines {
		if key := strings.TrimLeft(line, " -"); strings.HasPrefix(key, "spaces:") || strings.HasPrefix(key, "in:") {
			lines[i] = d.real(line)
			continue
		}
		lines[i] = idPattern.ReplaceAllStringFunc(line, func(id string) string {
			if s := d.sides[bot.Place(id).Platform()]; s != nil {
				return s.spoken(id)
			}
			return id
		})
	}
	return strings.Join(lines, "\n")
}

// known is the inverse of real.
func (d *duo) known(text string) string {
	for _, s := range d.sides {
		text = s.known(text)
	}
	return text
}

func (d *duo) Load(config []byte, files map[string][]byte) ([]*bot.Community, error) {
	var platforms strings.Builder
	for _, s := range d.sides {
		platforms.WriteString(s.settings())
	}
	platforms.WriteString(strings.Repeat("\n", len(d.unused)-len(d.sides))) // faults name the same lines everywhere
	return loadOn(platforms.String(), string(config), files, d.configured)
}

func (d *duo) Adapters() (list []bot.Adapter) {
	for _, name := range []string{"test", "other"} {
		if s := d.sides[name]; s != nil {
			list = append(list, s.adapter(func() []bot.Place { return d.spaces }))
		}
	}
	return list
}

func (d *duo) Account(u bot.UserID) bot.UserID { return bot.UserID(d.real(string(u))) }

func (d *duo) Happen(events ...bot.Event) (err error) {
	defer func() { // the fakes panic on impossible requests
		if what := recover(); what != nil {
			err = fmt.Errorf("%v", what)
		}
	}()
	for _, e := range events {
		d.last = e.Place.Platform()
		s := d.sides[d.last]
		if s == nil {
			return fmt.Errorf("no community is on the platform %q", d.last)
		}
		if m := e.Message; m != nil {
			told := *m
			told.Text = d.real(m.Text)
			e.Message = &told
		}
		if p := e.Press; p != nil {
			told := *p
			told.Data = d.real(p.Data)
			e.Press = &told
		}
		if err := s.happen(e); err != nil {
			return err
		}
	}
	return nil
}

func (d *duo) Again() error { return d.sides[d.last].again() }

func (d *duo) Refuse(what string, yes bool) error {
	for _, s := range d.sides {
		if err := s.refuse(what, yes); err != nil {
			return err
		}
	}
	return nil
}

func (d *duo) Shut(who bot.UserID, yes bool) { d.sides[who.Platform()].shut(who, yes) }

func (d *duo) Take() (list []bottest.Deed, err error) {
	for _, name := range []string{"test", "other"} {
		if s := d.sides[name]; s != nil {
			list = append(list, s.take()...)
		}
	}
	for i := range list {
		switch e := list[i].Effect.(type) {
		case bot.Say:
			e.Text = d.known(e.Text)
			list[i].Effect = e
		case bot.Edit:
			e.Text = d.known(e.Text)
			list[i].Effect = e
		case bot.Ack:
			e.Text = d.known(e.Text)
			list[i].Effect = e
		}
	}
	return list, nil
}

// onPlatform returns the part of a plan on one of the scenario's platforms.
func onPlatform(name string, plan bottest.Plan) bottest.Plan {
	plan.Spaces = slices.DeleteFunc(slices.Clone(plan.Spaces), func(p bot.Place) bool { return p.Platform() != name })
	plan.Places = slices.DeleteFunc(slices.Clone(plan.Places), func(s bottest.Spot) bool { return s.Place.Platform() != name })
	plan.People = slices.DeleteFunc(slices.Clone(plan.People), func(g bottest.Guest) bool { return g.ID.Platform() != name })
	return plan
}

// marked returns a text in Steward's markup; rich reports whether it has any formatting.
func marked(spans []markup.Span) (text string, rich bool) {
	for _, s := range spans {
		text += s.Text
		rich = rich || s.Look != 0 || s.Link != ""
	}
	if rich {
		text = markup.Format(spans)
	}
	return text, rich
}
