package bottest

import (
	"time"

	"github.com/stewardbot/steward/bot"
)

// Venue is where scenarios are played: a platform with its people and places.
// All that it is told and all that it tells is in the scenario's own terms:
// whatever the platform calls an account, here it is test:ann.
type Venue interface {
	// Name is what a scenario calls the venue, where it holds lines for it.
	Name() string
	// Open makes the places and the people. It is called once, in the scenario's
	// bubble of testing/synctest.
	Open(Plan) error
	// Load reads a "config" section, empty if there is none, with the sections
	// "file NAME" beside it.
	Load(config []byte, files map[string][]byte) ([]*bot.Community, error)
	// Adapters are what an engine starts with, made again at each start.
	Adapters() []bot.Adapter
	// Account is what the platform calls an account.
	Account(bot.UserID) bot.UserID
	// Happen lets people do what the events say, and returns when the engine has
	// been told.
	Happen(events ...bot.Event) error
	// Again lets the platform deliver the latest of it once more.
	Again() error
	// Refuse sets whether the platform refuses roles, tags and the like.
	Refuse(what string, yes bool) error
	// Take is what the platform was told to do since the last call.
	Take() ([]Deed, error)
	// Real reports whether time goes by at the venue: nothing happens at once,
	// and acts of different places come in any order.
	Real() bool
	// Whispers reports whether one person alone can be answered where all hear;
	// else what is for one is said to all, and deleted after a while.
	Whispers() bool
	Close()
}

// Plan is what a venue is to be made for.
type Plan struct {
	// Spaces that communities own, and places in them or elsewhere.
	Spaces []bot.Place
	Places []Spot
	People []Guest
	// Now is the time of the platform's own clock.
	Now func() time.Time
}

// Spot is a place, and what can't be done there.
type Spot struct {
	Place  bot.Place
	Cannot []string
}

// Guest is somebody who plays.
type Guest struct {
	bot.User
	// Absent: is in none of the spaces. Comes: joins in the course of the scenario.
	Absent, Comes bool
}

// Deed is what the platform was told to do.
type Deed struct {
	Effect bot.Effect
	// Message is what a Say made, and Hidden that one person alone sees it.
	Message string
	Hidden  bool
	Refused bool
	// Order is that in which it was asked for; the same for all where nobody
	// knows.
	Order bot.Ref
}
