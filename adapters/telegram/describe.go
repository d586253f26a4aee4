package telegram

import (
	"log/slog"

	"github.com/stewardbot/steward/adapters/kit"
	"github.com/stewardbot/steward/bot"
)

// Describe returns the platform's description for the program.
func Describe() bot.Platform {
	return bot.Platform{
		Name: Platform, Title: title, SpaceFault: SpaceFault, Capabilities: capabilities, MembersFirst: true,
		Settings: func() bot.PlatformSettings { return new(Settings) },
		Setup:    bot.Setup{Access: access, Variable: "TELEGRAM_TOKEN", Token: "init.telegram_how", Add: "init.telegram_add"},
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
