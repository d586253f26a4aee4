package ledger

import (
	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/store"
)

// Rebuild reads the boards of the communities anew, by one scan of the accounts
// of each. It is called at start; for a community that a reload added, the
// first turn does it.
func (b *Book) Rebuild(r store.Reader, communities ...string) error {
	for _, id := range communities {
		delete(b.communities, id)
		if _, err := b.open(r, id); err != nil {
			return err
		}
	}
	return nil
}

func rebuild(r store.Reader, id string) (*community, error) {
	c := &community{
		prefix: string(store.AppendString(nil, id)),
		joined: make(map[bot.MemberID]bot.MemberID), joins: make(map[bot.MemberID]int),
	}
	err := scanJoins(r, c.prefix, func(from bot.MemberID, j join) error {
		c.join(from, j.into)
		return nil
	})
	if err != nil {
		return nil, err
	}
	if c.last, err = lastEntry(r, c.prefix); err != nil {
		return nil, err
	}
	var found [boardCount]gathering
	err = scanMembers(r, c.prefix, func(m bot.MemberID, a *account) error {
		found[AllTime].take(0, m, a.earned)
		found[ThisWeek].take(a.week.start, m, a.week.sum)
		found[ThisMonth].take(a.month.start, m, a.month.sum)
		return nil
	})
	if err != nil {
		return nil, err
	}
	for board := range found {
		c.boards[board] = standing{found[board].start, newRanking(found[board].places)}
	}
	return c, nil
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

func lastEntry(r store.Reader, prefix string) (last uint64, err error) {
	from := []byte(prefix)
	err = r.Scan(tableEntries, from, store.PrefixEnd(from), true, 1, func(k, _ []byte) (bool, error) {
		last, err = keyID(tableEntries, prefix, k)
		return false, err
	})
	return last, err
}

// scanMembers calls fn for each member's account, in the members' order.
func scanMembers(r store.Reader, prefix string, fn func(bot.MemberID, *account) error) error {
	from := []byte(prefix)
	return r.Scan(tableMembers, from, store.PrefixEnd(from), false, 0, func(k, v []byte) (bool, error) {
		n, err := keyID(tableMembers, prefix, k)
		if err != nil {
			return false, err
		}
		a, err := decodeMember(v)
		if err != nil {
			return false, corrupt(tableMembers, k, err)
		}
		return true, fn(bot.MemberID(n), &a)
	})
}
