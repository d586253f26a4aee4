package bot

import (
	"context"
	"time"

	"github.com/stewardbot/steward/bot/phrase"
)

// Adapter connects one platform. Run and Perform are called from different
// goroutines; Perform from several at once.
type Adapter interface {
	// Name is the platform in every Place and UserID: "telegram".
	Name() string
	// Capabilities of a place, from what is known without asking the platform.
	// Must not block.
	Capabilities(Place) Capabilities
	// Run translates what the platform sends and submits it until ctx ends, and
	// then returns nil. It reconnects by itself, for ever; it returns an error
	// only for what no waiting mends (a rejected token).
	Run(ctx context.Context, sink Sink) error
	// Perform does one effect and returns what it made. Errors are
	// *DeliveryError; see there. It must honour ctx.
	Perform(ctx context.Context, d Delivery) (Outcome, error)
}

// Delivery is one effect on its way out. Targets by reference are resolved,
// and the effect is fitted to the place's capabilities.
type Delivery struct {
	Ref    Ref
	Effect Effect
	// Content is that of the effect's attachment, unless it has an address.
	Content []byte
	// Key is the same each time this effect is tried: an idempotency key, at
	// most 25 characters, for platforms that take one.
	Key string
	// Again: an earlier try may have succeeded.
	Again bool
	// Since is when the effect was first asked for.
	Since time.Time
}

// Sink takes what adapters receive.
type Sink interface {
	// Submit hands over a batch in the platform's order. It blocks while the
	// engine has more waiting than it may hold: that holds the platform back.
	// It returns an error only if ctx ended or the engine is closing; the batch
	// was not taken then.
	Submit(ctx context.Context, b Batch) (Wait, error)
	// Cursor is the last one committed for the adapter, nil at first.
	Cursor(adapter string) ([]byte, error)
	// Now is the engine's clock.
	Now() time.Time
	// Status tells whether the adapter is connected, for readiness and logs.
	// Reason is a sentence for people when it is not.
	Status(adapter string, connected bool, reason string)
}

// Batch is what one read from the platform brought.
type Batch struct {
	Adapter string
	Events  []Event
	Cursor  []byte // committed with the events; nil leaves it as it is
}

// Wait ends when a batch is committed, or returns ctx's error before that; the
// batch is then still going to be committed.
type Wait func(ctx context.Context) error

// Capabilities are what a place can do. Zero values mean that it can't.
type Capabilities struct {
	TextLength   int           // longest text, in UTF-16 units
	Escaped      string        // characters that are written as two, so that a text is shown as it is
	ButtonRows   int           // rows of buttons
	ButtonsInRow int           // buttons in a row
	ButtonData   int           // bytes of Button.Data
	WideButtons  bool          // a button has room for Button.Means
	Numbered     bool          // in the place of buttons, choices are numbered lines, and "2" in answer is the press
	AckLength    int           // longest notice on a pressed button, in characters
	PrivateReply bool          // a text in a group that one member alone sees; may still turn out public
	React        bool          // Steward can react to messages
	Delete       bool          // Steward can delete others' messages
	DeleteWithin time.Duration // and only so young ones; 0: any
	Edit         bool
	Roles        bool          // Steward can give and take roles
	Mute         bool          // Steward can keep members from speaking
	MuteLongest  time.Duration // at most so long; 0: any
	MuteShortest time.Duration // at least so long
	Remove       bool          // Steward can kick and ban
	Pin          bool          // Steward can pin messages
	Slow         bool          // Steward can set how often members may speak
	SlowLongest  time.Duration // at most so seldom; 0: any
	Lock         bool          // Steward can keep ordinary members from speaking, all at once
	Pictures     bool          // a text may have a picture
	// CaptionLength is the longest text that stands with a picture, in UTF-16
	// units; a longer one follows it. 0: as TextLength.
	CaptionLength int
	Titles        bool // what is said here are posts with titles, each in one piece
	TagLength     int  // longest tag of a member, in characters; 0: there are none
	// Once: a text that is tried again under the same Delivery.Key is not said
	// twice, so that nobody need choose between a double and a loss.
	Once bool
}

// Limits are the sending rates of a platform that the engine stays below.
type Limits struct {
	PerSecond      float64 // over all places
	PlacePerSecond float64 // what is said in one place
	GroupPerMinute float64 // what is said in one group; 0: no such limit
	// ReactionsPerSecond are Steward's own in one place; 0: no such limit.
	ReactionsPerSecond float64
	// Apart: each place of a space has limits of its own, rather than all
	// together.
	Apart bool
}

// Limiter is an optional ability of an Adapter.
type Limiter interface{ Limits() Limits }

// Linker is an optional ability of an Adapter: the web address of a message, for
// whoever may see it; empty: there is none. Must not block.
type Linker interface{ Link(m MessageID) string }

// Titler is an optional ability of an Adapter: what people call a space; empty: it has
// not been heard yet. Must not block.
type Titler interface{ Title(space Place) string }

// Sweeper is an optional ability of an Adapter: to delete up to a hundred
// messages of one place in one call, with a reason for the platform's own log.
// Messages that are gone already are skipped. After an error, each deletion is tried
// alone with Perform.
type Sweeper interface {
	Sweep(ctx context.Context, place Place, messages []string, reason string) error
}

// Examiner is an optional ability of an Adapter: to ask the platform whether
// all is set up as Steward needs it. It may be called without Run, and blocks
// until all is asked or ctx ends.
type Examiner interface {
	Examine(ctx context.Context, spaces []Place) []Check
}

// Check is one thing that was looked at when a set-up was examined.
type Check struct {
	Subject string      // what: "token", "Message Content intent", a place
	Found   phrase.Line // a sentence for people on what was found; never a secret
	Cure    phrase.Line // what to do and where; empty: all is well
	Minor   bool        // Steward runs without it, but does less
	Aside   bool        // matters only where something is configured: told by doctor, not by /status
}

// Guide is an optional ability of an Adapter: to help whoever sets Steward up,
// before a configuration names any space. It may be called without Run.
type Guide interface {
	// Introduce tells whose token it is. The error is a *DeliveryError:
	// CodeRefused if the token is no good.
	Introduce(ctx context.Context) (Introduction, error)
	// Discover tells of the spaces that Steward is in, all of them each time, at
	// first and whenever that changes, until ctx ends; then it returns nil. It
	// must not be called while Steward runs with the same token. What the
	// platform keeps for Steward stays there, unless Steward is fresh: has never
	// run, so that nothing kept is of worth.
	Discover(ctx context.Context, fresh bool, tell func([]FoundSpace)) error
}

// Introduction is what a platform tells of Steward's own account.
type Introduction struct {
	Name string // as people see it: "@tea_bot"
	Link string // opened in a browser, it adds Steward to a space with the rights that it needs
	// Lacks are switches of the account, as its settings name them, that Steward
	// needs and that are off.
	Lacks []string
}

// FoundSpace is a space that Steward is in.
type FoundSpace struct {
	Place Place
	Name  string // hostile input
	// Bare: Steward has no rights there yet, beyond any member's.
	Bare  bool
	Rooms []FoundRoom // places in it, where the platform lists them
}

// FoundRoom is a place in a space.
type FoundRoom struct {
	Place Place
	Name  string // hostile input
	Open  bool   // everybody in the space sees it
}

// CommandRegistrar is an optional ability of an Adapter: to show the commands
// in the platform's menu. Called at start and after a reload.
type CommandRegistrar interface {
	RegisterCommands(ctx context.Context, menu []MenuEntry) error
}

// MenuEntry is one command in one language, as a platform's menu shows it.
type MenuEntry struct {
	Language    string // "en", "zh-Hans"
	Name        string // a-z and _
	Description string
	Who         Audience
	// Local is the command's name in the language, empty if it has none of its own.
	Local   string
	Options []MenuOption
	// Menus: where else the command stands, for platforms with menus on messages
	// and members. Title is what it is called there.
	OnMember, OnMessage bool
	Title               string
}

// MenuOption is a Param in one language.
type MenuOption struct {
	Param
	Description string
}
