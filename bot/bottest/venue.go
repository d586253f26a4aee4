package bottest

import (
	"time"

	"github.com/stewardbot/steward/bot"
)

// Venue is where scenarios are played: a platform with its people and places. Everything it accepts
// and returns is in the scenario's terms: an account is test:ann here, whatever the platform calls
// it.
type Venue interface {
	// Name returns the venue's name in scenario files.
	Name() string
	// Open creates the places and people. It is called once, in the scenario's testing/synctest
	// bubble.
	Open(Plan) error
	// Load parses a "config" section (empty if missing) along with the "file NAME" sections.
	Load(config []byte, files map[string][]byte) ([]*bot.Community, error)
	// Adapters returns the engine's adapters, newly created at each start.
	Adapters() []bot.Adapter
	// Account returns the platform's id for an account.
	Account(bot.UserID) bot.UserID
	// Happen makes people do what the events describe, and returns once the engine has received
	// them.
	Happen(events ...bot.Event) error
	// Again redelivers the latest event.
	Again() error
	// Refuse sets whether the platform refuses roles, tags and so on.
	Refuse(what string, yes bool) error
	// Shut sets whether a person lets nobody write to them in private.
	Shut(who bot.UserID, yes bool)
	// Take returns what the platform was told to do since the last call.
	Take() ([]Deed, error)
	// Real reports whether time passes at the venue: nothing is instant, and acts in different
	// places come in any order.
	Real() bool
	// Whispers reports whether private answers are possible in a group; otherwise they are posted
	// publicly and deleted after a while.
	Whispers() bool
	Close()
}

// Plan is what a venue has to provide.
type Plan struct {
	// Spaces are the communities' spaces, along with places in them or elsewhere.
	Spaces []bot.Place
	Places []Spot
	People []Guest
	// Now returns the time of the platform's own clock.
	Now func() time.Time
}

// Spot is a place and what is not possible there.
type Spot struct {
	Place  bot.Place
	Cannot []string
}

// Guest is a person in the scenario.
type Guest struct {
	bot.User
	// Absent people are in none of the spaces. Those who come join during the scenario.
	Absent, Comes bool
}

// Deed is one thing the platform was told to do.
type Deed struct {
	Effect bot.Effect
	// Message is the message that a Say posted, and Hidden whether only one person sees it.
	Message string
	Hidden  bool
	Refused bool
	// Order is the position in which it was requested; all equal if unknown.
	Order bot.Ref
}
