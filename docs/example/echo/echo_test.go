package echo_test

import (
	"log/slog"
	"testing"
	"time"

	"github.com/stewardbot/steward/adapters/adaptertest"
	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/docs/example/echo"
)

func TestAdapter(t *testing.T) {
	adaptertest.Run(t, adaptertest.Platform{Name: echo.Platform, Open: func(t *testing.T) *adaptertest.World {
		s := newServer(t)
		return &adaptertest.World{
			New:   func(log *slog.Logger) bot.Adapter { return echo.New(echo.Settings{URL: s.http.URL}, log) },
			Group: "echo:lobby", Nowhere: "echo:garden",
			Ann: "echo:ann", Bob: "echo:bob",
			Say: s.say, Shown: s.shown,
			Confirms: true,
			Down: func(down bool) {
				s.mu.Lock()
				defer s.mu.Unlock()
				s.down = down
				close(s.changed)
				s.changed = make(chan struct{})
			},
			Limit:   func(d time.Duration) { s.mu.Lock(); s.limit = d; s.mu.Unlock() },
			Lose:    func() { s.mu.Lock(); s.lose = true; s.mu.Unlock() },
			Hostile: func() { s.mu.Lock(); s.tell(record{"kind": "sneezed"}); s.tell(17); s.tell(nil); s.mu.Unlock() },
		}
	}})
}

func TestSettings(t *testing.T) {
	for url, faults := range map[string]int{"http://127.0.0.1:7000": 0, "": 1, "lobby": 1} {
		n := 0
		s := echo.Settings{URL: url}
		s.Validate(func(string, string, ...any) { n++ })
		if n != faults {
			t.Errorf("%q: %d faults, want %d", url, n, faults)
		}
	}
}
