// Package stats counts what members do: per member, per community, and as the set of
// members who did something on a day.
//
// In the order in which it works: a feature declares a [bot.Metric] and counts with
// [bot.Turn.Count]. When all features have had their part of the event, the engine
// hands what they counted to [Book.Add], in the same transaction. A count goes to
//
//   - the member's column of the packed member row: all there ever was, and what there
//     was on the member's latest day (cell.go). When a later day begins, the day before
//     becomes part of a row of its own, which holds 64 days (days.go);
//   - the community's hour, and the place's day (sums.go);
//   - the bitmap of the metric and day, if it is the member's first of that day
//     (bits.go, bitmap.go): a row of at most 2 KiB for 16,384 members.
//
// So a message costs no page beside the member's but those that all members share. A
// day is the community's own, by the platform's time of the event, in the time zone
// that was in force.
//
// What takes long is done in chunks between other events, by [Book.Advance]: bits of
// members who were linked or forgotten move or go, and what is older than it is kept
// is dropped. [Did] answers who did something on so many days of a period, as a [Set].
package stats

import (
	"cmp"
	"slices"
	"time"

	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/store"
)

// How long things are kept. The sums of a community's hours stay.
const (
	KeepDays = 400 // a member's days
	KeepSets = 800 // bitmaps, and the days of places

	// LongestDays is how long a member's days are kept at most: rows go as a whole.
	LongestDays = KeepDays + blockDays
)

// Members tells who stands behind a number.
type Members interface {
	// ByID is the member that a number means today, nil if there is none.
	ByID(r store.Reader, community string, id bot.MemberID) (*bot.Member, error)
	// Recorded tells whether a row of the packed member table is that of a member,
	// rather than what is left of one who was linked or forgotten.
	Recorded(row []byte) bool
}

// Book counts. It is for the writer's goroutine alone.
type Book struct {
	members Members
	dropped map[string]bot.Day  // by community, the day on which old rows were dropped last
	passed  map[string]bitPlace // by community, how far the sets have been looked at on this one
	list    []bot.Count         // scratch: what Add was given
	some    counts              // scratch: what of it is one member's, of one day
	sums    counts              // scratch: what is all members', of one day
	key     []byte              // scratch
}

// New counts for the members of a directory.
func New(m Members) *Book {
	return &Book{members: m, dropped: map[string]bot.Day{}, passed: map[string]bitPlace{}}
}

// moment is when and where something was counted.
type moment struct {
	community string
	day       bot.Day
	hour      uint64    // 0-23 by the community's clock; anyHour
	place     bot.Place // empty: none that is told
}

// anyHour: the day is known, and not the hour.
const anyHour = 24

// Add counts what was done in a turn: at is its time, and place where it happened. In
// private chats the place is nobody's business. A count for a number that nobody has
// is dropped; that of one who was linked goes to the member who was kept.
func (b *Book) Add(tx store.Tx, com *bot.Community, at time.Time, place bot.Place, list []bot.Count) error {
	local := at.In(com.Zone)
	today, m := bot.DayOf(local), moment{community: com.ID, place: place}
	if place.Private() {
		m.place = ""
	}
	return wrap("count", com.ID, b.add(tx, m, today, local.Hour(), list))
}

// AddOn counts what was done on a day, at a time and place that nobody knows any more.
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

// addDay counts what of the list belongs to one day.
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
