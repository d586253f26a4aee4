package desk

import (
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/bot/inspect"
	"github.com/stewardbot/steward/bot/timing"
)

// calendarData is what is planned in a week or month, and the jobs that plan it.
type calendarData struct {
	View          string // week, month
	First, Last   bot.Day
	Prev, Next    string // addresses
	Today         string
	Week, Month   string
	Days          []calendarDay
	Jobs          []calendarJob
	Due           []inspect.Due
	PausedAll     time.Time // posts are paused until then; zero: they are not
	Job           string    // chosen
	Only          string    // the kind that is shown; empty: all
	Kinds         []string
	Empty, Before bool // nothing is planned in it; it is over
	Move          *calendarMove
}

// calendarDay is one cell.
type calendarDay struct {
	Day         bot.Day
	Head        string // 12-24, with its weekday
	Today, Past bool
	Outside     bool   // of the month that is shown
	Change      string // calendar.forward, calendar.back: clocks are changed
	Entries     []calendarEntry
	More        int
}

// calendarEntry is a job on a day, at its first time.
type calendarEntry struct {
	inspect.Due
	Clock string // 20:00
	Times int    // on that day
	URL   string
	Here  bool
	Notes timing.Notes
}

// localTime writes a time by the community's clock, for a form.
func (v *Visit) localTime(at time.Time) string {
	return at.In(v.Community.Zone).Format("2006-01-02T15:04")
}

// calendarMove is the form that moves one time of a job.
type calendarMove struct {
	Job, Kind string
	From, To  string // for the form
	Due       moment
	File      string // the file and line that hold its schedule; empty: the series can be moved, too
	Edit      string // address of its form; empty: the file holds it
}

type calendarJob struct {
	inspect.Job
	Kind string
	URL  string // of its form; empty: the file holds it
	By   string // who approved it
	Here bool
}

// mostInDay is how many jobs a day shows.
const mostInDay = 12

// Kind names what a feature's jobs are.
func (v *Visit) Kind(feature string) string { return v.known("calendar.kind_"+feature, feature) }

// known returns a text, or other if there is none.
func (v *Visit) known(key, other string) string {
	if v.Has(key) {
		return v.T(key)
	}
	return other
}

func calendar(v *Visit) (any, error) {
	com, today := v.Community, v.Community.Day(v.Now)
	c := calendarData{View: v.Query("view"), Job: v.Query("job"), Only: v.Query("kind")}
	day := today
	if at, err := time.Parse(time.DateOnly, v.Query("at")); err == nil && at.Year() > 1970 && at.Year() < 2200 {
		day = bot.DayOf(at)
	}
	if c.View != "week" {
		c.View = "month"
	}
	first, last := day-bot.Day(v.weekday(day)), day+bot.Day(6-v.weekday(day))
	step := func(n int) bot.Day { return day + bot.Day(7*n) }
	if c.View == "month" {
		step = func(n int) bot.Day { return bot.DayOf(day.Month().Date().AddDate(0, n, 0)) }
		first, last = day.Month(), step(1)-1
	}
	c.First, c.Last = first, last
	at := func(view string, d bot.Day) string {
		q := url.Values{"view": {view}, "at": {d.String()}}
		if c.Only != "" {
			q.Set("kind", c.Only)
		}
		return v.Base() + "calendar?" + q.Encode()
	}
	c.Prev, c.Next, c.Today = at(c.View, step(-1)), at(c.View, step(1)), at(c.View, today)
	c.Week, c.Month = at("week", day), at("month", day)
	first -= bot.Day(v.weekday(first)) // whole weeks are shown
	last += bot.Day(6 - v.weekday(last))
	from := com.Begins(first)
	if v.Now.After(from) {
		from = v.Now
	}
	c.Before = !com.Begins(last + 1).After(v.Now)
	due, jobs, err := inspect.Planned(v.Desk.opt.Features, v.Turn, from, com.Begins(last+1))
	if err != nil {
		return nil, err
	}
	if c.PausedAll, err = inspect.PostsPausedUntil(v.Turn); err != nil {
		return nil, err
	}
	seen := map[string]bool{}
	for _, j := range jobs {
		if !seen[j.Feature] {
			seen[j.Feature] = true
			c.Kinds = append(c.Kinds, j.Feature)
		}
		if c.Only == "" || c.Only == j.Feature {
			x := calendarJob{Job: j, Kind: v.known("calendar.one_"+j.Feature, j.Feature), URL: v.thingURL(j.Feature, j.Name), Here: j.Name == c.Job}
			if j.Approved != nil {
				x.By, err = v.account(j.Approved.By)
			}
			if err != nil {
				return nil, err
			}
			c.Jobs = append(c.Jobs, x)
		}
	}
	for _, d := range due {
		if c.Only == "" || c.Only == d.Feature {
			c.Due = append(c.Due, d)
		}
	}
	c.Empty = len(c.Due) == 0
	c.days(v, first, last, today)
	c.Move = v.move(&c)
	return c, nil
}

// weekday counts from the first day of a week, which is Sunday in English and Monday in Chinese.
func (v *Visit) weekday(d bot.Day) int {
	n := int(d.Date().Weekday())
	if v.Tag != "en" {
		n = (n + 6) % 7
	}
	return n
}

// move returns the form for the time that the address names; nil if nothing is due then.
func (v *Visit) move(c *calendarData) *calendarMove {
	for _, d := range c.Due {
		if d.Job != c.Job || v.localTime(d.At) != v.Query("due") {
			continue
		}
		m := &calendarMove{Job: d.Job, Kind: v.known("calendar.one_"+d.Feature, d.Feature), From: v.localTime(d.At), Due: v.Time(d.At), Edit: v.thingURL(d.Feature, d.Job)}
		m.To = m.From
		if _, err := time.Parse("2006-01-02T15:04", v.Query("to")); err == nil {
			m.To = v.Query("to")
		}
		if m.Edit == "" {
			m.File = v.lineOf(d.Feature, d.Job)
		}
		return m
	}
	return nil
}

// days fills in the cells from a day to another.
func (c *calendarData) days(v *Visit, begin, end, today bot.Day) {
	com := v.Community
	names := strings.Fields(v.T("calendar.weekdays"))
	left := c.Due
	notes := map[string]timing.Notes{}
	for _, j := range c.Jobs {
		notes[j.Feature+"\x00"+j.Name] = j.Notes
	}
	for d := begin; d <= end; d++ {
		cell := calendarDay{Day: d, Today: d == today, Past: d < today, Outside: d < c.First || d > c.Last}
		cell.Head = names[d.Date().Weekday()] + " " + d.Date().Format("01-02")
		start, stop := com.Begins(d), com.Begins(d+1)
		_, before := start.Zone()
		_, after := stop.Zone()
		switch {
		case after > before:
			cell.Change = "calendar.forward"
		case after < before:
			cell.Change = "calendar.back"
		}
		of := map[string]int{}
		for len(left) > 0 && left[0].At.Before(stop) {
			x := left[0]
			left = left[1:]
			key := x.Feature + "\x00" + x.Job
			if i, ok := of[key]; ok {
				if i >= 0 {
					cell.Entries[i].Times++
				}
				continue
			}
			if len(cell.Entries) == mostInDay {
				of[key] = -1
				cell.More++
				continue
			}
			of[key] = len(cell.Entries)
			cell.Entries = append(cell.Entries, calendarEntry{
				Due: x, Clock: x.At.In(com.Zone).Format("15:04"), Times: 1, Here: x.Job == c.Job && v.localTime(x.At) == v.Query("due"),
				URL: v.at(map[string]string{"job": x.Job, "due": v.localTime(x.At)}) + "#move", Notes: notes[key],
			})
		}
		c.Days = append(c.Days, cell)
	}
}

func calendarTable(v *Visit, data any) *Table {
	t := &Table{Columns: []string{"at", "local", "kind", "job", "note", "state", "moved_from", "theme", "owner", "draft", "approved_by"}}
	c := data.(calendarData)
	jobs := map[string]*calendarJob{}
	for i := range c.Jobs {
		jobs[c.Jobs[i].Feature+"\x00"+c.Jobs[i].Name] = &c.Jobs[i]
	}
	for _, d := range c.Due {
		j := jobs[d.Feature+"\x00"+d.Job]
		t.Rows = append(t.Rows, []any{
			d.At, v.Community.Clock(d.At), d.Feature, d.Job, d.Note, d.State, d.From, j.Theme, j.Owner, strconv.FormatBool(j.Draft), j.By,
		})
	}
	return t
}
