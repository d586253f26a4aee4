package ledger

import (
	"encoding/binary"
	"errors"
	"fmt"
	"time"

	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/store"
)

// version begins every record except entries and members' accounts. A record of another version is an
// error.
const version = 1

// versionChained begins an entry, which holds the joined member, or 0, and ends
// with the hash. Older versions have no hash: version also has no joined
// member, versionJoin has.
const (
	versionJoin    = 2
	versionChained = 3
)

// versionQuarter begins a member's account, which ends with the quarter. Older
// accounts have none, and the number version.
const versionQuarter = 2

func appendEntry(dst []byte, e *Entry) []byte {
	dst = binary.AppendUvarint(append(dst, versionChained), uint64(e.Joins))
	dst = appendText(appendMovement(dst, e), e.Cause)
	return append(dst, e.Hash[:]...)
}

// appendMovement encodes what the entry moves. Existing chains are verified
// with it, so it must not change.
func appendMovement(dst []byte, e *Entry) []byte {
	dst = binary.BigEndian.AppendUint64(dst, uint64(e.At.UnixNano()))
	dst = binary.AppendVarint(dst, int64(e.Day))
	dst = appendSide(dst, e.From, e.PrevFrom)
	dst = appendSide(dst, e.To, e.PrevTo)
	dst = binary.AppendVarint(dst, e.Amount)
	return binary.AppendUvarint(dst, e.Reverses)
}

func decodeEntry(id uint64, b []byte) (e Entry, err error) {
	var d decoder
	chained := len(b) > 0 && b[0] == versionChained
	if chained || len(b) > 0 && b[0] == versionJoin {
		d.b = b[1:]
		e.Joins = bot.MemberID(d.uvarint())
	} else {
		d = open(b)
	}
	e.ID = id
	e.At = d.time()
	e.Day = bot.Day(d.varint())
	e.From, e.PrevFrom = d.side()
	e.To, e.PrevTo = d.side()
	e.Amount = d.varint()
	e.Reverses = d.uvarint()
	e.Cause = d.text()
	if chained {
		e.Hash = d.hash()
	}
	return e, d.close()
}

func (d *decoder) hash() (h Hash) {
	b := d.b
	if d.skip(len(h)) {
		h = Hash(b[:len(h)])
	}
	return h
}

// appendSide encodes a member as its number, any other account as 0 and its
// name.
func appendSide(dst []byte, a Account, prev uint64) []byte {
	if m, ok := a.Member(); ok {
		return binary.AppendUvarint(binary.AppendUvarint(dst, uint64(m)), prev)
	}
	return appendText(append(dst, 0), string(a))
}

func (d *decoder) side() (a Account, prev uint64) {
	if m := d.uvarint(); m != 0 {
		return Of(bot.MemberID(m)), d.uvarint()
	}
	return Account(d.text()), 0
}

// account is a stored account; a member's has more than a balance.
type account struct {
	balance, earned int64
	last            uint64 // the member's newest entry
	// The latest day, week, month and quarter in which anything was earned. When
	// a later day begins, today becomes a row of its own, so most entries need
	// none.
	week, month, today, quarter period
}

func appendMember(dst []byte, a *account) []byte {
	dst = append(dst, versionQuarter)
	dst = binary.AppendVarint(dst, a.balance)
	dst = binary.AppendVarint(dst, a.earned)
	dst = binary.AppendUvarint(dst, a.last)
	return a.quarter.append(a.today.append(a.month.append(a.week.append(dst))))
}

func decodeMember(b []byte) (a account, err error) {
	var d decoder
	quarterly := len(b) > 0 && b[0] == versionQuarter
	if quarterly {
		d.b = b[1:]
	} else {
		d = open(b)
	}
	a.balance, a.earned, a.last = d.varint(), d.varint(), d.uvarint()
	a.week, a.month, a.today = d.period(), d.period(), d.period()
	if quarterly {
		a.quarter = d.period()
	}
	return a, d.close()
}

func (p period) append(dst []byte) []byte {
	return binary.AppendVarint(binary.AppendVarint(dst, int64(p.start)), p.sum)
}

func (d *decoder) period() period { return period{bot.Day(d.varint()), d.varint()} }

// appendSum encodes an account that is not a member's, or a day.
func appendSum(dst []byte, sum int64) []byte {
	return binary.AppendVarint(append(dst, version), sum)
}

func decodeSum(b []byte) (int64, error) {
	d := open(b)
	return d.varint(), d.close()
}

func appendJoin(dst []byte, j join) []byte {
	dst = binary.AppendUvarint(append(dst, version), uint64(j.into))
	return binary.AppendUvarint(dst, j.entry)
}

func decodeJoin(b []byte) (j join, err error) {
	d := open(b)
	j = join{bot.MemberID(d.uvarint()), d.uvarint()}
	return j, d.close()
}

func appendText(dst []byte, s string) []byte {
	return append(binary.AppendUvarint(dst, uint64(len(s))), s...)
}

// decoder decodes a record. After the first missing part it returns zeros, and
// close returns the error.
type decoder struct {
	b   []byte
	err error
}

var errShort = errors.New("the record is too short")

func open(b []byte) decoder {
	if len(b) == 0 {
		return decoder{err: errShort}
	}
	if b[0] != version {
		return decoder{err: fmt.Errorf("version %d of the record is not known", b[0])}
	}
	return decoder{b: b[1:]}
}

func (d *decoder) close() error {
	if d.err == nil && len(d.b) > 0 {
		return fmt.Errorf("the record is %d bytes too long", len(d.b))
	}
	return d.err
}

// skip skips n bytes; n <= 0 is how encoding/binary reports an invalid number.
func (d *decoder) skip(n int) bool {
	if d.err == nil && (n <= 0 || n > len(d.b)) {
		d.err = errShort
	}
	if d.err != nil {
		return false
	}
	d.b = d.b[n:]
	return true
}

func (d *decoder) varint() int64 {
	v, n := binary.Varint(d.b)
	if !d.skip(n) {
		return 0
	}
	return v
}

func (d *decoder) uvarint() uint64 {
	v, n := binary.Uvarint(d.b)
	if !d.skip(n) {
		return 0
	}
	return v
}

func (d *decoder) time() time.Time {
	b := d.b
	if !d.skip(8) {
		return time.Time{}
	}
	return time.Unix(0, int64(binary.BigEndian.Uint64(b))).UTC()
}

func (d *decoder) text() string {
	n := d.uvarint()
	if n == 0 || d.err != nil {
		return ""
	}
	b := d.b
	if n > uint64(len(b)) || !d.skip(int(n)) {
		d.err = errShort
		return ""
	}
	return string(b[:n])
}

// corrupt adds the record's location to a codec error.
func corrupt(table string, key []byte, err error) error {
	return &store.CorruptError{Table: table, Key: append([]byte(nil), key...), Err: err}
}

var errKey = errors.New("the key is not one of the table's")
