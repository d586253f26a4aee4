package tally

import (
	"slices"
	"testing"

	"github.com/stewardbot/steward/bot"
)

// TestPast: a recorded event counts for the same as when it happens, but a paid message for
// nothing.
func TestPast(t *testing.T) {
	said := func(place bot.Place) *bot.Event {
		return &bot.Event{Kind: bot.KindMessage, Place: place, Message: &bot.Message{ID: "1", Text: "hello"}}
	}
	reacted := &bot.Event{Kind: bot.KindReaction, Place: "telegram:-1", Reaction: &bot.Reaction{Message: "1", Added: []string{"a", "b"}, Removed: []string{"c"}}}
	for _, c := range []struct {
		name string
		e    *bot.Event
		seen Seen
		paid bool
		want []bot.Count
	}{
		{"a message", said("telegram:-1"), Seen{}, false, []bot.Count{{Metric: Messages, Member: 7, N: 1}}},
		{"a paid one", said("telegram:-1"), Seen{}, true, nil},
		{"a struck one", said("telegram:-1"), Seen{Struck: true}, false, nil},
		{"in private", said("telegram:dm/1"), Seen{}, false, nil},
		{"somebody's command", said("telegram:-1"), Seen{Command: true}, false, nil},
		{"a command that paid", said("telegram:-1"), Seen{Called: true, Command: true}, true, []bot.Count{{Metric: Commands, Member: 7, N: 1}}},
		{"reactions", reacted, Seen{}, true, []bot.Count{{Metric: Given, Member: 7, N: 1}}},
		{"a join", &bot.Event{Kind: bot.KindJoin, Place: "telegram:-1"}, Seen{}, false, []bot.Count{{Metric: Joins, Member: 7, N: 1}}},
		{"a leave", &bot.Event{Kind: bot.KindLeave, Place: "telegram:-1"}, Seen{}, false, []bot.Count{{Metric: Leaves, Member: 7, N: 1}}},
		{"an edit", &bot.Event{Kind: bot.KindEdit, Place: "telegram:-1", Message: &bot.Message{}}, Seen{}, false, nil},
	} {
		if got := Past(c.e, 7, c.seen, c.paid); !slices.Equal(got, c.want) {
			t.Errorf("%s counts for %+v, want %+v", c.name, got, c.want)
		}
	}
}
