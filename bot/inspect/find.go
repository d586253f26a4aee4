package inspect

import (
	"slices"
	"strconv"
	"strings"

	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/bot/feature/levels"
	"github.com/stewardbot/steward/bot/feature/tags"
	"github.com/stewardbot/steward/bot/ledger"
	"github.com/stewardbot/steward/bot/member"
	"github.com/stewardbot/steward/bot/phrase"
	"github.com/stewardbot/steward/bot/require"
	"github.com/stewardbot/steward/bot/segment"
	"github.com/stewardbot/steward/rules"
)

// Hit is a member that a search found.
type Hit struct {
	Profile
	Handle string `json:"handle,omitempty"`
}

// Wanted are whom a search looks for: all of it must fit.
type Wanted struct {
	Search  string // a part of the name, an @handle, a member number or an account such as telegram:101
	If      string // an expression, as under require
	Segment string
	Tag     string
}

// Found is one page of what a search found.
type Found struct {
	People []Hit
	// Next is the member after which the next page begins; 0: this is the last one.
	Next bot.MemberID
}

// How many members one page of a search looks at: by their names, and by what has to be worked out for each.
const (
	mostSearched = 100_000
	mostJudged   = 4_000
)

// Find returns the members after a number who are wanted, at most n. It looks at 100,000 members at once, at 4,000 if segments
// or expressions are asked for; Next goes on from there. v finds segments over the same snapshot. An expression that can't
// be read and an unknown segment are phrases.
func Find(t *bot.Turn, v *segment.View, w Wanted, after bot.MemberID, n int) (f Found, err error) {
	r, com := t.State(), t.Community.ID
	s := &finder{t: t, v: v, Wanted: w, name: rules.Normalize(strings.TrimPrefix(w.Search, "@")), most: mostSearched, n: n, found: &f}
	if err := s.prepare(); err != nil {
		return f, err
	}
	if after == 0 && s.exact() {
		if m, err := Member(r, com, w.Search); err == nil {
			accounts, err := member.New().Accounts(r, com, m.ID)
			if err != nil {
				return f, err
			}
			ok, err := s.fits(m, accounts)
			if ok && err == nil {
				err = s.add(m, accounts)
			}
			return f, err
		}
	}
	if w.Tag == "" {
		err = member.New().After(r, com, after, s.look)
	} else {
		err = tags.Each(r, com, after, func(id bot.MemberID, names []string) (bool, error) {
			if !slices.Contains(names, w.Tag) {
				return s.pass(id), nil
			}
			m, err := member.New().ByID(r, com, id)
			if err != nil || m == nil {
				return s.pass(id), err
			}
			accounts, err := member.New().Accounts(r, com, id)
			if err != nil {
				return false, err
			}
			return s.look(m, accounts)
		})
	}
	if !s.stopped {
		f.Next = 0
	}
	return f, err
}

// finder is a search on its way.
type finder struct {
	t *bot.Turn
	v *segment.View
	Wanted
	name         string // the text to look for in names, normalised
	holds        *require.Condition
	looked, most int
	n            int
	stopped      bool // before the last member
	found        *Found
	book         *ledger.Book
}

// prepare reads the expression and the segment's name.
func (s *finder) prepare() error {
	s.book = ledger.New()
	if s.If != "" {
		s.holds = &require.Condition{If: s.If}
		var fault *phrase.Phrase
		s.holds.Validate(func(_, code string, args ...any) { fault = phrase.New(code, args...) })
		if fault != nil {
			return phrase.New("insight.where", fault)
		}
	}
	if s.Segment != "" {
		names := segment.Names(s.v.Own())
		name, ok := segment.Find(names, s.Segment)
		if !ok {
			return phrase.New("segment.unknown", s.Segment, names)
		}
		s.Segment = name
	}
	if s.If != "" || s.Segment != "" {
		s.most = mostJudged
	}
	return nil
}

// exact reports whether the search names one member.
func (s *finder) exact() bool {
	_, wrong := strconv.ParseUint(s.Search, 10, 64)
	return wrong == nil || strings.Contains(s.Search, ":")
}

// pass counts a member as looked at, and reports whether to go on.
func (s *finder) pass(id bot.MemberID) bool {
	s.looked++
	s.found.Next = id
	s.stopped = s.looked >= s.most
	return !s.stopped
}

func (s *finder) look(m *bot.Member, accounts []bot.UserID) (bool, error) {
	if s.name != "" && !within(m.Name, s.name) && !within(m.Handle, s.name) {
		return s.pass(m.ID), nil
	}
	ok, err := s.fits(m, accounts)
	if err != nil || !ok {
		return s.pass(m.ID), err
	}
	if len(s.found.People) == s.n {
		s.stopped = true
		return false, nil
	}
	if err := s.add(m, accounts); err != nil {
		return false, err
	}
	return s.pass(m.ID), nil
}

// fits reports whether a member has the tag, is in the segment, and the expression holds for them.
func (s *finder) fits(m *bot.Member, accounts []bot.UserID) (bool, error) {
	if s.Tag != "" {
		names, err := tags.Of(s.t, m.ID)
		if err != nil || !slices.Contains(names, s.Tag) {
			return false, err
		}
	}
	if s.Segment != "" {
		f, err := s.v.Of(m, accounts)
		if err != nil || !f.In(s.Segment) {
			return false, err
		}
	}
	if s.holds == nil {
		return true, nil
	}
	return s.v.Meets(m.ID, s.holds)
}

func (s *finder) add(m *bot.Member, accounts []bot.UserID) error {
	figures, err := s.book.Balance(s.t, m.ID)
	h := Hit{Profile{
		Balance: Balance{m.ID, m.Name, slices.Clone(accounts), figures.Balance, figures.Earned}, Joined: m.Since.UTC(), Seen: m.Seen.UTC(),
	}, m.Handle}
	if number, name := levels.At(s.t.Community, figures.Earned); number >= 0 {
		h.Level, h.LevelName = &number, name
	}
	s.found.People = append(s.found.People, h)
	return err
}

// within reports whether a name holds a normalised text.
func within(name, wanted string) bool {
	for i := range len(name) {
		if c := name[i]; c < ' ' || c > '~' { // what normalising drops or folds
			return strings.Contains(rules.Normalize(name), wanted)
		}
	}
	return strings.Contains(strings.ToLower(name), wanted)
}
