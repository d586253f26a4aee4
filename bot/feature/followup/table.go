package followup

import (
	"errors"

	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/store"
)

var (
	byCase = store.Shape3(store.Str[string]{}, store.Num[bot.MemberID]{}, store.Int[bot.Day]{})
	// caseRows: community, member, day -> followUp; kept until the member is forgotten.
	caseRows = store.Rows("followups", byCase, store.JSON[followUp]())
	// listRows: community -> list.
	listRows = store.Rows("followup_list", store.StringKey{}, store.JSON[list]())
)

type caseKey = store.Key3[string, bot.MemberID, bot.Day]

// followUp is a member on the list of a day.
type followUp struct {
	Version int          `json:"v"`
	Every   int          `json:"every"`             // the usual gap in days
	Gap     int          `json:"gap"`               // the days since the latest active one, on that day
	Times   int          `json:"times"`             // such a gap happens once in so many
	By      bot.MemberID `json:"by,omitempty"`      // who takes care
	Outcome outcome      `json:"outcome,omitempty"` // empty: open
	Closed  bot.Day      `json:"closed,omitempty"`
}

const version = 1

// outcome is what came of it.
type outcome string

// The outcomes.
const (
	back    outcome = "back"    // they answered or came back
	silent  outcome = "silent"  // no answer
	letting outcome = "letting" // they want to be left alone
)

// Days for which somebody is not named again.
const (
	rest     = 30
	restLong = 180 // who wants to be left alone
)

// list is the list of the day, and the walk that makes it.
type list struct {
	Version int            `json:"v"`
	Day     bot.Day        `json:"day"`             // of Members; 0: none yet
	Members []bot.MemberID `json:"members"`         // the most important first
	Making  bot.Day        `json:"making"`          // the day whose list is being made, or was made last
	After   bot.MemberID   `json:"after,omitempty"` // the last member looked at
	Best    []candidate    `json:"best,omitempty"`  // of those looked at
}

// latest returns when a member was last on the list; found is false if never.
func latest(t *bot.Turn, m bot.MemberID) (day bot.Day, x followUp, found bool, err error) {
	err = caseRows.ScanPrefix(t.State(), byCase.Under2(t.Community.ID, m), true, 1, func(k caseKey, v followUp) (bool, error) {
		day, x, found = k.C, v, true
		return false, nil
	})
	return day, x, found, err
}

// rests reports whether something came of a member's follow-up lately.
func rests(t *bot.Turn, m bot.MemberID) (bool, error) {
	day, x, found, err := latest(t, m)
	if err != nil || !found || x.Outcome == "" {
		return false, err
	}
	if x.Outcome == letting {
		return t.Day() < x.Closed+restLong, nil
	}
	return t.Day() < day+rest, nil
}

func each(t *bot.Turn, m bot.MemberID, fn func(caseKey, followUp) error) error {
	return caseRows.ScanPrefix(t.State(), byCase.Under2(t.Community.ID, m), false, 0, func(k caseKey, x followUp) (bool, error) {
		return true, fn(k, x)
	})
}

func forget(t *bot.Turn, who *bot.Forgotten) error {
	return each(t, who.Member, func(k caseKey, _ followUp) error { return caseRows.Delete(t.State(), k) })
}

// merge gives the remaining member the history of both.
func merge(t *bot.Turn, from, into bot.MemberID) error {
	return each(t, from, func(k caseKey, x followUp) error {
		to := store.K3(k.A, into, k.C)
		_, there, err := caseRows.Get(t.State(), to)
		if err == nil && !there {
			err = caseRows.Put(t.State(), to, x)
		}
		return errors.Join(err, caseRows.Delete(t.State(), k))
	})
}

func disclose(t *bot.Turn, m bot.MemberID) (lines []string, err error) {
	err = each(t, m, func(k caseKey, x followUp) error {
		lines = append(lines, t.Text("followup.data", bot.Args{"Day": k.C.String(), "Reason": x.reason(t, t.Text("followup.you", nil)), "Outcome": x.Outcome.text(t)}))
		return nil
	})
	return lines, err
}
