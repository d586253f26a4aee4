package fakediscord

import (
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"
)

// Contexts in which a command can be used:
// https://discord.com/developers/docs/interactions/receiving-and-responding#interaction-object-interaction-context-types.
const (
	contextGuild = 0
	contextBotDM = 1
)

// Option types:
// https://discord.com/developers/docs/interactions/application-commands#application-command-object-application-command-option-type.
const (
	optionSub         = 1
	optionGroup       = 2
	optionString      = 3
	optionInteger     = 4
	optionBoolean     = 5
	optionUser        = 6
	optionChannel     = 7
	optionRole        = 8
	optionMentionable = 9
	optionNumber      = 10
	optionAttachment  = 11
)

// commandName is documented at
// https://discord.com/developers/docs/interactions/application-commands#application-command-object-application-command-naming.
var commandName = regexp.MustCompile(`^[-_'\p{L}\p{M}\p{N}]{1,32}$`)

// locales is documented at https://discord.com/developers/docs/reference#locales.
var locales = strings.Fields(`id da de en-GB en-US es-ES es-419 fr hr it lt hu nl no pl pt-BR ro fi sv-SE vi tr
	cs el bg ru uk hi th zh-CN ja zh-TW ko`)

// maxCommandText is the combined limit for the names, descriptions and values of one command.
const maxCommandText = 8000

func (s *Server) checkCommand(path string, c *Command) *apiError {
	var f form
	checkCommand(&f, path, c)
	return f.err()
}

// checkCommand reports to f what the platform rejects in a command.
func checkCommand(f *form, path string, c *Command) {
	at := func(name string) string { return strings.TrimPrefix(path+"."+name, ".") }
	if c.Type < CommandSlash || c.Type > CommandMessage {
		f.wrong(at("type"), "BASE_TYPE_CHOICES", "Value must be one of (1, 2, 3, 4).")
		return
	}
	slash := c.Type == CommandSlash
	checkCommandName(f, at("name"), c.Name, slash)
	checkLocalized(f, at("name_localizations"), c.NameIn, func(p, v string) { checkCommandName(f, p, v, slash) })
	if slash {
		checkName(f, at("description"), c.Description, 100)
		checkLocalized(f, at("description_localizations"), c.DescriptionIn, func(p, v string) { checkName(f, p, v, 100) })
	} else if c.Description != "" || len(c.Options) > 0 {
		f.wrong(at("description"), "APPLICATION_COMMAND_CONTEXT_MENU_DESCRIPTION_NOT_ALLOWED", "Context menu commands cannot have description or options")
	}
	checkOptions(f, at("options"), c.Options, 0)
	if c.text() > maxCommandText {
		f.wrong(at("name"), "APPLICATION_COMMAND_TOO_LARGE", "Command exceeds maximum size (8000)")
	}
	if c.Permissions != nil {
		if _, err := strconv.ParseUint(*c.Permissions, 10, 64); err != nil {
			f.wrong(at("default_member_permissions"), "BASE_TYPE_BAD_INT", "Permissions must be a number in a string.")
		}
	}
	for i, k := range c.Contexts {
		if k < 0 || k > 2 {
			f.wrong(pathOf(at("contexts"), i), "BASE_TYPE_CHOICES", "Value must be one of (0, 1, 2).")
		}
	}
}

func checkCommandName(f *form, path, name string, slash bool) {
	switch {
	case !slash:
		checkName(f, path, name, 32)
	case name == "":
		f.wrong(path, "BASE_TYPE_REQUIRED", "This field is required")
	case !commandName.MatchString(name) || strings.ToLower(name) != name:
		f.wrong(path, "APPLICATION_COMMAND_INVALID_NAME", "Command name is invalid")
	}
}

func checkLocalized(f *form, path string, in map[string]string, check func(path, value string)) {
	for locale, v := range in {
		if !slices.Contains(locales, locale) {
			f.wrong(path, "DICT_TYPE_CONVERT", "Value of field \""+locale+"\" is not a valid locale")
			continue
		}
		check(path+"."+locale, v)
	}
}

func checkOptions(f *form, path string, list []CommandOption, depth int) {
	if len(list) > 25 {
		f.wrong(path, "BASE_TYPE_MAX_LENGTH", "Must be 25 or fewer in length.")
	}
	optional, seen := false, map[string]bool{}
	for i := range list {
		o, at := &list[i], pathOf(path, i)
		if seen[o.Name] {
			f.wrong(path, "APPLICATION_COMMAND_OPTIONS_NAME_ALREADY_EXISTS", "Option name already exists")
		}
		seen[o.Name] = true
		if o.Required && optional {
			f.wrong(at, "APPLICATION_COMMAND_OPTIONS_REQUIRED_INVALID", "Required options must be placed before non-required options")
		}
		optional = optional || !o.Required
		checkOption(f, at, o, depth)
	}
}

func checkOption(f *form, path string, o *CommandOption, depth int) {
	if o.Type < optionSub || o.Type > optionAttachment {
		f.wrong(path+".type", "BASE_TYPE_CHOICES", "Value must be one of (1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11).")
	}
	checkCommandName(f, path+".name", o.Name, true)
	checkLocalized(f, path+".name_localizations", o.NameIn, func(p, v string) { checkCommandName(f, p, v, true) })
	checkName(f, path+".description", o.Description, 100)
	checkLocalized(f, path+".description_localizations", o.DescriptionIn, func(p, v string) { checkName(f, p, v, 100) })
	nested := o.Type == optionSub && depth < 2 || o.Type == optionGroup && depth < 1
	if (o.Type == optionSub || o.Type == optionGroup) && !nested || len(o.Options) > 0 && !nested {
		f.wrong(path+".options", "APPLICATION_COMMAND_OPTIONS_TYPE_INVALID", "Sub-command and sub-command group option types are mutually exclusive to all other types")
	}
	if nested {
		checkOptions(f, path+".options", o.Options, depth+1)
	}
	valued := o.Type == optionString || o.Type == optionInteger || o.Type == optionNumber
	if (o.Autocomplete || len(o.Choices) > 0) && (!valued || o.Autocomplete && len(o.Choices) > 0) {
		f.wrong(path+".autocomplete", "APPLICATION_COMMAND_AUTOCOMPLETE_NOT_ALLOWED", "Autocomplete and choices are mutually exclusive, and for strings and numbers alone")
	}
	checkChoices(f, path+".choices", o.Choices)
}

// checkChoices validates an option's choices:
// https://discord.com/developers/docs/interactions/application-commands#application-command-object-application-command-option-choice-structure.
func checkChoices(f *form, path string, list []Choice) {
	if len(list) > 25 {
		f.wrong(path, "BASE_TYPE_MAX_LENGTH", "Must be 25 or fewer in length.")
	}
	for i, c := range list {
		checkName(f, pathOf(path, i)+".name", c.Name, 100)
		if v, ok := c.Value.(string); ok && utf8.RuneCountInString(v) > 100 {
			f.wrong(pathOf(path, i)+".value", "BASE_TYPE_MAX_LENGTH", "Must be 100 or fewer in length.")
		}
	}
}

// text returns a command's size towards maxCommandText; of its localizations only the longest
// counts.
func (c *Command) text() int {
	return longest(c.Name, c.NameIn) + longest(c.Description, c.DescriptionIn) + optionsText(c.Options)
}

func optionsText(list []CommandOption) int {
	n := 0
	for _, o := range list {
		n += longest(o.Name, o.NameIn) + longest(o.Description, o.DescriptionIn) + optionsText(o.Options)
		for _, c := range o.Choices {
			v, _ := c.Value.(string)
			n += longest(c.Name, c.NameIn) + utf8.RuneCountInString(v)
		}
	}
	return n
}

func longest(text string, in map[string]string) int {
	n := utf8.RuneCountInString(text)
	for _, v := range in {
		n = max(n, utf8.RuneCountInString(v))
	}
	return n
}

// pathOf returns the path of element i.
func pathOf(path string, i int) string {
	return strings.TrimPrefix(path+"."+strconv.Itoa(i), ".")
}
