package telegram

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"
	"unicode/utf8"

	tg "github.com/go-telegram/bot"
	"github.com/go-telegram/bot/models"

	"github.com/stewardbot/steward/bot"
)

// Bounds of a menu: https://core.telegram.org/bots/api#setmycommands.
const (
	maxCommands    = 100
	maxDescription = 256
)

// RegisterCommands shows the members' commands to everybody and all commands to
// a group's administrators, in each language. It leaves unchanged menus alone.
// English is the fallback.
func (a *Adapter) RegisterCommands(ctx context.Context, entries []bot.MenuEntry) error {
	for _, m := range menus(entries) {
		now, err := call[[]models.BotCommand](ctx, a.client, (*tg.Bot).GetMyCommands, &tg.GetMyCommandsParams{Scope: m.Scope, LanguageCode: m.LanguageCode})
		if err != nil {
			return fmt.Errorf("register commands: %w", err)
		}
		if slices.Equal(now, m.Commands) {
			continue
		}
		if _, err := call[any](ctx, a.client, (*tg.Bot).SetMyCommands, m); err != nil {
			return fmt.Errorf("register commands: %w", err)
		}
	}
	return nil
}

// menus returns the menus in a fixed order.
func menus(entries []bot.MenuEntry) []*tg.SetMyCommandsParams {
	byLanguage := map[string][]bot.MenuEntry{}
	for _, e := range entries {
		byLanguage[e.Language] = append(byLanguage[e.Language], e)
	}
	var out []*tg.SetMyCommandsParams
	done := map[string]bool{}
	for _, l := range slices.Sorted(maps.Keys(byLanguage)) { // Telegram does not distinguish scripts: zh-Hans comes before zh-Hant
		code, _, _ := strings.Cut(l, "-")
		if done[code] {
			continue
		}
		done[code] = true
		if code == "en" {
			code = ""
		}
		out = append(out,
			menuOf(byLanguage[l], code, &models.BotCommandScopeDefault{}, bot.Members),
			menuOf(byLanguage[l], code, &models.BotCommandScopeAllChatAdministrators{}, bot.Operators))
	}
	return out
}

// menuOf returns the menu of an audience, which includes lower ones, in the
// language of a two-letter code, or the fallback.
func menuOf(entries []bot.MenuEntry, code string, scope models.BotCommandScope, who bot.Audience) *tg.SetMyCommandsParams {
	m := &tg.SetMyCommandsParams{Scope: scope, LanguageCode: code, Commands: []models.BotCommand{}}
	for _, e := range entries {
		if e.Who <= who && len(m.Commands) < maxCommands {
			m.Commands = append(m.Commands, models.BotCommand{Command: e.Name, Description: shorten(e.Description)})
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
