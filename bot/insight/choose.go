package insight

import (
	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/bot/member"
	"github.com/stewardbot/steward/bot/phrase"
	"github.com/stewardbot/steward/bot/stats"
)

// sortedAtOnce is the largest number of members who are sorted into segments for a figure. In a larger community
// a figure takes those of the beginning of the week, which are kept.
const sortedAtOnce = 20_000

// choose finds the members who count: as of another day those of the segment in its week, and otherwise those for whom
// it holds today. Only members who can be in the figure are looked at.
func (c *calc) choose(now bot.Day) error {
	if c.today < now {
		only, known, err := c.InWeek(c.q.Segment, c.today.Week())
		if err == nil && !known {
			return phrase.New("insight.no_week", c.today.Week())
		}
		c.figure.note("insight.selected_week", only.Len(), c.today.Week())
		return c.restrict(only, err)
	}
	among, segment := (*stats.Set)(nil), c.q.Segment
	if segment != "" {
		set, monday, known, err := c.keptSegment(now)
		if err != nil {
			return err
		}
		if known {
			c.figure.note("insight.selected_week", set.Len(), monday)
			if err := c.restrict(set, nil); err != nil || c.q.Where == "" {
				return err
			}
			among, segment = c.only, ""
		}
	}
	if among == nil {
		var err error
		if among, err = c.concerned(); err != nil {
			return err
		}
	}
	only, err := c.Select(c.q.Where, segment, among)
	c.only = &only
	c.figure.note("insight.selected", only.Len())
	return err
}

// keptSegment returns the segment as it is kept of this week, or of the last while this one is being written; known is
// false in a community that is small enough to be sorted.
func (c *calc) keptSegment(now bot.Day) (set stats.Set, monday bot.Day, known bool, err error) {
	n, err := member.New().Count(c.Reader, c.Community.ID)
	if err != nil || n <= sortedAtOnce || c.InWeek == nil {
		return set, 0, false, err
	}
	for monday = now.Week(); monday >= now.Week()-7 && !known && err == nil; monday -= 7 {
		set, known, err = c.InWeek(c.q.Segment, monday)
		known = known && set.Len() > 0 // one that is new is in no week yet
	}
	return set, monday + 7, known, err
}

// restrict leaves those of a set who can be in the figure, unless nobody is looked at one by one.
func (c *calc) restrict(set stats.Set, err error) error {
	if c.only = &set; err != nil || c.sets && c.q.Where == "" {
		return err
	}
	among, err := c.concerned()
	if among != nil {
		set.And(*among)
	}
	return err
}

// concerned returns the members who can be in the figure, because they did what it is about in its time or in
// the period before; nil: all can.
func (c *calc) concerned() (*stats.Set, error) {
	if c.concerns == nil {
		return nil, nil
	}
	before, _ := starts(c.q.By, c.from-1)
	did, err := stats.Any(c.Reader, c.Community.ID, stats.Want{Metrics: c.concerns(c), From: before, To: c.to})
	return &did, err
}
