package ledger

import (
	"container/list"

	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/store"
)

// boards holds a community's boards, built by one scan of its accounts when one
// is first needed.
type boards [boardCount]standing

// keptPlaces is how many places all boards together hold before the least
// recently used are dropped: about 100 MiB of memory.
const keptPlaces = 4 << 20

// kept is an LRU cache of communities' boards.
type kept struct {
	limit  int       // of places; the latest boards stay, however large
	places int       // in all of them, as of their last use
	order  list.List // of *community, most recently used first
}

// boards returns the community's boards for the state, including the turn's
// writes.
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

// takeBack calls fn, which undoes a change of was, if these are still the
// community's boards. Others were built after the change and are dropped.
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
		found[ThisQuarter].take(a.quarter.start, m, a.quarter.sum)
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

// gathering collects the places of the latest period it sees.
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

// scanMembers calls fn for each member's account, in member order.
func scanMembers(r store.Reader, community string, fn func(bot.MemberID, *account) error) error {
	return memberRows.ScanPrefix(r, byMember.Under(community), false, 0, func(k memberKey, a account) (bool, error) {
		return true, fn(k.B, &a)
	})
}
