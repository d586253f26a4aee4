package discord

import (
	"cmp"
	"maps"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/bwmarrin/discordgo"

	"github.com/stewardbot/steward/bot"
)

// Bounds of menus:
// https://discord.com/developers/docs/interactions/application-commands.
const (
	maxSlash       = 100
	maxInMenu      = 5 // on a member, and on a message
	maxOptions     = 25
	maxDescription = 100
	maxTitle       = 32
)

// Where a command can be given: in servers, and in private chats with Steward.
const (
	inServers = 0
	inPrivate = 1
)

// commandsOf returns the commands, context menu entries last, and those that
// don't fit.
func commandsOf(entries []bot.MenuEntry) (out []command, left []string) {
	var slash, onMember, onMessage []command
	for _, e := range byName(entries) {
		slash = append(slash, slashCommand(e))
		if e.first.OnMember {
			onMember = append(onMember, e.inMenu(discordgo.UserApplicationCommand))
		}
		if e.first.OnMessage {
			onMessage = append(onMessage, e.inMenu(discordgo.MessageApplicationCommand))
		}
	}
	for _, list := range []struct {
		of   []command
		most int
	}{{slash, maxSlash}, {onMember, maxInMenu}, {onMessage, maxInMenu}} {
		kept := min(len(list.of), list.most)
		out = append(out, list.of[:kept]...)
		for _, c := range list.of[kept:] {
			left = append(left, c.Name)
		}
	}
	unique(out)
	return out, left
}

// unique drops a localised name that another command already has.
func unique(commands []command) {
	taken := map[string]bool{}
	for _, c := range commands {
		for _, locale := range slices.Sorted(maps.Keys(c.Names)) {
			key := strconv.Itoa(int(c.Type)) + string(locale) + c.Names[locale]
			if taken[key] {
				delete(c.Names, locale)
			}
			taken[key] = true
		}
	}
}

// entry is one command in all languages.
type entry struct {
	first  bot.MenuEntry // in English if possible: Discord's fallback
	others []bot.MenuEntry
}

// byName keeps the order of the commands.
func byName(entries []bot.MenuEntry) []*entry {
	var out []*entry
	index := map[string]*entry{}
	english := func(e bot.MenuEntry) int {
		if e.Language == "en" {
			return 0
		}
		return 1
	}
	sorted := slices.Clone(entries)
	slices.SortStableFunc(sorted, func(a, b bot.MenuEntry) int { return cmp.Compare(english(a), english(b)) })
	for _, e := range sorted {
		if known := index[e.Name]; known != nil {
			known.others = append(known.others, e)
			continue
		}
		index[e.Name] = &entry{first: e}
		out = append(out, index[e.Name])
	}
	return out
}

// localized collects the other languages' texts. text returns "" if a language
// has none.
func (e *entry) localized(text func(bot.MenuEntry) string) map[discordgo.Locale]string {
	out := map[discordgo.Locale]string{}
	for _, other := range e.others {
		for _, locale := range locales(other.Language) {
			if s := text(other); s != "" {
				out[locale] = s
			}
		}
	}
	return out
}

// nameShape matches a valid command name, in lower case.
var nameShape = regexp.MustCompile(`^[-_'\p{L}\p{N}\p{Devanagari}\p{Thai}]{1,32}$`)

func slashCommand(e *entry) command {
	return command{
		Type: discordgo.ChatApplicationCommand,
		Name: e.first.Name,
		Names: e.localized(func(m bot.MenuEntry) string {
			if local := strings.ToLower(m.Local); nameShape.MatchString(local) {
				return local
			}
			return ""
		}),
		Description:  describe(e.first.Description, e.first.Name),
		Descriptions: e.localized(func(m bot.MenuEntry) string { return describe(m.Description, "") }),
		Options:      e.options(),
		Rights:       rightsOf(e.first.Who),
		Contexts:     []int{inServers, inPrivate},
	}
}

// inMenu returns a context menu entry. Its name is the command's, which Discord
// reports when it is used; its title is localised, and the first one is the
// fallback.
func (e *entry) inMenu(kind discordgo.ApplicationCommandType) command {
	title := func(m bot.MenuEntry) string { return shorten(strings.TrimSpace(m.Title), maxTitle) }
	names := map[discordgo.Locale]string{}
	if first := title(e.first); first != "" {
		for locale := range discordgo.Locales {
			if locale != discordgo.Unknown {
				names[locale] = first
			}
		}
	}
	maps.Copy(names, e.localized(title))
	return command{Type: kind, Name: e.first.Name, Names: names, Rights: rightsOf(e.first.Who), Contexts: []int{inServers}}
}

// options puts required options first, as Discord demands.
func (e *entry) options() []commandOption {
	var out []commandOption
	for _, o := range e.first.Options {
		out = append(out, commandOption{
			Type:        optionType(o.Kind),
			Name:        o.Name,
			Description: describe(o.Description, o.Name),
			Descriptions: e.localized(func(m bot.MenuEntry) string {
				i := slices.IndexFunc(m.Options, func(other bot.MenuOption) bool { return other.Name == o.Name })
				if i < 0 {
					return ""
				}
				return describe(m.Options[i].Description, "")
			}),
			Required:     o.Required,
			Autocomplete: o.Listed(),
		})
	}
	slices.SortStableFunc(out, func(a, b commandOption) int {
		switch {
		case a.Required == b.Required:
			return 0
		case a.Required:
			return -1
		}
		return 1
	})
	return out[:min(len(out), maxOptions)]
}

func optionType(k bot.ParamKind) discordgo.ApplicationCommandOptionType {
	switch k {
	case bot.ParamMember, bot.ParamMembers:
		return discordgo.ApplicationCommandOptionUser
	case bot.ParamNumber, bot.ParamAmount, bot.ParamCase:
		return discordgo.ApplicationCommandOptionInteger
	}
	return discordgo.ApplicationCommandOptionString
}

// describe returns a valid description, or instead if it is empty.
func describe(s, instead string) string {
	return shorten(cmp.Or(strings.TrimSpace(s), instead), maxDescription)
}

// rightsOf returns who sees a command by default; administrators may change
// that under Integrations. Steward checks every call itself.
func rightsOf(who bot.Audience) *string {
	var p permissions
	switch who {
	case bot.Helpers, bot.Moderators:
		p = permModerateMembers
	case bot.Operators:
		p = permManageGuild
	default:
		return nil
	}
	s := strconv.FormatUint(uint64(p), 10)
	return &s
}

// locales are Discord's for a language: https://discord.com/developers/docs/reference#locales.
func locales(language string) []discordgo.Locale {
	switch language {
	case "en":
		return []discordgo.Locale{discordgo.EnglishUS, discordgo.EnglishGB}
	case "zh", "zh-Hans":
		return []discordgo.Locale{discordgo.ChineseCN}
	case "zh-Hant":
		return []discordgo.Locale{discordgo.ChineseTW}
	case "es":
		return []discordgo.Locale{discordgo.SpanishES, discordgo.SpanishLATAM}
	case "pt":
		return []discordgo.Locale{discordgo.PortugueseBR}
	case "sv":
		return []discordgo.Locale{discordgo.Swedish}
	}
	if _, known := discordgo.Locales[discordgo.Locale(language)]; known && language != "" {
		return []discordgo.Locale{discordgo.Locale(language)}
	}
	return nil
}
