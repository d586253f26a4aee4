package desk

import (
	"slices"
	"strconv"
	"time"

	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/bot/desk"
	"github.com/stewardbot/steward/bot/inspect"
	"github.com/stewardbot/steward/bot/segment"
)

// memberData is what the page of one member shows.
type memberData struct {
	inspect.Person
	Account   bot.UserID // by which commands name them
	Did       []count
	Notes     []inspect.Case // Cases are the others
	More      uint64         // the entry before which older movements are; 0: none
	Segments  []placed
	Facts     segment.Facts
	StaffTags []string // that can be given
	Habits    *inspect.Habits
	Heat      *heat
	Hours     *grid
	Timeline  []inspect.Happened
	From      int    // the first shown of the timeline
	Earlier   string // the address of what happened before that; empty: nothing
}

// placed is a segment of the member, with its bounds.
type placed struct{ Name, Rule string }

// count is one of the figures.
type count struct {
	Metric string
	N      int64
}

// linesOnPage is how many movements and cases a page lists, timeOnPage how many things of the timeline.
const (
	linesOnPage = 50
	timeOnPage  = 25
)

func aMember(v *Visit) (any, error) {
	m, err := inspect.Member(v.Reader, v.Community.ID, v.Path("member"))
	if err != nil {
		return nil, errNotFound // whatever it is, nobody is there
	}
	before, _ := strconv.ParseUint(v.Query("before"), 10, 64)
	o := v.Desk.opt
	p, err := inspect.PersonOf(v.Turn.ToUser(), m, o.Metrics, before, linesOnPage)
	if err != nil {
		return nil, err
	}
	data := &memberData{Person: p}
	if len(p.Identities) > 0 {
		data.Account = p.Identities[0]
	}
	data.Did = v.counts(p.Profile.Did)
	if n := len(p.Moves); n == linesOnPage {
		data.More = p.Moves[n-1].Entry
	}
	isNote := func(c inspect.Case) bool { return c.Kind == bot.ActNote }
	for _, c := range p.Cases {
		if isNote(c) {
			data.Notes = append(data.Notes, c)
		}
	}
	data.Cases = slices.DeleteFunc(slices.Clone(p.Cases), isNote)
	all, _, err := inspect.Tags(v.Turn)
	for _, t := range all {
		if t.Staff {
			data.StaffTags = append(data.StaffTags, t.Name)
		}
	}
	if err != nil {
		return nil, err
	}
	return data, data.look(v, m)
}

// look fills in the member's segments, habits and timeline.
func (d *memberData) look(v *Visit, m *bot.Member) error {
	view, err := v.Segments()
	if err != nil {
		return err
	}
	found, err := view.Of(m, d.Identities)
	if err != nil {
		return err
	}
	d.Facts = found.Facts
	if found.Standard != "" {
		d.Segments = append(d.Segments, placed{found.Standard, segment.Rule(found.Standard).In(v.Tag)})
	}
	for _, own := range view.Own() {
		if slices.Contains(found.Own, own.Name) {
			d.Segments = append(d.Segments, placed{own.Name, own.If})
		}
	}
	o, t := v.Desk.opt, v.Turn.ToUser()
	if d.Habits, err = inspect.HabitsOf(t, view, m, v.Someone(m.Name), d.Earned, o.Active, o.metric("messages")); err != nil {
		return err
	}
	d.Heat, d.Hours = newHeat(v, d.Habits), weekGrid(v, &d.Habits.Hours)
	list, err := inspect.Timeline(t, &d.Person, d.Habits, v.Powers.Any(desk.Fulfilment))
	if err != nil {
		return err
	}
	from, _ := strconv.Atoi(v.Query("from"))
	d.From = min(max(from, 0), len(list))
	end := min(d.From+timeOnPage, len(list))
	if d.Timeline = list[d.From:end]; end < len(list) {
		d.Earlier = v.With("from", strconv.Itoa(end)) + "#timeline"
	}
	return nil
}

// ThingOf returns the address of what a line of the timeline is about; empty if no page shows it to the visitor.
func (d *memberData) ThingOf(v *view, x inspect.Happened) string {
	things := func(section string) string {
		if to := v.To("things"); to != "" {
			return to + "/" + section
		}
		return ""
	}
	switch x.Kind {
	case inspect.DidJoin, inspect.DidBegin:
		return "#rhythm"
	case inspect.DidLevel:
		return v.membersWith("if", "level >= "+strconv.Itoa(x.Level))
	case inspect.DidBadge, inspect.LostBadge:
		return things("badges")
	case inspect.DidOrder:
		return things(shopSection)
	case inspect.DidEnter:
		return things("draws")
	case inspect.GotTag:
		return v.TagURL(x.Ref)
	case inspect.HadFollowUp:
		return v.To("followups")
	}
	listed := func(c inspect.Case) bool { return c.ID == x.Number }
	if slices.ContainsFunc(d.Cases, listed) || slices.ContainsFunc(d.Notes, listed) {
		return "#case-" + strconv.FormatUint(x.Number, 10)
	}
	return ""
}

// counts puts what a member did into words.
func (v *Visit) counts(did map[string]int64) (list []count) {
	o := v.Desk.opt
	for _, x := range o.Metrics {
		if n := did[x.Name]; n != 0 {
			list = append(list, count{o.Text(v.Tag, "stats."+x.Name, bot.Args{"Count": n}), n})
		}
	}
	return list
}

func memberTable(_ *Visit, data any) *Table {
	t := &Table{Columns: []string{"entry", "at", "amount", "what", "cause"}}
	for _, m := range data.(*memberData).Moves {
		t.Rows = append(t.Rows, []any{m.Entry, m.At, m.Amount, m.What, m.Cause})
	}
	return t
}

// Says puts a line of the timeline into words.
func (v *Visit) Says(x inspect.Happened) string {
	if x.Kind == inspect.HadCase {
		return v.T("member.did_case", "Number", x.Number, "What", v.T("member.kind_"+string(x.Act)))
	}
	return v.T("member.did_"+x.Kind, "Number", x.Number)
}

// Day writes the day of a time by the community's clock.
func (v *Visit) Day(t time.Time) string { return v.Community.Day(t).String() }

// LastDay is the member's latest active day; "–" if there is none within the time that segments look at.
func (d *memberData) LastDay() string {
	if d.Facts.Last == 0 {
		return "–"
	}
	return d.Facts.Last.String()
}
