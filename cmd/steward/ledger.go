package main

import "encoding/json"

type ledgerCmd struct {
	Balances balancesCmd `cmd:"" help:"help.balances"`
	Entries  entriesCmd  `cmd:"" help:"help.entries"`
	Verify   verifyCmd   `cmd:"" help:"help.verify"`
}

// books names a community's books.
type books struct {
	target
	Community string `required:"" help:"help.community" placeholder:"ID"`
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
	From uint64 `help:"help.first_entry" placeholder:"N"`
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
