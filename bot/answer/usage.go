package answer

import (
	"slices"
	"strings"

	"github.com/stewardbot/steward/bot"
)

// Usage tells the user of the turn's command privately why it did not run: why
// they may not use it, if why is set; that a duration can't be used; or how to
// use the command.
func Usage(t *bot.Turn, in *bot.Input, why string) {
	t = t.ToUser()
	if why != "" {
		Privately(t, Reply{Text: why})
		return
	}
	if in.Misread != "" {
		Privately(t, Reply{Text: t.Text("answer.no_time", bot.Args{"Time": bot.ShowName(in.Misread)})})
		return
	}
	if lacksMessage(t.Call.Command, in) {
		Privately(t, Reply{Text: t.Text("answer.usage_message", bot.Args{"Command": t.Call.Used})})
		return
	}
	Privately(t, Reply{Text: How(t, t.Call.Command, t.Call.Used)})
}

// How describes the arguments of a command, under the name that was used.
func How(t *bot.Turn, c *bot.Command, used string) string {
	whole, reply := []string{"/" + used}, []string{"/" + used}
	for i := range c.Params {
		p := &c.Params[i]
		if p.Kind == bot.ParamMessage {
			continue
		}
		word := example(t, c, p)
		if !p.Required {
			word = "[" + word + "]"
		}
		whole = append(whole, word)
		if !p.Names() {
			reply = append(reply, word)
		}
	}
	key := "answer.usage"
	if c.Params[0].Names() {
		key = "answer.usage_reply"
	}
	return t.Text(key, bot.Args{"Usage": strings.Join(whole, " "), "Reply": strings.Join(reply, " ")})
}

// lacksMessage reports whether a command requires a reply to a message but is
// none.
func lacksMessage(c *bot.Command, in *bot.Input) bool {
	return slices.ContainsFunc(c.Params, func(p bot.Param) bool { return p.Kind == bot.ParamMessage && p.Required && !in.Has(p.Name) })
}

// numbers returns how many parameters of a command are numbers.
func numbers(c *bot.Command) (n int) {
	for i := range c.Params {
		switch c.Params[i].Kind {
		case bot.ParamAmount, bot.ParamNumber, bot.ParamCase:
			n++
		}
	}
	return n
}

// example returns a sample value for a parameter.
func example(t *bot.Turn, c *bot.Command, p *bot.Param) string {
	switch p.Kind {
	case bot.ParamMember, bot.ParamMembers:
		return t.Text("answer.usage_name", nil)
	case bot.ParamSpan:
		return p.Name + ":1d"
	case bot.ParamDuration:
		return "2h"
	case bot.ParamAmount, bot.ParamNumber, bot.ParamCase:
		if numbers(c) == 1 {
			return "5"
		}
	}
	help := t.Text("option."+c.Name+"_"+p.Name, nil)
	if p.Required {
		return "<" + help + ">"
	}
	return help
}
