// Package about tells people what Steward can do for them, and operators the
// ids of places and accounts for the configuration.
//
// /help lists the members' commands by topic, and the moderators' and operators'
// commands for those who may use them, or explains one command (help.go). /start introduces Steward (start.go). /id prints the ids of this
// place, of the asker, of the author of the message replied to, and of people
// named or chosen from a menu. These work without a community. People who use
// another command in private without belonging to a community are told how to
// join one. Whoever adds Steward to a space without a community is told, once,
// the line to add to the configuration (added.go). In a private chat that could
// mean several communities, Steward asks which one (choose.go).
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

// New uses the member directory, and lists the commands of the other features,
// in order, followed by its own.
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
		Verbs:   []bot.Verb{{Name: "choose", Anywhere: true, Home: true, Run: choose}},
		On:      map[bot.Kind]bot.Handler{bot.KindAdded: added},
		Outside: map[bot.Kind]bot.Handler{bot.KindAdded: added, bot.KindMessage: outside},
	}
}

// outside answers messages in a private chat without a community.
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
		return nil // they are asked to choose a community
	case t.Call.Used == wordStart:
		return f.start(t)
	}
	if name := in.Text("command"); name != "" {
		text := f.unknown(t, name)
		if c := f.called(name); c != nil {
			text = one(t, c)
		}
		answer.Give(t, answer.Reply{Text: text, Room: true})
		return nil
	}
	list, err := f.overview(t)
	if err == nil {
		answer.Give(t, answer.Reply{Text: list, Room: true})
	}
	return err
}

// mostMeant is how many others /id lists.
const mostMeant = 10

// meant returns the others whom /id is about: the author of the message replied
// to, and people named or chosen from a menu.
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
