package console_test

import (
	"context"
	"log/slog"
	"slices"
	"testing"
	"time"

	"github.com/stewardbot/steward/adapters/adaptertest"
	"github.com/stewardbot/steward/adapters/console"
	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/bot/markup"
)

func TestAdapter(t *testing.T) {
	adaptertest.Run(t, adaptertest.Platform{Name: console.Platform, Open: openWorld})
}

// world is the room as the suite sees it. People act in the room that was started last.
type world struct {
	t    *testing.T
	room *console.Room
}

func openWorld(t *testing.T) *adaptertest.World {
	w := &world{t: t}
	return &adaptertest.World{
		New: func(*slog.Logger) bot.Adapter {
			w.room = console.New(console.Cast())
			return w.room
		},
		Group: console.Lobby, Ann: "console:xiaoyu", Bob: layla, Owner: ann,
		Say: w.say, Shown: w.shown, Edit: w.edit, React: w.react, Press: w.press,
		Nowhere: "console:garden", Reaction: "👍", Private: true,
		Join: func(who bot.UserID) { w.must(w.room.Join(context.Background(), who)) },
		Stands: func(who bot.UserID) adaptertest.Standing {
			out, banned := w.room.Out(who)
			return adaptertest.Standing{Present: !out, Banned: banned, MutedUntil: w.room.MutedUntil(who)}
		},
		Heard: func(who bot.UserID) bool {
			heard, _ := w.room.Door()
			return heard || who == ann
		},
		Slow: func(bot.Place) time.Duration {
			_, every := w.room.Door()
			return every
		},
		Pinned:   func(_ bot.Place, id string) bool { return w.line(id).Pinned },
		Pictured: func(_ bot.Place, id string) bool { return w.line(id).Picture != (bot.Attachment{}) },
		Looks:    func(_ bot.Place, id string) []markup.Span { return w.line(id).Spans },
		Tag:      func(who bot.UserID) string { return w.room.Tag(who) },
	}
}

func (w *world) must(err error) {
	w.t.Helper()
	if err != nil {
		w.t.Fatal(err)
	}
}

func (w *world) line(id string) console.Line {
	w.t.Helper()
	l, ok := line(w.room, "", id)
	if !ok {
		w.t.Fatalf("there is no line %s", id)
	}
	return l
}

func (w *world) say(who bot.UserID, in bot.Place, text, replyTo string) string {
	w.t.Helper()
	l, err := w.room.Say(context.Background(), who, in, text, replyTo)
	w.must(err)
	return l.ID
}

func (w *world) edit(who bot.UserID, _ bot.Place, id, text string) {
	w.t.Helper()
	w.must(w.room.Edit(context.Background(), who, id, text))
}

func (w *world) react(who bot.UserID, _ bot.Place, id, emoji string) {
	w.t.Helper()
	if emoji != "" {
		w.must(w.room.React(context.Background(), who, id, emoji, true))
		return
	}
	l, _ := line(w.room, who, id)
	for _, re := range l.Reactions {
		if slices.Contains(re.By, who) {
			w.must(w.room.React(context.Background(), who, id, re.Emoji, false))
		}
	}
}

func (w *world) press(who bot.UserID, _ bot.Place, id, data string) {
	w.t.Helper()
	_, err := w.room.Press(context.Background(), who, id, data)
	w.must(err)
}

func (w *world) shown(in bot.Place) []adaptertest.Line {
	var out []adaptertest.Line
	for _, l := range w.room.View("", 0).Lines {
		if l.Place != in || l.Deleted {
			continue
		}
		shown := adaptertest.Line{ID: l.ID, Text: l.Text, Ours: l.From == console.Steward, OnlyFor: l.Only, ReplyTo: l.ReplyTo}
		for _, row := range l.Buttons {
			for _, b := range row {
				shown.Buttons = append(shown.Buttons, b.Data)
			}
		}
		for _, re := range l.Reactions {
			if slices.Contains(re.By, console.Steward) {
				shown.Reactions = append(shown.Reactions, re.Emoji)
			}
		}
		out = append(out, shown)
	}
	return out
}
