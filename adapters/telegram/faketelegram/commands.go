package faketelegram

import (
	"regexp"
	"slices"
)

// Command is an entry in the command menu: https://core.telegram.org/bots/api#botcommand.
type Command struct {
	Name        string `json:"command"`
	Description string `json:"description"`
	IsEphemeral bool   `json:"is_ephemeral,omitempty"`
}

// menuKey identifies a menu by its scope and language.
type menuKey struct {
	scope    scope
	language string
}

// scope is documented at https://core.telegram.org/bots/api#botcommandscope.
type scope struct {
	Type string `json:"type"`
	Chat int64  `json:"chat_id"`
	User int64  `json:"user_id"`
}

var (
	commandName  = regexp.MustCompile(`^[a-z0-9_]{1,32}$`)
	languageCode = regexp.MustCompile(`^([a-z]{2})?$`)
)

// setMyCommands implements https://core.telegram.org/bots/api#setmycommands.
func (s *Server) setMyCommands(p params) (any, *apiError) {
	key, err := s.menuKey(p)
	if err != nil {
		return nil, err
	}
	var commands []Command
	if _, err := p.json("commands", &commands); err != nil {
		return nil, err
	}
	if len(commands) > 100 {
		return nil, bad("BOT_COMMANDS_TOO_MUCH")
	}
	for _, c := range commands {
		switch n := length16(c.Description); {
		case !commandName.MatchString(c.Name):
			return nil, bad("BOT_COMMAND_INVALID")
		case n < 1 || n > 256:
			return nil, bad("BOT_COMMAND_DESCRIPTION_INVALID")
		}
	}
	s.menus[key] = commands
	return true, nil
}

// getMyCommands implements https://core.telegram.org/bots/api#getmycommands.
func (s *Server) getMyCommands(p params) (any, *apiError) {
	key, err := s.menuKey(p)
	if err != nil {
		return nil, err
	}
	return append([]Command{}, s.menus[key]...), nil
}

// deleteMyCommands implements https://core.telegram.org/bots/api#deletemycommands.
func (s *Server) deleteMyCommands(p params) (any, *apiError) {
	key, err := s.menuKey(p)
	if err != nil {
		return nil, err
	}
	delete(s.menus, key)
	return true, nil
}

func (s *Server) menuKey(p params) (menuKey, *apiError) {
	k := menuKey{scope{Type: "default"}, p["language_code"]}
	if _, err := p.json("scope", &k.scope); err != nil {
		return k, bad("can't parse BotCommandScope")
	}
	if !languageCode.MatchString(k.language) {
		return k, bad("LANG_CODE_INVALID")
	}
	switch k.scope.Type {
	case "default", "all_private_chats", "all_group_chats", "all_chat_administrators":
		return k, nil
	case "chat", "chat_administrators", "chat_member":
		if s.chats[k.scope.Chat] == nil {
			return k, bad("chat not found")
		}
		return k, nil
	}
	return k, bad("can't parse BotCommandScope: Unsupported type specified")
}

// Menu returns the commands for a scope such as "default" and a language; "" is the fallback
// language.
func (s *Server) Menu(scopeType, language string) []Command {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.menus[menuKey{scope{Type: scopeType}, language}])
}
