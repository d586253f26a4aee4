package require

import (
	"slices"
	"strconv"
	"time"

	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/bot/timing"
)

// Sources answer questions about a member of the turn's community. All are
// needed but the last six.
type Sources struct {
	// Level counts from 0; below 0 without levels.
	Level func(t *bot.Turn, m bot.MemberID) (int, error)
	// Points returns what was earned in all, and what is left.
	Points   func(t *bot.Turn, m bot.MemberID) (earned, balance int64, err error)
	CheckIns func(t *bot.Turn, m bot.MemberID) (int64, error)
	Streak   func(t *bot.Turn, m bot.MemberID) (int64, error)
	// Messages returns all messages ever.
	Messages func(t *bot.Turn, m bot.MemberID) (int64, error)
	// MessageDays calls fn for each day from a given one on until the turn's,
	// with the messages written on it; known is false if the member keeps no
	// days.
	MessageDays func(t *bot.Turn, m bot.MemberID, from bot.Day, fn func(n int64)) (known bool, err error)
	// Since returns when the member was first seen; zero if never.
	Since func(t *bot.Turn, m bot.MemberID) (time.Time, error)
	// Accounts returns all accounts of the member.
	Accounts func(t *bot.Turn, m bot.MemberID) ([]bot.UserID, error)
	// Created returns when an account was made; false if the platform doesn't tell.
	Created func(u bot.UserID) (time.Time, bool)
	// HasRole reports whether one of the member's accounts has a role, by its
	// full name.
	HasRole func(t *bot.Turn, m bot.MemberID, role string) (bool, error)
	// Badges returns the ids of the member's badges; nil: nobody has one.
	Badges func(t *bot.Turn, m bot.MemberID) ([]string, error)
	// Badge returns a badge's name in the turn's language; nil: its id.
	Badge func(t *bot.Turn, id string) string
	// Tags returns the names of the member's tags; nil: nobody has one.
	Tags func(t *bot.Turn, m bot.MemberID) ([]string, error)
	// Tag returns how a tag is shown in the turn's language; empty: members must not learn of it; nil:
	// its name.
	Tag func(t *bot.Turn, name string) string
	// Bought returns how many purchases were imported of the member; nil: none.
	Bought func(t *bot.Turn, m bot.MemberID) (int64, error)
	// LevelName returns the name of a level, counted from 0; empty: it has none;
	// nil: none has.
	LevelName func(t *bot.Turn, number int) string
}

// facts are those about one member in one turn.
type facts struct {
	*Sources
	t *bot.Turn
	m bot.MemberID
}

// wrote is what a member wrote within a period.
type wrote struct {
	count, days int64
	unknown     bool // the member keeps no days, so only a count of all time is known
}

// wrote returns the messages within a period; of all time if it is zero.
func (f *facts) wrote(within timing.Period, needDays bool) (w wrote, err error) {
	if within.IsZero() {
		if w.count, err = f.Messages(f.t, f.m); err != nil || !needDays {
			return w, err
		}
	}
	from := bot.Day(0)
	if !within.IsZero() {
		from = within.First(f.t.Day())
	}
	known, err := f.MessageDays(f.t, f.m, from, func(n int64) {
		if n > 0 {
			w.days++
		}
		if !within.IsZero() {
			w.count += n
		}
	})
	w.unknown = !known
	return w, err
}

// memberFor returns for how long the member has been known.
func (f *facts) memberFor() (time.Duration, error) {
	since, err := f.Since(f.t, f.m)
	if err != nil || since.IsZero() {
		return 0, err
	}
	return max(f.t.At().Sub(since), 0), nil
}

// accountAge returns the age of the oldest account, which is at least the time
// as a member; told is false if no platform told an age.
func (f *facts) accountAge() (age time.Duration, told bool, err error) {
	if age, err = f.memberFor(); err != nil {
		return 0, false, err
	}
	accounts, err := f.Accounts(f.t, f.m)
	for _, u := range accounts {
		if at, ok := f.Created(u); ok {
			age, told = max(age, f.t.At().Sub(at)), true
		}
	}
	return age, told, err
}

// linked reports whether the member has accounts on several platforms.
func (f *facts) linked() (bool, error) {
	accounts, err := f.Accounts(f.t, f.m)
	return len(accounts) > 1, err
}

func (f *facts) bought() (int64, error) {
	if f.Bought == nil {
		return 0, nil
	}
	return f.Sources.Bought(f.t, f.m)
}

func (f *facts) badges() ([]string, error) {
	if f.Badges == nil {
		return nil, nil
	}
	return f.Sources.Badges(f.t, f.m)
}

func (f *facts) tags() ([]string, error) {
	if f.Tags == nil {
		return nil, nil
	}
	return f.Sources.Tags(f.t, f.m)
}

// tagName returns how a tag is shown; empty if members must not learn of it.
func (s *Sources) tagName(t *bot.Turn, name string) string {
	if s.Tag == nil {
		return name
	}
	return s.Tag(t, name)
}

// hides reports whether members must not learn of one of the tags.
func (s *Sources) hides(t *bot.Turn, tags []string) bool {
	return slices.ContainsFunc(tags, func(name string) bool { return s.tagName(t, name) == "" })
}

func (s *Sources) badgeName(t *bot.Turn, id string) string {
	if s.Badge == nil {
		return id
	}
	return s.Badge(t, id)
}

// levelName returns the name by which members know a level, or else its number.
func (s *Sources) levelName(t *bot.Turn, number int) string {
	if s.LevelName != nil {
		if name := s.LevelName(t, number); name != "" {
			return name
		}
	}
	return strconv.Itoa(number)
}
