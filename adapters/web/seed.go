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

// script is the opening conversation: who says which of the page's texts. It excludes the person
// that a visitor starts as.
var script = []struct {
	by  bot.UserID
	key string
}{
	{"console:layla", "seed.open"}, {"console:dmitri", "seed.minutes"}, {"console:dmitri", "seed.checkin"}, {"console:ann", "seed.saturday"},
}

// seeds maps the ids of opening lines to their texts, so that each page shows them in its
// language.
type seeds struct {
	mu   sync.Mutex
	keys map[string]string
}

// Seed plays a short conversation, so that the room is not empty for a visitor. It moves the clock
// by Seeded.
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

// pass waits until all lines are decided, then advances the clock.
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

// show translates an opening line's text.
func (s *seeds) show(v *lineView, t *tongue) {
	s.mu.Lock()
	defer s.mu.Unlock()
	key, ok := s.keys[v.ID]
	if v.Seed = ok; ok && v.Text != "" && !v.Edited {
		v.Text = t.T(key)
	}
}
