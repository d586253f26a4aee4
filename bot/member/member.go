// Package member maps accounts on platforms to the people of a community.
//
// [Directory.Resolve] finds the member of an account, or gives a new one the
// next number; it keeps the latest display name, cleaned by [CleanName], the
// @name by which commands find the member, and the time of the member's latest
// event. [Directory.Joined], Present and Left record who is in which space.
// [Directory.Link] merges two members into one with an account on each
// platform, and [Directory.Unlink] separates an account again (link.go).
// [Directory.Forget] erases everything about a member but the number
// (forget.go). All data is in the state, under the community's id; memory holds
// only hints (hints.go).
package member

import (
	"fmt"
	"hash/maphash"
	"math"
	"time"

	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/store"
)

// Directory finds members. It is as safe for concurrent use as the state passed
// to it.
type Directory struct{ hints *hints }

// New returns a Directory.
func New() *Directory { return &Directory{&hints{seed: maphash.MakeSeed()}} }

// Resolve returns the member of an account at the time of one of its events; an
// account that is new to the community becomes a member. The event's
// description of the account is stored, except that an empty name or handle
// changes nothing. An event older than the latest one changes nothing either,
// so that a member's time never goes back. Seen is the time before this event.
func (d *Directory) Resolve(s bot.State, community string, u bot.User, at time.Time) (*bot.Member, error) {
	m, err := d.resolve(s, community, u, at)
	if err != nil {
		return nil, fmt.Errorf("member: resolve %s in %s: %w", u.ID, community, err)
	}
	return m, nil
}

// Joined does the same for an account that joins a space. A newcomer is a
// member from then on, even if a later message arrived before. Somebody who
// took part earlier stays a member since the first time.
func (d *Directory) Joined(s bot.State, community string, u bot.User, at time.Time) (*bot.Member, error) {
	m, err := d.resolve(s, community, u, at)
	if err == nil && at.Before(m.Since) {
		m.Since = at
		err = since(s, community, m.ID, at)
	}
	if err != nil {
		return nil, fmt.Errorf("member: %s joined %s: %w", u.ID, community, err)
	}
	return m, nil
}

func since(s bot.State, community string, id bot.MemberID, at time.Time) error {
	rec, err := read(s, community, id)
	if err != nil {
		return err
	}
	rec.since = at
	return rec.write(s, community, id)
}

func (d *Directory) resolve(s bot.State, community string, u bot.User, at time.Time) (*bot.Member, error) {
	id, rec, err := d.find(s, community, u.ID)
	if err != nil {
		return nil, err
	}
	if rec == nil {
		return create(s, community, u, at)
	}
	seen := rec.seen
	if at.After(rec.seen) {
		rec.seen = at
	}
	if err := rec.describe(s, community, id, u); err != nil {
		return nil, err
	}
	if err := rec.write(s, community, id); err != nil {
		return nil, err
	}
	m := rec.member(id, u.ID)
	m.Seen = seen
	return m, nil
}

// find returns the member of an account with its record, which is nil if the
// account has none.
func (d *Directory) find(r store.Reader, community string, u bot.UserID) (bot.MemberID, *record, error) {
	hint := d.hints.find(community, u)
	if hint != 0 {
		if rec, err := lookUp(r, community, hint); err == nil && rec != nil && rec.account(u) != nil {
			return hint, rec, nil
		}
	}
	id, err := identity(r, community, u)
	if err != nil || id == 0 {
		return 0, nil, err
	}
	rec, err := read(r, community, id)
	if err == nil {
		d.hints.note(community, u, id)
	}
	return id, rec, err
}

// create gives an account the next number.
func create(s bot.State, community string, u bot.User, at time.Time) (*bot.Member, error) {
	id, err := nextID(s, community)
	if err != nil {
		return nil, err
	}
	rec := &record{since: at, seen: at, accounts: []account{{user: u.ID}}}
	if err := rec.describe(s, community, id, u); err != nil {
		return nil, err
	}
	if err := identityRows.Put(s, store.K2(community, u.ID), id); err != nil {
		return nil, err
	}
	if err := communityRows.Put(s, store.K2(u.ID, community), struct{}{}); err != nil {
		return nil, err
	}
	if err := rec.write(s, community, id); err != nil {
		return nil, err
	}
	m := rec.member(id, u.ID)
	m.Seen = time.Time{}
	return m, nil
}

// ByUser returns the member of an account; nil if it was never resolved.
func (d *Directory) ByUser(r store.Reader, community string, u bot.UserID) (*bot.Member, error) {
	id, rec, err := d.find(r, community, u)
	if err != nil {
		return nil, fmt.Errorf("member: find %s in %s: %w", u, community, err)
	}
	if rec == nil {
		return nil, nil
	}
	return rec.member(id, u), nil
}

// ByID returns a member by number; nil if there is none. The number of a linked
// member leads to the remaining one. User is the member's first account.
func (d *Directory) ByID(r store.Reader, community string, id bot.MemberID) (*bot.Member, error) {
	id, rec, err := follow(r, community, id)
	if err != nil {
		return nil, fmt.Errorf("member: find member %d of %s: %w", id, community, err)
	}
	if rec == nil {
		return nil, nil
	}
	return rec.member(id, rec.accounts[0].user), nil
}

// ByHandle returns the member with an @name on a platform, ignoring case and a
// leading @; nil if nobody has it. A handle belongs to the member last seen
// with it.
func (d *Directory) ByHandle(r store.Reader, community, platform, handle string) (*bot.Member, error) {
	id, _, err := handleRows.Get(r, handleKey(community, platform, handle))
	if err == nil && id != 0 {
		var rec *record
		if rec, err = read(r, community, id); err == nil {
			return rec.member(id, rec.on(platform, handle)), nil
		}
	}
	if err != nil {
		return nil, fmt.Errorf("member: find @%s of %s in %s: %w", handle, platform, community, err)
	}
	return nil, nil
}

// Each calls fn for each member of a community, in number order, with all
// accounts, the first one first. The slice is only valid until fn returns. It
// stops at the first error of fn.
func (d *Directory) Each(r store.Reader, community string, fn func(m *bot.Member, accounts []bot.UserID) error) error {
	return d.After(r, community, 0, func(m *bot.Member, accounts []bot.UserID) (bool, error) {
		return true, fn(m, accounts)
	})
}

// After calls fn for members with ids greater than after, ascending, until fn
// returns false.
func (d *Directory) After(r store.Reader, community string, after bot.MemberID, fn func(m *bot.Member, accounts []bot.UserID) (bool, error)) error {
	var users []bot.UserID
	from, to := store.K2(community, after+1), store.K2(community, bot.MemberID(math.MaxUint64))
	err := memberRows.Scan(r, &from, &to, false, 0, func(k memberKey, rec *record) (bool, error) {
		users = users[:0]
		for _, a := range rec.accounts {
			users = append(users, a.user)
		}
		return fn(rec.member(k.B, users[0]), users)
	})
	if err != nil {
		return fmt.Errorf("member: each member of %s: %w", community, err)
	}
	return nil
}

// sureOfOrder is how many members in a row must have been known a week before, for Newest to
// stop. Numbers are given as members become known, but an account that is unlinked, or
// events that arrive late, give a new number to somebody of old.
const sureOfOrder = 1000

// Newest calls fn for the members who became known at a time or later, the newest number
// first.
func (d *Directory) Newest(r store.Reader, community string, from time.Time, fn func(id bot.MemberID, since time.Time)) error {
	old, long := 0, from.AddDate(0, 0, -7)
	err := sinceRows.ScanPrefix(r, byMember.Under(community), true, 0, func(k memberKey, since time.Time) (bool, error) {
		if old++; !since.Before(long) {
			old = 0
		}
		if !since.Before(from) {
			fn(k.B, since)
		}
		return old < sureOfOrder, nil
	})
	if err != nil {
		return fmt.Errorf("member: newest of %s: %w", community, err)
	}
	return nil
}

// Count returns how many members a community has: everybody who ever took part,
// without aliases and those who were forgotten.
func (d *Directory) Count(r store.Reader, community string) (int, error) {
	last, _, err := counterRows.Get(r, community)
	n := int(last)
	for _, table := range []string{aliasRows.Name, forgottenRows.Name} {
		if err == nil {
			prefix := byMember.Under(community)
			err = r.Scan(table, prefix, store.PrefixEnd(prefix), false, 0, func(_, _ []byte) (bool, error) {
				n--
				return true, nil
			})
		}
	}
	if err != nil {
		return 0, fmt.Errorf("member: count the members of %s: %w", community, err)
	}
	return n, nil
}

// Communities returns those that ever had a member, in key order.
func (d *Directory) Communities(r store.Reader) (ids []string, err error) {
	err = counterRows.Scan(r, nil, nil, false, 0, func(community string, _ bot.MemberID) (bool, error) {
		ids = append(ids, community)
		return true, nil
	})
	if err != nil {
		return nil, fmt.Errorf("member: communities: %w", err)
	}
	return ids, nil
}
