package followup

import (
	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/bot/answer"
)

// FollowUp is a member who is or was on the list of a day, as staff sees it.
type FollowUp struct {
	Day     bot.Day
	Member  bot.MemberID
	Name    string
	Reason  string // a sentence in the turn's language
	By      bot.MemberID
	ByName  string // who takes care; empty: nobody
	Outcome string // back, silent or letting; empty: none yet
	Told    string // the outcome in the turn's language
}

// What the buttons of a follow-up do.
const (
	DoTake = "take"
	DoBack = string(back)
	DoMute = string(silent)
	DoLet  = string(letting)
)

// Button returns the data of the button that does something with a follow-up.
func (x *FollowUp) Button(do string) string {
	return (&entry{day: x.Day, m: &bot.Member{ID: x.Member}}).button(verbDo, do)
}

// Today returns the list of the latest day, the most important first; day is 0 if none was made yet.
func Today(t *bot.Turn) (day bot.Day, list []FollowUp, err error) {
	l, _, err := listRows.Get(t.State(), t.Community.ID)
	for _, id := range l.Members {
		if err != nil {
			break
		}
		var x *entry
		if x, err = find(t, l.Day, id); x != nil && err == nil {
			var shown FollowUp
			shown, err = x.read(t)
			list = append(list, shown)
		}
	}
	return l.Day, list, err
}

// Of returns a member's follow-ups, newest first, at most n.
func Of(t *bot.Turn, m *bot.Member, n int) (list []FollowUp, err error) {
	err = caseRows.ScanPrefix(t.State(), byCase.Under2(t.Community.ID, m.ID), true, n, func(k caseKey, x followUp) (bool, error) {
		shown, err := (&entry{k.C, m, x}).read(t)
		list = append(list, shown)
		return true, err
	})
	return list, err
}

func (x *entry) read(t *bot.Turn) (f FollowUp, err error) {
	f = FollowUp{Day: x.day, Member: x.m.ID, Name: x.m.Name, By: x.By, Outcome: string(x.Outcome), Told: x.Outcome.text(t), Reason: x.reason(t, answer.Name(x.m, nil))}
	if x.By != 0 {
		var by *bot.Member
		if by, err = t.MemberByID(x.By); by != nil {
			f.ByName = by.Name
		}
	}
	return f, err
}
