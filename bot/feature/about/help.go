package about

import (
	"maps"
	"slices"
	"strings"

	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/bot/answer"
	"github.com/stewardbot/steward/bot/script"
	"github.com/stewardbot/steward/bot/spelling"
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

// near is how many commands are named that a word may mean, and longest how many
// characters of the word.
const (
	near    = 3
	longest = 40
)

// unknown says that there is no such command, and names the nearest.
func (f *Feature) unknown(t *bot.Turn, word string) string {
	names := map[string]string{} // by what they are called
	for _, other := range f.all() {
		for _, c := range other.Routes().Commands {
			for _, called := range append(script.Variants(c.Aliases), c.Name) {
				names[called] = "/" + c.Name
			}
		}
	}
	var list []string
	for len(list) < near {
		called := spelling.Suggest(strings.TrimLeft(word, "/／"), slices.Collect(maps.Keys(names)))
		if called == "" {
			break
		}
		found := names[called]
		list = append(list, found)
		maps.DeleteFunc(names, func(_, name string) bool { return name == found })
	}
	if r := []rune(word); len(r) > longest {
		word = string(r[:longest]) + "…"
	}
	args := bot.Args{"Name": bot.ShowName(word), "List": strings.Join(list, t.Text("about.comma", nil))}
	if len(list) == 0 {
		return t.Text("about.no_command", args) + "\n" + t.Text("about.help", nil)
	}
	return t.Text("about.no_command_near", args)
}

// topics are the headings of the members' commands, in order.
var topics = []struct {
	bot.Topic
	key string
}{
	{bot.TopicPoints, "about.topic_points"}, {bot.TopicActivities, "about.topic_activities"},
	{bot.TopicModeration, "about.topic_moderation"}, {bot.TopicSelf, "about.topic_self"},
}

// overview lists the commands that the asker may use.
func (f *Feature) overview(t *bot.Turn) (string, error) {
	more, err := f.staffCommands(t)
	return strings.Join(append(append(f.memberCommands(t), more...), t.Text("about.help", nil)), "\n"), err
}

// memberCommands returns a line of commands for each topic.
func (f *Feature) memberCommands(t *bot.Turn) (lines []string) {
	for _, topic := range topics {
		list := f.list(t, func(r bot.Routes, c bot.Command) bool { return r.Topic == topic.Topic && c.Who == bot.Members })
		if list != "" {
			lines = append(lines, t.Text(topic.key, bot.Args{"List": list}))
		}
	}
	return lines
}

// staffCommands returns a line for moderators and one for operators, if the asker is one.
func (f *Feature) staffCommands(t *bot.Turn) (lines []string, err error) {
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
	if rank >= staff.Moderator {
		list := f.list(t, func(_ bot.Routes, c bot.Command) bool { return c.Who == bot.Helpers || c.Who == bot.Moderators })
		lines = append(lines, t.Text("about.for_moderators", bot.Args{"List": list}))
	}
	if operates {
		list := f.list(t, func(_ bot.Routes, c bot.Command) bool { return c.Who == bot.Operators })
		lines = append(lines, t.Text("about.for_operators", bot.Args{"List": list}))
	}
	return lines, nil
}

// list returns the names of commands, separated by commas, in Chinese with their first alias.
func (f *Feature) list(t *bot.Turn, is func(bot.Routes, bot.Command) bool) string {
	var names []string
	for _, other := range f.all() {
		r := other.Routes()
		for _, c := range r.Commands {
			if !is(r, c) {
				continue
			}
			name := "/" + c.Name
			if alias := chinese(t, c.Aliases); len(alias) > 0 {
				name += " " + alias[0]
			}
			names = append(names, name)
		}
	}
	return strings.Join(names, t.Text("about.comma", nil))
}

// chinese returns the words in the script of the turn's language; none if that isn't Chinese.
func chinese(t *bot.Turn, words []string) (list []string) {
	if lang := t.Language(); strings.HasPrefix(lang, "zh") {
		for _, w := range script.VariantsFor(lang, words) {
			if w[0] >= 0x80 {
				list = append(list, w)
			}
		}
	}
	return list
}

// helpLine adds the words without a slash, if there is a community and they are
// in its script.
func helpLine(t *bot.Turn, c bot.Command) string {
	args := bot.Args{"Command": c.Name, "Help": t.Text("command."+c.Name, nil)}
	spoken := chinese(t, c.Spoken)
	if t.Community == nil || len(spoken) == 0 {
		return t.Text("about.help_line", args)
	}
	args["Spoken"] = strings.Join(spoken, t.Text("about.or", nil))
	return t.Text("about.help_line_spoken", args)
}
