package report

import (
	"slices"
	"time"

	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/bot/sanction"
	"github.com/stewardbot/steward/store"
)

var (
	// reportingRows keeps when a member reported recently: community, member -> times.
	reportingRows = store.Rows("moderation_reporting", store.Shape2(store.Str[string]{}, store.Num[bot.MemberID]{}), store.JSON[[]int64]())

	reporterKeys = store.Shape3(store.Str[string]{}, store.Num[bot.MemberID]{}, store.Num[uint64]{})
	// reporterRows finds the reports that a member made or joined: community,
	// member, case.
	reporterRows = store.Rows("moderation_reporters", reporterKeys, store.Nothing{})
)

type reporterKey = store.Key3[string, bot.MemberID, uint64]

// reportsAnHour is how many messages one member can report within an hour.
const reportsAnHour = 5

// mayReport counts the turn's report to those of its member's last hour.
func (r Reports) mayReport(t *bot.Turn) (bool, error) {
	key := store.K2(t.Community.ID, t.Member.ID)
	times, _, err := reportingRows.Get(t.State(), key)
	if err != nil {
		return false, err
	}
	since := t.At().Add(-time.Hour).Unix()
	times = slices.DeleteFunc(times, func(at int64) bool { return at <= since })
	if len(times) >= reportsAnHour {
		return false, nil
	}
	return true, reportingRows.Put(t.State(), key, append(times, t.At().Unix()))
}

// noteReporter records that a member reported the subject of a case.
func noteReporter(t *bot.Turn, m bot.MemberID, c *sanction.Case) error {
	return reporterRows.Put(t.State(), store.K3(t.Community.ID, m, c.ID), struct{}{})
}

// eachReport calls do with every report that a member made or joined, writes it
// back, and forgets that it was this member's.
func (r Reports) eachReport(t *bot.Turn, m bot.MemberID, do func(*sanction.Case) error) error {
	return reporterRows.ScanPrefix(t.State(), reporterKeys.Under2(t.Community.ID, m), false, 0, func(k reporterKey, _ struct{}) (bool, error) {
		c, err := r.File.Get(t.State(), t.Community.ID, k.C)
		if err != nil || c == nil {
			return err == nil, err
		}
		if err := do(c); err != nil {
			return false, err
		}
		if err := r.File.Save(t.State(), t.Community.ID, c); err != nil {
			return false, err
		}
		return true, reporterRows.Delete(t.State(), k)
	})
}

// Merge moves the reports of one member to another, now the same person.
func (r Reports) Merge(t *bot.Turn, from, into bot.MemberID) error {
	return r.eachReport(t, from, func(c *sanction.Case) error {
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

// Forget removes what a member wrote in reports: the reason is the first
// reporter's.
func (r Reports) Forget(t *bot.Turn, who *bot.Forgotten) error {
	return r.eachReport(t, who.Member, func(c *sanction.Case) error {
		if slices.Index(c.Reporters, who.Member) == 0 {
			c.Reason = ""
		}
		return nil
	})
}
