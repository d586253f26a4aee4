package main

import (
	"encoding/json"
	"fmt"
)

type ledgerCmd struct {
	Balances balancesCmd `cmd:"" help:"Each member's balance and points earned."`
	Entries  entriesCmd  `cmd:"" help:"Every entry in order."`
	Verify   verifyCmd   `cmd:"" help:"Prove that the books are right; exits 1 if they are not."`
}

// books names a community's books.
type books struct {
	target
	Community string `required:"" help:"The community's id." placeholder:"ID"`
}

type balancesCmd struct{ books }

// Run prints the balances.
func (c *balancesCmd) Run(e *env) error {
	out := newTable(e, c.JSON, "MEMBER", "NAME", "BALANCE", "EARNED", "IDENTITIES")
	err := c.ask(e, ask{What: "balances", Community: c.Community}, func(raw json.RawMessage) error {
		if out.raw(raw) {
			return nil
		}
		row, err := decodeRow[balanceRow](raw)
		out.row(row.Member, row.Name, row.Balance, row.Earned, row.Identities)
		return err
	})
	if err != nil {
		return err
	}
	return out.flush()
}

type entriesCmd struct {
	books
	From uint64 `help:"The first entry's number." placeholder:"N"`
}

// Run prints the entries.
func (c *entriesCmd) Run(e *env) error {
	out := newTable(e, c.JSON, "ID", "AT", "FROM", "TO", "AMOUNT", "CAUSE")
	err := c.ask(e, ask{What: "entries", Community: c.Community, From: c.From}, func(raw json.RawMessage) error {
		if out.raw(raw) {
			return nil
		}
		row, err := decodeRow[entryRow](raw)
		out.row(row.ID, row.At.Format("2006-01-02 15:04:05Z07:00"), row.From, row.To, row.Amount, row.Cause)
		return err
	})
	if err != nil {
		return err
	}
	return out.flush()
}

type verifyCmd struct{ books }

// Run proves the books.
func (c *verifyCmd) Run(e *env) error {
	var row verifyRow
	err := c.ask(e, ask{What: "verify", Community: c.Community}, func(raw json.RawMessage) (err error) {
		if c.JSON {
			fmt.Fprintf(e.stdout, "%s\n", raw)
		}
		row, err = decodeRow[verifyRow](raw)
		return err
	})
	if err != nil {
		return err
	}
	switch {
	case row.OK && c.JSON:
		return nil
	case row.OK:
		return e.sayf("the books are right: %d entries, %d members, all accounts sum to zero", row.Entries, row.Members)
	}
	for _, p := range row.Problems {
		fmt.Fprintln(e.stderr, p)
	}
	return fmt.Errorf("the books of %s are wrong in %d places", c.Community, len(row.Problems)+row.More)
}
