package bottest_test

import (
	"fmt"
	"testing"
	"testing/synctest"

	"pgregory.net/rapid"
)

// inBubbles checks a property many times, each in a time of its own.
func inBubbles(t *testing.T, property func(*rapid.T)) {
	rapid.Check(t, func(r *rapid.T) {
		var ended any // by a failure, which must leave the bubble
		synctest.Test(t, func(*testing.T) {
			defer func() { ended = recover() }()
			property(r)
		})
		if fmt.Sprintf("%T", ended) == "rapid.invalidData" {
			panic(ended) // in a line of its own, since the shorter failure is the one from the same line
		}
		if ended != nil {
			panic(ended)
		}
	})
}
