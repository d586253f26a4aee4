package levels

import (
	"strings"

	"github.com/stewardbot/steward/bot"
)

// Perks returns what levels from one to another, counted from 0, make possible
// beside lower ones, in the turn's language: "Mug for 400 points".
type Perks func(t *bot.Turn, from, to int) ([]string, error)

// maxPerks is how many perks one line lists.
const maxPerks = 8

// perks says what a member at a level has of it, and what the next one opens: a
// line each, or nothing.
func (f *Feature) perks(t *bot.Turn, level int) (text string, err error) {
	s := settings(t.Community)
	if level < 0 {
		return "", nil
	}
	have, err := f.opened(t, 1, level, s[level].perks(t))
	if len(have) > 0 {
		text = "\n" + t.Text("levels.have", bot.Args{"List": perkList(t, have)})
	}
	if level == len(s)-1 || err != nil {
		return text, err
	}
	opens, err := f.opened(t, level+1, level+1, s[level+1].perks(t))
	if len(opens) > 0 {
		text += "\n" + t.Text("levels.opens", bot.Args{"Level": s[level+1].Name, "List": perkList(t, opens)})
	}
	return text, err
}

// opened appends what other features open at levels.
func (f *Feature) opened(t *bot.Turn, from, to int, list []string) ([]string, error) {
	for _, perks := range f.sources {
		more, err := perks(t, from, to)
		if err != nil {
			return nil, err
		}
		list = append(list, more...)
	}
	return list, nil
}

// perks are those at exactly this level.
func (l *Level) perks(t *bot.Turn) (list []string) {
	if n := len(l.Roles); n > 0 {
		list = append(list, t.Text("levels.some_roles", bot.Args{"Count": n}))
	}
	if l.Tag != "" {
		list = append(list, t.Text("levels.a_tag", bot.Args{"Tag": l.Tag}))
	}
	return list
}

func perkList(t *bot.Turn, list []string) string {
	if more := len(list) - maxPerks; more > 0 {
		list = append(list[:maxPerks:maxPerks], t.Text("levels.more", bot.Args{"Count": more}))
	}
	return strings.Join(list, t.Text("levels.comma", nil))
}
