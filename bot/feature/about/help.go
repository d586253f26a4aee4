package about

import (
	"slices"
	"strings"

	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/bot/answer"
	"github.com/stewardbot/steward/bot/script"
	"github.com/stewardbot/steward/bot/staff"
)

// all returns the features whose commands are listed, this one last.
func (f *Feature) all() []bot.Feature { return append(f.others[:len(f.others):len(f.others)], f) }

// names returns those of the members' commands, to be offered.
func (f *Feature) names(*bot.Turn) (list []string, err error) {
	for _, other := range f.all() {
		for _, c := range other.Routes().Commands {
			if c.Who == bot.Members {
				list = append(list, c.Name)
			}
		}
	}
	return list, nil
}

// called returns the command with a name, with or without slash; nil if there
// is none.
func (f *Feature) called(name string) *bot.Command {
	name = strings.TrimLeft(name, "/／")
	for _, other := range f.all() {
		for _, c := range other.Routes().Commands {
			if strings.EqualFold(c.Name, name) || slices.Contains(script.Variants(c.Aliases), name) {
				return &c
			}
		}
	}
	return nil
}

// one describes a command and its arguments.
func one(t *bot.Turn, c *bot.Command) string {
	line := helpLine(t, *c)
	if slices.ContainsFunc(c.Params, func(p bot.Param) bool { return p.Kind != bot.ParamMessage }) {
		line += "\n" + answer.How(t, c, c.Name)
	}
	return line
}

// memberCommands returns blocks of lines, one block per feature.
func (f *Feature) memberCommands(t *bot.Turn) (blocks []string) {
	for _, other := range f.all() {
		var lines []string
		for _, c := range other.Routes().Commands {
			if c.Who == bot.Members {
				lines = append(lines, helpLine(t, c))
			}
		}
		if len(lines) > 0 {
			blocks = append(blocks, strings.Join(lines, "\n"))
		}
	}
	return blocks
}

// staffCommands returns a block for moderators and one for operators, if the
// asker is one.
func (f *Feature) staffCommands(t *bot.Turn) (blocks []string, err error) {
	if t.Community == nil || t.Event.User.Persona != bot.Person {
		return nil, nil
	}
	rank, err := staff.Of(t, f.members, t.Event.User.ID)
	if err != nil {
		return nil, err
	}
	operates, err := staff.Operates(t, f.members)
	if err != nil {
		return nil, err
	}
	var names, lines []string
	for _, other := range f.all() {
		for _, c := range other.Routes().Commands {
			switch {
			case (c.Who == bot.Helpers || c.Who == bot.Moderators) && rank >= staff.Moderator:
				names = append(names, "/"+c.Name)
			case c.Who == bot.Operators && operates:
				lines = append(lines, helpLine(t, c))
			}
		}
	}
	if len(names) > 0 {
		list := strings.Join(names, t.Text("about.comma", nil))
		blocks = append(blocks, t.Text("about.for_moderators", bot.Args{"List": list}))
	}
	if len(lines) > 0 {
		blocks = append(blocks, t.Text("about.for_operators", nil)+"\n"+strings.Join(lines, "\n"))
	}
	return blocks, nil
}

// helpLine adds the words without a slash, if there is a community and they are
// in its script.
func helpLine(t *bot.Turn, c bot.Command) string {
	args := bot.Args{"Command": c.Name, "Help": t.Text("command."+c.Name, nil)}
	var spoken []string
	if lang := t.Language(); t.Community != nil && strings.HasPrefix(lang, "zh") {
		spoken = script.VariantsFor(lang, c.Spoken)
	}
	if len(spoken) == 0 {
		return t.Text("about.help_line", args)
	}
	args["Spoken"] = strings.Join(spoken, t.Text("about.or", nil))
	return t.Text("about.help_line_spoken", args)
}
