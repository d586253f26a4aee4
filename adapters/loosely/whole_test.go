package loosely_test

import (
	"testing"

	"github.com/stewardbot/steward/adapters/loosely"
)

// TestTwoAreNotOne checks that numbers which a float can't tell apart, and booleans, never become
// an id.
func TestTwoAreNotOne(t *testing.T) {
	for raw, want := range map[string]int64{
		`{"id":"5"}`: 5, `{"id":5.0}`: 5, `{"id":9007199254740991.0}`: 9007199254740991,
		`{"id":9007199254740992.0}`: 0, `{"id":9007199254740993.0}`: 0, `{"id":9223372036854775808}`: 0, `{"id":"9007199254740993"}`: 9007199254740993,
		`{"id":true}`: 0, `{"id":"true"}`: 0,
	} {
		var of struct {
			ID int64 `json:"id"`
		}
		if !loosely.Parse([]byte(raw), &of) || of.ID != want {
			t.Errorf("%s is read as %d, want %d", raw, of.ID, want)
		}
	}
}
