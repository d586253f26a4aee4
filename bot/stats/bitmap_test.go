package stats

import (
	"encoding/binary"
	"maps"
	"slices"
	"testing"

	"pgregory.net/rapid"
)

// Rows hold the members that were added, whatever their numbers, in the shorter encoding and
// never in more than 2 KiB.
func TestBitmapRows(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		most := rapid.SampledFrom([]int{3, 200, 3000, containerSize}).Draw(t, "most")
		numbers := rapid.SliceOfN(rapid.Uint16Range(0, uint16(most-1)), 1, min(most, 2600)).Draw(t, "members")
		dense := rapid.IntRange(0, 2400).Draw(t, "dense")
		in, set := map[uint16]bool{}, Bits{}
		for n := range uint16(dense) {
			numbers = append(numbers, n*5)
		}
		for _, n := range numbers {
			set.set(n)
			in[n] = true
		}
		var w Bits
		row := set.appendBits()
		if err := decodeBits(row, &w); err != nil {
			t.Fatal(err)
		}
		for n := range uint16(containerSize) {
			if w.has(n) != in[n] {
				t.Fatalf("member %d: %v, want %v", n, w.has(n), in[n])
			}
		}
		gaps, before := 1, -1
		for _, n := range slices.Sorted(maps.Keys(in)) {
			gaps += len(binary.AppendUvarint(nil, uint64(int(n)-before)))
			before = int(n)
		}
		if want := min(gaps, 1+fullBytes); w.Len() != len(in) || len(row) != want {
			t.Fatalf("%d members in %d bytes; want %d in %d", w.Len(), len(row), len(in), want)
		}
		for n := range in {
			w.clear(n)
		}
		if w.appendBits() != nil {
			t.Fatal("somebody is left")
		}
	})
}

func TestEmptyBitmap(t *testing.T) {
	var w Bits
	if w.set(0); len(w.appendBits()) != 2 {
		t.Fatalf("one member: %x", w.appendBits())
	}
}

// FuzzRows: any row either fails to decode or re-encodes to the same bytes.
func FuzzRows(f *testing.F) {
	for _, row := range [][]byte{{1, 0, 2, 1, 2, 2}, {1, 1, 1, 2}, {1, 5, 2, 1, 4, 2, 3}, {1, 3}, {2}} {
		f.Add(row)
	}
	f.Fuzz(func(t *testing.T, row []byte) {
		if c, err := decodeCell(row); err == nil {
			if again, err := decodeCell(c.append(nil)); err != nil || len(again.figures) != len(c.figures) {
				t.Fatalf("%x is %+v, and then %+v, %v", row, c, again, err)
			}
		}
		if m, err := decodeMonth(row); err == nil {
			if again, err := decodeMonth(m.append(nil)); err != nil || len(again) != len(m) {
				t.Fatalf("%x is %+v, and then %+v, %v", row, m, again, err)
			}
		}
		if c, err := decodeSums(row); err == nil {
			if again, err := decodeSums(appendSums(c, nil)); err != nil || len(again) != len(c) {
				t.Fatalf("%x is %+v, and then %+v, %v", row, c, again, err)
			}
		}
		var w Bits
		if err := decodeBits(row, &w); err == nil && w.Len() > 0 {
			before := w
			if err := decodeBits(w.appendBits(), &w); err != nil || w != before {
				t.Fatalf("%x: %v", row, err)
			}
		}
	})
}
