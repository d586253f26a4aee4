package bot

import (
	"log/slog"

	"github.com/stewardbot/steward/bot/phrase"
)

// Platform is all that the program knows of one kind of platform, beside what
// its adapter says. Whoever adds one writes this value and lists it in wire.
type Platform struct {
	Name  string // in places, accounts and the configuration: "telegram"
	Title string // for people
	// Settings returns new ones that hold nothing.
	Settings func() PlatformSettings
	// SpaceFault says what is wrong with what names a space behind the colon, in a
	// clause; nil if it can name one. Plain is the same with ordinary digits and
	// dashes, got what stands there as messages name it. Nil: anything names one.
	SpaceFault func(id, plain string, got any) *phrase.Phrase
	// Room is an example of what names a place in a space, where something can be
	// said in such places only. Empty: a space is such a place itself.
	Room  string
	Setup Setup
}

// Setup is what init needs beyond an adapter that is a Guide; the zero value:
// init can't set the platform up. Texts are keys of the catalogue.
type Setup struct {
	// Access returns where settings keep the token and the API's address.
	Access   func(PlatformSettings) (token, address *string)
	Variable string // of the environment, that holds the token
	Token    string // the text that says where a token comes from
	Add      string // the text that says how to add Steward to a space; {Name} and {Link} are an Introduction's
	Lacks    string // the text about {Switches}, an Introduction's; empty where there are none
}

// PlatformSettings are what the configuration says of one platform: a pointer to
// a struct with the loader's tags. Fields with a name for the command line are
// flags of init; kong:"-" is the tag of the others.
type PlatformSettings interface {
	// Validate reports each mistake with its path within the settings, and no
	// secret.
	Validate(fault func(path, code string, args ...any))
	// Open makes an adapter of settings that Validate found no fault with, and
	// does no I/O. Spaces are those that the configuration names now; nil: nobody
	// says. A nil log logs nothing.
	Open(log *slog.Logger, spaces func() []Place) Adapter
}

// Capabilities are what is known of a place without any account on the platform.
func (p Platform) Capabilities(place Place) Capabilities {
	return p.Settings().Open(nil, nil).Capabilities(place)
}
