package main

import (
	"encoding/hex"
	"encoding/json"
	"errors"
	"strconv"
	"strings"

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
	Line lineName `arg:"" help:"The line's number in the list; of a row that can't be read, key: and its key."`
}

// lineName is a line's number, or the key of its row.
type lineName struct {
	ref uint64
	key []byte // nil: the number counts
}

// UnmarshalText implements encoding.TextUnmarshaler.
func (n *lineName) UnmarshalText(b []byte) (err error) {
	if key, ok := strings.CutPrefix(string(b), "key:"); ok && key != "" {
		if n.key, err = hex.DecodeString(key); err != nil {
			return errors.New("a key has hexadecimal digits, two a byte, as the list shows it")
		}
		return nil
	}
	if n.ref, err = strconv.ParseUint(string(b), 10, 64); err != nil {
		return errors.New("is no number of a line, nor key: and the key of a row, as the list shows them")
	}
	return nil
}

// Run gives a line up.
func (c *outboxDropCmd) Run(e *env) error {
	a := act{What: "outbox drop", Ref: c.Line.ref}
	if c.Line.key != nil {
		a = act{What: "outbox drop row", Key: c.Line.key}
	}
	return c.do(e, a, func(path string) error {
		s, err := openCurrent(path, boltdb.Options{})
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
