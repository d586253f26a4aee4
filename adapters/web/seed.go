package web

import (
	"context"
	"sync"
	"time"

	"github.com/stewardbot/steward/adapters/console"
	"github.com/stewardbot/steward/bot"
)

// Seeded is how long Seed takes on the engine's clock.
const Seeded = 8 * time.Minute

// script is what is said before the first visitor comes: by whom and which of the
// page's texts. Nobody is among them as whom a visitor begins.
var script = []struct {
	by  bot.UserID
	key string
}{
	{"console:layla", "seed.open"}, {"console:dmitri", "seed.minutes"}, {"console:dmitri", "seed.checkin"}, {"console:ann", "seed.saturday"},
}

// seeds are the texts of lines that were there first, by the lines' ids: each page
// shows them in its own language.
type seeds struct {
	mu   sync.Mutex
	keys map[string]string
}

// Seed lets people have a short conversation, so that a visitor comes into a room that
// is lived in. It moves the clock by Seeded.
func (d *Demo) Seed(ctx context.Context, lang string) error {
	t := d.tongues.choose(lang)
	var said []string
	for _, s := range script {
		l, err := d.room.Say(ctx, s.by, console.Lobby, t.T(s.key), "")
		if err != nil {
			return err
		}
		d.seeds.add(l.ID, s.key)
		said = append(said, l.ID)
		if err := d.pass(ctx); err != nil {
			return err
		}
	}
	return d.room.React(ctx, "console:haneul", said[1], "❤️", true)
}

// pass waits until all is decided that was said, and then lets time go by.
func (d *Demo) pass(ctx context.Context) error {
	if err := d.backend.Advance(ctx, 0); err != nil {
		return err
	}
	return d.backend.Advance(ctx, Seeded/time.Duration(len(script)))
}

func (s *seeds) add(line, key string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.keys == nil {
		s.keys = map[string]string{}
	}
	s.keys[line] = key
}

// show gives a line its text in a language, if it was there first.
func (s *seeds) show(v *lineView, t *tongue) {
	s.mu.Lock()
	defer s.mu.Unlock()
	key, ok := s.keys[v.ID]
	if v.Seed = ok; ok && v.Text != "" && !v.Edited {
		v.Text = t.T(key)
	}
}
