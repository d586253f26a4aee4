package discord

import (
	"log/slog"

	"github.com/stewardbot/steward/adapters/kit"
	"github.com/stewardbot/steward/bot"
)

// Describe returns the platform's description for the program.
func Describe() bot.Platform {
	return bot.Platform{
		Name: Platform, Title: title, SpaceFault: SpaceFault, Room: "3344", Capabilities: capabilities,
		Counters: []string{"mee6", "lurkr", "arcane", "tatsu"},
		Settings: func() bot.PlatformSettings { return new(Settings) },
		Setup: bot.Setup{
			Access: access, Variable: "DISCORD_TOKEN",
			Token: "init.discord_how", Add: "init.discord_add", Lacks: "init.discord_lacks",
		},
	}
}

func access(s bot.PlatformSettings) (token, address *string) {
	own := s.(*Settings)
	return &own.Token, &own.APIURL
}

// Open implements bot.PlatformSettings.
func (s *Settings) Open(log *slog.Logger, spaces func() []bot.Place) bot.Adapter {
	return New(*s, Options{Options: kit.Options{Log: log, Spaces: spaces}})
}
