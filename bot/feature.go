package bot

// Feature is one thing that Steward does.
type Feature interface {
	// Name is its own and never changes: tables, timers, journals and the data of
	// buttons use it. It has no colon.
	Name() string
	// Routes say what it takes part in. The engine asks once, at the start.
	Routes() Routes
}

// Handler decides what follows from what happened. It must not block and has no
// way to do I/O. An error, or a panic, takes back all that its feature wrote and
// asked for in this turn, and only that; the event can be run again for the feature.
type Handler func(*Turn) error

// Routes are what a feature takes part in. Features see an event one after the
// other, in the order in which they are wired; of one feature what it listens to comes
// first, then its command or button.
type Routes struct {
	// Commands are given to it alone, unless a rule took the message away.
	Commands []Command
	// Words that, said alone, call a command, as the community's configuration names
	// them: word -> command name.
	Words func(*Community) map[string]string
	// Verbs are what its buttons do.
	Verbs []Verb
	// On are the kinds of event that it listens to in a community. Ticks and outcomes
	// come to the feature that they belong to, everything else to all.
	On map[Kind]Handler
	// Outside are those that it listens to where there is no community: what is said
	// or pressed in a private chat that may mean several or none, and KindAdded.
	Outside map[Kind]Handler
	// Broken: the message breaks rules; see Turn.Breaches. The feature then also sees
	// what became of its deletion. One feature handles these at most.
	Broken Handler
	// After is for each event of a community, other features' ticks and outcomes too,
	// when all have had their part: to look at what was paid. It fails by itself.
	After Handler

	// Forget erases what a person has said, their names and accounts, within the turn
	// in which they are forgotten, while the directory still knows them. What keeps
	// them from earning or escaping something twice stays under their number: should
	// they come back, Part carries it over to the new one.
	Forget func(t *Turn, who *Forgotten) error
	// Disclose tells what is kept of a member, a line each, in the turn's language.
	Disclose func(t *Turn, m MemberID) ([]string, error)
	// Merge unites what is kept of from with what is kept of into, within the turn in
	// which the two became one, when the directory and the book already have it so;
	// from is an alias of into and never does anything again. Nothing may be paid
	// twice by it.
	Merge func(t *Turn, from, into MemberID) error
	// Part notes for left, a new member, what an account that was from's until now
	// must not earn again; from keeps everything.
	Part func(t *Turn, from, left MemberID) error
}

// Verb is what a button does whose data is "feature:verb:data".
type Verb struct {
	Name string
	// Who may press it. The engine checks it before the feature sees the press.
	Who Audience
	// Anywhere: it needs no community.
	Anywhere bool
	// Run gets what stands behind the verb, which a stranger may have made up. It
	// acknowledges the press.
	Run func(t *Turn, data string) error
}

// Forgotten is a person whom a community is to forget: everything by which they
// can be told from others.
type Forgotten struct {
	Member   MemberID
	Accounts []UserID
	Names    []string // by which they were last known, and handles
}
