package ledger

import (
	"bytes"

	"github.com/stewardbot/steward/store"
)

// quarterChunk is how many rows one transaction of the migrations below reads.
const quarterChunk = 5_000

// OpenQuarters gives each account of a store that counted no quarters the
// quarter of its latest day, with what was earned on that day. AddQuarters adds
// the days before, and must follow.
func OpenQuarters() store.Migration {
	return store.Migration{Name: "accounts have a quarter", Chunk: func(tx store.Tx, after []byte) (next []byte, err error) {
		n := 0
		err = tx.Scan(memberRows.In(), after, nil, false, quarterChunk, func(k, row []byte) (bool, error) {
			if n++; n == quarterChunk {
				next = append(bytes.Clone(k), 0)
			}
			key, err := byMember.Decode(k)
			if err != nil {
				return true, nil // unreadable rows are left as they are; Verify reports them
			}
			a, found, err := memberRows.FromRow(k, row)
			if err != nil || !found {
				return true, nil
			}
			a.quarter = period{a.today.start.Quarter(), a.today.sum}
			return true, memberRows.Put(tx, key, a)
		})
		return next, err
	}}
}

// AddQuarters adds the days before the latest to the quarters.
func AddQuarters() store.Migration {
	return store.Migration{Name: "quarters are summed", Chunk: func(tx store.Tx, after []byte) (next []byte, err error) {
		n := 0
		err = tx.Scan(tableDays, after, nil, false, quarterChunk, func(k, v []byte) (bool, error) {
			if n++; n == quarterChunk {
				next = append(bytes.Clone(k), 0)
			}
			day, err := byDay.Decode(k)
			if err != nil {
				return true, nil
			}
			sum, err := decodeSum(v)
			if err != nil {
				return true, nil
			}
			key := store.K2(day.A, day.C)
			a, found, err := memberRows.Get(tx, key)
			if err != nil || !found || a.quarter.start != day.B.Quarter() || !add(&a.quarter.sum, sum) {
				return true, err
			}
			return true, memberRows.Put(tx, key, a)
		})
		return next, err
	}}
}
