package engine

import (
	"encoding/json"
	"slices"
	"strconv"
	"time"

	"github.com/stewardbot/steward/bot"
)

// journal records the event and marks it as seen. If the journal is off, only a
// failed event is recorded, so that it can be rerun. Of events that the
// configuration excludes or a feature conceals, only the fact of a failure is
// recorded.
func (d *decider) journal(in *inspected, received time.Time, row seenRow, call *bot.Call, failure error) {
	failed := d.failed != nil || failure != nil
	switch {
	case d.conceals || d.ruling.Journal.exceptsEvent(&in.event):
		if failed || in.event.Kind == bot.KindParked {
			d.nextLine++
			row.line = d.nextLine
			d.must(journalRows.Put(d.tx, row.line, d.bare(in, received)))
		}
	case d.ruling.Journal.Keep > 0 || failed:
		d.nextLine++
		row.line = d.nextLine
		d.must(d.tx.Put(tableJournal, number(row.line), d.endLine(in, received, call, failure)))
		d.retryLater(row.line)
		d.explain(in, row.line)
	}
	d.writeHeard()
	d.must(d.tx.Put(tableSeen, d.seenKey(in.event.At, in.event.ID), row.encode(d.tx)))
}

// bare is the record of a failed event whose content must not be kept: when and
// where which feature failed.
func (d *decider) bare(in *inspected, received time.Time) Recorded {
	ev := &in.event
	rec := Recorded{Event: bot.Event{ID: ev.ID, Kind: ev.Kind, At: ev.At, Place: ev.Place}, Received: received, Error: "not recorded: confidential, or journal.except"}
	for name := range d.failed {
		if rec.Failed == nil {
			rec.Failed = map[string]string{}
		}
		rec.Failed[name] = "failed"
	}
	return rec
}

// retryLater stores which features have to be rerun.
func (d *decider) retryLater(line uint64) {
	if d.failed == nil {
		return
	}
	names := make([]string, 0, len(d.failed))
	for name := range d.failed {
		names = append(names, name)
	}
	d.must(putJSON(d.tx, tableFailed, number(line), names))
}

// stamp is the latest time of arrival, and how the journal writes it.
type stamp struct {
	at   time.Time
	text []byte
}

func (s *stamp) append(b []byte, at time.Time) []byte {
	if s.text == nil || s.at != at {
		s.at, s.text = at, at.AppendFormat(s.text[:0], time.RFC3339Nano)
	}
	return append(b, s.text...)
}

// endLine encodes the same as Recorded.append. It runs for every message, so
// the rest of the line is appended by hand to its beginning, which inspection
// has already encoded. The line's memory is given away with it.
func (d *decider) endLine(in *inspected, received time.Time, call *bot.Call, failure error) []byte {
	b := in.line
	in.line = slices.Clip(b)
	b = append(b, `,"received":"`...)
	b = d.stamp.append(b, received)
	b = append(b, '"')
	if d.com != nil {
		b = append(append(append(b, `,"community":"`...), d.com.ID...), '"')
	}
	if d.member != nil {
		b = strconv.AppendUint(append(b, `,"member":`...), uint64(d.member.ID), 10)
	}
	if d.member != nil {
		d.read.Since = d.member.Since
	}
	if read, any := d.read.store(); any {
		b = appendRead(b, read)
	}
	if call != nil {
		b = append(append(append(b, `,"call":"`...), call.Command.Name...), '"')
	}
	b = appendFindings(b, d.findings)
	b = appendRefs(b, d.refs)
	if d.failed != nil {
		b = appendJSON(append(b, `,"failed":`...), d.failed)
	}
	if failure != nil {
		b = appendJSON(append(b, `,"error":`...), failure.Error())
	}
	return append(b, '}')
}

func appendRead(b []byte, r storedRead) []byte {
	if r.Spared != nil || r.Level != nil || r.Roles != nil {
		return appendJSON(append(b, `,"read":`...), r)
	}
	b = append(b, `,"read":{`...)
	if r.Since != 0 {
		b = strconv.AppendInt(append(b, `"since":`...), r.Since, 10)
	}
	if r.Authority != 0 {
		if r.Since != 0 {
			b = append(b, ',')
		}
		b = strconv.AppendInt(append(b, `"authority":`...), int64(r.Authority), 10)
	}
	return append(b, '}')
}

func appendFindings(b []byte, findings []bot.Finding) []byte {
	if len(findings) == 0 {
		return b
	}
	b = append(b, `,"findings":[`...)
	for i, f := range findings {
		if i > 0 {
			b = append(b, ',')
		}
		if len(f.Args) > 0 || f.Reason != "" {
			b = appendJSON(b, storedFinding(f))
			continue
		}
		b = append(append(append(b, `{"feature":"`...), f.Feature...), `","code":"`...)
		b = append(append(b, f.Code...), '"')
		b = appendNumber(b, `,"n":`, f.N)
		b = appendNumber(b, `,"entry":`, int64(f.Entry))
		b = append(appendNumber(b, `,"member":`, int64(f.Member)), '}')
	}
	return append(b, ']')
}

func appendNumber(b []byte, key string, n int64) []byte {
	if n == 0 {
		return b
	}
	return strconv.AppendInt(append(b, key...), n, 10)
}

func appendRefs(b []byte, refs []bot.Ref) []byte {
	if len(refs) == 0 {
		return b
	}
	b = append(b, `,"refs":[`...)
	for i, r := range refs {
		if i > 0 {
			b = append(b, ',')
		}
		b = strconv.AppendUint(b, uint64(r), 10)
	}
	return append(b, ']')
}

func appendJSON(b []byte, v any) []byte {
	j, err := json.Marshal(v)
	if err != nil {
		j, _ = json.Marshal(err.Error())
	}
	return append(b, j...)
}
