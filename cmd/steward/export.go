package main

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/bot/define"
	"github.com/stewardbot/steward/bot/inspect"
	"github.com/stewardbot/steward/bot/textfile"
	"github.com/stewardbot/steward/cmd/steward/wire"
)

type exportCmd struct {
	Members exportMembersCmd `cmd:"" help:"help.export_members"`
	Config  exportConfigCmd  `cmd:"" help:"help.export_config"`
}

type exportMembersCmd struct {
	books
	CSV bool `help:"help.csv"`
}

// Run prints a row for each member.
func (c *exportMembersCmd) Run(e *env) error {
	q := inspect.Query{What: "members", Community: c.Community}
	if c.CSV {
		return c.csv(e, q)
	}
	return list(e, &c.target, q, "MEMBER NAME EARNED BALANCE LEVEL JOINED SEEN IDENTITIES", func(p inspect.Profile) []any {
		return []any{p.Member, p.Name, p.Earned, p.Balance, p.LevelName, day(p.Joined), day(p.Seen), p.Identities}
	})
}

func day(t time.Time) string { return t.Format(time.DateOnly) }

// csv writes the rows with a column for each metric.
func (c *exportMembersCmd) csv(e *env, q inspect.Query) error {
	header := []string{"member", "name", "identities", "points", "balance", "level", "level_name", "joined", "last_seen"}
	for _, m := range wire.Metrics() {
		header = append(header, m.Name)
	}
	w := bufio.NewWriter(e.stdout)
	out, err := textfile.NewTable(w, header...)
	if err != nil {
		return err
	}
	err = c.ask(e, q, func(raw json.RawMessage) error {
		p, err := decodeRow[inspect.Profile](raw)
		if err != nil {
			return err
		}
		cells := []any{uint64(p.Member), p.Name, identities(p.Identities), p.Earned, p.Balance.Balance, nil, p.LevelName, p.Joined, p.Seen}
		if p.Level != nil {
			cells[5] = *p.Level
		}
		for _, m := range wire.Metrics() {
			cells = append(cells, p.Did[m.Name])
		}
		return out.Row(cells...)
	})
	if err != nil {
		return err
	}
	return errors.Join(out.Flush(), w.Flush())
}

func identities(list []bot.UserID) string {
	var names []string
	for _, u := range list {
		names = append(names, string(u))
	}
	return strings.Join(names, " ")
}

type exportConfigCmd struct{ books }

// Run prints what was made in the chat as sections of the community in the
// configuration file.
func (c *exportConfigCmd) Run(e *env) error {
	out := bufio.NewWriter(e.stdout)
	section := ""
	err := c.ask(e, inspect.Query{What: "defined", Community: c.Community}, func(raw json.RawMessage) error {
		if c.JSON {
			_, err := fmt.Fprintf(out, "%s\n", raw)
			return err
		}
		x, err := decodeRow[define.Entry](raw)
		if err != nil {
			return err
		}
		if x.Section != section {
			section = x.Section
			fmt.Fprintf(out, "%s:\n", section)
		}
		if x.Fault != "" {
			fmt.Fprintf(out, "  # %s\n", x.Fault.In(e.lang))
		}
		_, err = out.WriteString(define.AsYAML(x.Single, x.Text))
		return err
	})
	return errors.Join(err, out.Flush())
}
