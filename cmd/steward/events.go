package main

import (
	"encoding/json"
	"fmt"
	"time"

	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/bot/inspect"
	"github.com/stewardbot/steward/bot/phrase"
)

type eventsCmd struct {
	List  eventsListCmd  `cmd:"" help:"help.events_list"`
	Show  eventsShowCmd  `cmd:"" help:"help.event_show"`
	Retry eventsRetryCmd `cmd:"" help:"help.events_retry"`
}

type eventsListCmd struct {
	target
	Community string `help:"help.only_community" placeholder:"ID"`
	From      uint64 `help:"help.first_line" placeholder:"N"`
	Failed    bool   `help:"help.events_failed"`
}

// Run lists events.
func (c *eventsListCmd) Run(e *env) error {
	q := inspect.Query{What: "events", Community: c.Community, From: c.From, Failed: c.Failed}
	return list(e, &c.target, q, "LINE AT KIND PLACE WHO TEXT DECIDED", func(row inspect.Event) []any {
		ev := row.Event
		return []any{row.Line, row.Received.Format(time.DateTime), ev.Kind, ev.Place, who(ev), said(ev), decided(row)}
	})
}

func who(ev bot.Event) string {
	if ev.User == nil {
		return ""
	}
	return ev.User.Name
}

func said(ev bot.Event) string {
	if ev.Message == nil {
		return ""
	}
	if r := []rune(ev.Message.Text); len(r) > 40 {
		return string(r[:40]) + "…"
	}
	return ev.Message.Text
}

// decided summarizes the findings and failed features of an event.
func decided(row inspect.Event) (s string) {
	for _, f := range row.Findings {
		s += fmt.Sprintf("%s.%s ", f.Feature, f.Code)
	}
	for name, err := range row.Failed {
		s += fmt.Sprintf("FAILED %s: %s ", name, err)
	}
	return s
}

type eventsShowCmd struct {
	target
	Event string `arg:"" help:"help.event_id"`
}

// Run shows one event.
func (c *eventsShowCmd) Run(e *env) error {
	return c.ask(e, inspect.Query{What: "event", Event: c.Event}, func(raw json.RawMessage) error {
		if c.JSON {
			_, err := fmt.Fprintf(e.stdout, "%s\n", raw)
			return err
		}
		row, err := decodeRow[inspect.Event](raw)
		if err != nil {
			return err
		}
		b, err := json.MarshalIndent(row, "", "  ")
		if err == nil {
			_, err = fmt.Fprintf(e.stdout, "%s\n", b)
		}
		return err
	})
}

type eventsRetryCmd struct {
	target
	Line uint64 `arg:"" help:"help.event_line"`
}

// Run runs the failed features again.
func (c *eventsRetryCmd) Run(e *env) error {
	return c.do(e, act{What: "events retry", Ref: c.Line}, func(string) error {
		return phrase.New("events.not_running")
	})
}
