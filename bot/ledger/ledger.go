// Package ledger is the book of points: who earned what, for what, and what
// is left to spend.
//
// It is kept by double entry. Every movement is an [Entry] from one account to
// another; entries are appended and never changed, so all accounts together
// are always zero, and whatever else is stored (balances, the sum of a day)
// follows from the entries and is proved by [Verify].
//
// In the order in which it works:
//
//   - a feature books with [Book.Move], takes back with [Book.Reverse] and
//     sells with [Book.Reserve], then [Book.Settle] or [Book.Release]; all of it
//     goes through the turn's state, and is taken back with it;
//   - each entry changes its two accounts and, if the member earned it, the
//     member's sum of that day, which becomes a row of its own when a later day
//     begins;
//   - what a member earned in all, this week and this month also moves the
//     member on the [Board]s, which are in memory: see [Book.Rank] and
//     [Book.Top]. A community's are built from its accounts when the first is
//     asked for, and dropped when nobody asks and others need the room;
//   - each entry holds a [Hash] over its fields and the entry before it, so that the
//     newest one's stands for the whole book: see [Heads];
//   - [Book.Join] makes one account of two members';
//   - [Balances], [Entries] and [Verify] read the book without a turn.
//
// Two figures matter to a member. What passes between a mint and the member
// changes both what was earned and the balance; everything else, such as a
// purchase, changes the balance only.
package ledger

import (
	"errors"
	"time"

	"github.com/stewardbot/steward/bot"
)

// Refusals, for errors.Is. A refused call leaves nothing.
var (
	// ErrInsufficient: the member's balance would become negative.
	ErrInsufficient = errors.New("the balance does not suffice")
	// ErrOverflow: a figure would leave the range of an int64.
	ErrOverflow = errors.New("the figure would be too large")
	// ErrMove: the accounts or the amount make no movement.
	ErrMove = errors.New("not a movement that the ledger knows")
	// ErrNoEntry: there is no such entry.
	ErrNoEntry = errors.New("there is no such entry")
	// ErrReversed: the entry was reversed before.
	ErrReversed = errors.New("the entry was reversed before")
	// ErrOrderTaken: an order of that name was reserved before.
	ErrOrderTaken = errors.New("the order was reserved before")
	// ErrOrderClosed: the order is not reserved, or already settled or released.
	ErrOrderClosed = errors.New("the order is not open")
)

// Entry is one movement of points. It never changes.
type Entry struct {
	ID     uint64 // counted from 1 in each community, without gaps
	At     time.Time
	Day    bot.Day // the day whose sum it counts to
	From   Account
	To     Account
	Amount int64 // above 0; see Joins
	Cause  string
	// Reverses is the entry that this one takes back; 0: none.
	Reverses uint64
	// Joins is the member whose account this entry closed, when it became one
	// with the account on the other side, points earned and all; 0: it is no such
	// entry. The amount is then 0 if there was nothing to move.
	Joins bot.MemberID
	// PrevFrom and PrevTo are the entries before this one of the same member,
	// where From or To is a member's; 0: this is the member's first.
	PrevFrom, PrevTo uint64
	// Hash chains the entry to the one before it.
	Hash Hash
}

// Move is a movement to be booked.
type Move struct {
	From, To Account // one at least is a member's
	Amount   int64   // above 0
	Cause    string  // the id of the event, case or order behind it
	// Day whose sum it counts to; 0: the turn's.
	Day bot.Day
	// Force lets a member's balance become negative.
	Force bool
}

// Figures are what a member sees of the book. All may be negative after a
// take-back.
type Figures struct {
	Balance int64  // can be spent
	Earned  int64  // in all
	Week    int64  // earned from Monday on
	Month   int64  // earned from the first on
	Last    uint64 // the newest entry; 0: none
}

// Change is what a turn did to one member's figures.
type Change struct {
	Member        bot.MemberID
	Before, After Figures
}

// Line is one entry as a member's history shows it.
type Line struct {
	Entry
	// Signed is the amount, negative if the member gave it, and 0 if both sides
	// are the member's own by now: all lines together are the balance.
	Signed int64
	// Kind is the name of the other account, "message" or "make_up", or the
	// sort of it where it stands for one of many: "member", "reserve". It is
	// "joined" where two accounts became one.
	Kind string
}
