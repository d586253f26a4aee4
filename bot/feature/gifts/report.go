package gifts

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/bot/answer"
	"github.com/stewardbot/steward/store"
)

const (
	reportAgain = 30 // days until the same is reported again
	dropStep    = 200
	// timerReports begins the names of the timers that delete reports, before the
	// day of the latest.
	timerReports = "reports/"
)

// reportedRows: what was reported -> the day.
var reportedRows = store.Rows("gifts_reported", store.Shape2(store.Str[string]{}, store.Str[string]{}), store.Int64Key{})

// report tells the moderators' log about members, once in a while.
func (f *Feature) report(t *bot.Turn, what string, members []bot.MemberID, args bot.Args) error {
	key := store.K2(t.Community.ID, fmt.Sprint(what, slices.Sorted(slices.Values(members))))
	last, before, err := reportedRows.Get(t.State(), key)
	if err != nil || before && last > int64(t.Day())-reportAgain {
		return err
	}
	t.Find(bot.Finding{Code: "reported"})
	for _, p := range t.Community.Places[bot.Modlog] {
		room := t.ToPlace(p)
		names := make([]string, len(members))
		for i, id := range members {
			if names[i], err = nameOf(room, id); err != nil {
				return err
			}
		}
		args["Names"] = strings.Join(append(names, names[0]), " → ")
		args["Name"] = names[0]
		text := room.Text("gifts.ring", args)
		if what == "drain" {
			points := args["Points"]
			args["Points"] = answer.Points(room, points.(int64))
			text = room.Text("gifts.drain", args)
			args["Points"] = points
		}
		t.Do(bot.Say{Place: p, Text: text, Lane: bot.Moderation})
	}
	return errors.Join(
		reportedRows.Put(t.State(), key, int64(t.Day())),
		t.SetTimer(timerReports+t.Day().String(), t.Now().Add((reportAgain+1)*24*time.Hour), nil),
	)
}

// dropReports deletes reports that may be made again, from after a key on: a few in
// a tick.
func dropReports(t *bot.Turn, after string) error {
	lo, hi := store.K2(t.Community.ID, after+"\x00"), store.K2(t.Community.ID, "\xff")
	n, last := 0, ""
	err := reportedRows.Scan(t.State(), &lo, &hi, false, dropStep, func(k store.Key2[string, string], day int64) (bool, error) {
		n, last = n+1, k.B
		if day > int64(t.Day())-reportAgain {
			return true, nil
		}
		return true, reportedRows.Delete(t.State(), k)
	})
	if err != nil || n < dropStep {
		return err
	}
	return t.SetTimer(t.Event.Tick.Name, t.Now(), []byte(last))
}

// nameOf returns a member's name, or "somebody" if the member was forgotten.
func nameOf(t *bot.Turn, id bot.MemberID) (string, error) {
	m, err := t.MemberByID(id)
	if err != nil {
		return "", err
	}
	if m == nil {
		return t.Text("gifts.somebody", nil), nil
	}
	return answer.Name(m, nil), nil
}
