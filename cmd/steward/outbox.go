package main

import (
	"encoding/json"
	"errors"

	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/bot/engine"
	"github.com/stewardbot/steward/store/boltdb"
)

type outboxCmd struct {
	List  outboxListCmd  `cmd:"" help:"What waits to be sent, and why."`
	Retry outboxRetryCmd `cmd:"" help:"Send a waiting line at once."`
	Drop  outboxDropCmd  `cmd:"" help:"Give a waiting line up."`
}

type outboxListCmd struct{ target }

// Run lists what waits.
func (c *outboxListCmd) Run(e *env) error {
	out := newTable(e, c.JSON, "REF", "KIND", "PLACE", "TRIES", "TEXT", "REASON")
	err := c.ask(e, ask{What: "outbox"}, func(raw json.RawMessage) error {
		if out.raw(raw) {
			return nil
		}
		row, err := decodeRow[engine.Act](raw)
		out.row(row.Ref, row.Kind, row.Place, row.Tries, row.Text, row.Reason)
		return err
	})
	if err != nil {
		return err
	}
	return out.flush()
}

type outboxRetryCmd struct {
	target
	Ref uint64 `arg:"" help:"The line's number in the list."`
}

// Run sends a line at once.
func (c *outboxRetryCmd) Run(e *env) error {
	return c.do(e, act{What: "outbox retry", Ref: c.Ref}, func(string) error {
		return errors.New("no steward runs on this store; waiting lines go out when it is started")
	})
}

type outboxDropCmd struct {
	target
	Ref uint64 `arg:"" help:"The line's number in the list."`
}

// Run gives a line up.
func (c *outboxDropCmd) Run(e *env) error {
	return c.do(e, act{What: "outbox drop", Ref: c.Ref}, func(path string) error {
		s, err := openCurrent(path, boltdb.Options{})
		if err != nil {
			return err
		}
		return errors.Join(engine.DropLineOffline(s, bot.Ref(c.Ref)), s.Close())
	})
}
