package bot

import (
	"math/rand/v2"
	"time"
)

// State is what a turn reads and writes: named tables with ordered keys. What
// a failed turn wrote is taken back. The method set is that of store.Tx.
type State interface {
	// Get returns nil when the key is absent. The value must not be changed.
	Get(table string, key []byte) ([]byte, error)
	// Scan calls fn for keys in [from, to) until it returns false, at most
	// limit times (0: all); a nil bound is open. It sees a snapshot taken at
	// the call, so fn may write.
	Scan(table string, from, to []byte, reverse bool, limit int, fn func(k, v []byte) (bool, error)) error
	// Put takes value over: it must not be changed afterwards.
	Put(table string, key, value []byte) error
	Delete(table string, key []byte) error
}

// Turn is one event as one feature sees it. It is valid until its
// handlers return.
type Turn struct {
	Event     *Event
	Facts     *Facts
	Community *Community
	Member    *Member // who did it; nil when nobody is to be credited
	Call      *Call   // the command that was given, if any
	// Struck: a rule took the message away, or punishes it. It earns nothing.
	Struck bool
	// Breaches are the rules that the message breaks: those on trial, and at last
	// the one that counts. The engine deletes and speaks; what happens to the
	// author is a feature's.
	Breaches []Breach
	// Late: the event is older than two minutes, so nothing is said in answer.
	Late bool
	// Undelivered is the kind of an effect that was not done and that somebody should
	// hear of; why is in the event's outcome. A feature that tells somebody empties it.
	Undelivered string
	// Choices are the communities that a private chat may mean: those that the person
	// is in. Community is the one that was chosen, nil if none was of several.
	Choices []*Community

	at       time.Time
	host     Host
	language string // see Speaking; empty: whoever reads the answer
}

// Breach is a rule that a message breaks.
type Breach struct {
	Rule     string
	Evidence string // what was found
	Then     []Sanction
	Trial    bool // nothing is done but written down
	Deleted  Ref  // the effect that deletes the message; 0: it stays
}

// Host is the engine behind a turn.
type Host interface {
	State() State
	Now() time.Time
	Do(Effect) Ref
	Find(Finding)
	OnRollback(func())
	SetTimer(name string, due time.Time, data []byte) error
	Rand(purpose string) *rand.Rand
	Text(language, key string, args Args) string
	Speaks(tag string) (language string) // empty: not a language that Steward speaks
	Authority(space Place, user UserID) Authority
	May(space Place, user UserID, act Act) bool
	Said(m MessageID) (Said, bool, error)
	LastSaid(place Place, n int) ([]Spoken, error)
	LastBy(space Place, m MemberID, n int) ([]Spoken, error)
	Explained(line uint64) ([]Finding, error)
	Link(m MessageID) string
	Title(space Place) string
	SetEntry(m MessageID, entry uint64) error
	Recent(within time.Duration) []Said
	Enter(t *Turn, community string) (bool, error)
	MemberByUser(u User) (*Member, error)
	MemberByID(id MemberID) (*Member, error)
	MemberByHandle(platform, handle string) (*Member, error)
	Pseudonym(u UserID) []byte
	Forget(t *Turn, who *Forgotten) error
	Disclose(t *Turn, m MemberID) ([]string, error)
	Merge(t *Turn, from, into MemberID) error
	Part(t *Turn, from, left MemberID) error
}

// NewTurn is for the engine. At is the event's time as it counts for its
// member: it never runs backwards.
func NewTurn(host Host, at time.Time) *Turn { return &Turn{host: host, at: at} }

// State of the community and the engine. A feature keeps its keys under its
// community's id.
func (t *Turn) State() State { return t.host.State() }

// At is when the event happened: it governs days, cooldowns and expiries.
func (t *Turn) At() time.Time { return t.at }

// Now is the engine's clock: it governs schedules.
func (t *Turn) Now() time.Time { return t.host.Now() }

// Day is the community's date at the time of the event.
func (t *Turn) Day() Day { return t.Community.Day(t.at) }

// Do asks for an effect. It is performed after the commit, if there is one. A
// turn may ask for a hundred; more make the turn fail.
func (t *Turn) Do(e Effect) Ref { return t.host.Do(e) }

// Find records why: it is shown beside the message, and to the member by /why.
// The key "<feature>.<code>" is in the catalogue.
func (t *Turn) Find(f Finding) { t.host.Find(f) }

// OnRollback runs fn if what the feature does in this turn is taken back: for
// what it keeps in memory.
func (t *Turn) OnRollback(fn func()) { t.host.OnRollback(fn) }

// SetTimer makes the feature see a Tick at due. A timer of the same name is
// replaced; a zero due removes it. Data comes back with the tick.
func (t *Turn) SetTimer(name string, due time.Time, data []byte) error {
	return t.host.SetTimer(name, due, data)
}

// Rand is the same each time this event is decided, and can't be foreseen
// without the instance's secret.
func (t *Turn) Rand(purpose string) *rand.Rand { return t.host.Rand(purpose) }

// Text is a text of the catalogue in the turn's Language.
func (t *Turn) Text(key string, args Args) string { return t.host.Text(t.Language(), key, args) }

// Authority of a user in a space, from the last snapshot.
func (t *Turn) Authority(space Place, user UserID) Authority { return t.host.Authority(space, user) }

// May tells whether the platform itself lets a user do an act in a space, such as
// ActBan, by the last snapshot. Whoever has no authority there may not.
func (t *Turn) May(space Place, user UserID, act Act) bool { return t.host.May(space, user, act) }

// Said looks a message up in the table of messages, which keeps 15 days.
func (t *Turn) Said(m MessageID) (Said, bool, error) { return t.host.Said(m) }

// LastSaid are the last messages that were said in a place, at most n, newest
// first; of some platforms nobody learns which are deleted by now. What others said in other places of the
// space since then bounds how far back it looks.
func (t *Turn) LastSaid(place Place, n int) ([]Spoken, error) { return t.host.LastSaid(place, n) }

// LastBy are the last messages of a member in a space, at most n, newest first.
// What others said since then bounds how far back it looks.
func (t *Turn) LastBy(space Place, m MemberID, n int) ([]Spoken, error) {
	return t.host.LastBy(space, m, n)
}

// Explained are the findings on a message, by Said.Line; none if the journal does
// not keep them any more.
func (t *Turn) Explained(line uint64) ([]Finding, error) { return t.host.Explained(line) }

// Link is the web address of a message; empty: the platform has none.
func (t *Turn) Link(m MessageID) string { return t.host.Link(m) }

// Title is what people call a space, a name that anybody may have given it; its id
// where nothing else is known, or for a place within one.
func (t *Turn) Title(p Place) string {
	if title := t.host.Title(p); title != "" && p == p.Space() {
		return ShowName(title)
	}
	return string(p)
}

// SetEntry notes in the table of messages which ledger entry paid for it.
func (t *Turn) SetEntry(m MessageID, entry uint64) error { return t.host.SetEntry(m, entry) }

// Recent are the messages that the turn's member said in the community within
// that time before this one, oldest first, not counting this one. The engine
// remembers as much as its longest window, in memory.
func (t *Turn) Recent(within time.Duration) []Said { return t.host.Recent(within) }

// Enter goes on with the turn in a community that a private chat turned out to
// be about, such as that of a code which was said there: Community and Member
// are then its own, and the user is a member of it from now on. False: there is
// no such community, or the place is not private.
func (t *Turn) Enter(community string) (bool, error) { return t.host.Enter(t, community) }

// MemberByUser is the member that an account belongs to; nil if it never took part.
func (t *Turn) MemberByUser(u User) (*Member, error) { return t.host.MemberByUser(u) }

// MemberByID is a member by number; nil if there is none.
func (t *Turn) MemberByID(id MemberID) (*Member, error) { return t.host.MemberByID(id) }

// MemberByHandle is the member with that @name on that platform; nil if none.
func (t *Turn) MemberByHandle(platform, handle string) (*Member, error) {
	return t.host.MemberByHandle(platform, handle)
}

// Pseudonym stands for an account of the turn's community where the account itself
// is not to be kept. It is always the same, and without the instance's secret
// nobody can tell whose it is.
func (t *Turn) Pseudonym(u UserID) []byte { return t.host.Pseudonym(u) }

// Forget erases a person from what the features keep, and from what the engine
// does: at once, so that nothing is said to them any more, and in the minutes to
// come from all that is recorded. What the turn asks for after it is not touched.
// The turn's member is nobody then.
func (t *Turn) Forget(who *Forgotten) error {
	if err := t.host.Forget(t, who); err != nil {
		return err
	}
	if t.Member != nil && t.Member.ID == who.Member {
		t.Member = nil
	}
	return nil
}

// Disclose is what the features keep of a member, a line each, in the turn's language.
func (t *Turn) Disclose(m MemberID) ([]string, error) { return t.host.Disclose(t, m) }

// Merge has the features unite what they keep of two members that have become one:
// see Routes.Merge.
func (t *Turn) Merge(from, into MemberID) error { return t.host.Merge(t, from, into) }

// Part has the features note what an account must not earn again that has left a
// member: see Routes.Part.
func (t *Turn) Part(from, left MemberID) error { return t.host.Part(t, from, left) }

// Said is a row of the table of messages.
type Said struct {
	Place  Place // where exactly: the topic, not only the group
	Member MemberID
	At     time.Time
	Hash   uint64 // Facts.Hash of its text
	Entry  uint64 // the ledger entry that paid for it; 0: none
	Line   uint64 // where the journal says what was decided about it; 0: nowhere
	Gone   bool   // it was deleted, or Steward is about to
	Order  bool   // a command, given with a slash
	// Answered: a command or a word said alone, which Steward answers.
	Answered bool
	// Album is the same, and not 0, for all messages of one album.
	Album uint64
}

// Spoken is a row of the table of messages with the message's id.
type Spoken struct {
	ID string
	Said
}

// Finding is one reason in a decision: what was looked at and what followed.
type Finding struct {
	Feature string   `json:"feature"`
	Code    string   `json:"code"`
	N       int64    `json:"n,omitempty"`      // the text's Count
	Args    Args     `json:"args,omitempty"`   // its other places
	Entry   uint64   `json:"entry,omitempty"`  // the ledger entry made
	Member  MemberID `json:"member,omitempty"` // whom it concerns, if not the speaker
}

// Args fill a catalogue text's places by name. "Count" chooses the plural form.
type Args map[string]any

// Facts are what the text alone says, found before any decision.
type Facts struct {
	// Normal is the text as it compares: NFKC, case folded, spaces collapsed,
	// invisible characters dropped; at most 4,096 bytes.
	Normal string
	// Length in visible characters; a wide one (CJK) counts two.
	Length int
	// Hash of Normal; 0 for an empty text.
	Hash uint64
	// Command: the text has the form of a command, ours or another bot's.
	Command bool
}

// Member is one person in one community.
type Member struct {
	ID     MemberID
	Name   string // as last seen; hostile input
	Handle string
	User   UserID // the account by which the person acts in this turn
	// Language of that account as the platform last told it, a BCP 47 tag.
	Language string
	Since    time.Time // joined, or first seen
	Seen     time.Time // last event before this one; zero at the first
}
