package ledger

import (
	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/store"
)

// Tables are those of the book.
func Tables() []store.Declared {
	community, member, entry := store.Str[string]{}, store.Num[bot.MemberID]{}, store.Num[uint64]{}
	sum := store.Record(func(n int64, dst []byte) []byte { return appendSum(dst, n) }, decodeSum)
	return []store.Declared{
		store.Rows(tableEntries, store.Shape2(community, entry), store.Record(
			func(e Entry, dst []byte) []byte { return appendEntry(dst, &e) },
			func(b []byte) (Entry, error) { return decodeEntry(0, b) },
		)),
		store.Rows(tableMembers, store.Shape2(community, member), store.Record(
			func(a account, dst []byte) []byte { return appendMember(dst, &a) }, decodeMember,
		)),
		store.Rows(tableAccounts, store.Shape2(community, store.Tail[Account]{}), sum),
		store.Rows(tableDays, store.Shape3(community, store.Int[bot.Day]{}, member), sum),
		store.Rows(tableReversals, store.Shape2(community, entry), sum),
		store.Rows(tableOrders, store.Shape2(community, store.Tail[string]{}), store.Record(
			func(o order, dst []byte) []byte { return appendOrder(dst, &o) }, decodeOrder,
		)),
		store.Rows(tableJoins, store.Shape2(community, member), store.Record(
			func(j join, dst []byte) []byte { return appendJoin(dst, j) }, decodeJoin,
		)),
	}
}
