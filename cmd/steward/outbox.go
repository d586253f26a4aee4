package main

import (
	"encoding/hex"
	"errors"
	"strconv"
	"strings"

	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/bot/engine"
	"github.com/stewardbot/steward/bot/inspect"
	"github.com/stewardbot/steward/bot/phrase"
	"github.com/stewardbot/steward/store"
)

type outboxCmd struct {
	List  outboxListCmd  `cmd:"" help:"help.outbox_list"`
	Retry outboxRetryCmd `cmd:"" help:"help.outbox_retry"`
	Drop  outboxDropCmd  `cmd:"" help:"help.drop"`
}

type outboxListCmd struct{ target }

// Run lists the waiting lines.
func (c *outboxListCmd) Run(e *env) error {
	return list(e, &c.target, inspect.Query{What: "outbox"}, "REF KIND PLACE TRIES TEXT REASON", func(row engine.Act) []any {
		return []any{row.Ref, row.Kind, row.Place, row.Tries, row.Text, row.Reason}
	})
}

type outboxRetryCmd struct {
	target
	Ref uint64 `arg:"" help:"help.line"`
}

// Run sends a line immediately.
func (c *outboxRetryCmd) Run(e *env) error {
	return c.do(e, act{What: "outbox retry", Ref: c.Ref}, func(string) error {
		return phrase.New("outbox.not_running")
	})
}

type outboxDropCmd struct {
	target
	Line lineName `arg:"" help:"help.line_or_key"`
}

// lineName is a line's number, or "key:" and the key of its row.
type lineName struct {
	ref uint64
	key []byte // nil: use the number
}

// UnmarshalText implements encoding.TextUnmarshaler.
func (n *lineName) UnmarshalText(b []byte) (err error) {
	if key, ok := strings.CutPrefix(string(b), "key:"); ok && key != "" {
		if n.key, err = hex.DecodeString(key); err != nil {
			return phrase.New("outbox.bad_key")
		}
		return nil
	}
	if n.ref, err = strconv.ParseUint(string(b), 10, 64); err != nil {
		return phrase.New("outbox.bad_line")
	}
	return nil
}

// Run drops a line.
func (c *outboxDropCmd) Run(e *env) error {
	a := act{What: "outbox drop", Ref: c.Line.ref}
	if c.Line.key != nil {
		a = act{What: "outbox drop row", Key: c.Line.key}
	}
	return c.do(e, a, func(url string) error {
		s, err := openCurrent(url, store.Options{})
		if err != nil {
			return err
		}
		if c.Line.key != nil {
			err = engine.DropRowOffline(s, c.Line.key)
		} else {
			err = engine.DropLineOffline(s, bot.Ref(c.Line.ref))
		}
		return errors.Join(err, s.Close())
	})
}
