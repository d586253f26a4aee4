package store

import (
	"bytes"
	"errors"
	"fmt"
	"strings"
)

// A packed table has one row for everything that is read and written together
// about one thing, such as a member: a message that changes several columns
// costs one write. A feature adds a column by declaring it and listing it among
// its Tables:
//
//	var todayRows = store.Column("member/today", 7, byMember, store.Record(today.append, decode))
//
// It is used like any other Table: Get, Put, Delete, Clear and the scans see
// the column as if it had its own rows, and savepoints roll it back separately.
// The number is stored and belongs to the column for ever; it is never reused,
// not even after the column is gone. All columns of a table have keys of the
// same shape. Daily counters keep their day with them and restart at zero on
// the next, when the row is written anyway: nothing visits all rows at
// midnight.
//
// A row is its version, then its cells in number order: the number (a byte),
// the length (a Uvarint), and the column's encoded value. Cells of undeclared
// columns are preserved. A row without cells is deleted.
const packedVersion = 1

// MaxCell is the maximum size of a column in bytes; most have fewer than a
// hundred. Each write of a column writes the whole row, so data that grows
// without bounds belongs in a table of its own.
const MaxCell = 8 << 10

// ErrCell means that a value exceeds MaxCell.
var ErrCell = errors.New("too large for a column")

// Column returns the Table of a column: name is the packed table's, a slash and
// the column's own; number is from 1 to 255. It panics if they are not.
func Column[K, V any](name string, number byte, key Codec[K], value Codec[V]) *Table[K, V] {
	in, column, ok := strings.Cut(name, "/")
	if !ok || in == "" || column == "" || number == 0 {
		panic(fmt.Sprintf("store: %q, number %d: not a column", name, number))
	}
	return &Table[K, V]{place{name, in, number}, key, value}
}

// find returns where the cell of a column begins in a row, number and length
// included, where its value begins, and where it ends. If there is no such
// cell, all three are where it would begin.
func find(row []byte, column byte) (at, value, end int, err error) {
	switch {
	case row == nil:
		return 0, 0, 0, nil
	case len(row) < 2:
		return 0, 0, 0, errEmptyRow
	case row[0] != packedVersion:
		return 0, 0, 0, fmt.Errorf("version %d of the row is not known", row[0])
	}
	before := byte(0)
	for at = 1; at < len(row); at = end {
		if value, end, err = takeCell(row, at, before); err != nil {
			return 0, 0, 0, err
		}
		if before = row[at]; before == column {
			return at, value, end, nil
		} else if before > column {
			break
		}
	}
	return at, at, at, nil
}

var errEmptyRow = errors.New("the row has no columns")

// takeCell returns where the value of the cell at a place begins and ends;
// before is the number of the cell in front of it.
func takeCell(row []byte, at int, before byte) (value, end int, err error) {
	number, size, value := row[at], -1, at+2
	switch {
	case len(row) < value:
	case row[at+1] < 0x80:
		size = int(row[at+1])
	case len(row) > value && row[value] > 0 && row[value] < 0x80:
		size = int(row[at+1]&0x7f) | int(row[value])<<7
		value++
	}
	switch {
	case number <= before:
		return 0, 0, fmt.Errorf("column %d stands behind column %d", number, before)
	case size < 0 || size > MaxCell || size > len(row)-value:
		return 0, 0, fmt.Errorf("column %d is cut short, or its length is wrong", number)
	}
	return value, value + size, nil
}

// appendRow appends to dst the row with a column set to the value that a
// function appends. A nil row is a new one.
func appendRow(dst, row []byte, column byte, value func(dst []byte) []byte) ([]byte, error) {
	at, _, end, err := find(row, column)
	if err != nil {
		return nil, err
	}
	if at == 0 {
		dst = append(dst, packedVersion)
	}
	dst = append(append(dst, row[:at]...), column, 0)
	from := len(dst)
	dst = value(dst)
	size := len(dst) - from
	switch {
	case size > MaxCell:
		return nil, fmt.Errorf("%w: %d bytes, at most %d", ErrCell, size, MaxCell)
	case size < 0x80:
		dst[from-1] = byte(size)
	default:
		dst = append(dst, 0)
		copy(dst[from+1:], dst[from:])
		dst[from-1], dst[from] = byte(size)|0x80, byte(size>>7)
	}
	return append(dst, row[end:]...), nil
}

// Packed is a packed table with its declared columns.
type Packed struct {
	name    string
	columns map[byte]column
}

// column is a Table that is a column.
type column interface {
	Declared
	// within returns the packed table and the column's number, and whether the
	// bytes are a key.
	within(key []byte) (table string, number byte, isKey bool)
}

// Pack returns the packed table with a name, with its columns among tables. It
// panics if two have the same number.
func Pack(name string, tables []Declared) Packed {
	p := Packed{name, map[byte]column{}}
	for _, t := range tables {
		c, ok := t.(column)
		if !ok {
			continue
		}
		if in, number, _ := c.within(nil); in == name && number != 0 {
			if p.columns[number] != nil {
				panic(fmt.Sprintf("store: %s and %s have the same number", t.TableName(), p.columns[number].TableName()))
			}
			p.columns[number] = c
		}
	}
	return p
}

// TableName implements Declared.
func (p Packed) TableName() string { return p.name }

// Rewrite implements Declared.
func (p Packed) Rewrite(key, row []byte) (k, v []byte, err error) {
	k = key
	err = p.Cells(key, row, func(table Declared, number byte, cell []byte) (err error) {
		if table != nil {
			if k, cell, err = table.Rewrite(key, cell); err != nil {
				return err
			}
		}
		v, err = appendRow(nil, v, number, func(dst []byte) []byte { return append(dst, cell...) })
		return err
	})
	return k, v, err
}

// Cells calls fn for each cell of a row, with the column if declared. It stops
// at the first error of fn; a malformed row is a *CorruptError.
func (p Packed) Cells(key, row []byte, fn func(table Declared, number byte, cell []byte) error) error {
	_, _, _, err := find(row, 1)
	before := byte(0)
	for at := 1; err == nil && at < len(row); {
		var value, end int
		if value, end, err = takeCell(row, at, before); err != nil {
			break
		}
		before = row[at]
		var table Declared
		if c := p.columns[before]; c != nil {
			table = c
		}
		if err := fn(table, before, row[value:end]); err != nil {
			return err
		}
		at = end
	}
	if err != nil {
		return &CorruptError{Table: p.name, Key: bytes.Clone(key), Err: err}
	}
	return nil
}
