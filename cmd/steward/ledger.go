package main

import "github.com/stewardbot/steward/bot/inspect"

type ledgerCmd struct {
	Balances balancesCmd `cmd:"" help:"help.balances"`
	Entries  entriesCmd  `cmd:"" help:"help.entries"`
	Verify   verifyCmd   `cmd:"" help:"help.verify"`
}

// books selects a community's ledger.
type books struct {
	target
	Community string `required:"" help:"help.community" placeholder:"ID"`
}

type balancesCmd struct{ books }

// Run prints the balances.
func (c *balancesCmd) Run(e *env) error {
	q := inspect.Query{What: "balances", Community: c.Community}
	return list(e, &c.target, q, "MEMBER NAME BALANCE EARNED IDENTITIES", func(row inspect.Balance) []any {
		return []any{row.Member, row.Name, row.Balance, row.Earned, row.Identities}
	})
}

type entriesCmd struct {
	books
	From uint64 `help:"help.first_entry" placeholder:"N"`
}

// timeFormat is the format of times in tables.
const timeFormat = "2006-01-02 15:04:05Z07:00"

// Run prints the entries.
func (c *entriesCmd) Run(e *env) error {
	q := inspect.Query{What: "entries", Community: c.Community, From: c.From}
	return list(e, &c.target, q, "ID AT FROM TO AMOUNT CAUSE", func(row inspect.Entry) []any {
		return []any{row.ID, row.At.Format(timeFormat), row.From, row.To, row.Amount, row.Cause}
	})
}
