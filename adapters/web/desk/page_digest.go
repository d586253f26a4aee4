package desk

import (
	"errors"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/bot/desk"
	"github.com/stewardbot/steward/bot/inspect"
	"github.com/stewardbot/steward/bot/phrase"
)

// digestsData is the community's digests, or one of them about a period.
type digestsData struct {
	List   []digestRow
	Name   string          // of the one that is asked for; empty: the list is
	Report *inspect.Digest // if nil, Fault says why
	Fault  string

	Groups         []digestGroup
	Thanked        []digestPerson
	Missed         []digestPerson
	Tries          []digestTry
	NamesMissed    bool   // the session may know who is missed
	Late           string // the first day that was counted, if it is not before the period
	Previous, Next string // addresses; empty: there is none
}

// digestRow is a digest in the list.
type digestRow struct {
	Name    string
	About   string // the period in words
	Periods []digestPeriod
}

type digestPeriod struct {
	From, To bot.Day
	URL      string
}

// digestGroup are the figures that rose, fell or stayed.
type digestGroup struct {
	Key     string // rose, fell, same, figures
	Figures []digestFigure
}

type digestFigure struct {
	Name        string
	URL         string // of its insight; empty: the session may not see it
	Now, Before int64
	Compared    bool
	Change      string // "+5 (+12 %)"; empty: it is not known, or none
	Look        string // good, bad; empty: neither
	Line        *spark
	line        string
}

type digestPerson struct {
	inspect.DigestPerson
	Text string
	URL  string // of the member's page; empty: the session may not see it
}

type digestTry struct{ Text, URL, figure string }

func digests(v *Visit) (any, error) {
	d := &digestsData{Name: v.Query("name"), NamesMissed: v.Powers.Any(desk.Moderator)}
	if d.Name == "" {
		return d, d.list(v)
	}
	var day bot.Day
	if to := v.Query("to"); to != "" {
		at, err := time.Parse(time.DateOnly, to)
		if err != nil {
			d.Fault = capital(phrase.New("insight.date", to).In(v.Tag))
			return d, nil
		}
		day = bot.DayOf(at)
	}
	r, err := v.source().Digest(v.Turn, d.Name, day)
	if why := (*phrase.Phrase)(nil); errors.As(err, &why) {
		d.Fault = capital(why.In(v.Tag))
		return d, nil
	}
	if r == nil && err == nil {
		err = errNotFound
	}
	if err != nil {
		return nil, err
	}
	d.Report, d.Name = r, r.Name
	d.fill(v)
	return d, nil
}

// list fills in the digests that there are.
func (d *digestsData) list(v *Visit) error {
	all, err := v.source().Digests(v.Turn)
	for _, x := range all {
		row := digestRow{Name: x.Name, About: v.digestPeriod(x.Period)}
		for _, p := range x.Periods {
			row.Periods = append(row.Periods, digestPeriod{p.From, p.To, v.Base() + inspect.DigestPath(x.Name, p.To)})
		}
		d.List = append(d.List, row)
	}
	return err
}

// digestPeriod writes the period of a digest: 7d, month or quarter.
func (v *Visit) digestPeriod(period string) string {
	if v.Has("digest.about_" + period) {
		return v.T("digest.about_" + period)
	}
	return v.T("digest.about_days", "Days", period[:len(period)-1])
}

// fill fills in what the report holds, in words.
func (d *digestsData) fill(v *Visit) {
	r, t := d.Report, v.Turn.ToUser()
	d.group(v)
	d.Thanked = v.digestPeople(r.Thanked)
	if d.NamesMissed {
		d.Missed = v.digestPeople(r.Missed)
	}
	for _, x := range r.Tries {
		d.Tries = append(d.Tries, digestTry{capital(x.Text(t)), v.insightURL(x.Figure, r), x.Figure})
	}
	switch {
	case r.Since == 0:
		d.Late = v.T("digest.since_none")
	case r.Since > r.Now.From:
		d.Late = v.T("digest.since", "Day", r.Since)
	}
	d.Previous = v.Base() + inspect.DigestPath(r.Name, r.Before.To)
	if r.Following < v.Community.Day(v.Now) {
		d.Next = v.Base() + inspect.DigestPath(r.Name, r.Following)
	}
}

// group fills in the figures by how they changed.
func (d *digestsData) group(v *Visit) {
	add := func(key string, list []inspect.DigestFigure) {
		g := digestGroup{Key: key}
		for _, x := range list {
			g.Figures = append(g.Figures, v.digestFigure(x, d.Report))
		}
		if len(list) > 0 {
			d.Groups = append(d.Groups, g)
		}
	}
	rose, fell, same := d.Report.Changes()
	if !d.Report.Compared() {
		add("figures", same)
		return
	}
	add("rose", rose)
	add("fell", fell)
	add("same", same)
}

// digestFigure writes a figure of a report.
func (v *Visit) digestFigure(x inspect.DigestFigure, r *inspect.Digest) digestFigure {
	f := digestFigure{
		Name: capital(v.Turn.ToUser().Text(x.Key, nil)), URL: v.insightURL(x.Figure, r, "by", "day", "line", x.Line), Now: x.N,
		Line: newSpark(x.Days, r.Now.From.String(), r.Now.To.String()), line: x.Line,
	}
	by, known := x.Change()
	if !known {
		return f
	}
	f.Before, f.Compared = *x.Before, true
	if by == 0 {
		return f
	}
	f.Change = v.Change(int(by))
	if p := x.Percent(); p != "" {
		f.Change = v.T("digest.change", "By", f.Change, "Percent", strings.ReplaceAll(p, "-", "−"))
	}
	switch {
	case x.Better == 0:
	case by > 0 == (x.Better > 0):
		f.Look = "good"
	default:
		f.Look = "bad"
	}
	return f
}

// digestPeople writes those of a report.
func (v *Visit) digestPeople(people []inspect.DigestPerson) (list []digestPerson) {
	for _, p := range people {
		x := digestPerson{DigestPerson: p, Text: p.Text(v.Turn.ToUser())}
		if page := v.To("members"); page != "" {
			x.URL = page + "/" + strconv.FormatUint(uint64(p.ID), 10)
		}
		list = append(list, x)
	}
	return list
}

// insightURL returns the address of a figure over the days of a report, with more values; empty if the session may not see it.
func (v *Visit) insightURL(figure string, r *inspect.Digest, more ...string) string {
	page := v.To("insights")
	if page == "" {
		return ""
	}
	q := url.Values{"figure": {figure}, "from": {r.Now.From.String()}, "to": {r.Now.To.String()}}
	for i := 0; i < len(more); i += 2 {
		q.Set(more[i], more[i+1])
	}
	return page + "?" + q.Encode()
}

func digestTable(_ *Visit, data any) *Table {
	d := data.(*digestsData)
	if d.Name == "" {
		t := &Table{Columns: []string{"digest", "from", "to"}}
		for _, x := range d.List {
			for _, p := range x.Periods {
				t.Rows = append(t.Rows, []any{x.Name, p.From.String(), p.To.String()})
			}
		}
		return t
	}
	t := &Table{Columns: []string{"part", "figure", "text", "value", "before", "change", "member", "days"}}
	for _, g := range d.Groups {
		for _, x := range g.Figures {
			var before, change any
			if x.Compared {
				before, change = x.Before, x.Now-x.Before
			}
			t.Rows = append(t.Rows, []any{g.Key, x.line, x.Name, x.Now, before, change, nil, nil})
		}
	}
	people := func(part string, list []digestPerson) {
		for _, p := range list {
			t.Rows = append(t.Rows, []any{part, "messages", p.Name, p.Messages, nil, nil, uint64(p.ID), p.Days})
		}
	}
	people("thank", d.Thanked)
	people("miss", d.Missed)
	for _, x := range d.Tries {
		t.Rows = append(t.Rows, []any{"try", x.figure, x.Text, nil, nil, nil, nil, nil})
	}
	return t
}
