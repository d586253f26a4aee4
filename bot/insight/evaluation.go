package insight

import (
	"slices"
	"time"

	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/bot/activity"
	"github.com/stewardbot/steward/bot/money"
	"github.com/stewardbot/steward/bot/stats"
)

// afterDays is how many days after the day on which a member took part count as
// afterwards.
const afterDays = 7

// judged is an activity that is over, with what came of it.
type judged struct {
	*activity.Activity
	period                           // from its opening to its end
	parts  []part                    // of who took part, one a member
	took   map[bot.Day]stats.Set     // who took part, by day
	marks  [activity.Marks + 1]int64 // answers by mark
	last   bot.Day                   // on which somebody took part

	active, wrote, redeemed int
	bought                  map[bot.MemberID]bool // who bought something outside
	revenue                 money.Amount          // of what they bought
}

// part is when a member took part first.
type part struct {
	member bot.MemberID
	at     time.Time
}

func (j *judged) answers() (all, satisfied int64) {
	for mark, n := range j.marks {
		all += n
		if mark >= activity.Satisfied {
			satisfied += n
		}
	}
	return all, satisfied
}

// judge returns the activities that ended in the time, oldest first, with who took part. Of a
// member with several accounts in one, the first entry counts.
func (c *calc) judge() (list []*judged, err error) {
	err = activity.All(c.Reader, c.Community.ID, func(a *activity.Activity) error {
		opens, over := c.Community.Day(a.Opens), c.Community.Day(a.Over())
		if a.Stage != activity.Settled && a.Stage != activity.Evaluated || over < c.from || over > c.to {
			return nil
		}
		list = append(list, &judged{Activity: a, period: period{opens, over, min(over, c.today)}, took: map[bot.Day]stats.Set{}, bought: map[bot.MemberID]bool{}})
		return nil
	})
	for _, j := range list {
		if err == nil {
			err = c.entries(j)
		}
	}
	slices.SortStableFunc(list, func(a, b *judged) int { return a.Over().Compare(b.Over()) })
	return list, err
}

// entries reads who took part in one.
func (c *calc) entries(j *judged) error {
	members, marked := stats.NewSet(), stats.NewSet()
	earlier := map[bot.MemberID]time.Time{} // of members with several entries
	err := activity.From(c.Reader, c.Community.ID, j.ID, 0, func(e *activity.Entry) (bool, error) {
		if e.Out != "" || e.Member == 0 || c.only != nil && !c.only.Has(e.Member) {
			return true, nil
		}
		if !members.Has(e.Member) {
			members.Add(e.Member)
			j.parts = append(j.parts, part{e.Member, e.At})
		} else if at, thrice := earlier[e.Member]; !thrice || e.At.Before(at) {
			earlier[e.Member] = e.At
		}
		if e.Mark > 0 && e.Mark <= activity.Marks && !marked.Has(e.Member) {
			j.marks[e.Mark]++
			marked.Add(e.Member)
		}
		return true, nil
	})
	for i := range j.parts {
		p := &j.parts[i]
		if at, twice := earlier[p.member]; twice && at.Before(p.at) {
			p.at = at
		}
		day := c.Community.Day(p.at)
		if _, any := j.took[day]; !any {
			j.took[day], j.last = stats.NewSet(), max(j.last, day)
		}
		j.took[day].Add(p.member)
	}
	return err
}

// afterwards counts who was active during each of the activities, and who of those who took part wrote and
// redeemed points after it.
func (c *calc) afterwards(list []*judged) error {
	from, to := c.today, c.from
	for _, j := range list {
		from, to = min(from, j.from), max(to, j.until, j.last+afterDays)
	}
	to = min(to, c.today)
	wants := []stats.Want{
		{Metrics: c.active(), From: from, To: to}, {Metrics: c.metrics("messages"), From: from, To: to}, {Metrics: c.metrics("purchases"), From: from, To: to},
	}
	return stats.Portions(c.Reader, c.Community.ID, wants, func(p *stats.Portion) error {
		did := func(want int, from, to bot.Day) *stats.Bits {
			var all stats.Bits
			for d := from; d <= to; d++ {
				all.Or(p.On(want, d))
			}
			return &all
		}
		for _, j := range list {
			active := did(0, j.from, j.until)
			if c.only != nil {
				active.And(p.Of(*c.only))
			}
			j.active += active.Len()
			for day, set := range j.took {
				if took := p.Of(set); took != nil {
					j.wrote += did(1, day+1, day+afterDays).Common(took)
					j.redeemed += did(2, day+1, day+afterDays).Common(took)
				}
			}
		}
		return nil
	})
}

// evaluation tells of each activity who took part, what they did afterwards, and what it cost.
func evaluation(c *calc) error {
	list, err := c.judge()
	if err == nil && len(list) > 0 {
		err = c.afterwards(list)
	}
	sold := false
	if err == nil && len(list) > 0 {
		sold, err = c.sold(list)
	}
	for i, j := range list {
		if j.last+afterDays > c.over || j.to > c.over {
			c.figure.Partial = append(c.figure.Partial, i)
			c.figure.note("insight.so_far")
		}
		took := len(j.parts)
		answers, satisfied := j.answers()
		var paid, cost, bought, boughtShare, revenue, roi any
		if sold {
			bought, boughtShare, revenue = int64(len(j.bought)), c.figure.share(len(j.bought), took), j.revenue.Units()
		}
		if c.only == nil {
			if paid = j.Paid; j.Cost > 0 {
				cost = j.Cost.Units()
			}
			if sold && j.Cost > 0 {
				roi = rounded(float64(j.revenue-j.Cost) / float64(j.Cost))
			}
		}
		c.figure.row(
			int64(j.Number()), j.Kind, j.Name, j.from.String(), j.to.String(), int64(j.active), int64(took), c.figure.share(took, j.active),
			int64(j.wrote), c.figure.share(j.wrote, took), int64(j.redeemed), c.figure.share(j.redeemed, took),
			bought, boughtShare, answers, satisfied, c.figure.share(int(satisfied), int(answers)), paid, cost, revenue, roi,
		)
	}
	c.figure.Value = int64(len(list))
	c.figure.note("insight.afterwards")
	return err
}

// marks tells of each activity how often each mark was given.
func marks(c *calc) error {
	list, err := c.judge()
	for _, j := range list {
		answers, satisfied := j.answers()
		if answers == 0 {
			continue
		}
		row := []any{int64(j.Number()), j.Kind, j.Name}
		for _, n := range j.marks[1:] {
			row = append(row, n)
		}
		c.figure.row(append(row, answers, satisfied, c.figure.share(int(satisfied), int(answers)))...)
	}
	if c.figure.Value = int64(len(c.figure.Rows)); len(c.figure.Rows) == 0 {
		c.figure.note("insight.no_marks")
	}
	return err
}
