package inspect

import (
	"slices"

	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/bot/phrase"
	"github.com/stewardbot/steward/bot/require"
	"github.com/stewardbot/steward/bot/segment"
)

// Segment is a segment of a community's members today.
type Segment struct {
	Segment string      `json:"segment"`
	Members int         `json:"members"`
	Rule    phrase.Line `json:"rule"` // who is in it
}

// Placed is a member of a segment, and what the standard segment follows from. The days are active
// ones; points are those earned within 90 days that staff did not grant.
type Placed struct {
	Member     bot.MemberID `json:"member"`
	Name       string       `json:"name"`
	Identities []bot.UserID `json:"identities"`
	Segment    string       `json:"segment"` // the standard one; empty: in none
	Own        []string     `json:"own,omitempty"`
	Last       string       `json:"last,omitempty"` // the latest active day within 90
	Days28     int          `json:"days_28"`
	Days90     int          `json:"days_90"`
	Points     int64        `json:"points"`
}

// SegmentWeek is how many members a segment had at the beginning of a week.
type SegmentWeek struct {
	Week    string `json:"week"` // its Monday
	Segment string `json:"segment"`
	Members int    `json:"members"`
}

// view returns a view of a community's segments, which need the configuration.
func (s Source) view(community string) (*segment.View, error) {
	t, err := s.turn(community)
	if err != nil {
		return nil, err
	}
	return s.Sorter.View(t)
}

// turn returns a turn over the snapshot.
func (s Source) turn(community string) (*bot.Turn, error) {
	c := s.configured(community)
	if c == nil {
		return nil, phrase.New("segment.no_configuration", community)
	}
	return require.Over(s.Reader, c, s.Now), nil
}

// Segments calls fn for each segment of a community, the standard ones first.
func Segments(s Source, community string, fn func(Segment) error) error {
	return EachSegment(s, community, true, fn)
}

// EachSegment is Segments; without count, which looks at every member, Members is 0.
func EachSegment(s Source, community string, count bool, fn func(Segment) error) error {
	v, err := s.view(community)
	if err != nil {
		return err
	}
	var list []Segment
	for _, name := range segment.Standard() {
		list = append(list, Segment{Segment: name, Rule: phrase.Cause(segment.Rule(name))})
	}
	for _, o := range v.Own() {
		list = append(list, Segment{Segment: o.Name, Rule: phrase.AsLine("as_is", o.If)})
	}
	if count {
		err = v.Each(0, func(_ *bot.Member, _ []bot.UserID, f segment.Found) (bool, error) {
			for i := range list {
				if f.In(list[i].Segment) {
					list[i].Members++
				}
			}
			return true, nil
		})
	}
	for _, row := range list {
		if err == nil {
			err = fn(row)
		}
	}
	return err
}

// SegmentMembers calls fn for each member of a segment, by number.
func SegmentMembers(s Source, community, name string, fn func(Placed) error) error {
	v, err := s.view(community)
	if err != nil {
		return err
	}
	names := segment.Names(v.Own())
	found, ok := segment.Find(names, name)
	if !ok {
		return phrase.New("segment.unknown", name, names)
	}
	return v.Each(0, func(m *bot.Member, accounts []bot.UserID, f segment.Found) (bool, error) {
		if !f.In(found) {
			return true, nil
		}
		p := Placed{
			Member: m.ID, Name: m.Name, Identities: slices.Clone(accounts), Segment: f.Standard, Own: f.Own,
			Days28: f.Lately, Days90: f.Long, Points: f.Worth,
		}
		if f.Last != 0 {
			p.Last = f.Last.String()
		}
		return true, fn(p)
	})
}

// SegmentWeeks calls fn for each segment in each of the last weeks, earliest first.
func SegmentWeeks(s Source, community string, weeks int, fn func(SegmentWeek) error) error {
	to := bot.DayOf(s.Now.UTC()) + 7
	from := to - bot.Day(7*(min(max(weeks, 1), mostWeeks)+1))
	return segment.EachWeek(s.Reader, community, from, to, func(monday bot.Day, name string, members int) error {
		return fn(SegmentWeek{monday.String(), name, members})
	})
}

// mostWeeks bounds the number of weeks, about a century.
const mostWeeks = 5_200
