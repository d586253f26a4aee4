package ledger

import (
	"container/list"

	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/store"
)

// boards are a community's, built by one scan of its accounts when the first of
// them is asked for.
type boards [boardCount]standing

// keptPlaces is how many places all boards together hold before those that were
// not asked for longest are dropped: about 100 MiB of memory.
const keptPlaces = 4 << 20

// kept are the communities whose boards are built.
type kept struct {
	limit  int       // of places; the boards asked for last stay, however large
	places int       // on all of them, as they were when they were asked for last
	order  list.List // of *community, the one asked for last in front
}

// boards are those of the community as the state has it, the writes of the turn
// included.
func (k *kept) boards(r store.Reader, c *community) (*boards, error) {
	if c.boards == nil {
		all, err := build(r, c.id)
		if err != nil {
			return nil, err
		}
		c.boards, c.asked = all, k.order.PushFront(c)
	}
	k.order.MoveToFront(c.asked)
	k.places -= c.places
	c.places = c.boards.places()
	for k.places += c.places; k.places > k.limit && k.order.Back() != c.asked; {
		k.drop(k.order.Back().Value.(*community))
	}
	return c.boards, nil
}

func (k *kept) drop(c *community) {
	if c.boards == nil {
		return
	}
	k.order.Remove(c.asked)
	k.places -= c.places
	c.boards, c.asked, c.places = nil, nil, 0
}

// takeBack calls fn, which takes a change of was back, if these are the
// community's boards still. Others were built after the change and are dropped.
func (k *kept) takeBack(c *community, was *boards, fn func()) {
	switch {
	case c.boards != was:
		k.drop(c)
	case was != nil:
		fn()
	}
}

func (b *boards) places() (n int) {
	for _, s := range b {
		n += s.ranking.n
	}
	return n
}

func build(r store.Reader, community string) (*boards, error) {
	var found [boardCount]gathering
	err := scanMembers(r, community, func(m bot.MemberID, a *account) error {
		found[AllTime].take(0, m, a.earned)
		found[ThisWeek].take(a.week.start, m, a.week.sum)
		found[ThisMonth].take(a.month.start, m, a.month.sum)
		return nil
	})
	if err != nil {
		return nil, err
	}
	b := new(boards)
	for board := range found {
		b[board] = standing{found[board].start, newRanking(found[board].places)}
	}
	return b, nil
}

// gathering collects the places of the latest period that it is told of.
type gathering struct {
	start  bot.Day
	places []place
}

func (g *gathering) take(start bot.Day, m bot.MemberID, points int64) {
	if start > g.start {
		*g = gathering{start: start, places: g.places[:0]}
	}
	if start == g.start && points > 0 {
		g.places = append(g.places, place{points, m})
	}
}

// scanMembers calls fn for each member's account, in the members' order.
func scanMembers(r store.Reader, community string, fn func(bot.MemberID, *account) error) error {
	return memberRows.ScanPrefix(r, byMember.Under(community), false, 0, func(k memberKey, a account) (bool, error) {
		return true, fn(k.B, &a)
	})
}
