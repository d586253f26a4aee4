package member

import (
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/store"
)

// Linking merges two members. The one with the higher number becomes a
// permanent alias of the other: its accounts, its handles, and its number
// wherever it is stored all lead to the remaining member. An unlinked account
// becomes a member with a new number. So a number means the same person for
// ever.

// Errors for use with errors.Is. A failed call changes nothing.
var (
	// ErrSame means that the two already are one member.
	ErrSame = errors.New("they are one member already")
	// ErrPlatform means that both have an account on the same platform.
	ErrPlatform = errors.New("both have an account on the same platform")
	// ErrOnly means that the account is the member's only one.
	ErrOnly = errors.New("the account is the member's only one")
	// ErrNobody means that there is no such member.
	ErrNobody = errors.New("there is no such member")
)

// Link merges two members, and returns which number became an alias of which.
// Since is then the earlier and Seen the later of the two.
func (d *Directory) Link(s bot.State, community string, a, b bot.MemberID) (from, into bot.MemberID, err error) {
	if from, into, err = link(s, community, a, b); err != nil {
		return 0, 0, fmt.Errorf("member: link %d and %d of %s: %w", a, b, community, err)
	}
	return from, into, nil
}

func link(s bot.State, community string, a, b bot.MemberID) (from, into bot.MemberID, err error) {
	into, kept, err := follow(s, community, a)
	if err != nil {
		return 0, 0, err
	}
	from, gone, err := follow(s, community, b)
	if err != nil {
		return 0, 0, err
	}
	if from < into {
		from, into, gone, kept = into, from, kept, gone
	}
	if err := linkable(from, into, gone, kept); err != nil {
		return 0, 0, err
	}
	if err := gone.leadTo(s, community, into); err != nil {
		return 0, 0, err
	}
	kept.join(gone)
	if err := kept.write(s, community, into); err != nil {
		return 0, 0, err
	}
	if err := memberRows.Delete(s, store.K2(community, from)); err != nil {
		return 0, 0, err
	}
	return from, into, aliasRows.Put(s, store.K2(community, from), into)
}

func linkable(from, into bot.MemberID, gone, kept *record) error {
	switch {
	case gone == nil || kept == nil:
		return ErrNobody
	case from == into:
		return ErrSame
	}
	for _, a := range gone.accounts {
		if kept.onPlatform(a.user.Platform()) != nil {
			return ErrPlatform
		}
	}
	return nil
}

// leadTo makes all accounts and handles of the record lead to a member.
func (r *record) leadTo(s bot.State, community string, id bot.MemberID) error {
	for _, a := range r.accounts {
		if err := a.leadTo(s, community, id); err != nil {
			return err
		}
	}
	return nil
}

func (a account) leadTo(s bot.State, community string, id bot.MemberID) error {
	if err := identityRows.Put(s, store.K2(community, a.user), id); err != nil || a.handle == "" {
		return err
	}
	return handleRows.Put(s, handleKey(community, a.user.Platform(), a.handle), id)
}

// join adds another record's accounts and times. The name of the one seen last
// stays.
func (r *record) join(other *record) {
	for _, rec := range []*record{r, other} {
		if len(rec.accounts) == 1 {
			rec.accounts[0].name = rec.name
		}
	}
	if r.name == "" || other.name != "" && other.seen.After(r.seen) {
		r.name = other.name
	}
	if other.since.Before(r.since) {
		r.since = other.since
	}
	if other.seen.After(r.seen) {
		r.seen = other.seen
	}
	r.accounts = append(r.accounts, other.accounts...)
}

// onPlatform returns the account on a platform, nil if there is none: a member
// has at most one on each.
func (r *record) onPlatform(platform string) *account {
	for i := range r.accounts {
		if r.accounts[i].user.Platform() == platform {
			return &r.accounts[i]
		}
	}
	return nil
}

// Unlink makes an account a separate member, left, with the next number; kept
// is the member that it leaves. The time is recorded: see Parted. It fails with
// ErrOnly for a member's only account, and with ErrNobody for an account without
// a member.
func (d *Directory) Unlink(s bot.State, community string, u bot.UserID, at time.Time) (kept, left *bot.Member, err error) {
	if kept, left, err = unlink(s, community, u, at); err != nil {
		return nil, nil, fmt.Errorf("member: unlink %s in %s: %w", u, community, err)
	}
	return kept, left, nil
}

func unlink(s bot.State, community string, u bot.UserID, at time.Time) (kept, left *bot.Member, err error) {
	id, err := identity(s, community, u)
	if err != nil {
		return nil, nil, err
	}
	if id == 0 {
		return nil, nil, ErrNobody
	}
	rec, err := read(s, community, id)
	if err != nil {
		return nil, nil, err
	}
	if len(rec.accounts) == 1 {
		return nil, nil, ErrOnly
	}
	own, err := nextID(s, community)
	if err != nil {
		return nil, nil, err
	}
	alone := &record{name: rec.account(u).name, since: rec.since, seen: rec.seen, accounts: []account{*rec.account(u)}}
	rec.accounts = slices.DeleteFunc(rec.accounts, func(a account) bool { return a.user == u })
	rec.name = rec.accounts[0].name
	if err := alone.leadTo(s, community, own); err != nil {
		return nil, nil, err
	}
	if err := alone.write(s, community, own); err != nil {
		return nil, nil, err
	}
	if err := rec.write(s, community, id); err != nil {
		return nil, nil, err
	}
	err = partedRows.Put(s, store.K3(community, u, id), at)
	return rec.member(id, rec.accounts[0].user), alone.member(own, u), err
}

// Parted returns when an account was last unlinked from the member that m meant
// or came to mean; zero if never. Anything done under m before then may have
// been done by that account.
func (d *Directory) Parted(r store.Reader, community string, u bot.UserID, m bot.MemberID) (last time.Time, err error) {
	for err == nil && m != 0 {
		var at time.Time
		if at, _, err = partedRows.Get(r, store.K3(community, u, m)); at.After(last) {
			last = at
		}
		if err == nil {
			m, err = alias(r, community, m)
		}
	}
	if err != nil {
		return time.Time{}, fmt.Errorf("member: when %s left a member of %s: %w", u, community, err)
	}
	return last, nil
}

// Accounts returns all accounts of a member, given any of the member's numbers;
// at most one per platform. None if there is no such member.
func (d *Directory) Accounts(r store.Reader, community string, id bot.MemberID) ([]bot.UserID, error) {
	_, rec, err := follow(r, community, id)
	if err != nil {
		return nil, fmt.Errorf("member: accounts of %d in %s: %w", id, community, err)
	}
	if rec == nil {
		return nil, nil
	}
	users := make([]bot.UserID, len(rec.accounts))
	for i, a := range rec.accounts {
		users[i] = a.user
	}
	return users, nil
}

// On returns a member's account on a platform; empty if there is none.
func (d *Directory) On(r store.Reader, community string, id bot.MemberID, platform string) (bot.UserID, error) {
	users, err := d.Accounts(r, community, id)
	for _, u := range users {
		if u.Platform() == platform {
			return u, err
		}
	}
	return "", err
}

// follow returns the member that a number means today, with the record; nil if
// there is none.
func follow(r store.Reader, community string, id bot.MemberID) (bot.MemberID, *record, error) {
	for {
		rec, err := lookUp(r, community, id)
		if err != nil || rec != nil {
			return id, rec, err
		}
		into, err := alias(r, community, id)
		if err != nil || into == 0 {
			return id, nil, err
		}
		id = into
	}
}

// alias returns the member that a number was linked to, always a lower one; 0
// if none.
func alias(r store.Reader, community string, id bot.MemberID) (bot.MemberID, error) {
	into, _, err := aliasRows.Get(r, store.K2(community, id))
	if err == nil && into >= id && into != 0 {
		err = corrupt(aliasRows.Name, byMember.Append(nil, store.K2(community, id)), errAlias)
	}
	return into, err
}

var errAlias = errors.New("a member is an alias of one with a higher number")
