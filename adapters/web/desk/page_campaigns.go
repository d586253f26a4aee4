package desk

import (
	"fmt"
	"slices"
	"time"

	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/bot/insight"
	"github.com/stewardbot/steward/bot/inspect"
)

// campaignsData are the campaigns and the selected one.
type campaignsData struct {
	List []campaignRow
	Now  *campaignRow // the selected one; nil if there are no campaigns
}

// campaignRow is one campaign.
type campaignRow struct {
	Name, Text string
	Listed     bool
	Count      *campaignCount // nil unless it is newer than all runs
	Runs       []campaignRun  // the latest first
}

// campaignCount is whom a campaign could write to.
type campaignCount struct {
	Number         uint64
	At             time.Time
	Meant, Reached int
	Outs           []string
	Done           bool   // all members were looked at
	Start          *press // nil if it can't be started
	start          string // the button of that form
}

// campaignRun is a run that was started.
type campaignRun struct {
	insight.Trial
	Step          string
	Reached       int
	Lives         bool
	Told          string
	By, Low, High string // the uplift, in percentage points; empty: none is told
	Verdict       insight.Verdict
	uplift        *insight.Uplift
}

// press is a form for one button.
type press struct {
	Form
	Button string
}

// campaignSteps are what a page shows of the stages of a run, in order.
var campaignSteps = []string{"counting", "choosing", "measuring", "over"}

func campaigns(v *Visit) (any, error) {
	list, err := campaignRows(v.Turn)
	if err != nil {
		return nil, err
	}
	d := &campaignsData{List: list}
	for _, row := range list {
		if c := row.Count; c != nil && c.start != "" {
			c.Start = &press{v.Press(), c.start}
		}
	}
	asked := v.Query("one")
	i := slices.IndexFunc(d.List, func(x campaignRow) bool { return x.Name == asked || asked == "" })
	switch {
	case i >= 0:
		d.Now = &d.List[i]
	case asked != "":
		return nil, errNotFound
	}
	return d, nil
}

// campaignRows returns how the campaigns stand, without forms.
func campaignRows(t *bot.Turn) (list []campaignRow, err error) {
	all, err := inspect.Campaigns(t.ToUser())
	for _, x := range all {
		row := campaignRow{Name: x.Name, Text: x.Text, Listed: x.Listed}
		if c := x.Count; c != nil {
			row.Count = &campaignCount{c.Number, c.At, c.Meant, c.Reached, c.Outs, c.Step != campaignSteps[0], nil, ""}
			if c.Fresh {
				row.Count.start = c.Start()
			}
		}
		for _, r := range x.Runs {
			verdict, uplift := r.Judge()
			row.Runs = append(row.Runs, campaignRun{r.Trial, r.Step, r.Reached, r.Lives, r.Told, r.By, r.Low, r.High, verdict, uplift})
		}
		list = append(list, row)
	}
	return list, err
}

// renew adds what the page shows of the campaign and renews by itself. Forms and steps are renewed by loading the page, which
// it offers once "now" differs from what the page was loaded with.
func (x *campaignRow) renew(v *Visit, f map[string]any) {
	f["state "+x.Name], f["reach "+x.Name], f["now "+x.Name] = v.T(x.State()), x.Reach(v), x.Stage()
	if x.Count != nil {
		f["counted "+x.Name] = x.Counted(v)
	}
	if len(x.Runs) > 0 {
		f["told "+x.Name] = x.Runs[0].Told
	}
}

// Reach returns whom the latest count or run can reach; empty if there is none.
func (x *campaignRow) Reach(v *Visit) string {
	switch {
	case x.Count != nil:
		return v.T("campaigns.of", "Count", v.Number(x.Count.Reached), "Of", v.Number(x.Count.Meant))
	case len(x.Runs) > 0:
		return v.T("campaigns.of", "Count", v.Number(x.Runs[0].Reached), "Of", v.Number(x.Runs[0].Meant))
	}
	return ""
}

// Counted returns how far the count is.
func (x *campaignRow) Counted(v *Visit) string {
	key := "campaigns.so_far"
	if x.Count.Done {
		key = "campaigns.can"
	}
	return v.T(key, "Count", v.Number(x.Count.Reached), "Of", v.Number(x.Count.Meant))
}

// Stage names the step of the campaign's latest count or run, to notice the next one.
func (x *campaignRow) Stage() string {
	var count uint64
	if x.Count != nil {
		count = x.Count.Number
	}
	return fmt.Sprint(x.State(), " ", count, " ", len(x.Runs))
}

// State returns the key of what a campaign does now.
func (x *campaignRow) State() string {
	switch {
	case x.Count != nil && x.Count.Done:
		return "campaigns.is_counted"
	case x.Count != nil:
		return "campaigns.is_counting"
	case len(x.Runs) == 0:
		return "campaigns.never"
	case x.Runs[0].Stopped:
		return "campaigns.stopped"
	}
	return "campaigns.is_" + x.Runs[0].Step
}

// campaignStep is a step of a campaign; Now marks the present one.
type campaignStep struct {
	Text string
	Now  bool
}

// Steps returns how far a campaign is; none if it was never counted, or was stopped.
func (x *campaignRow) Steps() (list []campaignStep) {
	now := campaignSteps[0]
	switch {
	case x.Count != nil:
	case len(x.Runs) == 0 || x.Runs[0].Stopped:
		return nil
	case x.Runs[0].Ended:
		now = "over"
	default:
		now = x.Runs[0].Step
	}
	for _, step := range campaignSteps {
		list = append(list, campaignStep{"campaigns.step_" + step, step == now})
	}
	return list
}

// Stop returns the latest run that can be stopped; nil if there is none.
func (x *campaignRow) Stop() *campaignRun {
	i := slices.IndexFunc(x.Runs, func(r campaignRun) bool { return r.Lives })
	if i < 0 {
		return nil
	}
	return &x.Runs[i]
}

// Busy reports whether members are being looked at.
func (x *campaignRow) Busy() bool {
	return x.Count != nil && !x.Count.Done || x.Stop() != nil && x.Stop().Step == "choosing"
}

// Known reports whether it may be told who came back.
func (r *campaignRun) Known() bool { return r.Ended && !r.Stopped }

func campaignsTable(_ *Visit, data any) *Table {
	t := &Table{Columns: []string{
		"campaign", "number", "step", "from", "until", "meant", "reached", "with_message", "came_back", "control", "control_came_back", "uplift", "lowest", "highest", "verdict",
	}}
	for _, x := range data.(*campaignsData).List {
		if c := x.Count; c != nil {
			row := make([]any, len(t.Columns))
			row[0], row[1], row[2], row[5], row[6] = x.Name, c.Number, campaignSteps[0], c.Meant, c.Reached
			if c.Done {
				row[2] = "counted"
			}
			t.Rows = append(t.Rows, row)
		}
		for _, r := range x.Runs {
			row := []any{x.Name, r.Number, r.Step, r.From.String(), r.Until.String(), r.Meant, r.Reached, r.Written, nil, r.Control, nil, nil, nil, nil, string(r.Verdict)}
			if r.Known() {
				row[8], row[10] = r.Back, r.ControlBack
			}
			if u := r.uplift; u != nil {
				row[11], row[12], row[13] = u.Difference, u.Low, u.High
			}
			t.Rows = append(t.Rows, row)
		}
	}
	return t
}
