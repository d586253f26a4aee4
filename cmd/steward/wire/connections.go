package wire

import (
	"log/slog"
	"time"

	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/bot/config"
)

// Connections are those of the platforms that a configuration sets up, which
// several processes share out.
func Connections(f *config.File, spaces func() []bot.Place, turns func(within, rest time.Duration) bot.Turns, log *slog.Logger) (list []bot.Connection) {
	for _, p := range Platforms() {
		s, ok := f.Platform(p.Name)
		if !ok {
			continue
		}
		if d, ok := s.(bot.Divided); ok {
			list = append(list, d.Connections(log, spaces, turns)...)
			continue
		}
		list = append(list, bot.Connection{Source: p.Name, Shards: 1, Open: func() bot.Adapter { return s.(bot.PlatformSettings).Open(log, spaces) }})
	}
	return list
}

// ShardOf returns how a platform divides places among its connections; nil: it
// has one.
func ShardOf(name string) func(p bot.Place, n int) int {
	p, _ := platform(bot.Place(name + ":"))
	if d, ok := p.Settings().(bot.Divided); ok {
		return d.Shard
	}
	return nil
}

// Can returns what places of a platform can do, without an account there.
func Can(name string) func(bot.Place) bot.Capabilities {
	p, _ := platform(bot.Place(name + ":"))
	return p.Capabilities
}
