// Package activity is the life that draws, polls and other things to take part
// in share.
//
// An activity is drafted, announced in its places, open for entries, closed,
// settled and evaluated; or it is cancelled. [Life] does what all of them need:
// it numbers and stores them, posts and edits the posts, keeps deadlines, takes
// entries, checks them once more when the activity closes, refunds what was
// paid for them, and follows members who link, unlink or forget themselves.
//
// Each step is one turn, and long ones walk the entries in chunks of [Chunk],
// one per tick (walk.go). So a restart continues where the last step ended, and
// no step holds up other events.
//
// # A new kind
//
// A kind of activity is a feature. It declares a [Kind], makes a Life of it with
// [New], and routes its events to it:
//
//	func New(book *ledger.Book, members *member.Directory) *Feature {
//		f := &Feature{}
//		f.life = activity.New(book, members, activity.Kind{
//			Name: "poll", Show: f.show, Meets: f.meets, Frozen: f.count,
//		})
//		f.Plans = activity.NewPlans(f.life, defined, when, f.start)
//		return f
//	}
//
//	On:     {KindConfig: f.Configured, KindTick: f.Tick, KindOutcome: f.life.Outcome, KindMoved: f.life.Moved},
//	After:  f.Redefined,
//	Forget: f.life.Forget, Disclose: f.disclose, Merge: f.life.Merge, Part: f.life.Part,
//
// [Plans] starts those that are defined with a time. To start one, the kind takes
// it from [Life.Draft], fills in the fields that it owns, and calls
// [Life.Announce]. Its buttons call [Life.Enter], after
// [Life.Pressed] has found the activity. When the last entry is checked, the
// Life calls Kind.Frozen; the kind then works out the result, calls
// [Life.Settle], pays, and calls [Life.Evaluate] when nothing more can follow.
// What the kind has to remember of an activity goes into [Activity.Data].
//
// # Evaluation
//
// A definition embeds [Evaluation], which the kind copies into the activity. Once the result is
// known, the Life asks how people liked it (ask.go); the kind routes [VerbMark] to [Life.Mark].
// A feature that runs its activities itself has a Life without Show that only records them
// (record.go), so that package insight finds all in one place.
package activity

import (
	"encoding/json"
	"time"

	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/bot/ledger"
	"github.com/stewardbot/steward/bot/member"
	"github.com/stewardbot/steward/bot/quiet"
	"github.com/stewardbot/steward/bot/sanction"
)

// Stage is how far an activity is.
type Stage string

// The stages, in order; Cancelled may follow any before Settled.
const (
	Drafted   Stage = "drafted"   // has a number; nobody has seen it
	Announced Stage = "announced" // posted, and opens later
	Open      Stage = "open"      // takes entries
	Closed    Stage = "closed"    // takes no more; the entries are being checked or the result is awaited
	Settled   Stage = "settled"   // the result is known
	Evaluated Stage = "evaluated" // nothing more follows
	Cancelled Stage = "cancelled"
)

// Activity is one draw, poll or the like. The fields above Stage are set
// before Announce and don't change afterwards.
type Activity struct {
	ID   uint64 `json:"id"`             // counted from 1 in each community
	Kind string `json:"kind"`           // Kind.Name
	Name string `json:"name"`           // what people call it
	From string `json:"from,omitempty"` // the definition it was made from; empty: made by a command
	// Asked: somebody who made it by a command waits for its posts.
	Asked  bool      `json:"asked,omitempty"`
	Posts  []Post    `json:"posts"` // one per place, at most MaxPlaces
	Opens  time.Time `json:"opens"`
	Closes time.Time `json:"closes"`
	Price  int64     `json:"price,omitempty"` // of an entry: reserved, then paid or refunded
	// Review: an entry counts once staff let it in.
	Review bool `json:"review,omitempty"`
	Evaluation

	Stage Stage     `json:"stage"`
	Ended time.Time `json:"ended,omitzero"` // when it was evaluated or cancelled
	// Entries counts those that are left once the activity is closed, and Out
	// those that were left out, by reason.
	Entries int            `json:"entries,omitempty"`
	Out     map[string]int `json:"out,omitempty"`
	// Paid are the points that it paid out so far; the kind counts them.
	Paid int64 `json:"paid,omitempty"`
	// Question are the posts that ask how people liked it, until AskedUntil.
	Question   []Post    `json:"question,omitempty"`
	AskedUntil time.Time `json:"asked_until,omitzero"`
	// Data belongs to the kind.
	Data json.RawMessage `json:"data,omitempty"`

	Salt []byte `json:"salt"`
	Walk *walk  `json:"walk,omitempty"` // over the entries, in progress
}

// MaxPlaces is the maximum number of places of one activity.
const MaxPlaces = 20

// Post is an activity's post in one place.
type Post struct {
	Place   bot.Place `json:"place"`
	Ref     bot.Ref   `json:"ref,omitempty"`
	Message string    `json:"message,omitempty"` // the platform's id, once it is posted
	Lost    bool      `json:"lost,omitempty"`    // it was not posted
}

// postsIn returns a post yet to be made in each place; a place named twice, or
// by an earlier id, counts once.
func postsIn(t *bot.Turn, places []string) (posts []Post) {
	seen := map[bot.Place]bool{}
	for _, p := range places {
		at := t.Latest(bot.Place(p))
		if !seen[at] {
			posts = append(posts, Post{Place: at})
		}
		seen[at] = true
	}
	return posts
}

// Kind is what one kind of activity does itself. Show and Frozen are required,
// or both left out: then the Life only records (record.go) what the feature runs
// itself.
type Kind struct {
	// Name is the feature's name.
	Name string
	// Quiet limits the questions how people liked it.
	Quiet *quiet.Budget
	// Anyone may answer these questions, not only those who took part.
	Anyone bool
	// Show returns the post at the activity's stage, in the turn's language;
	// entries is the number of entries so far. Place, Lane and Expires are the
	// Life's.
	Show func(t *bot.Turn, a *Activity, entries int) (bot.Say, error)
	// Meets returns why a member may not take part, as a sentence in the turn's
	// language; empty if they may. It is asked at the entry and again at the
	// close, where the sentence is not shown. Nil allows everybody.
	Meets func(t *bot.Turn, a *Activity, m bot.MemberID) (why string, err error)
	// Freeze gets the entries that stay when the activity closes, a chunk at a
	// time, in the order of their tags. It may set Weight and Data. Weight is 1
	// until then.
	Freeze func(t *bot.Turn, a *Activity, chunk []*Entry) error
	// Frozen is called once the entries can't change any more.
	Frozen func(t *bot.Turn, a *Activity) error
	// Due is called when the time set with Life.Wake has come.
	Due func(t *bot.Turn, a *Activity) error
	// Posted is called with the outcome of an effect for which Life.Await was
	// called.
	Posted func(t *bot.Turn, a *Activity, what string) error
}

// Life runs the activities of one kind.
type Life struct {
	kind    Kind
	book    *ledger.Book
	members *member.Directory
	cases   *sanction.File
	woke    time.Time // when this process started, by the first event
}

// New returns the life of a kind. Prices are booked in the given book.
func New(book *ledger.Book, members *member.Directory, k Kind) *Life {
	return &Life{kind: k, book: book, members: members, cases: sanction.New()}
}

// Read decodes the kind's data; the zero value if there is none.
func Read[T any](a *Activity) (v T, err error) {
	if a.Data == nil {
		return v, nil
	}
	return v, json.Unmarshal(a.Data, &v)
}

// Write encodes the kind's data. The caller saves the activity.
func (a *Activity) Write(v any) (err error) {
	a.Data, err = json.Marshal(v)
	return err
}
