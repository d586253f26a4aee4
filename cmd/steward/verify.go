package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"

	"github.com/stewardbot/steward/bot/inspect"
	"github.com/stewardbot/steward/bot/ledger"
	"github.com/stewardbot/steward/bot/phrase"
	"github.com/stewardbot/steward/store"
)

type verifyCmd struct {
	books
	Head  bool   `help:"help.verify_head"`
	Known string `arg:"" optional:"" help:"help.verify_known"`
}

// Run verifies a community's ledger.
func (c *verifyCmd) Run(e *env) error {
	q := inspect.Query{What: "verify", Community: c.Community}
	_, err := os.Stat(c.Known)
	backup := c.Known != "" && err == nil
	if c.Known != "" && !backup {
		known, err := ledger.ParseHash(c.Known)
		if err != nil {
			return err
		}
		q.Head = known.String()
	}
	var row inspect.Verification
	err = c.ask(e, q, func(raw json.RawMessage) (err error) {
		if c.JSON {
			fmt.Fprintf(e.stdout, "%s\n", raw)
		}
		row, err = decodeRow[inspect.Verification](raw)
		return err
	})
	if err != nil {
		return err
	}
	if err := c.tell(e, row); err != nil {
		return err
	}
	switch {
	case backup:
		return c.compare(e)
	case q.Head == "" || (row.Known != 0 || row.Begins) && c.JSON:
		return nil
	case row.Begins:
		return e.tell("verify.empty_head", row.Entries)
	case row.Known == 0:
		return phrase.New("verify.no_head", c.Community, q.Head)
	}
	return e.tell("verify.head", row.Known, uint64(row.Entries)-row.Known)
}

// tell prints the result of the verification and the head.
func (c *verifyCmd) tell(e *env, row inspect.Verification) error {
	if c.Head && !c.JSON {
		out := newTable(e.stdout, e.lang, "COMMUNITY ENTRIES HEAD")
		out.row(c.Community, row.Entries, row.Head)
		if err := out.flush(); err != nil {
			return err
		}
	}
	switch {
	case row.OK && (c.JSON || c.Head):
		return nil
	case row.OK:
		return e.tell("verify.right", row.Entries, row.Members)
	}
	for _, p := range row.Problems {
		fmt.Fprintln(e.stderr, p)
	}
	return phrase.New("verify.wrong", c.Community, len(row.Problems)+row.More)
}

// compare finds the first entry that differs from a backup.
func (c *verifyCmd) compare(e *env) error {
	if err := check(c.Known); err != nil {
		return err
	}
	then := map[uint64]ledger.Hash{}
	s, err := openCurrent(c.Known, store.Options{ReadOnly: true})
	if err != nil {
		return err
	}
	err = s.View(func(r store.Reader) error {
		own, err := ledger.Verify(r, c.Community, nil)
		if err == nil && !own.OK() {
			err = phrase.New("verify.backup_wrong", own.Problems[0])
		}
		if err != nil {
			return err
		}
		return ledger.Entries(r, c.Community, 0, func(e ledger.Entry) error {
			then[e.ID] = e.Hash
			return nil
		})
	})
	if err := errors.Join(err, s.Close()); err != nil {
		return err
	}
	if len(then) == 0 {
		return phrase.New("verify.backup_empty", c.Community)
	}
	next, differs := uint64(1), error(nil)
	err = c.ask(e, inspect.Query{What: "entries", Community: c.Community}, func(raw json.RawMessage) error {
		now, err := decodeRow[inspect.Entry](raw)
		was, ok := then[next]
		if differs == nil && ok && (now.ID != next || now.Hash != was.String()) {
			differs = phrase.New("verify.rewritten", next, c.Community)
		}
		next++
		return err
	})
	switch {
	case err != nil || differs != nil:
		return errors.Join(err, differs)
	case next <= uint64(len(then)):
		return phrase.New("verify.missing", next, c.Community)
	}
	if c.JSON {
		return nil
	}
	return e.tell("verify.same", len(then), next-1-uint64(len(then)))
}
