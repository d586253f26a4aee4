package bottest

import (
	"fmt"
	"testing"
	"testing/synctest"

	"pgregory.net/rapid"
)

// InBubbles checks a property many times, each run in its own synctest bubble.
func InBubbles(t *testing.T, property func(*rapid.T)) {
	rapid.Check(t, func(r *rapid.T) {
		var ended any // the failure's panic value, which must leave the bubble
		synctest.Test(t, func(*testing.T) {
			defer func() { ended = recover() }()
			property(r)
		})
		if fmt.Sprintf("%T", ended) == "rapid.invalidData" {
			panic(ended) // on its own line: rapid only shrinks to failures from the same line
		}
		if ended != nil {
			panic(ended)
		}
	})
}
