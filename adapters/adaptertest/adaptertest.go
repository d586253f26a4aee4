// Package adaptertest is the suite that every adapter passes, run against its
// platform's fake.
//
// A test describes its platform as a [Platform]; for each check [Run] opens a
// fresh [World], starts the adapter on a recording [Sink], lets people of that
// world do something, and looks at what the adapter submitted, or at what a
// place shows after an effect. What a world leaves out is not checked, and is
// listed in the log.
package adaptertest

import (
	"log/slog"
	"strings"
	"testing"
	"time"

	"go.uber.org/goleak"

	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/bot/markup"
)

// Platform is what is to be checked.
type Platform struct {
	Name string
	// Open makes a world of its own and has it closed by t's cleanup.
	Open func(t *testing.T) *World
}

// World is a platform with a group in which Steward is an administrator. The
// functions that act return when the platform has taken the act, and fail the
// test if it won't.
type World struct {
	// New is the adapter as it is when the program starts. It is called again
	// for a restart, after the one before has stopped.
	New func(log *slog.Logger) bot.Adapter
	// Group is where they talk: the group itself, or a channel of it.
	Group bot.Place
	Ann   bot.UserID // in the group, as is Bob; both ordinary members
	Bob   bot.UserID
	// Say says a text and returns the message's id; replyTo may be empty.
	Say func(who bot.UserID, in bot.Place, text, replyTo string) string
	// Shown are the lines that a place shows now, the oldest first.
	Shown func(in bot.Place) []Line

	// What follows may be left out.

	Edit  func(who bot.UserID, in bot.Place, id, text string)
	React func(who bot.UserID, in bot.Place, id, emoji string) // emoji empty: takes back
	Press func(who bot.UserID, in bot.Place, id, data string)
	// Command gives a command that the platform itself knows as Steward's; where
	// that is nil, commands are text.
	Command func(who bot.UserID, in bot.Place, name string)
	// Newcomer is not in the group; Join and Leave let people come and go.
	Newcomer bot.UserID
	Join     func(who bot.UserID)
	Leave    func(who bot.UserID)
	// Owner has authority in the group, and the adapter was told of the group.
	Owner bot.UserID
	// Topic is a place in the group.
	Topic bot.Place
	// Nowhere is a well-formed place that does not exist.
	Nowhere bot.Place
	// Personas let others than people speak in the group.
	Personas map[bot.Persona]func(text string)
	// Reaction is one that Steward may set; Unreaction one that it may not.
	Reaction, Unreaction string
	// Tag is what the group shows beside a member's name, where Steward can set it.
	Tag func(who bot.UserID) string
	// Role can be given to members of the group; Unrole can't be. Roles are those
	// that somebody has.
	Role, Unrole string
	Roles        func(who bot.UserID) []string
	// Stands is how somebody stands in the group.
	Stands func(who bot.UserID) Standing
	// Heard reports whether somebody may speak in the group now; Slow how long
	// members wait between two messages in a place.
	Heard func(who bot.UserID) bool
	Slow  func(in bot.Place) time.Duration
	// Pinned reports whether a message stands out in a place; Pictured whether
	// it has a picture; Looks what it looks like.
	Pinned, Pictured func(in bot.Place, id string) bool
	Looks            func(in bot.Place, id string) []markup.Span
	// Private answers in a group are seen by one member alone; to a command of
	// the platform's, where there is Command.
	Private bool
	// Confirms: what was submitted and not committed comes again after a restart.
	Confirms bool
	// Repeats: what was committed may come again too, with its id, since the
	// platform keeps no place in what it has told.
	Repeats bool
	// Down makes the platform unreachable, or reachable again.
	Down func(down bool)
	// Limit makes the platform refuse the next message and ask to wait so long.
	Limit func(d time.Duration)
	// Lose makes the platform do the next message and its answer get lost.
	Lose func()
	// Hostile sends what no decent platform would: unknown kinds, missing
	// fields, huge and negative numbers.
	Hostile func()
	// Secret must never be seen in an error, a log or a status.
	Secret string
}

// Line is a message as a place shows it.
type Line struct {
	ID        string
	Text      string
	Ours      bool       // Steward said it
	OnlyFor   bot.UserID // the one who sees it; empty: all
	ReplyTo   string
	Buttons   []string // their data
	Reactions []string // Steward's own
}

// check is one part of the suite.
type check struct {
	name  string
	needs func(*World) bool // nil: every platform has it
	run   func(*testing.T, *World)
}

// Run checks a platform.
func Run(t *testing.T, p Platform) {
	var has World
	t.Run("opens", func(t *testing.T) { has = *p.Open(t) })
	var out []string
	for _, c := range checks() {
		if c.needs != nil && !c.needs(&has) {
			out = append(out, c.name)
			continue
		}
		t.Run(c.name, func(t *testing.T) {
			before := goleak.IgnoreCurrent()
			t.Run("world", func(t *testing.T) { c.run(t, p.Open(t)) })
			goleak.VerifyNone(t, before)
		})
	}
	if len(out) > 0 {
		t.Logf("%s leaves out: %s", p.Name, strings.Join(out, ", "))
	}
}

func checks() []check {
	var all []check
	for _, group := range [][]check{receiving(), performing(), sanctioning(), failing()} {
		all = append(all, group...)
	}
	return all
}
