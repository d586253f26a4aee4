package desk

import (
	"slices"
	"strconv"

	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/bot/desk"
	"github.com/stewardbot/steward/bot/inspect"
	"github.com/stewardbot/steward/bot/member"
)

// followUpsData are the members of the day's list, and the one who is looked at.
type followUpsData struct {
	Day  bot.Day
	List []followUpRow
	Now  *followUpRow // nil: nobody is on the list
	Open int          // without an outcome

	Person  *inspect.Person
	Choices []choice
	Next    string // the address of the one after; empty: there is no other
}

// followUpRow is one of them.
type followUpRow struct {
	Member               bot.MemberID
	Name, Reason, ByName string
	Outcome, Told        string
	button               func(do string) string
}

func followUps(v *Visit) (any, error) {
	day, list, err := inspect.FollowUps(v.Turn.ToUser())
	d := &followUpsData{Day: day}
	for _, x := range list {
		d.List = append(d.List, followUpRow{x.Member, x.Name, x.Reason, x.ByName, x.Outcome, x.Told, x.Button})
		if x.Outcome == "" {
			d.Open++
		}
	}
	if err != nil || len(d.List) == 0 {
		return d, err
	}
	asked, _ := strconv.ParseUint(v.Query("member"), 10, 64)
	i := slices.IndexFunc(d.List, func(x followUpRow) bool { return x.Member == bot.MemberID(asked) })
	if i < 0 { // the first without an outcome
		i = max(slices.IndexFunc(d.List, func(x followUpRow) bool { return x.Outcome == "" }), 0)
	}
	d.Now = &d.List[i]
	at := func(i int) string {
		return v.With("member", strconv.FormatUint(uint64(d.List[i%len(d.List)].Member), 10))
	}
	if len(d.List) > 1 {
		d.Next = at(i + 1)
	}
	for _, x := range []struct{ key, do, back string }{{"t", "take", at(i)}, {"b", "back", at(i + 1)}, {"s", "silent", at(i + 1)}, {"l", "letting", at(i + 1)}} {
		d.Choices = append(d.Choices, choice{x.key, "followups.do_" + x.do, v.Base() + "press", desk.NewSecret(), d.Now.button(x.do), x.back})
	}
	m, err := member.New().ByID(v.Reader, v.Community.ID, d.Now.Member)
	if err != nil || m == nil {
		return d, err
	}
	p, err := inspect.PersonOf(v.Turn, m, nil, 0, 1)
	d.Person = &p
	return d, err
}

func followUpsTable(_ *Visit, data any) *Table {
	d := data.(*followUpsData)
	t := &Table{Columns: []string{"day", "member", "name", "reason", "takes_care", "outcome"}}
	for _, x := range d.List {
		t.Rows = append(t.Rows, []any{d.Day.String(), uint64(x.Member), x.Name, x.Reason, x.ByName, x.Outcome})
	}
	return t
}
