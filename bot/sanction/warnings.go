package sanction

import (
	"fmt"
	"time"

	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/store"
)

// Warned counts warnings; one that is taken back is not counted any more.
var Warned = bot.Metric{Number: 16, Name: "warnings"}

// Warnings returns when a member's warnings in force were given, latest first.
// It reads no cases.
func (f *File) Warnings(s bot.State, community string, m bot.MemberID) (at []time.Time, err error) {
	err = memberRows.ScanPrefix(s, ofMember.Under2(community, m), true, 0, func(_ store.Key3[string, bot.MemberID, uint64], warned time.Time) (bool, error) {
		if !warned.IsZero() {
			at = append(at, warned)
		}
		return true, nil
	})
	if err != nil {
		return nil, fmt.Errorf("sanction: warnings of member %d: %w", m, err)
	}
	return at, nil
}

// NoteWarning counts a warning by a rule and adds a finding to the turn: the member
// of a case was warned, and how far the next rung of the ladder is.
func (f *File) NoteWarning(t *bot.Turn, c *Case) error {
	t.Count(Warned, c.Member, 1)
	at, err := f.Warnings(t.State(), t.Community.ID, c.Member)
	if err != nil {
		return err
	}
	n, of := bot.Setting[*Ladder](t.Community, LadderSection).Progress(at, t.At())
	if of == 0 {
		t.Find(bot.Finding{Code: "found_warned"})
		return nil
	}
	t.Find(bot.Finding{Code: "found_warned_of", Args: bot.Args{"Number": n, "Of": of}})
	return nil
}

// warned returns when the case gave a warning that is in force; zero if it did
// not.
func warned(c *Case) (at time.Time) {
	if c.Warning && c.Open() {
		at = c.At
	}
	return at
}

func appendWarned(at time.Time, dst []byte) []byte {
	if at.IsZero() {
		return dst
	}
	return store.AppendTime(dst, at)
}

func takeWarned(b []byte) (at time.Time, err error) {
	if len(b) == 0 {
		return at, nil
	}
	return store.TimeKey{}.Decode(b)
}

// listChunk is how many cases one transaction of ListWarnings processes.
const listChunk = 5000

// ListWarnings indexes warnings in force by member, in a store that has no such
// index yet.
func ListWarnings() store.Migration {
	return store.Migration{Name: "warnings are listed by member", Chunk: func(tx store.Tx, after []byte) (next []byte, err error) {
		n := 0
		err = tx.Scan(casesRows.Name, after, nil, false, listChunk, func(key, value []byte) (bool, error) {
			if n++; n == listChunk {
				next = append(append([]byte{}, key...), 0)
			}
			// An unreadable row is left unchanged; readers report it.
			k, err := numbered.Decode(key)
			if err != nil {
				return true, nil
			}
			c, err := casesRows.Value.Decode(value)
			if err != nil || warned(&c).IsZero() || c.Member == 0 {
				return true, nil
			}
			return true, memberRows.Put(tx, store.K3(k.A, c.Member, k.B), warned(&c))
		})
		return next, err
	}}
}
