// Package quiet limits what Steward says unprompted.
//
// All features together post at most PostsADay unprompted messages a day in a place. Budget.Post
// posts at once or, if the day's posts are used up, keeps the post for a later day, between FirstHour and LastHour, and tells the
// moderators' log, once a day. Budget.Line adds to the one line that all badges and seasons of a
// place share a day; the line counts as one of the posts. A post that an operator set a time for
// is not unprompted, and neither are level-ups, which have settings of their own.
//
// A member gets at most one private message in Rest that they did not ask for, between FirstHour
// and LastHour in the community's zone, and none after /quiet. Budget.Tell keeps a text until
// then; all texts waiting for a member are sent as one message. Notices about sanctions, orders
// and prizes are no such messages, and don't go through the budget.
//
// On some platforms an account can only be written to once it wrote to Steward. Budget.Reaches knows
// from private chats (Budget.Heard) and from outcomes who can be written to.
//
// While posts are paused, nothing is sent to members. What waits is in the store, a row per place and a row per member. The feature hush, wired last,
// sets the timers for the rows that a turn changed (Budget.Woken), and sends what is due
// (Budget.Flush, Budget.Send).
package quiet

import (
	"slices"
	"time"

	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/bot/member"
	"github.com/stewardbot/steward/store"
)

// The limits.
const (
	PostsADay = 2
	Rest      = 7 * 24 * time.Hour
	FirstHour = 10
	LastHour  = 20
)

// Budget counts and keeps what is said unprompted. Only turns use it, one at a time.
type Budget struct {
	members *member.Directory
	first   []string // platforms on which members have to write first
	valid   map[string]Valid
	woken   woken
}

// New returns a budget that finds accounts in a directory. On the platforms in first, an account can only be
// written to once it wrote to Steward.
func New(members *member.Directory, first ...string) *Budget {
	return &Budget{members: members, first: first, valid: map[string]Valid{}}
}

// Valid is asked when a text is about to be sent to a member, by the key that Tell got. False drops it.
type Valid func(t *bot.Turn, m bot.MemberID, key string) (bool, error)

// Check has texts whose keys begin with a prefix checked. It is called before the first turn.
func (b *Budget) Check(prefix string, valid Valid) { b.valid[prefix] = valid }

var (
	placeRows  = store.Rows("quiet_places", store.Shape2(store.Str[string]{}, store.Tail[bot.Place]{}), store.JSON[room]())
	memberKeys = store.Shape2(store.Str[string]{}, store.Num[bot.MemberID]{})
	memberRows = store.Rows("quiet_members", memberKeys, store.JSON[person]())
)

// Tables lists the tables: (community, place), (community, member) and (community, account).
func Tables() []store.Declared { return []store.Declared{placeRows, memberRows, chatRows} }

// woken are the rows that the latest turn changed. After a rollback some may be unchanged, which
// does no harm.
type woken struct {
	community, event string
	places           []bot.Place
	members          []bot.MemberID
}

// of returns the rows woken in the turn's event.
func (b *Budget) of(t *bot.Turn) *woken {
	if w := &b.woken; w.community != t.Community.ID || w.event != t.Event.ID {
		*w = woken{community: t.Community.ID, event: t.Event.ID}
	}
	return &b.woken
}

// Woken returns the places and members that need a timer since this event.
func (b *Budget) Woken(t *bot.Turn) ([]bot.Place, []bot.MemberID) {
	w := b.of(t)
	return slices.Clone(w.places), slices.Clone(w.members)
}

func (b *Budget) wakePlace(t *bot.Turn, p bot.Place) {
	if w := b.of(t); !slices.Contains(w.places, p) {
		w.places = append(w.places, p)
	}
}

func (b *Budget) wakeMember(t *bot.Turn, m bot.MemberID) {
	if w := b.of(t); !slices.Contains(w.members, m) {
		w.members = append(w.members, m)
	}
}

// hour returns the time of a full hour on the day that is so many days after that of a time.
func hour(c *bot.Community, at time.Time, days, hour int) time.Time {
	y, m, d := at.In(c.Zone).Date()
	return time.Date(y, m, d+days, hour, 0, 0, 0, c.Zone)
}

// byDay returns a time, or the next FirstHour if it is before that or after LastHour.
func byDay(c *bot.Community, at time.Time) time.Time {
	switch h := at.In(c.Zone).Hour(); {
	case h < FirstHour:
		return hour(c, at, 0, FirstHour)
	case h >= LastHour:
		return hour(c, at, 1, FirstHour)
	}
	return at
}

// tomorrow is when a new day's posts begin.
func tomorrow(t *bot.Turn) time.Time { return hour(t.Community, t.Now(), 1, FirstHour) }
