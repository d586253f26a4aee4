package store_test

import (
	"bytes"
	"cmp"
	"math"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/stewardbot/steward/store"
)

// tuple has a part of each kind.
type tuple struct {
	S string
	I int64
	T time.Time
	U uint64
}

func (a tuple) compare(b tuple) int {
	return cmp.Or(cmp.Compare(a.S, b.S), cmp.Compare(a.I, b.I), a.T.Compare(b.T), cmp.Compare(a.U, b.U))
}

func (a tuple) key() []byte {
	k := store.AppendString([]byte{}, a.S)
	k = store.AppendInt64(k, a.I)
	k = store.AppendTime(k, a.T)
	return store.AppendUint64(k, a.U)
}

// tuples generates parts that are often equal, so that later parts decide.
var tuples = rapid.Custom(func(t *rapid.T) tuple {
	return tuple{
		S: string(rapid.SliceOfN(rapid.SampledFrom([]byte{0, 1, 2, 'a', 0xff}), 0, 4).Draw(t, "s")),
		I: rapid.OneOf(rapid.SampledFrom([]int64{math.MinInt64, -1, 0, 1, math.MaxInt64}), rapid.Int64()).Draw(t, "i"),
		T: rapid.OneOf(rapid.Just(time.Time{}), rapid.Map(rapid.Int64Min(math.MinInt64+1), func(n int64) time.Time {
			return time.Unix(0, n).UTC()
		})).Draw(t, "t"),
		U: rapid.Uint64().Draw(t, "u"),
	}
})

func TestKeyOrder(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a, b := tuples.Draw(t, "a"), tuples.Draw(t, "b")
		if got, want := bytes.Compare(a.key(), b.key()), a.compare(b); got != want {
			t.Fatalf("%x and %x compare as %d, the parts as %d", a.key(), b.key(), got, want)
		}
	})
}

func TestKeyRoundTrip(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		want := tuples.Draw(t, "tuple")
		tail := rapid.SliceOf(rapid.Byte()).Draw(t, "tail")
		rest := append(want.key(), tail...)
		var got tuple
		var err error
		got.S, rest, err = store.TakeString(rest)
		must(t, err)
		got.I, rest, err = store.TakeInt64(rest)
		must(t, err)
		got.T, rest, err = store.TakeTime(rest)
		must(t, err)
		got.U, rest, err = store.TakeUint64(rest)
		must(t, err)
		if got != want || !bytes.Equal(rest, tail) {
			t.Fatalf("%+v came back as %+v, rest %x for %x", want, got, rest, tail)
		}
	})
}

// TestKeyPrefixes checks that the range of a first part contains exactly the keys with that
// prefix.
func TestKeyPrefixes(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		part, other := tuples.Draw(t, "part").S, tuples.Draw(t, "other")
		from := store.AppendString(nil, part)
		to := store.PrefixEnd(from)
		k := other.key()
		inside := bytes.Compare(k, from) >= 0 && (to == nil || bytes.Compare(k, to) < 0)
		if inside != (other.S == part) {
			t.Fatalf("key %x of %q: inside the range of %q is %v", k, other.S, part, inside)
		}
	})
}

func TestTimesThatDoNotFit(t *testing.T) {
	early, late := time.Date(1, 1, 2, 0, 0, 0, 0, time.UTC), time.Date(9999, 1, 1, 0, 0, 0, 0, time.UTC)
	order := []time.Time{{}, early, time.Unix(0, 0), time.Now(), late}
	for i := range order[1:] {
		if bytes.Compare(store.AppendTime(nil, order[i]), store.AppendTime(nil, order[i+1])) >= 0 {
			t.Errorf("%v does not come before %v", order[i], order[i+1])
		}
	}
}

func TestPrefixEnd(t *testing.T) {
	tests := []struct{ prefix, end string }{
		{"", ""}, {"a", "b"}, {"a\xff", "b"}, {"\xff\xff", ""}, {"a\x00", "a\x01"},
	}
	for _, tt := range tests {
		if got := store.PrefixEnd([]byte(tt.prefix)); string(got) != tt.end || (got == nil) != (tt.end == "") {
			t.Errorf("PrefixEnd(%q) = %q, want %q", tt.prefix, got, tt.end)
		}
	}
}

// FuzzTake feeds arbitrary bytes to the decoders: each returns an error or a value that encodes
// back.
func FuzzTake(f *testing.F) {
	f.Add(tuple{S: "a\x00\x01b"}.key())
	f.Add([]byte{1})
	f.Add([]byte{1, 7, 0})
	f.Fuzz(func(t *testing.T, key []byte) {
		if s, rest, err := store.TakeString(key); err == nil {
			if again := append(store.AppendString(nil, s), rest...); !bytes.Equal(again, key) {
				t.Errorf("%x gives %q, which is %x", key, s, again)
			}
		}
		if at, rest, err := store.TakeTime(key); err == nil {
			if again := append(store.AppendTime(nil, at), rest...); !bytes.Equal(again, key) {
				t.Errorf("%x gives %v, which is %x", key, at, again)
			}
		}
	})
}
