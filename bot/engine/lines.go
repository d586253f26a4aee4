package engine

import (
	"bytes"
	"encoding/json"
	"fmt"
	"sort"
	"time"

	"github.com/stewardbot/steward/store"
)

// skipped is how many lines of other communities count as one event: they are not decoded.
const skipped = 25

// Lines calls fn for the next recorded events of the wanted communities, n at most, from a journal line on. next is
// the line that the following call continues with, also after an error; more is false at the end of the journal.
func Lines(r store.Reader, from uint64, n int, wanted func(community string) bool, fn func(Recorded)) (next uint64, more bool, err error) {
	next, left := from, n*skipped
	err = r.Scan(tableJournal, number(from), nil, false, 0, func(k, v []byte) (bool, error) {
		if left <= 0 {
			more = true
			return false, nil
		}
		line, _, err := store.TakeUint64(k)
		if err != nil {
			return false, err
		}
		next, left = line+1, left-1
		if !wanted(communityOf(v)) {
			return true, nil
		}
		rec, err := decodeRecorded(v)
		if err != nil {
			return false, fmt.Errorf("journal line %d: %w", line, err)
		}
		rec.Line, left = line, left+1-skipped
		fn(rec)
		return true, nil
	})
	return next, more, err
}

// communityOf returns the community of a journal line without decoding it; empty if it has none. Quotes within texts
// are escaped, so that nothing else looks like the mark.
func communityOf(line []byte) string {
	_, after, found := bytes.Cut(line, []byte(`,"community":"`))
	id, _, _ := bytes.Cut(after, []byte(`"`))
	if !found {
		return ""
	}
	return string(id)
}

// LineAt returns the first journal line that was recorded at a time or later; ok is false if there is none.
func LineAt(r store.Reader, at time.Time) (line uint64, received time.Time, ok bool, err error) {
	first, _, ok, err := lineFrom(r, 0, false)
	last, received, _, err2 := lineFrom(r, 0, true)
	if err == nil {
		err = err2
	}
	if err != nil || !ok || received.Before(at) {
		return 0, received, false, err
	}
	n := sort.Search(int(last-first), func(i int) bool {
		_, received, ok, failed := lineFrom(r, first+uint64(i), false)
		if err == nil {
			err = failed
		}
		return ok && !received.Before(at)
	})
	if err != nil {
		return 0, received, false, err
	}
	return lineFrom(r, first+uint64(n), false)
}

// lineFrom returns the first line from a number on, or the last of all, and when it was recorded.
func lineFrom(r store.Reader, from uint64, last bool) (line uint64, received time.Time, ok bool, err error) {
	err = r.Scan(tableJournal, number(from), nil, last, 1, func(k, v []byte) (bool, error) {
		var l struct {
			Received time.Time `json:"received"`
		}
		if err := json.Unmarshal(v, &l); err != nil {
			return false, err
		}
		received, ok = l.Received, true
		line, _, err = store.TakeUint64(k)
		return false, err
	})
	return line, received, ok, err
}
