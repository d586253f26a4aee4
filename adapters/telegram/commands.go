package telegram

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/stewardbot/steward/bot"
)

// Bounds of a menu: https://core.telegram.org/bots/api#setmycommands.
const (
	maxCommands    = 100
	maxDescription = 256
)

type menuCommand struct {
	Command     string `json:"command"`
	Description string `json:"description"`
}

type menuScope struct {
	Type string `json:"type"`
}

// menuKey says who sees a menu.
type menuKey struct {
	Scope    menuScope `json:"scope"`
	Language string    `json:"language_code,omitempty"` // two letters; empty: for all others
}

// menu is what one audience sees in one language.
type menu struct {
	menuKey
	Commands []menuCommand `json:"commands"`
}

// RegisterCommands shows members their commands and a group's administrators
// all of them, in each language, and leaves a menu alone that reads so already.
// English is for everybody whose language has no menu.
func (a *Adapter) RegisterCommands(ctx context.Context, entries []bot.MenuEntry) error {
	for _, m := range menus(entries) {
		now, err := call[[]menuCommand](ctx, a.client, "getMyCommands", m.menuKey)
		if err != nil {
			return fmt.Errorf("register commands: %w", err)
		}
		if slices.Equal(now, m.Commands) {
			continue
		}
		if _, err := call[any](ctx, a.client, "setMyCommands", m); err != nil {
			return fmt.Errorf("register commands: %w", err)
		}
	}
	return nil
}

// menus are sorted so that they are the same each time.
func menus(entries []bot.MenuEntry) []menu {
	byLanguage := map[string][]bot.MenuEntry{}
	for _, e := range entries {
		byLanguage[e.Language] = append(byLanguage[e.Language], e)
	}
	languages := make([]string, 0, len(byLanguage))
	for l := range byLanguage {
		languages = append(languages, l)
	}
	slices.Sort(languages)
	var out []menu
	done := map[string]bool{}
	for _, l := range languages { // Telegram knows no scripts: zh-Hans stands before zh-Hant
		code, _, _ := strings.Cut(l, "-")
		if done[code] {
			continue
		}
		done[code] = true
		if code == "en" {
			code = ""
		}
		out = append(out,
			menuOf(byLanguage[l], code, "default", bot.Members),
			menuOf(byLanguage[l], code, "all_chat_administrators", bot.Operators))
	}
	return out
}

// menuOf holds what is for the audience and those below it.
func menuOf(entries []bot.MenuEntry, code, scope string, who bot.Audience) menu {
	m := menu{menuKey: menuKey{Scope: menuScope{Type: scope}, Language: code}, Commands: []menuCommand{}}
	for _, e := range entries {
		if e.Who <= who && len(m.Commands) < maxCommands {
			m.Commands = append(m.Commands, menuCommand{Command: e.Name, Description: shorten(e.Description)})
		}
	}
	return m
}

func shorten(s string) string {
	if utf8.RuneCountInString(s) <= maxDescription {
		return s
	}
	return string([]rune(s)[:maxDescription-1]) + "…"
}
