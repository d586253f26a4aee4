package main

import (
	"encoding/json"
	"io"
	"strings"

	"github.com/stewardbot/steward/bot/config"
	"github.com/stewardbot/steward/bot/inspect"
	"github.com/stewardbot/steward/bot/phrase"
	"github.com/stewardbot/steward/cmd/steward/wire"
)

type rulesCmd struct {
	Show rulesShowCmd `cmd:"" help:"help.rules_show"`
}

type rulesShowCmd struct {
	Config    string `short:"c" default:"steward.yaml" help:"help.config_file" placeholder:"FILE"`
	Community string `help:"help.only_one" placeholder:"ID"`
	JSON      bool   `name:"json" help:"help.json_line"`
}

// Run prints the rules, in the order in which they are checked.
func (c *rulesShowCmd) Run(e *env) error {
	f, faults := config.Load(c.Config, wire.Sections(), config.Options{})
	if err := faults.Err(); err != nil {
		e.faults(faults)
		return errSaid
	}
	f, _, err := e.withHosted(f)
	if err != nil {
		return err
	}
	if c.Community != "" && f.Community(c.Community) == nil {
		return phrase.New("rules.no_community", c.Config, c.Community)
	}
	var list []inspect.Rule
	for _, com := range wire.EngineConfig(f).Communities {
		if c.Community != "" && com.ID != c.Community {
			continue
		}
		rows, err := inspect.Rules(com)
		if err != nil {
			return err
		}
		list = append(list, rows...)
	}
	if c.JSON {
		out := json.NewEncoder(e.stdout)
		out.SetEscapeHTML(false)
		for _, r := range list {
			if err := out.Encode(r); err != nil {
				return err
			}
		}
		return nil
	}
	return printRules(e.stdout, list)
}

func printRules(w io.Writer, list []inspect.Rule) error {
	t := newTable(w, phrase.English, "")
	for _, r := range list {
		from := string(r.Preset)
		if from == "" {
			from = "-"
		}
		t.row(r.Community, r.Rule, r.Mode, from, strings.Join(r.Then, ", "), string(r.When))
	}
	return t.flush()
}
