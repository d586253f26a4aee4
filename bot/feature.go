package bot

// Feature is one capability of Steward, such as check-ins or quizzes.
type Feature interface {
	// Name is unique and never changes: tables, timers, journals and button
	// data use it. It has no colon.
	Name() string
	// Routes says what the feature handles. Called once, at start.
	Routes() Routes
}

// Handler decides how to react to an event. It must not block and has no way to
// do I/O. An error or a panic rolls back everything its feature wrote and
// requested in this turn, but nothing else; the event can be rerun for the
// feature.
type Handler func(*Turn) error

// Routes are what a feature handles. Features see an event one after another,
// in the order they are wired; within a feature, listeners run before its
// command or button.
type Routes struct {
	// Commands go to this feature only, unless a rule removed the message.
	Commands []Command
	// Topic is where /help lists those for members.
	Topic Topic
	// Words returns the words of the community's configuration that call a
	// command when sent alone: word -> command name.
	Words func(*Community) map[string]string
	// Verbs are the actions of its buttons.
	Verbs []Verb
	// Places are the names of places that mean something to it. Any other name
	// means only what the configuration uses it for.
	Places []PlaceName
	// On holds listeners for a community's events. Ticks and outcomes go only
	// to the feature they belong to, everything else goes to all.
	On map[Kind]Handler
	// Outside holds listeners for events without a community: messages and
	// presses in a private chat that may belong to several communities or none,
	// and KindAdded.
	Outside map[Kind]Handler
	// Broken runs when the message breaks rules; see Turn.Breaches. The feature
	// also gets the outcome of the message's deletion. At most one feature sets
	// it.
	Broken Handler
	// After runs for every event of a community, including other features'
	// ticks and outcomes, once all features are done: to look at what was paid.
	// Its failure affects nothing else.
	After Handler

	// Forget erases a person's messages, names and accounts, in the turn that
	// forgets them, while the directory still knows them. Records that keep
	// them from earning or escaping something twice stay under their member
	// number: if they come back, Part carries these over to the new one.
	Forget func(t *Turn, who *Forgotten) error
	// Disclose lists what is stored about a member, one line each, in the
	// turn's language.
	Disclose func(t *Turn, m MemberID) ([]string, error)
	// Merge merges the data of from into that of into. It runs in the turn that
	// joins the two members, after the directory and the ledger have done so;
	// from is then an alias of into and never acts again. Nothing may be paid
	// twice.
	Merge func(t *Turn, from, into MemberID) error
	// Part records for left, a new member, what an account that belonged to
	// from must not earn again. The data of from stays.
	Part func(t *Turn, from, left MemberID) error
}

// Topic is what a feature's commands are about.
type Topic string

// The topics, in the order of /help.
const (
	TopicPoints     Topic = "points"
	TopicActivities Topic = "activities"
	TopicModeration Topic = "moderation"
	TopicSelf       Topic = "" // the member's accounts and data, and the bot itself
)

// Verb is the action of buttons with the data "feature:verb:data".
type Verb struct {
	Name string
	// Who may press it. The engine checks this before the feature sees the
	// press.
	Who Audience
	// Anywhere verbs need no community.
	Anywhere bool
	// Secret keeps the data after the verb and the text of the answer out of the
	// journal, such as a vote in an anonymous poll. If the feature fails, rerunning it gets no data.
	Secret bool
	// Home verbs are about the private chat itself. They run in the partition
	// that decides about it, even if another one posted the button, and then
	// without a community.
	Home bool
	// Run gets the data after the verb, which a stranger may have made up. It
	// must acknowledge the press.
	Run func(t *Turn, data string) error
}

// Forgotten is a person to be forgotten by a community: everything that
// identifies them.
type Forgotten struct {
	Member   MemberID
	Accounts []UserID
	Names    []string // last known names and handles
}
