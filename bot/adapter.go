package bot

import (
	"context"
	"time"

	"github.com/stewardbot/steward/bot/phrase"
)

// Adapter connects one platform. Run and Perform are called from different
// goroutines, Perform from several at once.
type Adapter interface {
	// Name is the platform's prefix in every Place and UserID: "telegram".
	Name() string
	// Capabilities returns what a place can do, without asking the platform.
	// Must not block.
	Capabilities(Place) Capabilities
	// Run translates what the platform sends and submits it until ctx ends, and
	// then returns nil. It reconnects on its own, without limit; it returns an
	// error only if waiting can't help, such as for a rejected token.
	Run(ctx context.Context, sink Sink) error
	// Perform performs one effect and returns its outcome. Errors are
	// *DeliveryError. It must honour ctx.
	Perform(ctx context.Context, d Delivery) (Outcome, error)
}

// Delivery is one effect to perform. Target references are resolved, and the
// effect is fitted to the place's capabilities.
type Delivery struct {
	Ref    Ref
	Effect Effect
	// Content holds the effect's attachment, unless it is given by address.
	Content []byte
	// Key is an idempotency key, the same on every retry of this effect; at
	// most 25 characters, for platforms that accept one.
	Key string
	// Again reports that an earlier attempt may have succeeded.
	Again bool
	// Since is when the effect was first requested.
	Since time.Time
}

// Sink receives what adapters read.
type Sink interface {
	// Submit hands over a batch in the platform's order. It blocks while the
	// engine's queue is full, which puts back-pressure on the platform. It
	// returns an error only if ctx ended or the engine is closing; the batch
	// was not accepted then.
	Submit(ctx context.Context, b Batch) (Wait, error)
	// Cursor returns the last committed cursor of a Batch.Adapter, nil if there is none.
	Cursor(adapter string) ([]byte, error)
	// Now returns the engine's time.
	Now() time.Time
	// Status reports whether the adapter is connected, for readiness and logs.
	// Reason is used if not connected; it never holds a secret.
	Status(adapter string, connected bool, reason phrase.Line)
}

// Batch is the result of one read from the platform.
type Batch struct {
	Adapter string // whose cursor this is: the platform's name, or that and a source: "discord/3"
	Events  []Event
	Cursor  []byte // committed with the events; nil keeps the current one
}

// Wait blocks until a batch is committed. It returns ctx's error if ctx ends
// first; the batch will still be committed then.
type Wait func(ctx context.Context) error

// Capabilities describes what a place can do. A zero value means that it can't.
type Capabilities struct {
	TextLength   int           // longest text, in UTF-16 units
	Escaped      string        // characters that need escaping and so count twice
	ButtonRows   int           // rows of buttons
	ButtonsInRow int           // buttons in a row
	ButtonData   int           // bytes of Button.Data
	WideButtons  bool          // a button has room for Button.Means
	Numbered     bool          // choices are shown as numbered lines instead of buttons; answering "2" presses the second
	AckLength    int           // longest notice on a pressed button, in characters
	Fields       int           // texts to fill in in a Form; 0: there are no forms
	PrivateReply bool          // a text in a group that only one member sees; it may still turn out public
	React        bool          // Steward can react to messages
	Delete       bool          // Steward can delete others' messages
	DeleteWithin time.Duration // maximum age of a message to delete; 0: no maximum
	Edit         bool
	Roles        bool          // Steward can give and take roles
	Mute         bool          // Steward can keep members from speaking
	MuteLongest  time.Duration // longest mute; 0: no maximum
	MuteShortest time.Duration // shortest mute
	Remove       bool          // Steward can kick and ban
	Invite       bool          // Steward can make links for one person each
	Pin          bool          // Steward can pin messages
	Slow         bool          // Steward can set how often members may speak
	SlowLongest  time.Duration // longest interval for Slow; 0: no maximum
	Lock         bool          // Steward can keep all ordinary members from speaking at once
	Pictures     bool          // a text may have a picture
	// CaptionLength is the longest text of a message with a picture, in UTF-16
	// units; a longer text follows as its own message. 0: same as TextLength.
	CaptionLength int
	Titles        bool // messages here are posts with titles and can't be split
	TagLength     int  // longest member tag, in characters; 0: tags are not supported
	// Once reports that the platform deduplicates texts by Delivery.Key, so a
	// retry never posts twice.
	Once bool
}

// Limits are a platform's send rates, which the engine stays below.
type Limits struct {
	PerSecond      float64 // across all places
	PlacePerSecond float64 // texts in one place
	GroupPerMinute float64 // texts in one group; 0: no limit
	// ReactionsPerSecond limits Steward's own reactions in one place; 0: no
	// limit.
	ReactionsPerSecond float64
	// Apart reports that limits apply to each place of a space, not to the
	// space as a whole.
	Apart bool
}

// Limiter is an optional ability of an Adapter: its rate limits.
type Limiter interface{ Limits() Limits }

// Admitter is an optional ability of an Adapter whose limits others share: it
// waits until an effect has room in them, and returns nil or why it has none.
// Nothing is performed; its errors are those of Perform, but for CodeUnknown.
type Admitter interface {
	Admit(ctx context.Context, e Effect) error
}

// Linker is an optional ability of an Adapter: the web address of a message,
// which works for people who may see the message; empty if there is none. Must
// not block.
type Linker interface{ Link(m MessageID) string }

// Titler is an optional ability of an Adapter: the display name of a space;
// empty if not known yet. Must not block.
type Titler interface{ Title(space Place) string }

// Sharded is an optional ability of an Adapter: how many connections share its
// spaces, and how many of them are up. Both are 0 before it runs. Must not
// block.
type Sharded interface{ Shards() (up, all int) }

// Sweeper is an optional ability of an Adapter: it deletes up to a hundred
// messages of one place in one call, with a reason for the platform's audit
// log. Messages that are already gone are skipped. After an error, each
// deletion is tried on its own with Perform.
type Sweeper interface {
	Sweep(ctx context.Context, place Place, messages []string, reason string) error
}

// Examiner is an optional ability of an Adapter: it asks the platform whether
// Steward's set-up is complete. It may be called without Run, and blocks until
// everything is checked or ctx ends.
type Examiner interface {
	Examine(ctx context.Context, spaces []Place) []Check
}

// Check is the result of examining one part of a set-up.
type Check struct {
	Subject string      // "token", "Message Content intent", a place
	Found   phrase.Line // never a secret
	Cure    phrase.Line // what to do and where; empty: nothing is wrong
	Minor   bool        // Steward runs without it, with fewer features
	Aside   bool        // matters only to some configurations: shown by doctor, not by /status
}

// Guide is an optional ability of an Adapter: it helps an operator set Steward
// up before any configuration names a space. It may be called without Run.
type Guide interface {
	// Introduce reports whose token it is. The error is a *DeliveryError:
	// CodeRefused if the token is invalid.
	Introduce(ctx context.Context) (Introduction, error)
	// Discover calls tell with all spaces that Steward is in, at first and
	// after every change, until ctx ends; then it returns nil. It must not be
	// called while Steward runs with the same token. Updates that the platform
	// holds back for Steward are kept, unless fresh is set: Steward has never
	// run, so none of them matter.
	Discover(ctx context.Context, fresh bool, tell func([]FoundSpace)) error
}

// Introduction describes Steward's own account on a platform.
type Introduction struct {
	Name string // display name: "@tea_bot"
	Link string // opened in a browser, it adds Steward to a space with the rights it needs
	// Lacks lists account switches that Steward needs and that are off, named
	// as in the account's settings.
	Lacks []string
}

// FoundSpace is a space that Steward is in.
type FoundSpace struct {
	Place Place
	Name  string // hostile input
	// Bare reports that Steward has no rights there beyond an ordinary
	// member's.
	Bare  bool
	Rooms []FoundRoom // places in it, where the platform lists them
}

// FoundRoom is a place in a space.
type FoundRoom struct {
	Place Place
	Name  string // hostile input
	Open  bool   // visible to everybody in the space
}

// CommandRegistrar is an optional ability of an Adapter: it shows the commands
// in the platform's menu. Called at start and after a reload.
type CommandRegistrar interface {
	RegisterCommands(ctx context.Context, menu []MenuEntry) error
}

// MenuEntry is one command in one language, for a platform's menu.
type MenuEntry struct {
	Language    string // "en", "zh-Hans"
	Name        string // a-z and _
	Description string
	Who         Audience
	// Local is the command's name in that language; empty if it has none.
	Local   string
	Options []MenuOption
	// OnMember and OnMessage put the command on the platform's context menus
	// for members and messages. Title is its label there.
	OnMember, OnMessage bool
	Title               string
}

// MenuOption is a Param in one language.
type MenuOption struct {
	Param
	Description string
}
