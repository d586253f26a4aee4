package campaign

import (
	"slices"
	"strings"
	"time"

	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/bot/insight"
)

// Standing is how a campaign stands, for pages.
type Standing struct {
	Name   string
	Listed bool   // in the configuration or among the definitions; false: only its runs are left
	Text   string // the message, in the turn's language, with its placeholders
	Count  *Count // the latest; nil if there is none, or a run was started after it
	Runs   []Run  // the latest first
}

// Count is how many members a campaign could write to.
type Count struct {
	Number  uint64
	At      time.Time
	Step    string // "counting" or "counted"
	Meant   int    // members that the campaign is for, of those looked at so far
	Reached int    // of these, who can be written to
	Outs    []string
	Fresh   bool // it can be started
}

// Start returns the data of the button that starts what was counted.
func (c *Count) Start() string { return name + ":" + verbStart + ":" + data(c.Number) }

// Run is a run that was started.
type Run struct {
	insight.Trial
	Step    string // "choosing", "measuring", "clearing" or "over"
	Reached int    // whom it could write to, of those looked at so far
	Lives   bool   // it can be stopped
	Told    string // how far it is, or its result, in the turn's language
	// The uplift and its interval in percentage points, "+20"; empty if there is none to tell.
	By, Low, High string
}

// Read returns all campaigns of the turn's community, in their order, and those behind that only have runs.
func Read(t *bot.Turn) (all []Standing, err error) {
	list, err := kind().All(t)
	if err != nil {
		return nil, err
	}
	for _, c := range list {
		all = append(all, Standing{Name: c.Name, Listed: true, Text: c.Text.In(t.Language())})
	}
	err = each(t.State(), t.Community.ID, func(r *run) (bool, error) {
		i := slices.IndexFunc(all, func(s Standing) bool { return strings.EqualFold(s.Name, r.Name) })
		switch {
		case i >= 0:
		case !r.begun(): // a count of a campaign that is gone
			return true, nil
		default:
			i, all = len(all), append(all, Standing{Name: r.Name})
		}
		switch s := &all[i]; {
		case r.begun():
			s.Runs = append(s.Runs, r.told(t))
		case s.Count == nil && s.Runs == nil:
			s.Count = r.count(t)
		}
		return true, nil
	})
	return all, err
}

func (r *run) count(t *bot.Turn) *Count {
	return &Count{r.Number, r.At, string(r.Stage), r.Meant, r.reached(), r.outs(t), r.startable(t)}
}

func (r *run) told(t *bot.Turn) Run {
	told := Run{Trial: r.trial(), Step: string(r.Stage), Reached: r.reached(), Lives: r.lives(), Told: r.result(t)}
	if _, u := told.Judge(); u != nil {
		told.By, told.Low, told.High = points(u.Difference), points(u.Low), points(u.High)
	}
	return told
}
