package store_test

import (
	"bytes"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/stewardbot/steward/store"
)

type (
	name   string
	number uint64
	day    int64
)

type rowKey = store.Key4[name, day, time.Time, store.Key2[number, string]]

var rowShape = store.Shape4(store.Str[name]{}, store.Int[day]{}, store.At{}, store.Both(store.Num[number]{}, store.Tail[string]{}))

// rowOf uses a tuple's parts as a key; the last part is the tail.
func rowOf(a tuple, tail string) rowKey {
	return store.K4(name(a.S), day(a.I), a.T, store.K2(number(a.U), tail))
}

var tails = rapid.Map(rapid.SliceOfN(rapid.SampledFrom([]byte{0, 1, 'a', 0xff}), 0, 3), func(b []byte) string { return string(b) })

// TestRowKeys compares the key shapes with keys assembled by hand: the bytes are the same, sort
// like their parts and decode again.
func TestRowKeys(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a, b := tuples.Draw(t, "a"), tuples.Draw(t, "b")
		tailA, tailB := tails.Draw(t, "tail a"), tails.Draw(t, "tail b")
		keyA, keyB := rowShape.Append(nil, rowOf(a, tailA)), rowShape.Append(nil, rowOf(b, tailB))
		if want := append(a.key(), tailA...); !bytes.Equal(keyA, want) {
			t.Fatalf("%+v is %x, by hand %x", a, keyA, want)
		}
		want := a.compare(b)
		if want == 0 {
			want = bytes.Compare([]byte(tailA), []byte(tailB))
		}
		if got := bytes.Compare(keyA, keyB); got != want {
			t.Fatalf("%x and %x compare as %d, the parts as %d", keyA, keyB, got, want)
		}
		if back, err := rowShape.Decode(keyA); err != nil || back != rowOf(a, tailA) {
			t.Fatalf("%x came back as %+v, %v", keyA, back, err)
		}
		if got, want := bytes.HasPrefix(keyB, rowShape.Under(name(a.S))), a.S == b.S; got != want {
			t.Fatalf("%x begins with the first part of %x: %v", keyB, keyA, got)
		}
		if got, want := bytes.HasPrefix(keyB, rowShape.Under2(name(a.S), day(a.I))), a.S == b.S && a.I == b.I; got != want {
			t.Fatalf("%x begins with the first two parts of %x: %v", keyB, keyA, got)
		}
	})
}

// TestRewrite: a declared table re-encodes a row as it would write it.
func TestRewrite(t *testing.T) {
	var table store.Declared = store.Rows("t", store.Shape3(store.Str[name]{}, store.Num[number]{}, store.Int[day]{}), store.Uvarint[uint64]{})
	key := store.AppendInt64(store.AppendUint64(store.AppendString(nil, "tea"), 7), -1)
	k, v, err := table.Rewrite(key, []byte{0xac, 0x02})
	if err != nil || !bytes.Equal(k, key) || !bytes.Equal(v, []byte{0xac, 0x02}) {
		t.Errorf("rewritten as %x, %x, %v", k, v, err)
	}
	for _, bad := range [][2][]byte{{key[:len(key)-1], {1}}, {append(key, 0), {1}}, {key, {}}, {key, {1, 1}}} {
		if _, _, err := table.Rewrite(bad[0], bad[1]); err == nil {
			t.Errorf("key %x with value %x is read", bad[0], bad[1])
		}
	}
}

// FuzzRowKey feeds arbitrary bytes to the shape: it returns an error, or a key that encodes back.
func FuzzRowKey(f *testing.F) {
	f.Add(rowShape.Append(nil, rowOf(tuple{S: "a\x00\x01b", I: -1, U: 7}, "x")))
	f.Add([]byte{1})
	f.Add([]byte("tea\x00"))
	f.Fuzz(func(t *testing.T, key []byte) {
		if k, err := rowShape.Decode(key); err == nil && !bytes.Equal(rowShape.Append(nil, k), key) {
			t.Errorf("%x gives %+v, which is %x", key, k, rowShape.Append(nil, k))
		}
	})
}
