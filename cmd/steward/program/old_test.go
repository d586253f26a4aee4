package program_test

import (
	"compress/gzip"
	"encoding/binary"
	"io"
	"os"
	"time"

	"github.com/rogpeppe/go-internal/testscript"

	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/store"
)

// old unpacks the oldest stored fixture and adds the ledger of another community, zen, with the
// given number of entries.
func (s *stage) old(ts *testscript.TestScript, _ bool, args []string) {
	f, err := os.Open("../testdata/stores/v1.db.gz")
	ts.Check(err)
	defer f.Close()
	z, err := gzip.NewReader(f)
	ts.Check(err)
	b, err := io.ReadAll(z)
	ts.Check(err)
	path := ts.MkAbs(args[0])
	ts.Check(os.WriteFile(path, b, 0o600))
	db, err := store.Open(path, store.Options{})
	ts.Check(err)
	ts.Check(db.Update(func(tx store.Tx) error { return oldBooks(tx, uint64(number(ts, args[1]))) }))
	ts.Check(db.Close())
}

// oldBooks writes n entries that each pay one point to a different member, and the derived rows,
// as the first version did. A member's rows are adjacent, keyed by the member's key, the table's
// name and that name's length.
func oldBooks(tx store.Tx, n uint64) error {
	at := time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC)
	day := bot.DayOf(at)
	number := func(n int64) []byte { return binary.AppendVarint(nil, n) }
	text := func(s string) []byte { return append([]byte{byte(len(s))}, s...) }
	row := func(parts ...[]byte) (b []byte) {
		b = []byte{1}
		for _, p := range parts {
			b = append(b, p...)
		}
		return b
	}
	period := func(d bot.Day) []byte { return append(number(int64(d)), number(1)...) }
	zen := store.AppendString(nil, "zen")
	key := func(n uint64) []byte { return store.AppendUint64(zen[:len(zen):len(zen)], n) }
	for id := uint64(1); id <= n; id++ {
		err := tx.Put("ledger.entries", key(id), row(
			binary.BigEndian.AppendUint64(nil, uint64(at.UnixNano())), number(int64(day)), []byte{0}, text("mint:message"),
			binary.AppendUvarint(nil, id), []byte{0}, number(1), []byte{0}, text("said"),
		))
		if err != nil {
			return err
		}
		account := row(number(1), number(1), binary.AppendUvarint(nil, id), period(day.Week()), period(day.Month()), period(day))
		if err := tx.Put("member/", append(key(id), "account\x07"...), account); err != nil {
			return err
		}
	}
	return tx.Put("ledger.accounts", append(zen[:len(zen):len(zen)], "mint:message"...), row(number(-int64(n))))
}
