package engine

import (
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/store"
)

// TestSaidIsKept: a row of the message table decodes as it was written,
// whatever it records; a truncated one does not.
func TestSaidIsKept(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		said := bot.Said{
			Place: "test:lobby/5", Member: bot.MemberID(rapid.Uint32().Draw(t, "member")), At: time.Unix(rapid.Int64Range(0, 9e9).Draw(t, "at"), 5).UTC(),
			Hash: rapid.Uint64().Draw(t, "hash"), Entry: uint64(rapid.Uint32().Draw(t, "entry")), Line: uint64(rapid.Uint32().Draw(t, "line")),
			Gone: rapid.Bool().Draw(t, "gone"), Order: rapid.Bool().Draw(t, "order"), Answered: rapid.Bool().Draw(t, "answered"),
			Album: rapid.Uint64Range(0, 3).Draw(t, "album"),
		}
		b := encodeSaid(store.NewOverlay(nil), said)
		if back, err := decodeSaid(b); err != nil || back != said {
			t.Fatalf("%+v is read as %+v, %v", said, back, err)
		}
		if said.Album != 0 {
			if back, err := decodeSaid(b[:len(b)-1]); err == nil {
				t.Fatalf("a row that is cut short is read as %+v", back)
			}
		}
	})
}
