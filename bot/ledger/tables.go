package ledger

import (
	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/store"
)

// The tables. Every key begins with the community's id, so that a community's
// rows are one range.
const (
	tableEntries   = "ledger.entries"
	tableAccounts  = "ledger.accounts"
	tableDays      = "ledger.days"
	tableReversals = "ledger.reversals"
	tableOrders    = "ledger.orders"
	tableJoins     = "ledger.joins"
)

var (
	byEntry   = store.Shape2(store.Str[string]{}, store.Num[uint64]{})
	byMember  = store.Shape2(store.Str[string]{}, store.Num[bot.MemberID]{})
	byAccount = store.Shape2(store.Str[string]{}, store.Tail[Account]{})
	byDay     = store.Shape3(store.Str[string]{}, store.Int[bot.Day]{}, store.Num[bot.MemberID]{})
	sums      = store.Record(func(n int64, dst []byte) []byte { return appendSum(dst, n) }, decodeSum)

	// entryRows: number -> entry, without its number.
	entryRows = store.Rows(tableEntries, byEntry, store.Record(
		func(e Entry, dst []byte) []byte { return appendEntry(dst, &e) },
		func(b []byte) (Entry, error) { return decodeEntry(0, b) },
	))
	// memberRows: member -> account.
	memberRows = store.Column("member/account", 2, byMember, store.Record(
		func(a account, dst []byte) []byte { return appendMember(dst, &a) }, decodeMember,
	))
	// accountRows: any other account -> balance.
	accountRows = store.Rows(tableAccounts, byAccount, sums)
	// dayRows: day, member -> what was earned on a day before the account's latest.
	dayRows = store.Rows(tableDays, byDay, sums)
	// reversalRows: number of an entry -> that of the entry that reverses it.
	reversalRows = store.Rows(tableReversals, byEntry, sums)
	orderRows    = store.Rows(tableOrders, store.Shape2(store.Str[string]{}, store.Tail[string]{}), store.Record(
		func(o order, dst []byte) []byte { return appendOrder(dst, &o) }, decodeOrder,
	))
	// joinRows: member who was joined -> join.
	joinRows = store.Rows(tableJoins, byMember, store.Record(
		func(j join, dst []byte) []byte { return appendJoin(dst, j) }, decodeJoin,
	))
)

type (
	entryKey  = store.Key2[string, uint64]
	memberKey = store.Key2[string, bot.MemberID]
)

// Tables lists the ledger's tables.
func Tables() []store.Declared {
	return []store.Declared{entryRows, memberRows, accountRows, dayRows, reversalRows, orderRows, joinRows, flowRows}
}
