package desk

import (
	"time"

	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/bot/desk"
	"github.com/stewardbot/steward/bot/inspect"
)

// tierRow is how full a tier is, and who no longer meets its condition.
type tierRow struct {
	Name, Title                           string
	Seats, Taken, Offered, Waiting, Unmet int // Seats 0: any number
	Decide                                []tierChoice
}

// tierChoice is one member of a tier to remove or to keep.
type tierChoice struct {
	Member  bot.MemberID
	Name    string
	Since   time.Time
	Choices []choice // none: they are being removed
}

func tierStandings(v *Visit) (any, error) {
	t := v.Turn.ToUser()
	all, err := inspect.Tiers(t)
	var rows []tierRow
	for i := range all {
		x := &all[i]
		row := tierRow{x.Name, x.Title, x.Seats, x.Taken, x.Offered, x.Waiting, x.Deciding, nil}
		list, err := x.Choices(t, len(x.Unmet))
		if err != nil {
			return nil, err
		}
		for i := range list {
			c := &list[i]
			one := tierChoice{c.Member.ID, c.Member.Name, c.Since, nil}
			if !c.Leaving {
				one.Choices = []choice{
					{"", "tiers.remove", v.Base() + "press", desk.NewSecret(), c.Remove(), v.here()},
					{"", "tiers.keep", v.Base() + "press", desk.NewSecret(), c.Keep(), v.here()},
				}
			}
			row.Decide = append(row.Decide, one)
		}
		rows = append(rows, row)
	}
	return rows, err
}

func tiersTable(_ *Visit, data any) *Table {
	t := &Table{Columns: []string{"tier", "seats", "taken", "offered", "waiting", "to_decide"}}
	for _, x := range data.([]tierRow) {
		t.Rows = append(t.Rows, []any{x.Name, x.Seats, x.Taken, x.Offered, x.Waiting, x.Unmet})
	}
	return t
}
