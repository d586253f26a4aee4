package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/bot/config"
	"github.com/stewardbot/steward/bot/inspect"
	"github.com/stewardbot/steward/bot/phrase"
	"github.com/stewardbot/steward/bot/timing"
	"github.com/stewardbot/steward/cmd/steward/wire"
	"github.com/stewardbot/steward/store"
)

type scheduleCmd struct {
	Next scheduleNextCmd `cmd:"" help:"help.schedule_next"`
}

type scheduleNextCmd struct {
	Config string `short:"c" default:"steward.yaml" help:"help.config_file" placeholder:"FILE"`
	Count  int    `short:"n" default:"10" help:"help.count" placeholder:"N"`
	From   string `help:"help.from_day" placeholder:"DATE"`
	JSON   bool   `name:"json" help:"help.json_line"`
}

// Run prints what is due next.
func (c *scheduleNextCmd) Run(e *env) error {
	f, faults := config.Load(c.Config, wire.Sections(), config.Options{})
	if err := faults.Err(); err != nil {
		e.faults(faults)
		return errSaid
	}
	f, _, err := e.withHosted(f)
	if err != nil {
		return err
	}
	if c.Count < 1 {
		return phrase.New("schedule.count", c.Count)
	}
	from := func(zone *time.Location) time.Time { return time.Now() }
	if c.From != "" {
		day, err := time.Parse(time.DateOnly, c.From)
		if err != nil {
			return phrase.New("schedule.from")
		}
		from = func(zone *time.Location) time.Time {
			return time.Date(day.Year(), day.Month(), day.Day(), 0, 0, 0, -1, zone)
		}
	}
	rows, err := c.rows(e, f, from)
	if err != nil {
		return err
	}
	if err := c.print(e, rows); err != nil {
		return err
	}
	return e.days(f, from, c.JSON)
}

// aYear is the number of days for which days off and worked are listed.
const aYear = 366

// dayRow is a row about one community's calendars.
type dayRow struct {
	Community string   `json:"community"`
	Off       []string `json:"off"`
	Worked    []string `json:"worked"`
}

// days lists the days off and the days worked by calendars within a year.
func (e *env) days(f *config.File, from func(*time.Location) time.Time, asJSON bool) error {
	for _, com := range f.Communities {
		if !com.Has(timing.CalendarSection) {
			continue
		}
		first := bot.DayOf(from(com.Timezone).Add(time.Nanosecond).In(com.Timezone))
		off, worked := com.Section(timing.CalendarSection).(*timing.Calendars).Days(com.Timezone).Between(first, first+aYear)
		if asJSON {
			if err := json.NewEncoder(e.stdout).Encode(dayRow{com.ID, dates(off), dates(worked)}); err != nil {
				return err
			}
			continue
		}
		err := errors.Join(e.tell("schedule.days_off", com.ID, spans(off)), e.tell("schedule.days_worked", com.ID, spans(worked)))
		if err != nil {
			return err
		}
	}
	return nil
}

func dates(days []bot.Day) []string {
	list := []string{}
	for _, d := range days {
		list = append(list, d.String())
	}
	return list
}

// spans formats consecutive days as the first and the last.
func spans(days []bot.Day) any {
	var list []string
	for i := 0; i < len(days); {
		j := i
		for j+1 < len(days) && days[j+1] == days[j]+1 {
			j++
		}
		if list = append(list, days[i].String()); j > i {
			list[len(list)-1] += "/" + days[j].String()
		}
		i = j + 1
	}
	if len(list) == 0 {
		return phrase.New("calendar.none")
	}
	return list
}

func (c *scheduleNextCmd) rows(e *env, f *config.File, from func(*time.Location) time.Time) (rows []inspect.Due, err error) {
	features := features()
	for _, com := range wire.EngineConfig(f).Communities {
		kept, err := c.kept(e, com.ID)
		if err != nil { // the plan is worth telling without a store
			fmt.Fprintln(e.stderr, phrase.New("schedule.no_moves", com.ID, err).In(e.lang))
		}
		due, err := inspect.Upcoming(features, com, kept, from(com.Zone), c.Count)
		if err != nil {
			return nil, err
		}
		rows = append(rows, due...)
	}
	return rows, nil
}

// kept returns what the store has about the jobs of a community; nothing if there is no store yet.
func (c *scheduleNextCmd) kept(e *env, community string) (list []inspect.Kept, err error) {
	t := target{Config: c.Config, JSON: true}
	url, err := t.url()
	if err != nil {
		return nil, err
	}
	if _, file, err := store.FindFile(url); err != nil || !isFile(file) {
		return nil, nil
	}
	err = t.ask(e, inspect.Query{What: "diaries", Community: community}, func(raw json.RawMessage) error {
		k, err := decodeRow[inspect.Kept](raw)
		list = append(list, k)
		return err
	})
	return list, err
}

var (
	weekdays = [7]string{"weekday.sunday", "weekday.monday", "weekday.tuesday", "weekday.wednesday", "weekday.thursday", "weekday.friday", "weekday.saturday"}
	notes    = map[string]string{"gap": "schedule.gap", "twice": "schedule.twice"}
)

func (c *scheduleNextCmd) print(e *env, rows []inspect.Due) error {
	if c.JSON {
		enc := json.NewEncoder(e.stdout)
		for _, row := range rows {
			if err := enc.Encode(row); err != nil {
				return err
			}
		}
		return nil
	}
	if len(rows) == 0 {
		fmt.Fprintln(e.stderr, phrase.New("schedule.nothing").In(e.lang))
	}
	table := newTable(e.stdout, e.lang, "")
	for _, row := range rows {
		note := ""
		if code := notes[row.Note]; code != "" {
			note = phrase.New(code).In(e.lang)
		}
		if !row.From.IsZero() {
			note = phrase.New("schedule.moved_from", row.From.Format("2006-01-02 15:04")).In(e.lang)
		}
		day := phrase.New(weekdays[row.At.Weekday()]).In(e.lang)
		table.row(row.Community, day+" "+row.At.Format("2006-01-02 15:04 MST"), row.Feature, row.Job, note)
	}
	return table.flush()
}
