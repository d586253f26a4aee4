package telegram

import (
	"testing"
	"time"
)

// TestSnapshotsHaveStampsOfTheirOwn: also where the clock stands still or goes back, so that none is taken for another.
func TestSnapshotsHaveStampsOfTheirOwn(t *testing.T) {
	w, now := newWatch(), time.Date(2026, 6, 1, 12, 0, 0, 0, time.UTC)
	last := int64(0)
	for _, at := range []time.Time{now, now, now.Add(-time.Second), now.Add(time.Second)} {
		got := w.stamp(at)
		if got <= last {
			t.Errorf("%d after %d", got, last)
		}
		last = got
	}
	if last != now.Add(time.Second).UnixNano() {
		t.Errorf("%d, want the clock's time", last)
	}
}
