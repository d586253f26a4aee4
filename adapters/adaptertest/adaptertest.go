// Package adaptertest is the conformance suite for adapters, run against a fake of their platform.
//
// A test describes its platform as a [Platform]. For each check, [Run] opens a fresh [World],
// starts the adapter on a recording [Sink], lets people in that world act, and examines the events
// the adapter submitted or what a place shows after an effect. Checks that need something the world
// lacks are skipped and listed in the log.
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

// Platform is the platform under test.
type Platform struct {
	Name string
	// Open creates a world, closed by t's cleanup.
	Open func(t *testing.T) *World
}

// World is a platform with a group in which Steward is an administrator. Functions that act return
// once the platform has accepted the action, and fail the test if it does not.
type World struct {
	// New creates the adapter as at program start. It is called again for a restart, after the
	// previous adapter has stopped.
	New func(log *slog.Logger) bot.Adapter
	// Group is where people talk: the group itself, or one of its channels.
	Group bot.Place
	Ann   bot.UserID // like Bob an ordinary member of the group
	Bob   bot.UserID
	// Say posts a text and returns the message's id; replyTo may be empty.
	Say func(who bot.UserID, in bot.Place, text, replyTo string) string
	// Shown returns the messages currently visible in a place, oldest first.
	Shown func(in bot.Place) []Line

	// Everything below is optional.

	Edit  func(who bot.UserID, in bot.Place, id, text string)
	React func(who bot.UserID, in bot.Place, id, emoji string) // an empty emoji removes the reaction
	Press func(who bot.UserID, in bot.Place, id, data string)
	// Command sends one of Steward's native commands; nil if the platform's commands are plain
	// text.
	Command func(who bot.UserID, in bot.Place, name string)
	// Newcomer is not in the group; Join and Leave let people join and leave.
	Newcomer bot.UserID
	Join     func(who bot.UserID)
	Leave    func(who bot.UserID)
	// Owner has authority in the group, and the adapter has been told which group it is.
	Owner bot.UserID
	// Topic is a place in the group.
	Topic bot.Place
	// Nowhere is a well-formed id of a place that does not exist.
	Nowhere bot.Place
	// Personas let accounts other than people speak in the group.
	Personas map[bot.Persona]func(text string)
	// Reaction is one that Steward may set, Unreaction one that it may not.
	Reaction, Unreaction string
	// Tag returns the text next to a member's name in the group, if Steward can
	// set it.
	Tag func(who bot.UserID) string
	// Role can be given to members of the group; Unrole can't. Roles returns a member's roles.
	Role, Unrole string
	Roles        func(who bot.UserID) []string
	// Stands returns a user's status in the group.
	Stands func(who bot.UserID) Standing
	// Heard reports whether a member may speak in the group now; Slow returns a place's slow-mode
	// interval.
	Heard func(who bot.UserID) bool
	Slow  func(in bot.Place) time.Duration
	// Invited returns the links or codes by which the group can be joined now.
	Invited func() []string
	// Pinned reports whether a message is pinned in a place, Pictured whether it has a picture;
	// Looks returns its formatting.
	Pinned, Pictured func(in bot.Place, id string) bool
	Looks            func(in bot.Place, id string) []markup.Span
	// Private reports whether answers in a group can be visible to one member only. If Command is
	// set, that holds for native commands only.
	Private bool
	// Confirms reports whether events that were submitted but not committed are redelivered after a
	// restart.
	Confirms bool
	// Repeats reports whether committed events may be redelivered too, with the same id, because
	// the platform keeps no cursor.
	Repeats bool
	// Down makes the platform unreachable, or reachable again.
	Down func(down bool)
	// Limit makes the platform reject the next message with a rate limit of
	// this duration.
	Limit func(d time.Duration)
	// Lose makes the platform post the next message but drop the response.
	Lose func()
	// Hostile sends malformed updates: unknown kinds, missing fields, huge and negative numbers.
	Hostile func()
	// Secret must never appear in an error, a log or a status.
	Secret string
}

// Line is a message as a place shows it.
type Line struct {
	ID        string
	Text      string
	Ours      bool       // from Steward
	OnlyFor   bot.UserID // the only viewer; empty: everyone
	ReplyTo   string
	Buttons   []string // their callback data
	Reactions []string // set by Steward
}

// check is one check of the suite.
type check struct {
	name  string
	needs func(*World) bool // nil: for every platform
	run   func(*testing.T, *World)
}

// Run runs the suite on a platform.
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
			// net/http may still be making a connection for a request that got another meanwhile.
			goleak.VerifyNone(t, before, goleak.IgnoreAnyFunction("net/http.(*Transport).dialConnFor"))
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
