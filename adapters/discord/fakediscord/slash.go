package fakediscord

import (
	"errors"
	"fmt"
	"slices"
	"strconv"
	"unicode/utf8"
)

// Option modifies how a command is used.
type Option func(*usage)

// usage is a command being entered.
type usage struct {
	args    []arg
	path    []string // group and subcommand
	forced  bool
	locale  string
	focused string // of an autocompletion
}

type arg struct {
	name  string
	value any
}

// Arg sets an option of the command: a string, an int, a bool, a float64, a User, a *Channel or a
// *Role.
func Arg(name string, value any) Option {
	return func(u *usage) { u.args = append(u.args, arg{name, value}) }
}

// Sub selects the subcommand, preceded by its group if any.
func Sub(path ...string) Option { return func(u *usage) { u.path = path } }

// InLocale sets the language of the user's client; the default is en-US.
func InLocale(locale string) Option { return func(u *usage) { u.locale = locale } }

// Forced skips the check that the command is registered in this form.
func Forced() Option { return func(u *usage) { u.forced = true } }

// commandData is documented at
// https://discord.com/developers/docs/interactions/receiving-and-responding#interaction-object-application-command-data-structure.
type commandData struct {
	ID       string       `json:"id"`
	Name     string       `json:"name"`
	Type     int          `json:"type"`
	Resolved *resolved    `json:"resolved,omitempty"`
	Options  []usedOption `json:"options,omitempty"`
	GuildID  string       `json:"guild_id,omitempty"`
	TargetID string       `json:"target_id,omitempty"`
}

type usedOption struct {
	Name    string       `json:"name"`
	Type    int          `json:"type"`
	Value   any          `json:"value,omitempty"`
	Options []usedOption `json:"options,omitempty"`
	Focused bool         `json:"focused,omitempty"`
}

// resolved is documented at
// https://discord.com/developers/docs/interactions/receiving-and-responding#interaction-object-resolved-data-structure.
type resolved struct {
	Users    map[string]User          `json:"users,omitempty"`
	Members  map[string]Member        `json:"members,omitempty"`
	Roles    map[string]roleObject    `json:"roles,omitempty"`
	Channels map[string]channelObject `json:"channels,omitempty"`
	Messages map[string]*Message      `json:"messages,omitempty"`
}

// Slash uses a slash command as a user. It panics if the command is not registered in this form,
// or not for them.
func (s *Server) Slash(by User, channelID, command string, o ...Option) *Interaction {
	return must(s.TrySlash(by, channelID, command, o...))
}

// TrySlash is like Slash but returns an error.
func (s *Server) TrySlash(by User, channelID, command string, o ...Option) (*Interaction, error) {
	return s.use(by, channelID, command, CommandSlash, "", o)
}

// SlashDM uses a slash command in a DM.
func (s *Server) SlashDM(by User, command string, o ...Option) *Interaction {
	return s.Slash(by, s.PrivateChannel(by), command, o...)
}

// UserMenu uses a command from a user's context menu.
func (s *Server) UserMenu(by User, channelID, command string, target User, o ...Option) *Interaction {
	return must(s.use(by, channelID, command, CommandUser, target.ID, o))
}

// MessageMenu uses a command from a message's context menu.
func (s *Server) MessageMenu(by User, channelID, command, messageID string, o ...Option) *Interaction {
	return must(s.use(by, channelID, command, CommandMessage, messageID, o))
}

// Autocomplete makes a user type into the option named focused; its Arg is the text so far.
func (s *Server) Autocomplete(by User, channelID, command, focused string, o ...Option) *Interaction {
	o = append(slices.Clone(o), func(u *usage) { u.focused = focused })
	return must(s.use(by, channelID, command, CommandSlash, "", o))
}

func must(i *Interaction, err error) *Interaction {
	if err != nil {
		panic("fakediscord: " + err.Error())
	}
	return i
}

func (s *Server) use(by User, channelID, name string, kind int, target string, o []Option) (i *Interaction, err error) {
	u := usage{locale: "en-US"}
	for _, set := range o {
		set(&u)
	}
	s.act(func() {
		r := s.rooms[channelID]
		if r == nil {
			err = errors.New("no channel " + channelID)
			return
		}
		var c *Command
		if c, err = s.usable(by, r, name, kind, &u); err != nil {
			return
		}
		if err = completes(c, &u); err != nil {
			return
		}
		data := commandData{ID: c.ID, Name: c.Name, Type: kind, TargetID: target, GuildID: c.GuildID}
		if err = s.fill(&data, c, r, &u); err != nil {
			return
		}
		in := &interaction{kind: interactionCommand, name: name, by: by.ID, room: r}
		if u.focused != "" {
			in.kind = interactionAutocomplete
		}
		i = s.interact(in, data, u.locale)
	})
	return i, err
}

// completes returns an error if the focused option has no autocompletion.
func completes(c *Command, u *usage) error {
	if u.focused == "" || u.forced {
		return nil
	}
	options, err := inner(c.Options, u)
	if err == nil && !slices.ContainsFunc(options, func(o CommandOption) bool { return o.Name == u.focused && o.Autocomplete }) {
		err = fmt.Errorf("option %q of command %q has no autocompletion", u.focused, c.Name)
	}
	return err
}

// usable returns the command by this name, preferring a guild's over a global one. For Forced it is
// made up.
func (s *Server) usable(by User, r *room, name string, kind int, u *usage) (*Command, error) {
	list := s.commands
	if r.guild != nil {
		list = append(slices.Clone(r.guild.own), list...)
	}
	for _, c := range list {
		if c.Name != name || c.Type != kind {
			continue
		}
		if err := s.mayUse(by, r, c); err != nil && !u.forced {
			return nil, err
		}
		return c, nil
	}
	if u.forced {
		return &Command{ID: s.newID(), Name: name, Type: kind}, nil
	}
	return nil, fmt.Errorf("no command %q of type %d", name, kind)
}

// mayUse checks the command's permissions:
// https://discord.com/developers/docs/interactions/application-commands#permissions.
func (s *Server) mayUse(by User, r *room, c *Command) error {
	where := contextGuild
	if r.guild == nil {
		where = contextBotDM
	}
	if c.Contexts != nil && !slices.Contains(c.Contexts, where) || where == contextBotDM && c.DMPermission != nil && !*c.DMPermission {
		return fmt.Errorf("command %q can't be used in channel %s", c.Name, r.id)
	}
	if r.guild == nil {
		if r.with != by.ID {
			return fmt.Errorf("channel %s is private to others than %s", r.id, by.ID)
		}
		return nil
	}
	if !s.may(r.guild, by.ID, r, PermUseCommands) {
		return fmt.Errorf("user %s may not use commands in channel %s", by.ID, r.id)
	}
	if c.Permissions == nil {
		return nil
	}
	need, _ := strconv.ParseInt(*c.Permissions, 10, 64)
	have := s.permissions(r.guild, by.ID, r)
	if have&PermAdministrator == 0 && (need == 0 || have&need != need) {
		return fmt.Errorf("user %s may not use command %q", by.ID, c.Name)
	}
	return nil
}

// fill sets the options, and the objects that they and the target refer to.
func (s *Server) fill(data *commandData, c *Command, r *room, u *usage) error {
	res := resolved{
		Users: map[string]User{}, Members: map[string]Member{}, Roles: map[string]roleObject{},
		Channels: map[string]channelObject{}, Messages: map[string]*Message{},
	}
	switch c.Type {
	case CommandUser:
		s.resolveUser(&res, r, data.TargetID)
	case CommandMessage:
		m := r.posts.get(data.TargetID)
		if m == nil {
			return fmt.Errorf("no message %s in channel %s", data.TargetID, r.id)
		}
		res.Messages[m.ID] = m
	}
	options, err := inner(c.Options, u)
	if err != nil {
		return err
	}
	var used []usedOption
	for _, a := range u.args {
		o, err := s.typed(a, options, u)
		if err != nil {
			return err
		}
		s.resolve(&res, r, a.value)
		used = append(used, o)
	}
	if err := missing(options, u); err != nil {
		return err
	}
	data.Options = nest(u.path, used)
	if len(res.Users)+len(res.Roles)+len(res.Channels)+len(res.Messages) > 0 {
		data.Resolved = &res
	}
	return nil
}

// inner returns the options of the selected subcommand.
func inner(options []CommandOption, u *usage) ([]CommandOption, error) {
	for _, name := range u.path {
		at := slices.IndexFunc(options, func(o CommandOption) bool { return o.Name == name && o.Type <= optionGroup })
		if at < 0 {
			if u.forced {
				return nil, nil
			}
			return nil, fmt.Errorf("no subcommand %q", name)
		}
		options = options[at].Options
	}
	return options, nil
}

func nest(path []string, used []usedOption) []usedOption {
	for i, name := range slices.Backward(path) {
		kind := optionSub
		if i < len(path)-1 {
			kind = optionGroup
		}
		used = []usedOption{{Name: name, Type: kind, Options: used}}
	}
	return used
}

// typed returns an argument in wire format; it must match a registered option.
func (s *Server) typed(a arg, options []CommandOption, u *usage) (usedOption, error) {
	kind, value := kindOf(a.value)
	out := usedOption{Name: a.name, Type: kind, Value: value, Focused: a.name == u.focused}
	at := slices.IndexFunc(options, func(o CommandOption) bool { return o.Name == a.name })
	if at < 0 {
		if u.forced {
			return out, nil
		}
		return out, fmt.Errorf("the command has no option %q", a.name)
	}
	o := options[at]
	same := o.Type == kind || o.Type == optionNumber && kind == optionInteger ||
		o.Type == optionMentionable && (kind == optionUser || kind == optionRole)
	out.Type = o.Type
	if u.forced || out.Focused {
		return out, nil
	}
	if !same {
		return out, fmt.Errorf("option %q is of type %d, not %d", a.name, o.Type, kind)
	}
	return out, o.accepts(value)
}

// accepts returns the reason why a client wouldn't send this value, or nil.
func (o *CommandOption) accepts(value any) error {
	if len(o.Choices) > 0 {
		for _, c := range o.Choices {
			if fmt.Sprint(c.Value) == fmt.Sprint(value) {
				return nil
			}
		}
		return fmt.Errorf("%v is no choice of option %q", value, o.Name)
	}
	low, high := 0.0, 0.0
	n, isNumber := value.(float64)
	if i, ok := value.(int); ok {
		n, isNumber = float64(i), true
	}
	text, isText := value.(string)
	switch {
	case isNumber && o.MinValue != nil:
		low = *o.MinValue - n
	case isText && o.MinLength != nil:
		low = float64(*o.MinLength - utf8.RuneCountInString(text))
	}
	switch {
	case isNumber && o.MaxValue != nil:
		high = n - *o.MaxValue
	case isText && o.MaxLength != nil:
		high = float64(utf8.RuneCountInString(text) - *o.MaxLength)
	}
	if low > 0 || high > 0 {
		return fmt.Errorf("%v is too small or too large for option %q", value, o.Name)
	}
	return nil
}

// missing returns an error if a required option has no value.
func missing(options []CommandOption, u *usage) error {
	if u.forced || u.focused != "" {
		return nil
	}
	for _, o := range options {
		if o.Required && !slices.ContainsFunc(u.args, func(a arg) bool { return a.name == o.Name }) {
			return fmt.Errorf("option %q is required", o.Name)
		}
	}
	return nil
}

// kindOf returns an argument's type and its wire value.
func kindOf(value any) (int, any) {
	switch v := value.(type) {
	case string:
		return optionString, v
	case int:
		return optionInteger, v
	case bool:
		return optionBoolean, v
	case float64:
		return optionNumber, v
	case User:
		return optionUser, v.ID
	case *Channel:
		return optionChannel, v.ID
	case *Role:
		return optionRole, v.ID
	}
	impossible("no option of type %T", value)
	return 0, nil
}

func (s *Server) resolve(res *resolved, r *room, value any) {
	switch v := value.(type) {
	case User:
		s.resolveUser(res, r, v.ID)
	case *Channel:
		res.Channels[v.ID] = s.room(v.ID).object()
	case *Role:
		if r.guild != nil {
			res.Roles[v.ID] = *r.guild.role(v.ID)
		}
	}
}

func (s *Server) resolveUser(res *resolved, r *room, id string) {
	res.Users[id] = s.account(id).User
	if r.guild == nil {
		return
	}
	if m := r.guild.partial(id); m != nil {
		m.Permissions = permissionText(s.permissions(r.guild, id, r))
		res.Members[id] = *m
	}
}
