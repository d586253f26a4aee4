package main

import (
	"encoding/json"
	"errors"
	"fmt"

	"github.com/stewardbot/steward/bot"
)

type eventsCmd struct {
	List  eventsListCmd  `cmd:"" help:"Recorded events, oldest first."`
	Show  eventsShowCmd  `cmd:"" help:"One event with everything that was decided, and what became of it."`
	Retry eventsRetryCmd `cmd:"" help:"Run the features that failed at an event again."`
}

type eventsListCmd struct {
	target
	Community string `help:"Only this community's." placeholder:"ID"`
	From      uint64 `help:"The first line's number." placeholder:"N"`
	Failed    bool   `help:"Only events at which a feature failed and was not run again."`
}

// Run lists events.
func (c *eventsListCmd) Run(e *env) error {
	out := newTable(e, c.JSON, "LINE", "AT", "KIND", "PLACE", "WHO", "TEXT", "DECIDED")
	q := ask{What: "events", Community: c.Community, From: c.From, Failed: c.Failed}
	err := c.ask(e, q, func(raw json.RawMessage) error {
		if out.raw(raw) {
			return nil
		}
		row, err := decodeRow[eventRow](raw)
		out.row(row.Line, row.Received.Format("2006-01-02 15:04:05"), row.Event.Kind, row.Event.Place, who(row.Event),
			said(row.Event), decided(row))
		return err
	})
	if err != nil {
		return err
	}
	return out.flush()
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

// decided is the findings in short, and what failed.
func decided(row eventRow) (s string) {
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
	Event string `arg:"" help:"The event's id, as the list's JSON has it."`
}

// Run shows one event.
func (c *eventsShowCmd) Run(e *env) error {
	return c.ask(e, ask{What: "event", Event: c.Event}, func(raw json.RawMessage) error {
		if c.JSON {
			_, err := fmt.Fprintf(e.stdout, "%s\n", raw)
			return err
		}
		row, err := decodeRow[eventRow](raw)
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
	Line uint64 `arg:"" help:"The event's line in: steward events list --failed."`
}

// Run runs the failed features again.
func (c *eventsRetryCmd) Run(e *env) error {
	return c.do(e, act{What: "events retry", Ref: c.Line}, func(string) error {
		return errors.New("no steward runs on this store; start it, then run the event again")
	})
}
