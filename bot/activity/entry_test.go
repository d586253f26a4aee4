package activity

import (
	"encoding/json"
	"reflect"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/stewardbot/steward/bot"
)

// someEntry draws an entry with or without each of its parts.
func someEntry(t *rapid.T) Entry {
	e := Entry{
		Member: bot.MemberID(rapid.Uint64().Draw(t, "member")), Weight: rapid.Uint64().Draw(t, "weight"),
		At:      time.Unix(rapid.Int64Range(0, 1<<32).Draw(t, "at"), rapid.Int64Range(0, 999_999_999).Draw(t, "ns")).UTC(),
		Reserve: rapid.Bool().Draw(t, "reserve"), Mark: uint8(rapid.IntRange(0, Marks).Draw(t, "mark")), Of: Tag(rapid.Uint64().Draw(t, "of")),
		Out: rapid.SampledFrom([]string{"", OutLeft, OutLinked, OutWaits}).Draw(t, "out"),
	}
	if rapid.Bool().Draw(t, "data") {
		e.Data = json.RawMessage(`{"options":[2]}`)
	}
	return e
}

// TestEntryIsKept stores entries and reads them again, also in the JSON of stores of 2026.
func TestEntryIsKept(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		e := someEntry(t)
		old, err := json.Marshal(e)
		if err != nil {
			t.Fatal(err)
		}
		for _, row := range [][]byte{old, (entryCodec{}).Append(nil, e)} {
			if got, err := (entryCodec{}).Decode(row); err != nil || !reflect.DeepEqual(got, e) {
				t.Fatalf("%q: %+v (%v), want %+v", row, got, err, e)
			}
		}
	})
}

// FuzzEntry decodes any bytes: what is an entry stays the same entry.
func FuzzEntry(f *testing.F) {
	f.Add([]byte(`{"member":7,"at":"2026-06-01T12:00:00+02:00","weight":1}`))
	f.Add((entryCodec{}).Append(nil, Entry{Member: 7, At: time.Unix(1, 0), Weight: 300, Reserve: true, Out: OutLinked, Of: 1 << 63, Mark: 5, Data: json.RawMessage(`1`)}))
	f.Fuzz(func(t *testing.T, b []byte) {
		e, err := (entryCodec{}).Decode(b)
		if err != nil {
			return
		}
		again, err := (entryCodec{}).Decode((entryCodec{}).Append(nil, e))
		if err != nil || !again.At.Equal(e.At) && e.At.Year() > 1677 && e.At.Year() < 2262 {
			t.Fatalf("%q: %+v, then %+v (%v)", b, e, again, err)
		}
		if again.At = e.At; !reflect.DeepEqual(again, e) {
			t.Fatalf("%q: %+v, then %+v", b, e, again)
		}
	})
}
