package desk

import (
	"slices"

	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/bot/insight"
	"github.com/stewardbot/steward/bot/inspect"
)

// rulesData is how the rules did in the last weeks.
type rulesData struct {
	List  []*inspect.Hits
	Now   *inspect.Hits // shown below; nil: there is none
	Weeks []ruleWeek    // of this one, newest first
	Chart *bars
}

// ruleWeek is a week of a rule.
type ruleWeek struct {
	From  bot.Day
	SoFar bool
	insight.Verdicts
}

// ruleWeeks is how many are shown.
const ruleWeeks = 12

func ruleHits(v *Visit) (any, error) {
	list, err := inspect.RuleHits(v.Reader, v.Community, v.Now, ruleWeeks)
	if err != nil || len(list) == 0 {
		return &rulesData{}, err
	}
	asked := v.Query("rule")
	i := slices.IndexFunc(list, func(h *inspect.Hits) bool { return h.Rule == asked })
	if i < 0 && asked != "" {
		return nil, errNotFound
	}
	data := &rulesData{List: list, Now: list[max(i, 0)]}
	first := v.Community.Day(v.Now).Week() - (ruleWeeks-1)*7
	var labels []string
	var hits, overturned []int64
	for i, w := range data.Now.Weeks {
		from := first + bot.Day(i)*7
		data.Weeks = append(data.Weeks, ruleWeek{from, i == ruleWeeks-1, w})
		labels, hits, overturned = append(labels, from.String()), append(hits, int64(w.Cases)), append(overturned, int64(w.Overturned))
	}
	data.Chart = newBars(v, v.T("rules.chart"), labels, []string{v.T("rules.hits"), v.T("rules.overturned")}, hits, overturned)
	slices.Reverse(data.Weeks)
	return data, nil
}

// Precision tells how often verdicts were right: "9 of 10 right, 60–98 %".
func (v *Visit) Precision(x insight.Verdicts) string {
	low, high, ok := x.Precision()
	if !ok {
		return v.T("rules.unknown")
	}
	return v.T("rules.right", "Count", x.Upheld, "Of", x.Upheld+x.Overturned, "Low", percent(low), "High", percent(high))
}

func percent(x float64) int { return int(x*100 + 0.5) }

func rulesTable(v *Visit, data any) *Table {
	t := &Table{Columns: []string{"rule", "mode", "week", "hits", "overturned", "upheld", "unreviewed", "precision_low", "precision_high"}}
	first := v.Community.Day(v.Now).Week() - (ruleWeeks-1)*7
	for _, h := range data.(*rulesData).List {
		for i, w := range h.Weeks {
			var from, to any = "", ""
			if low, high, ok := w.Precision(); ok {
				from, to = percent(low), percent(high)
			}
			week := first + bot.Day(i)*7
			t.Rows = append(t.Rows, []any{h.Rule, h.Mode, week.String(), w.Cases, w.Overturned, w.Upheld, w.Unreviewed(), from, to})
		}
	}
	return t
}
