package engine

import (
	"context"
	"encoding/binary"
	"encoding/json"
	"errors"
	"time"

	"github.com/stewardbot/steward/store"
)

// pruneEvery is how often old rows are looked for, pruneChunk how many are
// deleted per transaction: few, so that nobody waits for it.
const (
	pruneEvery = 5 * time.Minute
	pruneChunk = 200
	keepFailed = 30 * 24 * time.Hour
)

// prune deletes what is older than its retention, and does other work that can
// wait.
func (e *Engine) prune(ctx context.Context) {
	for ctx.Err() == nil {
		more := false
		for _, fn := range []func(*decider, time.Time) (int, error){countPast, pruneSeen, pruneTimeless, pruneJournal, pruneOutcomes, pruneHeld, pruneShown, pruneCounts} {
			n := 0
			err := e.exec(ctx, func(d *decider) (err error) {
				n, err = fn(d, e.clock.Now())
				return err
			})
			switch {
			case err == nil:
				more = more || n == pruneChunk
			case ctx.Err() != nil:
				return // the writer may still be running it
			default:
				e.log.Error("old rows could not be dropped", "err", err)
			}
		}
		if more {
			continue
		}
		due, changed, stop := e.clock.Alarm(e.clock.Now().Add(pruneEvery))
		select {
		case <-due:
		case <-changed:
		case <-ctx.Done():
		}
		stop()
	}
}

// pruneRows deletes rows from the start of a table for as long as old returns
// true.
func pruneRows(d *decider, table string, from, to []byte, old func(k, v []byte) (bool, error)) (n int, err error) {
	err = d.tx.Scan(table, from, to, false, pruneChunk, func(k, v []byte) (bool, error) {
		gone, err := old(k, v)
		if err != nil || !gone {
			return false, err
		}
		n++
		return true, d.tx.Delete(table, k)
	})
	return n, err
}

// pruneSeen deletes event identities and, with them, the message table's rows.
func pruneSeen(d *decider, now time.Time) (int, error) {
	to := seenKey(now.Add(-keepSeen), "")
	return pruneRows(d, tableSeen, []byte{0, 0, 0, 1}, to, func(_, v []byte) (bool, error) {
		row, err := decodeSeen(v)
		if err != nil || len(row.message) == 0 {
			return err == nil, err
		}
		return true, d.tx.Delete(tableMessages, row.message)
	})
}

// pruneTimeless does the same for events without a time of their own, by
// arrival. They are unordered, so each call checks a few from where the last
// one stopped.
func pruneTimeless(d *decider, now time.Time) (int, error) {
	limit := now.Add(-keepSeen).Unix()
	looked, dropped := 0, 0
	from := d.e.timelessFrom
	if from == nil {
		from = []byte{0, 0, 0, 0}
	}
	d.e.timelessFrom = nil
	err := d.tx.Scan(tableSeen, from, []byte{0, 0, 0, 1}, false, pruneChunk, func(k, v []byte) (bool, error) {
		looked++
		row, err := decodeSeen(v)
		if err != nil {
			return false, err
		}
		if looked == pruneChunk {
			d.e.timelessFrom = append([]byte{}, k...)
		}
		if row.arrival >= limit {
			return true, nil
		}
		dropped++
		if len(row.message) > 0 {
			if err := d.tx.Delete(tableMessages, row.message); err != nil {
				return false, err
			}
		}
		return true, d.tx.Delete(tableSeen, k)
	})
	return dropped, err
}

// pruneJournal applies the configured retention; failed lines stay until they
// are rerun or thirty days old.
func pruneJournal(d *decider, now time.Time) (n int, err error) {
	limit := now.Add(-d.ruling.Journal.Keep)
	err = d.tx.Scan(tableJournal, nil, nil, false, pruneChunk, func(k, v []byte) (bool, error) {
		var line struct {
			Received time.Time `json:"received"`
		}
		if err := json.Unmarshal(v, &line); err == nil && !line.Received.Before(limit) {
			return false, nil
		}
		failed, err := d.tx.Get(tableFailed, k)
		if err != nil || failed != nil && now.Sub(line.Received) < keepFailed {
			return err == nil, err
		}
		n++
		return true, errors.Join(d.tx.Delete(tableFailed, k), d.tx.Delete(tableJournal, k))
	})
	return n, err
}

// pruneOutcomes deletes the outcomes of old lines.
func pruneOutcomes(d *decider, now time.Time) (int, error) {
	limit := now.Add(-keepSeen)
	return pruneRows(d, tableOutcomes, nil, nil, func(_, v []byte) (bool, error) {
		res, err := decodeResult(v)
		return err != nil || res.At.Before(limit), nil
	})
}

// findSeen looks up an event's identity without knowing its time.
func findSeen(r store.Reader, id string, now time.Time) (seenRow, bool, error) {
	key := append(make([]byte, 4), id...)
	last := hourOf(now) + 48 // a platform's clock may be ahead
	first := hourOf(now.Add(-keepSeen))
	for hour := last; ; hour-- {
		if hour < first {
			hour = 0
		}
		binary.BigEndian.PutUint32(key, hour)
		b, err := r.Get(tableSeen, key)
		if err != nil {
			return seenRow{}, false, err
		}
		if b != nil {
			row, err := decodeSeen(b)
			return row, err == nil, err
		}
		if hour == 0 {
			return seenRow{}, false, nil
		}
	}
}
