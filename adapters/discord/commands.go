package discord

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"maps"
	"net/http"
	"reflect"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/bwmarrin/discordgo"

	"github.com/stewardbot/steward/bot"
)

// Bounds of commands:
// https://discord.com/developers/docs/interactions/application-commands.
const (
	maxSlash       = 100
	maxInMenu      = 5 // on a member, and on a message
	maxOptions     = 25
	maxDescription = 100
	maxTitle       = 32
	maxSingle      = 4 // changes made one by one; beyond, Discord takes them too slowly, and the whole list at once
	maxInsist      = 3
	maxWait        = 30 * time.Second
)

// command is a command as Discord shows it. The library's type can't tell what
// is to be emptied from what is left alone.
type command struct {
	ID           string                           `json:"id,omitempty"`
	Type         discordgo.ApplicationCommandType `json:"type"`
	Name         string                           `json:"name"`
	Names        map[discordgo.Locale]string      `json:"name_localizations"`
	Description  string                           `json:"description"`
	Descriptions map[discordgo.Locale]string      `json:"description_localizations"`
	Options      []commandOption                  `json:"options,omitempty"`
	Rights       *string                          `json:"default_member_permissions"` // who sees it at first; nil: all
	Contexts     []int                            `json:"contexts"`
}

type commandOption struct {
	Type         discordgo.ApplicationCommandOptionType `json:"type"`
	Name         string                                 `json:"name"`
	Description  string                                 `json:"description"`
	Descriptions map[discordgo.Locale]string            `json:"description_localizations"`
	Required     bool                                   `json:"required,omitempty"`
}

// Where a command can be given: in servers, and in private chats with Steward.
const (
	inServers = 0
	inPrivate = 1
)

// RegisterCommands shows the commands, and the entries of the menus on members
// and messages, in all languages. What reads so already is left alone, and what
// Steward does not know is deleted.
func (a *Adapter) RegisterCommands(ctx context.Context, entries []bot.MenuEntry) error {
	want, left := commandsOf(entries)
	if len(left) > 0 {
		a.log.Warn("Discord takes no more commands, so that these are left out of its menus", "commands", left)
	}
	if err := a.register(ctx, want); err != nil {
		return fmt.Errorf("register commands: %w", err)
	}
	return nil
}

func (a *Adapter) register(ctx context.Context, want []command) error {
	app, err := a.directory.application(ctx)
	if err != nil {
		return err
	}
	path := "/applications/" + app + "/commands"
	var have []command
	if err := a.insist(ctx, "GET", path+"?with_localizations=true", nil, &have); err != nil {
		return err
	}
	stale, changed := difference(have, want)
	if len(stale)+len(changed) > maxSingle {
		return a.insist(ctx, "PUT", path, want, nil)
	}
	for _, c := range stale { // first, since there may be no room
		if err := a.insist(ctx, "DELETE", path+"/"+c.ID, nil, nil); err != nil {
			return err
		}
	}
	for _, c := range changed { // one of the same name and type is overwritten
		if err := a.insist(ctx, "POST", path, c, nil); err != nil {
			return err
		}
	}
	return nil
}

// insist calls again after a wait that Discord asked for, if it is not long.
func (a *Adapter) insist(ctx context.Context, method, path string, in, out any) error {
	for range maxInsist {
		err := a.client.call(ctx, method, path, "", in, out)
		var c *callError
		if !errors.As(err, &c) || c.status != http.StatusTooManyRequests || c.retryAfter > maxWait {
			return err
		}
		if err := a.opts.Sleep(ctx, c.retryAfter); err != nil {
			return err
		}
	}
	return a.client.call(ctx, method, path, "", in, out)
}

// difference is what is to go, and what is to be written.
func difference(have, want []command) (stale, changed []command) {
	for _, old := range have {
		if !slices.ContainsFunc(want, old.is) {
			stale = append(stale, old)
		}
	}
	for _, c := range want {
		if i := slices.IndexFunc(have, c.is); i < 0 || !c.equal(have[i]) {
			changed = append(changed, c)
		}
	}
	return stale, changed
}

// is tells whether both are the same command, however they read.
func (c command) is(other command) bool { return c.Type == other.Type && c.Name == other.Name }

func (c command) equal(other command) bool { return reflect.DeepEqual(c.normal(), other.normal()) }

// normal leaves out what Discord adds, and the difference between none and nil.
func (c command) normal() command {
	c.ID = ""
	c.Names, c.Descriptions = orNil(c.Names), orNil(c.Descriptions)
	c.Contexts = slices.Sorted(slices.Values(c.Contexts))
	options := make([]commandOption, 0, len(c.Options))
	for _, o := range c.Options {
		o.Descriptions = orNil(o.Descriptions)
		options = append(options, o)
	}
	c.Options = options
	return c
}

func orNil(m map[discordgo.Locale]string) map[discordgo.Locale]string {
	if len(m) == 0 {
		return nil
	}
	return m
}

// commandsOf are the commands, those in menus behind the others, and what finds
// no room.
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

// unique drops a name in a language that another command bears there already.
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
	first  bot.MenuEntry // in English where there is that: what Discord shows where it knows no better
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

// localized collects a text in the languages other than the first. Text is
// empty where a language has none.
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

// nameShape is what a command may be called, in any language; in small letters.
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

// inMenu is the entry of a menu. It bears the command's name, which is what
// Discord tells when it is used, and its title in every language: the first one
// where Steward speaks none.
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

// options puts those first that are required, as Discord asks.
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
			Required: o.Required,
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

func optionType(k bot.OptionKind) discordgo.ApplicationCommandOptionType {
	switch k {
	case bot.OptionMember:
		return discordgo.ApplicationCommandOptionUser
	case bot.OptionWhole:
		return discordgo.ApplicationCommandOptionInteger
	}
	return discordgo.ApplicationCommandOptionString
}

// describe is a description that Discord takes; instead stands for an empty one.
func describe(s, instead string) string {
	return shorten(cmp.Or(strings.TrimSpace(s), instead), maxDescription)
}

// rightsOf is who sees a command at first; a server's administrators may change
// that under Integrations. Steward checks each call by itself.
func rightsOf(who bot.Audience) *string {
	var p permissions
	switch who {
	case bot.Moderators:
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
