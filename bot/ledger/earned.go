package ledger

import (
	"fmt"

	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/store"
)

// EachEarned calls fn for members with numbers above after, ascending, with
// what they earned on the days in [from, to), until it has read about n rows.
// It returns the last member, and whether there are more. It stops at the first
// error of fn.
func (b *Book) EachEarned(t *bot.Turn, after bot.MemberID, n int, from, to bot.Day, fn func(m bot.MemberID, points int64) error) (last bot.MemberID, more bool, err error) {
	s := t.State()
	c, err := b.open(s, t.Community.ID)
	if err != nil {
		return 0, false, err
	}
	lo, hi := store.K2(t.Community.ID, after+1), store.K2(t.Community.ID, ^bot.MemberID(0))
	err = memberRows.Scan(s, &lo, &hi, false, 0, func(k memberKey, a account) (bool, error) {
		if n <= 0 {
			more = true
			return false, nil
		}
		sum, read, err := b.earnedIn(s, c, k.B, &a, from, to)
		n -= 1 + read
		last = k.B
		if err != nil {
			return false, err
		}
		return true, fn(k.B, sum)
	})
	if err != nil {
		err = fmt.Errorf("ledger: what members of %s earned from %s: %w", t.Community.ID, from, err)
	}
	return last, more, err
}

// earnedIn returns what a member earned on the days in [from, to), and how many
// days it had to read.
func (b *Book) earnedIn(s store.Reader, c *community, m bot.MemberID, a *account, from, to bot.Day) (sum int64, read int, err error) {
	if a.today.start < from {
		return 0, 0, nil
	}
	for _, p := range []struct {
		period
		end bot.Day
	}{{a.quarter, quarterEnd(a.quarter.start)}, {a.month, monthEnd(a.month.start)}, {a.week, a.week.start + 7}} {
		if p.start == from && p.end == to {
			return p.sum, 0, nil
		}
	}
	last := min(to, a.today.start)
	if sum, err = b.sum(s, c, m, from, last); err == nil && a.today.start < to && !add(&sum, a.today.sum) {
		err = ErrOverflow
	}
	return sum, int(last - from), err
}

// EachBalance calls fn for at most n members with numbers above after,
// ascending, with their balances. It returns the last member, and whether there
// are more. It stops at the first error of fn.
func (b *Book) EachBalance(t *bot.Turn, after bot.MemberID, n int, fn func(m bot.MemberID, balance int64) error) (last bot.MemberID, more bool, err error) {
	lo, hi := store.K2(t.Community.ID, after+1), store.K2(t.Community.ID, ^bot.MemberID(0))
	err = memberRows.Scan(t.State(), &lo, &hi, false, 0, func(k memberKey, a account) (bool, error) {
		if n--; n < 0 {
			more = true
			return false, nil
		}
		last = k.B
		return true, fn(k.B, a.balance)
	})
	if err != nil {
		err = fmt.Errorf("ledger: balances of %s: %w", t.Community.ID, err)
	}
	return last, more, err
}
