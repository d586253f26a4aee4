// Package stats counts what members do: per member, per community, and as the set of
// members who did something on a day.
//
// A feature declares a [bot.Metric] and counts with [bot.Turn.Count]. After all features
// have handled an event, the engine passes their counts to [Book.Add], in the same
// transaction. A count goes to
//
//   - the member's column of the packed member row: the total, and the count on the
//     member's latest day (cell.go). When a later day begins, the previous one moves to a
//     row for 64 days (days.go);
//   - the community's hour, and the place's day (sums.go);
//   - the bitmap of the metric and day, if it is the member's first of that day
//     (bits.go, bitmap.go): a row of at most 2 KiB for 16,384 members.
//
// So a message writes only the member's page and pages that all members share. A day is a
// date in the community's time zone at that time, by the platform's time of the event.
//
// Long work is done in chunks between events: [Book.Advance] moves or clears the bits of
// members who were linked or forgotten, and [Book.Drop] deletes rows past their retention
// period. [Did] returns the members who did something on a number of days, as a [Set].
package stats

import (
	"cmp"
	"slices"
	"time"

	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/store"
)

// Retention in days. The sums of a community's hours are kept permanently.
const (
	KeepDays = 400 // a member's days
	KeepSets = 800 // bitmaps, and the days of places

	// LongestDays is the longest that a member's days are kept, since block rows are
	// deleted as a whole.
	LongestDays = KeepDays + blockDays
)

// Members looks up members by number.
type Members interface {
	// ByID returns the member that a number refers to now, following links; nil if there
	// is none.
	ByID(r store.Reader, community string, id bot.MemberID) (*bot.Member, error)
	// Recorded reports whether a packed row belongs to a current member, not to one who was
	// linked or forgotten.
	Recorded(row []byte) bool
}

// Book counts. It must only be used by the writer's goroutine.
type Book struct {
	members Members
	dropped map[string]bot.Day  // by community, the day of the last Drop
	passed  map[string]bitPlace // by community, the progress of that day's Drop through the sets
	list    []bot.Count         // scratch: the counts passed to Add
	some    counts              // scratch: those of one member and day
	sums    counts              // scratch: those of all members on one day
	key     []byte              // scratch
}

// New returns a Book for the members of a directory.
func New(m Members) *Book {
	return &Book{members: m, dropped: map[string]bot.Day{}, passed: map[string]bitPlace{}}
}

// moment is when and where something was counted.
type moment struct {
	community string
	day       bot.Day
	hour      uint64    // 0-23 in the community's time zone, or anyHour
	place     bot.Place // empty: private or unknown
}

// anyHour stands for an unknown hour of a known day.
const anyHour = 24

// Add stores the counts of a turn at a time and place. Private chats are not recorded as
// places. Counts for unknown members are dropped; those for linked members go to the member
// they were merged into.
func (b *Book) Add(tx store.Tx, com *bot.Community, at time.Time, place bot.Place, list []bot.Count) error {
	local := at.In(com.Zone)
	today, m := bot.DayOf(local), moment{community: com.ID, place: place}
	if place.Private() {
		m.place = ""
	}
	return wrap("count", com.ID, b.add(tx, m, today, local.Hour(), list))
}

// AddOn stores counts for a day, with unknown hour and place.
func (b *Book) AddOn(tx store.Tx, community string, day bot.Day, list []bot.Count) error {
	return wrap("count", community, b.add(tx, moment{community: community}, day, anyHour, list))
}

func (b *Book) add(tx store.Tx, m moment, today bot.Day, hour int, list []bot.Count) error {
	b.list = b.list[:0]
	for _, c := range list {
		c.Day = cmp.Or(c.Day, today)
		b.list = append(b.list, c)
	}
	for i, c := range b.list {
		if slices.ContainsFunc(b.list[:i], func(e bot.Count) bool { return e.Day == c.Day }) {
			continue
		}
		m.day, m.hour = c.Day, anyHour
		if m.day == today {
			m.hour = uint64(hour)
		}
		if err := b.addDay(tx, m); err != nil {
			return err
		}
	}
	return nil
}

// addDay stores those of b.list that belong to m.day.
func (b *Book) addDay(tx store.Tx, m moment) error {
	b.sums = b.sums[:0]
	for i, c := range b.list {
		same := func(e bot.Count) bool { return e.Day == m.day && e.Member == c.Member }
		if c.Day != m.day || slices.ContainsFunc(b.list[:i], same) {
			continue
		}
		b.some = b.some[:0]
		for _, e := range b.list[i:] {
			if same(e) {
				b.some = b.some.with(e.Metric.Number, e.N)
			}
		}
		there, err := b.addMember(tx, m, c.Member, b.some)
		if err != nil {
			return err
		}
		if there {
			for _, n := range b.some {
				b.sums = b.sums.with(n.metric, n.n)
			}
		}
	}
	return b.addSums(tx, m, b.sums)
}
