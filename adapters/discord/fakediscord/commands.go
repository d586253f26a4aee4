package fakediscord

import (
	"encoding/json"
	"slices"
)

// Command types:
// https://discord.com/developers/docs/interactions/application-commands#application-command-object-application-command-types.
const (
	CommandSlash   = 1
	CommandUser    = 2
	CommandMessage = 3
)

// Command is a registered command:
// https://discord.com/developers/docs/interactions/application-commands#application-command-object.
type Command struct {
	ID               string            `json:"id"`
	Application      string            `json:"application_id"`
	GuildID          string            `json:"guild_id,omitempty"`
	Version          string            `json:"version"`
	Type             int               `json:"type"`
	Name             string            `json:"name"`
	NameIn           map[string]string `json:"name_localizations,omitempty"`
	Description      string            `json:"description"`
	DescriptionIn    map[string]string `json:"description_localizations,omitempty"`
	Options          []CommandOption   `json:"options,omitempty"`
	Permissions      *string           `json:"default_member_permissions"`
	DMPermission     *bool             `json:"dm_permission,omitempty"`
	Contexts         []int             `json:"contexts"`
	IntegrationTypes []int             `json:"integration_types,omitempty"`
	NSFW             bool              `json:"nsfw"`
}

// CommandOption is documented at
// https://discord.com/developers/docs/interactions/application-commands#application-command-object-application-command-option-structure.
type CommandOption struct {
	Type          int               `json:"type"`
	Name          string            `json:"name"`
	NameIn        map[string]string `json:"name_localizations,omitempty"`
	Description   string            `json:"description"`
	DescriptionIn map[string]string `json:"description_localizations,omitempty"`
	Required      bool              `json:"required,omitempty"`
	Choices       []Choice          `json:"choices,omitempty"`
	Options       []CommandOption   `json:"options,omitempty"`
	ChannelTypes  []int             `json:"channel_types,omitempty"`
	MinValue      *float64          `json:"min_value,omitempty"`
	MaxValue      *float64          `json:"max_value,omitempty"`
	MinLength     *int              `json:"min_length,omitempty"`
	MaxLength     *int              `json:"max_length,omitempty"`
	Autocomplete  bool              `json:"autocomplete,omitempty"`
}

// Choice is a predefined value of an option.
type Choice struct {
	Name   string            `json:"name"`
	NameIn map[string]string `json:"name_localizations,omitempty"`
	Value  any               `json:"value"`
}

func (s *Server) commandRoutes() []route {
	var all []route
	for _, list := range []string{"/applications/{application}/commands", "/applications/{application}/guilds/{guild}/commands"} {
		one := list + "/{command}"
		all = append(all,
			route{method: "GET", pattern: list, run: s.listCommands},
			route{method: "POST", pattern: list, run: s.createCommand, rule: ruleCommands},
			route{method: "PUT", pattern: list, run: s.putCommands, rule: ruleCommands},
			route{method: "GET", pattern: one, run: s.getCommand},
			route{method: "PATCH", pattern: one, run: s.patchCommand, rule: ruleCommands},
			route{method: "DELETE", pattern: one, run: s.deleteCommand, rule: ruleCommands},
		)
	}
	return all
}

// Commands returns the commands registered for a guild, or the global ones for "".
func (s *Server) Commands(guildID string) []Command {
	s.mu.Lock()
	defer s.mu.Unlock()
	list := &s.commands
	if guildID != "" {
		list = &s.guild(guildID).own
	}
	out := []Command{}
	for _, c := range *list {
		out = append(out, *c)
	}
	return out
}

// scope returns the command list that a path refers to, and the guild id if there is one.
func (s *Server) scope(q *request) (*[]*Command, string, *apiError) {
	if q.vars["application"] != s.app {
		return nil, "", errMissingAccess
	}
	id, ofGuild := q.vars["guild"]
	if !ofGuild {
		return &s.commands, "", nil
	}
	g := s.findGuild(id)
	if g == nil {
		return nil, "", errMissingAccess
	}
	return &g.own, id, nil
}

// registered returns the command in the path and its list.
func (s *Server) registered(q *request) (*[]*Command, *Command, *apiError) {
	list, _, err := s.scope(q)
	if err != nil {
		return nil, nil, err
	}
	for _, c := range *list {
		if c.ID == q.vars["command"] {
			return list, c, nil
		}
	}
	return nil, nil, errUnknownCommand
}

// listCommands implements
// https://discord.com/developers/docs/interactions/application-commands#get-global-application-commands.
// Localizations are only included on request.
func (s *Server) listCommands(q *request) (any, *apiError) {
	list, _, err := s.scope(q)
	if err != nil {
		return nil, err
	}
	out := []Command{}
	for _, c := range *list {
		o := *c
		if q.query.Get("with_localizations") != "true" {
			o = o.plain()
		}
		out = append(out, o)
	}
	return out, nil
}

// plain returns a command without localizations.
func (c Command) plain() Command {
	c.NameIn, c.DescriptionIn = nil, nil
	c.Options = plainOptions(c.Options)
	return c
}

func plainOptions(list []CommandOption) []CommandOption {
	out := slices.Clone(list)
	for i := range out {
		out[i].NameIn, out[i].DescriptionIn = nil, nil
		out[i].Options = plainOptions(out[i].Options)
		out[i].Choices = slices.Clone(out[i].Choices)
		for j := range out[i].Choices {
			out[i].Choices[j].NameIn = nil
		}
	}
	return out
}

func (s *Server) getCommand(q *request) (any, *apiError) {
	_, c, err := s.registered(q)
	if err != nil {
		return nil, err
	}
	return c, nil
}

// createCommand implements
// https://discord.com/developers/docs/interactions/application-commands#create-global-application-command.
// It replaces a command with the same name and type.
func (s *Server) createCommand(q *request) (any, *apiError) {
	list, guild, err := s.scope(q)
	if err != nil {
		return nil, err
	}
	c := &Command{Type: CommandSlash}
	if err := q.decode(c); err != nil {
		return nil, err
	}
	if err := s.checkCommand("", c); err != nil {
		return nil, err
	}
	next := replaced(*list, c)
	if tooManyCommands(next) {
		return nil, errTooManyCommands
	}
	s.register(c, *list, guild)
	*list = next
	return c, nil
}

// replaced returns the list with c in place of the command with the same name, or appended.
func replaced(list []*Command, c *Command) []*Command {
	out := slices.Clone(list)
	for i, o := range out {
		if o.Name == c.Name && o.Type == c.Type {
			out[i] = c
			return out
		}
	}
	return append(out, c)
}

// register sets the fields that the platform assigns. A command keeps the id of an earlier one with
// the same name.
func (s *Server) register(c *Command, before []*Command, guild string) {
	c.ID, c.Application, c.GuildID, c.Version = "", s.app, guild, s.newID()
	for _, o := range before {
		if o.Name == c.Name && o.Type == c.Type {
			c.ID = o.ID
		}
	}
	if c.ID == "" {
		c.ID = s.newID()
	}
	if guild == "" {
		dm := c.DMPermission == nil || *c.DMPermission
		if c.Contexts != nil {
			dm = slices.Contains(c.Contexts, contextBotDM)
		}
		c.DMPermission = &dm
	}
	if c.IntegrationTypes == nil {
		c.IntegrationTypes = []int{0}
	}
}

// tooManyCommands reports whether a list exceeds the limit of some command type; limits apply
// globally and per guild:
// https://discord.com/developers/docs/interactions/application-commands#registering-a-command.
func tooManyCommands(list []*Command) bool {
	n := map[int]int{}
	for _, c := range list {
		n[c.Type]++
	}
	return n[CommandSlash] > 100 || n[CommandUser] > 15 || n[CommandMessage] > 15
}

// putCommands implements
// https://discord.com/developers/docs/interactions/application-commands#bulk-overwrite-global-application-commands.
func (s *Server) putCommands(q *request) (any, *apiError) {
	list, guild, err := s.scope(q)
	if err != nil {
		return nil, err
	}
	var raw []json.RawMessage
	if err := q.decode(&raw); err != nil {
		return nil, err
	}
	next, err := s.commandList(raw)
	if err != nil {
		return nil, err
	}
	for _, c := range next {
		s.register(c, *list, guild)
	}
	*list = next
	return next, nil
}

func (s *Server) commandList(raw []json.RawMessage) ([]*Command, *apiError) {
	next := []*Command{}
	var f form
	for i, b := range raw {
		c := &Command{Type: CommandSlash}
		if err := (&request{body: b}).decode(c); err != nil {
			return nil, err
		}
		checkCommand(&f, pathOf("", i), c)
		if len(replaced(next, c)) == len(next) {
			f.wrong(pathOf("", i)+".name", "APPLICATION_COMMANDS_DUPLICATE_NAME", "Application command names must be unique")
		}
		next = append(next, c)
	}
	if err := f.err(); err != nil {
		return nil, err
	}
	if tooManyCommands(next) {
		return nil, errTooManyCommands
	}
	return next, nil
}

// patchCommand implements
// https://discord.com/developers/docs/interactions/application-commands#edit-global-application-command.
// Missing fields stay unchanged; the type can't be changed.
func (s *Server) patchCommand(q *request) (any, *apiError) {
	list, c, err := s.registered(q)
	if err != nil {
		return nil, err
	}
	next := *c
	var fields map[string]json.RawMessage
	if err := q.decode(&fields); err != nil {
		return nil, err
	}
	next.reset(fields)
	if err := q.decode(&next); err != nil {
		return nil, err
	}
	next.ID, next.Type, next.Application, next.GuildID = c.ID, c.Type, c.Application, c.GuildID
	if err := s.checkCommand("", &next); err != nil {
		return nil, err
	}
	for _, o := range *list {
		if o != c && o.Name == next.Name && o.Type == next.Type {
			var f form
			f.wrong("name", "APPLICATION_COMMANDS_DUPLICATE_NAME", "Application command names must be unique")
			return nil, f.err()
		}
	}
	next.Version = s.newID()
	*c = next
	return c, nil
}

// reset clears the fields that a patch sets, so that decoding does not merge into them.
func (c *Command) reset(fields map[string]json.RawMessage) {
	for name := range fields {
		switch name {
		case "name_localizations":
			c.NameIn = nil
		case "description_localizations":
			c.DescriptionIn = nil
		case "options":
			c.Options = nil
		case "contexts":
			c.Contexts = nil
		case "integration_types":
			c.IntegrationTypes = nil
		case "default_member_permissions":
			c.Permissions = nil
		case "dm_permission":
			c.DMPermission = nil
		}
	}
}

func (s *Server) deleteCommand(q *request) (any, *apiError) {
	list, c, err := s.registered(q)
	if err != nil {
		return nil, err
	}
	*list = slices.DeleteFunc(slices.Clone(*list), func(o *Command) bool { return o == c })
	return nil, nil
}
