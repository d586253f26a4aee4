package discord

import (
	"cmp"
	"slices"
	"strconv"
	"strings"

	"github.com/go-json-experiment/json/jsontext"

	"github.com/stewardbot/steward/adapters/loosely"
	"github.com/stewardbot/steward/bot"
)

// The types of interaction, and of the commands among them:
// https://discord.com/developers/docs/interactions/receiving-and-responding.
const (
	interactionCommand   = 2
	interactionComponent = 3
	interactionTyping    = 4 // "autocomplete"
	interactionForm      = 5 // "modal submit"

	commandOnMember  = 2
	commandOnMessage = 3
)

// Option types whose values are not shown verbatim.
const (
	optionGroup   = 2 // and below: they contain options
	optionUser    = 6
	optionChannel = 7
	optionRole    = 8
)

// interaction returns a command, a press, a form that was filled in, or a
// question what an option could be; anything else needs no event. A form that
// can't be read is dropped: it must not be kept as a parked event.
func (d *decoder) interaction(x *dispatch) ([]bot.Event, bool) {
	var o interactionObject
	if !loosely.Parse(x.raw, &o) || o.Type == 0 {
		return nil, false
	}
	if o.Type < interactionCommand || o.Type > interactionForm {
		return nil, true
	}
	id, who := parseSnowflake(o.ID), o.sender()
	if id == 0 || o.Token == "" || who == nil {
		return nil, o.Type == interactionTyping || o.Type == interactionForm // for typing, nothing is lost
	}
	if o.ChannelID == "" && o.Channel != nil { // which Discord says is there twice, if at all
		o.ChannelID = o.Channel.ID
	}
	if o.GuildID == "" && o.Channel != nil {
		o.GuildID = o.Channel.GuildID
	}
	if c := o.Channel; c != nil && o.GuildID != "" && c.ID == o.ChannelID {
		d.guilds.learnChannel(o.GuildID, c)
	}
	place, ok := d.placeOf(o.GuildID, o.ChannelID, who.ID.Local(), false)
	if !ok {
		return nil, o.Type == interactionForm
	}
	e := bot.Event{ID: Platform + ":i" + o.ID, At: id.at(), Place: place, User: who}
	switch o.Type {
	case interactionComponent, interactionForm:
		e.Kind, e.Press = bot.KindPress, o.press()
	case interactionTyping:
		e.Kind, e.Typing = bot.KindTyping, &bot.Typing{ID: o.handle(), Command: o.Data.Name}
		if opt := focused(o.Data.Options); opt != nil {
			e.Typing.Option, e.Typing.Text = opt.Name, bot.Head(optionText(opt.Value), maxTyped)
		}
	default:
		e.Kind, e.Message = bot.KindMessage, d.commanded(&o)
	}
	return []bot.Event{e}, true
}

// maxTyped bounds the text of an option being typed, in bytes.
const maxTyped = 400

// group reports whether the option contains options. A compatible server may
// omit its type.
func (o *option) group() bool {
	return o.Type > 0 && o.Type <= optionGroup || o.Type == 0 && len(o.Options) > 0
}

// focused returns the option that is being typed; nil: none.
func focused(options []option) *option {
	for i := range options {
		if options[i].Focused {
			return &options[i]
		}
		if options[i].group() {
			if o := focused(options[i].Options); o != nil {
				return o
			}
		}
	}
	return nil
}

func (o *interactionObject) sender() *bot.User {
	u := ofMember(o.Member)
	if o.GuildID == "" && o.User != nil || u == nil {
		u = person(o.User, o.Member)
	}
	if u != nil {
		u.Language = language(o.Locale)
	}
	return u
}

// handle returns what an interaction is answered by.
func (o *interactionObject) handle() string { return o.ID + ":" + o.Token }

// press decodes a button or a selection. A message visible to one person is
// only accessible with an interaction's token.
func (o *interactionObject) press() *bot.Press {
	p := &bot.Press{ID: o.handle(), Data: o.Data.CustomID}
	if len(o.Data.Values) > 0 {
		p.Data += strings.Join(o.Data.Values, ",")
	}
	if o.Type == interactionForm {
		p.Filled = bot.FitFilled(filled(o.Data.Components, []bot.Given{}))
	}
	if m := o.Message; m != nil && isID(m.ID) {
		p.Message = m.ID
		if p.Hidden = m.Flags&flagEphemeral != 0; p.Hidden {
			p.Message = "e:" + o.Token + ":" + m.ID
		}
	}
	return p
}

// commanded returns a command as a message that said it.
func (d *decoder) commanded(o *interactionObject) *bot.Message {
	m := &bot.Message{ID: o.ID, Command: o.Data.Name, Press: o.handle()}
	switch o.Data.Type {
	case commandOnMember:
		if u := o.resolved(o.Data.TargetID); u != nil {
			m.Mentions = []bot.User{*u}
		}
	case commandOnMessage:
		if target, ok := o.Data.Resolved.Messages[o.Data.TargetID]; ok && isID(target.ID) {
			m.ReplyTo = &bot.Replied{ID: target.ID, User: target.sender(nil), Text: bot.Head(target.Content, bot.RepliedBytes)}
		}
	default:
		m.Options = given(nil, o.Data.Options)
		m.Text = strings.Join(o.words(nil, o.Data.Options), " ")
		m.Mentions = o.mentioned(m.Text)
	}
	return m
}

// mentioned returns the accounts that came as options, in the order of the
// text.
func (o *interactionObject) mentioned(text string) []bot.User {
	var out []bot.User
	for id := range o.Data.Resolved.Users {
		if u := o.resolved(id); u != nil && mentionedAt(text, id) >= 0 {
			out = append(out, *u)
		}
	}
	slices.SortFunc(out, func(a, b bot.User) int {
		return cmp.Compare(mentionedAt(text, a.ID.Local()), mentionedAt(text, b.ID.Local()))
	})
	return out
}

// resolved returns an account that came with the command.
func (o *interactionObject) resolved(id string) *bot.User {
	u, ok := o.Data.Resolved.Users[id]
	if !ok || u.ID != id {
		return nil
	}
	if m, ok := o.Data.Resolved.Members[id]; ok {
		return person(&u, &m)
	}
	return person(&u, nil)
}

// given returns the options that hold a value, by name.
func given(list []bot.Given, options []option) []bot.Given {
	for _, opt := range options {
		switch v := valueAsText(opt); {
		case opt.group():
			list = given(list, opt.Options)
		case v != "":
			list = append(list, bot.Given{Name: opt.Name, Value: v})
		}
	}
	return list
}

// valueAsText returns an option's value as somebody would type it.
func valueAsText(opt option) string {
	v := optionText(opt.Value)
	switch opt.Type {
	case optionUser:
		return "<@" + v + ">"
	case optionChannel:
		return "<#" + v + ">"
	case optionRole:
		return "<@&" + v + ">"
	}
	return v
}

// words returns the values of options as somebody would type them.
func (o *interactionObject) words(words []string, options []option) []string {
	for _, opt := range options {
		v := valueAsText(opt)
		switch {
		case opt.group():
			words = o.words(append(words, opt.Name), opt.Options)
		case v != "":
			words = append(words, v)
		}
	}
	return words
}

// optionText returns a value without the quotes that JSON puts around a string.
func optionText(v jsontext.Value) string {
	var s string
	if v.Kind() == '"' && loosely.Parse(v, &s) {
		return s
	}
	var f float64
	if v.Kind() == '0' && loosely.Parse(v, &f) && f == float64(int64(f)) {
		return strconv.FormatInt(int64(f), 10)
	}
	return string(v)
}

// language converts a Discord locale to a BCP 47 tag:
// https://discord.com/developers/docs/reference#locales.
func language(locale string) string {
	switch locale {
	case "zh-CN":
		return "zh-Hans"
	case "zh-TW":
		return "zh-Hant"
	case "en-US", "en-GB":
		return "en"
	}
	return locale
}
