package discord

import (
	"log/slog"
	"time"

	"github.com/stewardbot/steward/adapters/kit"
	"github.com/stewardbot/steward/bot"
)

// Describe returns the platform's description for the program.
func Describe() bot.Platform {
	return bot.Platform{
		Name: Platform, Title: title, SpaceFault: SpaceFault, Room: "3344", Capabilities: capabilities,
		Counters: []string{"mee6", "lurkr", "arcane", "tatsu"},
		Settings: func() bot.PlatformSettings { return new(Settings) }, Created: created,
		Setup: bot.Setup{
			Access: access, Variable: "DISCORD_TOKEN",
			Token: "init.discord_how", Add: "init.discord_add", Lacks: "init.discord_lacks",
		},
	}
}

// created returns when an account was made: its id says so.
func created(id string) (time.Time, bool) {
	s := parseSnowflake(id)
	return s.at(), s != 0
}

func access(s bot.PlatformSettings) (token, address *string) {
	own := s.(*Settings)
	return &own.Token, &own.APIURL
}

// Open implements bot.PlatformSettings.
func (s *Settings) Open(log *slog.Logger, spaces func() []bot.Place) bot.Adapter {
	return New(*s, Options{Options: kit.Options{Log: log, Spaces: spaces}})
}

// Connections implements bot.Divided: one for each shard, if their number is
// written down.
func (s *Settings) Connections(log *slog.Logger, spaces func() []bot.Place, turns func(within, rest time.Duration) bot.Turns) (list []bot.Connection) {
	if s.Shards <= 1 {
		return []bot.Connection{{Source: Platform, Shards: 1, Open: func() bot.Adapter { return s.Open(log, spaces) }}}
	}
	a := New(*s, Options{Options: kit.Options{Log: log, Spaces: spaces}, Identify: turns(TurnWithin, IdentifyEvery)})
	for i := range int(s.Shards) {
		list = append(list, bot.Connection{
			Source: Source(i), Shard: i, Shards: int(s.Shards), Open: func() bot.Adapter { return a.Shard(i, int(s.Shards)) },
		})
	}
	return list
}

// Shard implements bot.Divided.
func (s *Settings) Shard(p bot.Place, n int) int { return ShardOf(p, n) }
