package bot

import (
	"math/rand/v2"
	"time"

	"github.com/stewardbot/steward/bot/phrase"
)

// State is the data that a turn reads and writes: named tables with ordered
// keys. The writes of a failed turn are rolled back. The method set is that of
// store.Tx.
type State interface {
	// Get returns nil if the key is absent. The value must not be changed.
	Get(table string, key []byte) ([]byte, error)
	// Scan calls fn for keys in [from, to) until it returns false, at most
	// limit times (0: no limit); a nil bound is open. It reads a snapshot taken
	// at the call, so fn may write.
	Scan(table string, from, to []byte, reverse bool, limit int, fn func(k, v []byte) (bool, error)) error
	// Put takes ownership of value: it must not be changed afterwards.
	Put(table string, key, value []byte) error
	Delete(table string, key []byte) error
}

// Reader reads what State writes. The method set is that of store.Reader.
type Reader interface {
	Get(table string, key []byte) ([]byte, error)
	Scan(table string, from, to []byte, reverse bool, limit int, fn func(k, v []byte) (bool, error)) error
}

// Turn is one event as one feature sees it. It is valid until its
// handlers return.
type Turn struct {
	Event     *Event
	Facts     *Facts
	Community *Community
	Member    *Member // who caused it; nil if nobody gets credit
	Call      *Call   // the command that was given, if any
	// Struck reports that a rule removed or sanctions the message. It earns
	// nothing.
	Struck bool
	// Breaches are the rules that the message breaks: first those on trial,
	// last the one that counts. The engine deletes the message and says so; the
	// penalty for the author is a feature's business.
	Breaches []Breach
	// Taken: a feature took the private message as an answer to its question, so
	// it answers nothing else.
	Taken bool
	// Late reports that the event is older than two minutes, so nothing is said
	// in reply.
	Late bool
	// Undelivered is the kind of a failed effect that somebody should hear
	// about; the event's outcome has the reason. A feature that reports it
	// clears the field.
	Undelivered string
	// Choices are the communities that a private chat may be about: those that
	// the person belongs to. Community is the chosen one, nil while several
	// remain.
	Choices []*Community
	// Elsewhere are those of Choices whose data is in another partition; see
	// Others. None where one engine runs all communities.
	Elsewhere []*Community

	at       time.Time
	host     Host
	language string // see Speaking; empty: the reader's
}

// Breach is a rule broken by a message.
type Breach struct {
	Rule     string
	Evidence string // what was found
	Then     []Sanction
	Trial    bool // recorded only, without consequences
	Deleted  Ref  // the effect that deletes the message; 0: it is not deleted
}

// Host is the engine behind a turn.
type Host interface {
	State() State
	Now() time.Time
	Do(Effect) Ref
	Find(Finding)
	Count(Count)
	Conceal()
	Counted() []Count
	OnRollback(func())
	SetTimer(name string, due time.Time, data []byte) error
	Rand(purpose string) *rand.Rand
	Text(language, key string, args Args) string
	Speaks(tag string) (language string) // empty: Steward doesn't speak it
	Authority(space Place, user UserID) Authority
	May(space Place, user UserID, act Act) bool
	Said(m MessageID) (Said, bool, error)
	LastSaid(place Place, n int) ([]Spoken, error)
	LastBy(space Place, m MemberID, n int) ([]Spoken, error)
	Explained(line uint64) ([]Finding, error)
	Link(m MessageID) string
	Title(space Place) string
	Latest(space Place) Place
	Fields(p Place) int
	SetEntry(m MessageID, entry uint64) error
	Recent(within time.Duration) []Said
	Enter(t *Turn, community string) (bool, error)
	Others() Reader
	TickElsewhere(community, name string, data []byte) error
	MemberByUser(u User) (*Member, error)
	MemberByID(id MemberID) (*Member, error)
	MemberByHandle(platform, handle string) (*Member, error)
	Pseudonym(u UserID) []byte
	Forget(t *Turn, who *Forgotten) error
	Disclose(t *Turn, m MemberID) ([]string, error)
	Merge(t *Turn, from, into MemberID) error
	Part(t *Turn, from, left MemberID) error
}

// NewTurn is called by the engine. At is the event's time for its member: it
// never goes back.
func NewTurn(host Host, at time.Time) *Turn { return &Turn{host: host, at: at} }

// State returns the data of the community and the engine. A feature keeps its
// keys under its community's id.
func (t *Turn) State() State { return t.host.State() }

// At returns when the event happened: use it for days, cooldowns and expiries.
func (t *Turn) At() time.Time { return t.at }

// Now returns the engine's time: use it for schedules.
func (t *Turn) Now() time.Time { return t.host.Now() }

// Day returns the community's date at the time of the event.
func (t *Turn) Day() Day { return t.Community.Day(t.at) }

// Do requests an effect, to be performed after the turn commits. A turn may
// request a hundred; more make it fail.
func (t *Turn) Do(e Effect) Ref { return t.host.Do(e) }

// Find records a reason: it is shown with the message, and to the member by
// /why. The catalogue holds its text as "<feature>.<code>".
func (t *Turn) Find(f Finding) { t.host.Find(f) }

// Count counts what a member did, in the same transaction. An n below 0 takes back.
func (t *Turn) Count(what Metric, m MemberID, n int64) {
	t.host.Count(Count{Metric: what, Member: m, N: n})
}

// CountOn is Count for a day that may not be the turn's own.
func (t *Turn) CountOn(day Day, what Metric, m MemberID, n int64) {
	t.host.Count(Count{Metric: what, Member: m, N: n, Day: day})
}

// Conceal keeps the event out of the journal, also if a feature fails: for what
// somebody was asked in confidence.
func (t *Turn) Conceal() { t.host.Conceal() }

// Counted returns what the features counted in this event, for After handlers: it is already part of
// the statistics. The caller must not keep it.
func (t *Turn) Counted() []Count { return t.host.Counted() }

// OnRollback runs fn if the feature's part of the turn is rolled back: for
// state that it keeps in memory.
func (t *Turn) OnRollback(fn func()) { t.host.OnRollback(fn) }

// SetTimer sends the feature a Tick with data at due. It replaces a timer of
// the same name; a zero due removes it.
func (t *Turn) SetTimer(name string, due time.Time, data []byte) error {
	return t.host.SetTimer(name, due, data)
}

// Rand is deterministic for the event and purpose, and can't be predicted
// without the instance's secret.
func (t *Turn) Rand(purpose string) *rand.Rand { return t.host.Rand(purpose) }

// Text returns a catalogue text in the turn's Language.
func (t *Turn) Text(key string, args Args) string { return t.host.Text(t.Language(), key, args) }

// Authority returns a user's authority in a space, from the latest snapshot.
func (t *Turn) Authority(space Place, user UserID) Authority { return t.host.Authority(space, user) }

// May reports whether the platform itself allows a user an act, such as ActBan,
// in a space, by the latest snapshot. Users without authority may do nothing.
func (t *Turn) May(space Place, user UserID, act Act) bool { return t.host.May(space, user, act) }

// Said looks up a message in the message table, which keeps 15 days.
func (t *Turn) Said(m MessageID) (Said, bool, error) { return t.host.Said(m) }

// LastSaid returns the latest messages in a place, at most n, newest first.
// Some platforms don't report deletions, so these may be gone. Later messages
// elsewhere in the space limit how far back it looks.
func (t *Turn) LastSaid(place Place, n int) ([]Spoken, error) { return t.host.LastSaid(place, n) }

// LastBy returns a member's latest messages in a space, at most n, newest
// first. Later messages of others limit how far back it looks.
func (t *Turn) LastBy(space Place, m MemberID, n int) ([]Spoken, error) {
	return t.host.LastBy(space, m, n)
}

// Explained returns the findings on a message, by Said.Line; none if the
// journal no longer holds them.
func (t *Turn) Explained(line uint64) ([]Finding, error) { return t.host.Explained(line) }

// Link returns the web address of a message; empty if the platform has none.
func (t *Turn) Link(m MessageID) string { return t.host.Link(m) }

// Latest returns a place under the latest id of its space, which may have moved
// from the one in the configuration: a Telegram group that became a supergroup.
func (t *Turn) Latest(p Place) Place { return t.host.Latest(p.Space()) + p[len(p.Space()):] }

// Title returns the display name of a space, which anybody may have chosen; its
// id if the name is unknown or p is a place within a space.
func (t *Turn) Title(p Place) string {
	if title := t.host.Title(p); title != "" && p == p.Space() {
		return ShowName(title)
	}
	return string(p)
}

// Fields returns how many texts a Form can ask for in answer to the turn's press
// or native command; 0: there are no forms.
func (t *Turn) Fields() int {
	e := t.Event
	if e.Press != nil && e.Press.Filled == nil || e.Message != nil && e.Message.Press != "" {
		return t.host.Fields(e.Place)
	}
	return 0 // a form is not answered by another
}

// SetEntry records in the message table which ledger entry paid for a message.
func (t *Turn) SetEntry(m MessageID, entry uint64) error { return t.host.SetEntry(m, entry) }

// Recent returns the messages of the turn's member in the community within that
// time before this one, oldest first, without this one. The engine keeps them
// in memory for its longest window.
func (t *Turn) Recent(within time.Duration) []Said { return t.host.Recent(within) }

// Enter continues the turn in a community that a private chat turned out to be
// about, such as that of a code sent there: it sets Community and Member, and
// makes the user a member if needed. False if there is no such community or the
// place is not private. If the community is in another partition, the event is
// passed on there, and the error must be returned: nothing of it is done here.
func (t *Turn) Enter(community string) (bool, error) { return t.host.Enter(t, community) }

// Others reads the committed rows of all other partitions as one; a key that
// several have comes several times in a Scan, and Get returns any of them. There
// is nothing to read where one engine runs all communities.
func (t *Turn) Others() Reader { return t.host.Others() }

// TickElsewhere sends the feature a Tick with data, at once, in a community of
// another partition.
func (t *Turn) TickElsewhere(community, name string, data []byte) error {
	return t.host.TickElsewhere(community, name, data)
}

// MemberByUser returns the member of an account; nil if it never took part.
func (t *Turn) MemberByUser(u User) (*Member, error) { return t.host.MemberByUser(u) }

// MemberByID returns the member with a number; nil if there is none.
func (t *Turn) MemberByID(id MemberID) (*Member, error) { return t.host.MemberByID(id) }

// MemberByHandle returns the member with an @name on a platform; nil if none.
func (t *Turn) MemberByHandle(platform, handle string) (*Member, error) {
	return t.host.MemberByHandle(platform, handle)
}

// Pseudonym stands in for an account that must not be stored. It is constant
// within the turn's community, and can't be traced to the account without the
// instance's secret.
func (t *Turn) Pseudonym(u UserID) []byte { return t.host.Pseudonym(u) }

// Forget erases a person from the features' data and the engine's queues at
// once, so that nothing more is said to them, and from all records within
// minutes. Effects requested afterwards are not affected. The turn's member is
// nil then.
func (t *Turn) Forget(who *Forgotten) error {
	if err := t.host.Forget(t, who); err != nil {
		return err
	}
	if t.Member != nil && t.Member.ID == who.Member {
		t.Member = nil
	}
	return nil
}

// Disclose returns what the features store about a member, one line each, in
// the turn's language.
func (t *Turn) Disclose(m MemberID) ([]string, error) { return t.host.Disclose(t, m) }

// Merge makes the features merge their data of two members that became one: see
// Routes.Merge.
func (t *Turn) Merge(from, into MemberID) error { return t.host.Merge(t, from, into) }

// Part makes the features record what an account that left a member must not
// earn again: see Routes.Part.
func (t *Turn) Part(from, left MemberID) error { return t.host.Part(t, from, left) }

// Said is a row of the message table.
type Said struct {
	Place  Place // exactly: the topic, not only the group
	Member MemberID
	At     time.Time
	Hash   uint64 // Facts.Hash of its text
	Entry  uint64 // the ledger entry that paid for it; 0: none
	Line   uint64 // the journal line with the decision on it; 0: none
	Gone   bool   // deleted, or about to be deleted by Steward
	Order  bool   // a command with a slash
	// Answered marks a command, or a word on its own, that Steward answers.
	Answered bool
	// Album is the same nonzero number for all messages of one album.
	Album uint64
}

// Spoken is a row of the message table with the message's id.
type Spoken struct {
	ID string
	Said
}

// Finding is one reason in a decision: what was checked and what followed.
type Finding struct {
	Feature string      `json:"feature"`
	Code    string      `json:"code"`
	N       int64       `json:"n,omitempty"`      // the text's Count
	Args    Args        `json:"args,omitempty"`   // its other arguments
	Entry   uint64      `json:"entry,omitempty"`  // the ledger entry made
	Member  MemberID    `json:"member,omitempty"` // whom it concerns, if not the author
	Reason  phrase.Line `json:"reason,omitempty"` // the text's Reason: why an effect was not done
}

// Args fills in the placeholders of a catalogue text by name. "Count" selects
// the plural form.
type Args map[string]any

// Facts are what the text alone shows, found before any decision.
type Facts struct {
	// Normal is the text for comparisons: NFKC, case folded, spaces collapsed,
	// invisible characters removed; at most 4,096 bytes.
	Normal string
	// Word is the text as a single word, without decoration, spaces and hyphens
	// (see rules.Alone): "checkin" for "Check-in!". It is empty if Normal is
	// longer than 256 bytes.
	Word string
	// Length in visible characters; a wide one (CJK) counts as two.
	Length int
	// Hash of Normal; 0 for an empty text.
	Hash uint64
	// Command reports that the text has the form of a command, ours or another
	// bot's.
	Command bool
}

// Member is one person in one community.
type Member struct {
	ID     MemberID
	Name   string // as last seen; hostile input
	Handle string
	User   UserID // the account that the person uses in this turn
	// Language is that account's, as the platform last reported it: a BCP 47
	// tag.
	Language string
	Since    time.Time // when they joined or were first seen
	Seen     time.Time // previous event; zero at the first
}
