package wire

import (
	"cmp"
	"slices"
	"strings"
	"unicode"

	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/bot/feature/moderation/room"
	"github.com/stewardbot/steward/bot/feature/privacy"
	"github.com/stewardbot/steward/bot/script"
)

// lastInMenus are the features whose commands come after others for the same
// people.
var lastInMenus = []string{room.Name, privacy.Name}

// Menu returns every command in every language, those for everybody first.
func Menu(p *Parts) (entries []bot.MenuEntry) {
	var commands []bot.Command
	all := Features(p)
	slices.SortStableFunc(all, func(a, b bot.Feature) int {
		return cmp.Compare(slices.Index(lastInMenus, a.Name()), slices.Index(lastInMenus, b.Name()))
	})
	for _, f := range all {
		commands = append(commands, f.Routes().Commands...)
	}
	slices.SortStableFunc(commands, func(a, b bot.Command) int { return cmp.Compare(a.Who, b.Who) })
	for _, lang := range p.Texts.Languages() {
		for _, c := range commands {
			entries = append(entries, menuEntry(p, lang, c))
		}
	}
	return entries
}

func menuEntry(p *Parts, lang string, c bot.Command) bot.MenuEntry {
	e := bot.MenuEntry{
		Language: lang, Name: c.Name, Description: p.Texts.Text(lang, "command."+c.Name, nil), Who: c.Who,
		OnMember: c.OnMember, OnMessage: c.OnMessage,
	}
	if c.OnMember || c.OnMessage {
		e.Title = p.Texts.Text(lang, "menu."+c.Name, nil)
	}
	if strings.HasPrefix(lang, "zh") {
		forms := script.VariantsFor(lang, c.Aliases)
		if i := slices.IndexFunc(forms, inHan); i >= 0 {
			e.Local = forms[i]
		}
	}
	for _, o := range c.Params {
		if o.Kind == bot.ParamMessage {
			continue // it takes a reply, not words
		}
		e.Options = append(e.Options, bot.MenuOption{
			Param: o, Description: p.Texts.Text(lang, "option."+c.Name+"_"+o.Name, nil),
		})
	}
	return e
}

func inHan(s string) bool {
	return strings.ContainsFunc(s, func(r rune) bool { return unicode.Is(unicode.Han, r) })
}
