package bot

import (
	"context"
	"log/slog"
	"time"

	"github.com/stewardbot/steward/bot/phrase"
)

// Platform is everything the program knows about a kind of platform apart from
// its adapter. To add one, write this value and list it in package wire.
type Platform struct {
	Name  string // in places, accounts and the configuration: "telegram"
	Title string // display name
	// Settings returns new, empty settings.
	Settings func() PlatformSettings
	// SpaceFault explains why a space's id (the part after the colon) is
	// invalid; nil if it is valid. Plain is the id with ordinary digits and
	// dashes, got is the value as messages quote it. A nil func accepts
	// anything.
	SpaceFault func(id, plain string, got any) *phrase.Phrase
	// Room is an example of a place within a space, if people can only speak in
	// such places. Empty if the space itself is such a place.
	Room string
	// Counters are the bots of this platform whose exports can be imported, such as
	// "mee6". Ids in their files are accounts on this platform.
	Counters []string
	// Created returns when an account was made, by the local part of its id. Nil
	// if the platform doesn't tell.
	Created func(id string) (time.Time, bool)
	// Capabilities returns what a place can do, without an account on the platform.
	Capabilities func(Place) Capabilities
	// MembersFirst: Steward can only write to an account in private once it wrote to Steward.
	MembersFirst bool
	Setup        Setup
}

// Setup is what init needs in addition to a Guide; with the zero value, init
// can't set the platform up. Texts are catalogue keys.
type Setup struct {
	// Access returns pointers to the settings' token and API address.
	Access   func(PlatformSettings) (token, address *string)
	Variable string // environment variable with the token
	Token    string // where to get a token
	Add      string // how to add Steward to a space; {Name} and {Link} come from Introduction
	Lacks    string // about Introduction.Lacks, as {Switches}; empty if the platform has none
}

// PlatformSettings are a platform's section of the configuration: a pointer to
// a struct with the loader's tags. Fields with a name for the command line are
// flags of init; the others are tagged kong:"-".
type PlatformSettings interface {
	// Validate reports each mistake with its path within the settings. It never
	// reports a secret.
	Validate(fault func(path, code string, args ...any))
	// Open makes an adapter from settings that Validate accepted, without doing
	// any I/O. Spaces returns those in the current configuration; nil if
	// unknown. A nil log discards everything.
	Open(log *slog.Logger, spaces func() []Place) Adapter
}

// Divided is an optional ability of PlatformSettings: several connections share
// the platform's spaces, and several processes may each have some of them.
type Divided interface {
	// Connections returns them, or one with everything. Turns makes those that
	// all who share the token take: one ends by itself within a time, and a rest
	// follows if a session began.
	Connections(log *slog.Logger, spaces func() []Place, turns func(within, rest time.Duration) Turns) []Connection
	// Shard returns which of n connections has a place, from 0.
	Shard(p Place, n int) int
}

// Connection is one of a platform's connections.
type Connection struct {
	Source        string         // names it and its cursor: "discord/3"
	Shard, Shards int            // it is this one, from 0, of so many
	Open          func() Adapter // makes an adapter for one run
}

// Turns let the connections of one token begin sessions no faster than the
// platform allows, in as many buckets as it names. It is safe for concurrent use.
type Turns interface {
	// Turn waits until a session may begin in a bucket. Until done is called, the
	// bucket is the caller's alone; it tells whether a session began. The error
	// is ctx's, or says why the turns can't be reached.
	Turn(ctx context.Context, bucket int) (done func(began bool), err error)
}
