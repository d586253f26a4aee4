// Package about tells people what Steward can do for them, and operators what
// places and accounts are called in the configuration.
//
// /help lists the members' commands, those of one feature together, and to
// those who may give them moderators' and operators', or tells of one
// (help.go); /start says who Steward is (start.go); /id names this place and
// whoever asks, whoever wrote the message that the command replies to, and who
// is named in it or was chosen from a menu. Both work where no community is at
// home. Whoever gives another command in private without being known in any
// community is told how to become so. Who adds Steward to a space that no
// community owns is told, once, the line to write (added.go). In a private chat
// that could mean several communities, whatever is said is answered with the
// question which one (choose.go).
package about

import (
	"slices"
	"strings"

	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/bot/answer"
	"github.com/stewardbot/steward/bot/member"
)

// Feature implements bot.Feature.
type Feature struct {
	members *member.Directory
	others  []bot.Feature
}

// New knows the directory's members and helps with the commands of the other
// features, in their order, and its own.
func New(members *member.Directory, others ...bot.Feature) *Feature {
	return &Feature{members, others}
}

const name = "about"

// Name implements bot.Feature.
func (*Feature) Name() string { return name }

// Routes implements bot.Feature.
func (f *Feature) Routes() bot.Routes {
	return bot.Routes{
		Commands: []bot.Command{
			{Name: "help", Aliases: []string{"帮助/幫助", wordStart}, Spoken: []string{"帮助/幫助"}, Anywhere: true, Run: f.help, Params: []bot.Param{{Name: "command", Kind: bot.ParamChoice, Suggest: f.names}}},
			{Name: "id", Anywhere: true, OnMember: true, OnMessage: true, Run: id},
		},
		Verbs:   []bot.Verb{{Name: "choose", Anywhere: true, Run: choose}},
		On:      map[bot.Kind]bot.Handler{bot.KindAdded: added},
		Outside: map[bot.Kind]bot.Handler{bot.KindAdded: added, bot.KindMessage: outside},
	}
}

// outside answers what is said in a private chat that stands for no community.
func outside(t *bot.Turn) error {
	switch {
	case t.Event.User == nil || t.Call.Is("id"):
	case len(t.Choices) > 0:
		ask(t)
	case t.Call != nil && !t.Call.Command.Anywhere && t.Event.Place.Private():
		answer.Give(t, answer.Reply{Text: t.Text("about.stranger", nil)})
	}
	return nil
}

func (f *Feature) help(t *bot.Turn, in *bot.Input) error {
	switch {
	case t.Community == nil && len(t.Choices) > 0:
		return nil // they are asked which community is meant
	case t.Call.Used == wordStart:
		return f.start(t)
	}
	if c := f.called(in.Text("command")); c != nil {
		answer.Give(t, answer.Reply{Text: one(t, c), Room: true})
		return nil
	}
	blocks := append([]string{t.Text("about.help", nil)}, f.memberCommands(t)...)
	more, err := f.staffCommands(t)
	if err == nil {
		answer.Give(t, answer.Reply{Text: strings.Join(append(blocks, more...), "\n\n"), Room: true})
	}
	return err
}

// mostMeant is how many others /id tells of.
const mostMeant = 10

// meant returns the others whom /id is about: who wrote the message that it
// replies to, and people named, on whom it was chosen from a menu, too.
func meant(e *bot.Event) (out []bot.User) {
	add := func(u bot.User) {
		known := func(x bot.User) bool { return x.ID == u.ID }
		if u.ID != "" && u.ID != e.User.ID && len(out) < mostMeant && !slices.ContainsFunc(out, known) {
			out = append(out, u)
		}
	}
	if r := e.Message.ReplyTo; r != nil && r.User != nil {
		add(*r.User)
	}
	for _, u := range e.Message.Mentions {
		add(u)
	}
	return out
}

func id(t *bot.Turn, _ *bot.Input) error {
	e := t.Event
	var lines []string
	if space := e.Place.Space(); !e.Place.Private() {
		lines = append(lines, t.Text("about.id_space", bot.Args{"Space": string(space)}))
		if e.Place != space {
			lines = append(lines, t.Text("about.id", bot.Args{"Place": string(e.Place)}))
		}
	}
	lines = append(lines, t.Text("about.id_you", bot.Args{"User": string(e.User.ID)}))
	for _, u := range meant(e) {
		lines = append(lines, t.Text("about.id_them", bot.Args{"Name": answer.Name(nil, &u), "User": string(u.ID)}))
	}
	if t.Community == nil && !e.Place.Private() {
		lines = append(lines, t.Text("about.unowned", nil))
	}
	answer.Give(t, answer.Reply{Text: strings.Join(lines, "\n"), Room: true})
	return nil
}
