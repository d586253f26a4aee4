package desk

import (
	"cmp"
	"strconv"

	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/bot/desk"
	"github.com/stewardbot/steward/bot/markup"
	"github.com/stewardbot/steward/bot/member"
)

// auditData are what was done from the desk.
type auditData struct {
	Acts []auditAct
	More uint64 // the act before which older ones are; 0: none
}

type auditAct struct {
	desk.Act
	Name string // of who did it; hostile input
	Said []string
}

func audit(v *Visit) (any, error) {
	before, _ := strconv.ParseUint(v.Query("before"), 10, 64)
	var data auditData
	err := desk.Acts(v.Reader, v.Community.ID, before, func(a desk.Act) bool {
		x := auditAct{Act: a}
		for _, s := range a.Answers {
			switch {
			case s.Secret:
				x.Said = append(x.Said, v.T("act.secret"))
			case s.Rich:
				x.Said = append(x.Said, markup.Plain(s.Text))
			default:
				x.Said = append(x.Said, s.Text)
			}
		}
		data.Acts = append(data.Acts, x)
		return len(data.Acts) < linesOnPage
	})
	if err != nil {
		return nil, err
	}
	if n := len(data.Acts); n == linesOnPage {
		data.More = data.Acts[n-1].Number
	}
	for i := range data.Acts {
		a := &data.Acts[i]
		if a.Name, err = v.account(a.Account); err != nil {
			return nil, err
		}
	}
	return data, nil
}

// account names whose account it is; if that is not known, it returns the account.
func (v *Visit) account(u bot.UserID) (string, error) {
	m, err := member.New().ByUser(v.Reader, v.Community.ID, u)
	if err != nil || m == nil || m.Name == "" {
		return cmp.Or(string(u), v.T("frame.somebody")), err
	}
	return m.Name, nil
}

func auditTable(_ *Visit, data any) *Table {
	t := &Table{Columns: []string{"act", "at", "account", "name", "what"}}
	for _, a := range data.(auditData).Acts {
		t.Rows = append(t.Rows, []any{a.Number, a.At, string(a.Account), a.Name, a.String()})
	}
	return t
}
