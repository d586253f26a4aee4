// Package ledger is the book of points: who earned what, for what, and what is
// left to spend.
//
// It uses double-entry bookkeeping. Every movement is an [Entry] from one
// account to another; entries are appended and never changed, so all accounts
// together always sum to zero. Everything else that is stored (balances, daily
// sums) follows from the entries and is checked by [Verify].
//
//   - A feature books with [Book.Move], undoes with [Book.Reverse] and sells
//     with [Book.Reserve], then [Book.Settle] or [Book.Release]; everything
//     goes through the turn's state, and is rolled back with it.
//   - Each entry changes its two accounts and, if the member earned it, the
//     member's sum of that day, which becomes a row of its own when a later day
//     begins.
//   - What a member earned in total, this week and this month also moves the
//     member on the [Board]s, which are in memory: see [Book.Rank] and
//     [Book.Top]. A community's boards are built from its accounts on first
//     use, and dropped when they are unused and the memory is needed.
//   - Each entry holds a [Hash] over its fields and the previous entry, so that
//     the newest one's stands for the whole book: see [Heads].
//   - [Book.Join] merges the accounts of two members.
//   - [Balances], [Entries] and [Verify] read the book without a turn.
//
// A member has two figures. A movement between a mint and the member changes
// both the earned points and the balance; everything else, such as a purchase,
// changes only the balance.
package ledger

import (
	"errors"
	"time"

	"github.com/stewardbot/steward/bot"
)

// Errors for use with errors.Is. A failed call changes nothing.
var (
	// ErrInsufficient means that the member's balance would become negative.
	ErrInsufficient = errors.New("the balance does not suffice")
	// ErrOverflow means that a figure would exceed an int64.
	ErrOverflow = errors.New("the figure would be too large")
	// ErrMove means that the accounts or the amount are invalid.
	ErrMove = errors.New("not a movement that the ledger knows")
	// ErrNoEntry means that there is no such entry.
	ErrNoEntry = errors.New("there is no such entry")
	// ErrReversed means that the entry is already reversed.
	ErrReversed = errors.New("the entry was reversed before")
	// ErrOrderTaken means that an order of that name already exists.
	ErrOrderTaken = errors.New("the order was reserved before")
	// ErrOrderClosed means that the order does not exist, or is already settled
	// or released.
	ErrOrderClosed = errors.New("the order is not open")
)

// Entry is one movement of points. It never changes.
type Entry struct {
	ID     uint64 // counted from 1 in each community, without gaps
	At     time.Time
	Day    bot.Day // the day it counts towards
	From   Account
	To     Account
	Amount int64 // above 0; see Joins
	Cause  string
	// Reverses is the entry that this one undoes; 0: none.
	Reverses uint64
	// Joins is the member whose account this entry merged, with all points
	// earned, into the account on the other side; 0 for other entries. The
	// amount is then 0 if there was nothing to move.
	Joins bot.MemberID
	// PrevFrom and PrevTo are the previous entries of the members in From and
	// To; 0 if this is the first, or it is not a member.
	PrevFrom, PrevTo uint64
	// Hash chains the entry to the previous one.
	Hash Hash
}

// Move is a movement to book.
type Move struct {
	From, To Account // at least one is a member's
	Amount   int64   // above 0
	Cause    string  // the id of the event, case or order that caused it
	// Day is the day it counts towards; 0: the turn's.
	Day bot.Day
	// Force lets a member's balance become negative.
	Force bool
}

// Figures are what a member sees of the book. All may be negative after a
// reversal.
type Figures struct {
	Balance int64  // can be spent
	Earned  int64  // in total
	Week    int64  // earned since Monday
	Month   int64  // earned since the first
	Quarter int64  // earned since the first of the quarter
	Last    uint64 // the newest entry; 0: none
}

// Change is a turn's change of one member's figures.
type Change struct {
	Member        bot.MemberID
	Before, After Figures
}

// Line is one entry in a member's history.
type Line struct {
	Entry
	// Signed is the amount, negative if the member paid it, and 0 if both sides
	// now are the member's own. All lines add up to the balance.
	Signed int64
	// Kind is the name of the other account, "message" or "make_up", or its
	// kind if it is one of many: "member", "reserve". It is "joined" for a
	// merge of accounts.
	Kind string
}
