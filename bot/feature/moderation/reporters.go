package moderation

import (
	"fmt"
	"slices"
	"time"

	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/bot/cases"
	"github.com/stewardbot/steward/store"
)

const (
	// tableReporting keeps when a member reported of late: community, member -> times.
	tableReporting = "moderation_reporting"
	// tableReporters finds the reports that a member made or joined: community,
	// member, case.
	tableReporters = "moderation_reporters"
)

// reportsAnHour is how many messages one member can report within an hour.
const reportsAnHour = 5

// mayReport counts the turn's report to those of its member's last hour.
func (f *Feature) mayReport(t *bot.Turn) (bool, error) {
	table := store.Table[string, []int64]{Name: tableReporting, Key: store.Text{}, Value: store.JSON[[]int64]()}
	key := string(store.AppendUint64(store.AppendString(nil, t.Community.ID), uint64(t.Member.ID)))
	times, _, err := table.Get(t.State(), key)
	if err != nil {
		return false, err
	}
	since := t.At().Add(-time.Hour).Unix()
	times = slices.DeleteFunc(times, func(at int64) bool { return at <= since })
	if len(times) >= reportsAnHour {
		return false, nil
	}
	return true, table.Put(t.State(), key, append(times, t.At().Unix()))
}

func reporterKey(community string, m bot.MemberID) []byte {
	return store.AppendUint64(store.AppendString(nil, community), uint64(m))
}

// noteReporter notes that a member reported what a case is about.
func noteReporter(t *bot.Turn, m bot.MemberID, c *cases.Case) error {
	return t.State().Put(tableReporters, store.AppendUint64(reporterKey(t.Community.ID, m), c.ID), []byte{})
}

// eachReport calls do with every report that a member made or joined, writes it
// back, and forgets that it was this member's.
func (f *Feature) eachReport(t *bot.Turn, m bot.MemberID, do func(*cases.Case) error) error {
	prefix := reporterKey(t.Community.ID, m)
	return t.State().Scan(tableReporters, prefix, store.PrefixEnd(prefix), false, 0, func(k, _ []byte) (bool, error) {
		id, _, err := store.TakeUint64(k[len(prefix):])
		if err != nil {
			return false, fmt.Errorf("table %s: %w", tableReporters, err)
		}
		c, err := f.file.Get(t.State(), t.Community.ID, id)
		if err != nil || c == nil {
			return err == nil, err
		}
		if err := do(c); err != nil {
			return false, err
		}
		if err := f.file.Save(t.State(), t.Community.ID, c); err != nil {
			return false, err
		}
		return true, t.State().Delete(tableReporters, k)
	})
}

// joinReports makes the reports of one member another's, who are one now.
func (f *Feature) joinReports(t *bot.Turn, from, into bot.MemberID) error {
	return f.eachReport(t, from, func(c *cases.Case) error {
		seen := false
		for i, id := range c.Reporters {
			if id == from {
				c.Reporters[i] = into
			}
		}
		c.Reporters = slices.DeleteFunc(c.Reporters, func(id bot.MemberID) bool {
			again := id == into && seen
			seen = seen || id == into
			return again
		})
		return noteReporter(t, into, c)
	})
}

// forgetReports removes what a member said in reports: the reason is that of the
// first who reported.
func (f *Feature) forgetReports(t *bot.Turn, m bot.MemberID) error {
	return f.eachReport(t, m, func(c *cases.Case) error {
		if slices.Index(c.Reporters, m) == 0 {
			c.Reason = ""
		}
		return nil
	})
}
