package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"strings"
	"text/tabwriter"
	"time"

	"github.com/goccy/go-yaml"

	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/bot/config"
	"github.com/stewardbot/steward/bot/phrase"
	"github.com/stewardbot/steward/cmd/steward/wire"
	"github.com/stewardbot/steward/rules"
)

type rulesCmd struct {
	Show rulesShowCmd `cmd:"" help:"help.rules_show"`
}

type rulesShowCmd struct {
	Config    string `short:"c" default:"steward.yaml" help:"help.config_file" placeholder:"FILE"`
	Community string `help:"help.only_one" placeholder:"ID"`
	JSON      bool   `name:"json" help:"help.json_line"`
}

// ruleRow is a line of the answer. Mode is how the rule counts, the community's
// own mode taken into it; Preset is where it comes from, if not from the file alone.
type ruleRow struct {
	Community string          `json:"community"`
	Rule      string          `json:"rule"`
	Mode      string          `json:"mode"`
	Preset    rules.Preset    `json:"preset,omitempty"`
	When      json.RawMessage `json:"when"`
	Then      []string        `json:"then"`
	Except    json.RawMessage `json:"except,omitempty"`
}

// Run prints the rules, in the order in which they are tried.
func (c *rulesShowCmd) Run(e *env) error {
	f, faults := config.Load(c.Config, wire.Sections(), config.Options{})
	if err := faults.Err(); err != nil {
		e.faults(faults)
		return errSaid
	}
	if c.Community != "" && f.Community(c.Community) == nil {
		return phrase.New("rules.no_community", c.Config, c.Community)
	}
	var list []ruleRow
	for _, com := range wire.EngineConfig(f).Communities {
		if c.Community != "" && com.ID != c.Community {
			continue
		}
		rows, err := ruleRows(com)
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

func ruleRows(com *bot.Community) (rows []ruleRow, err error) {
	for _, c := range *bot.Setting[*rules.Settings](com, rules.Section) {
		r := ruleRow{Community: com.ID, Rule: c.Name, Mode: c.ModeIn(com), Preset: c.From, Then: c.Then}
		if r.When, err = asJSON(c.When); err != nil {
			return nil, err
		}
		if r.Except, err = asJSON(c.Except); err != nil {
			return nil, err
		}
		if string(r.Except) == "{}" {
			r.Except = nil
		}
		rows = append(rows, r)
	}
	return rows, nil
}

// asJSON writes a setting as the configuration has it.
func asJSON(v any) (json.RawMessage, error) {
	b, err := yaml.MarshalWithOptions(v, yaml.OmitEmpty(), yaml.CustomMarshaler(func(d time.Duration) ([]byte, error) {
		return config.Duration(d).MarshalText()
	}))
	if err == nil {
		b, err = yaml.YAMLToJSON(b)
	}
	if err != nil {
		return nil, phrase.New("rules.show", err)
	}
	var short bytes.Buffer
	if err := json.Compact(&short, b); err != nil {
		return nil, phrase.New("rules.show", err)
	}
	return short.Bytes(), nil
}

func printRules(w io.Writer, list []ruleRow) error {
	t := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	for _, r := range list {
		from := string(r.Preset)
		if from == "" {
			from = "-"
		}
		fmt.Fprintf(t, "%s\t%s\t%s\t%s\t%s\t%s\n", r.Community, r.Rule, r.Mode, from, strings.Join(r.Then, ", "), r.When)
	}
	return t.Flush()
}
