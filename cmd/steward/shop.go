package main

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/stewardbot/steward/bot/config"
	"github.com/stewardbot/steward/bot/engine"
	"github.com/stewardbot/steward/bot/feature/shop"
	"github.com/stewardbot/steward/bot/inspect"
	"github.com/stewardbot/steward/bot/phrase"
	"github.com/stewardbot/steward/bot/textfile"
)

type shopCmd struct {
	Orders shopOrdersCmd `cmd:"" help:"help.shop_orders"`
	Codes  struct {
		Import shopImportCmd `cmd:"" help:"help.shop_import"`
	} `cmd:"" help:"help.shop_codes"`
}

type shopOrdersCmd struct {
	books
	CSV bool `help:"help.csv"`
}

// Run prints the orders; with --csv also what the buyers answered.
func (c *shopOrdersCmd) Run(e *env) error {
	q := inspect.Query{What: "orders", Community: c.Community}
	if c.CSV {
		return c.csv(e, q)
	}
	return list(e, &c.target, q, "ORDER AT ITEM MEMBER NAME PRICE STATE", func(o inspect.Order) []any {
		return []any{o.Order, o.At.Format(time.DateTime), o.Item, o.Member, o.Name, o.Price, o.State}
	})
}

// csv writes a column for each thing that a buyer was asked.
func (c *shopOrdersCmd) csv(e *env, q inspect.Query) error {
	var orders []inspect.Order
	var fields []string
	err := c.ask(e, q, func(raw json.RawMessage) error {
		o, err := decodeRow[inspect.Order](raw)
		for _, a := range o.Answers {
			if !slices.Contains(fields, a.Field) {
				fields = append(fields, a.Field)
			}
		}
		orders = append(orders, o)
		return err
	})
	if err != nil {
		return err
	}
	w := bufio.NewWriter(e.stdout)
	out, err := textfile.NewTable(w, append([]string{"order", "at", "item", "member", "member_name", "account", "price", "state", "closed", "tracking"}, fields...)...)
	if err != nil {
		return err
	}
	for _, o := range orders {
		cells := []any{o.Order, o.At, o.Item, uint64(o.Member), o.Name, string(o.Account), o.Price, o.State, o.Closed, o.Track}
		for _, f := range fields {
			text := ""
			if i := slices.IndexFunc(o.Answers, func(a inspect.Answered) bool { return a.Field == f }); i >= 0 {
				text = o.Answers[i].Text
			}
			cells = append(cells, text)
		}
		if err := out.Row(cells...); err != nil {
			return err
		}
	}
	return errors.Join(out.Flush(), w.Flush())
}

type shopImportCmd struct {
	books
	File string `arg:"" help:"help.shop_file" placeholder:"FILE"`
	Pool string `required:"" help:"help.shop_pool" placeholder:"NAME"`
}

// maxCodes is the maximum size of a file of codes, in bytes.
const maxCodes = 32 << 20

// Run adds the codes of a file to a pool, with or without a running instance. What it prints names
// lines, never codes.
func (c *shopImportCmd) Run(e *env) error {
	if c.Store != "" {
		return phrase.New("offline.store")
	}
	if !shop.ValidPool(c.Pool) {
		return phrase.New("shop.pool_name", c.Pool)
	}
	f, err := e.load(c.Config)
	if err != nil {
		return err
	}
	if !slices.ContainsFunc(f.Communities, func(x *config.Community) bool { return x.ID == c.Community }) {
		return phrase.New("import.no_community", c.Community)
	}
	raw, err := config.ReadPlain(c.File, maxCodes)
	if err != nil {
		return phrase.New("import.file", c.File, err)
	}
	text, err := textfile.Decode(raw)
	if err != nil {
		return phrase.New("import.file", c.File, err)
	}
	codes, twice, bad := shop.ReadCodes(text)
	for _, line := range bad {
		fmt.Fprintf(e.stderr, "%s:%d: %s\n", c.File, line, phrase.New("shop.no_code").In(e.lang))
	}
	for _, line := range twice {
		fmt.Fprintf(e.stderr, "%s:%d: %s\n", c.File, line, phrase.New("shop.code_twice").In(e.lang))
	}
	before := 0
	for chunk := range slices.Chunk(codes, shop.MaxCodes) {
		n, err := c.chunk(e, f, chunk)
		if err != nil {
			return err
		}
		before += n
	}
	if c.JSON {
		return json.NewEncoder(e.stdout).Encode(map[string]int{"added": len(codes) - before, "twice": len(twice), "before": before, "invalid": len(bad)})
	}
	return e.tell("shop.imported", len(codes)-before, c.Pool, len(twice), before, len(bad))
}

// chunk adds some codes, and returns how many of them the pool had before.
func (c *shopImportCmd) chunk(e *env, f *config.File, lines []shop.Line) (before int, err error) {
	in := shop.Codes{Pool: c.Pool}
	for _, l := range lines {
		in.Codes = append(in.Codes, l.Code)
	}
	q := inspect.Query{What: "codes", Community: c.Community, Pool: c.Pool, Codes: in.Codes}
	err = c.ask(e, q, func(raw json.RawMessage) error {
		row, err := decodeRow[inspect.Code](raw)
		if err == nil {
			before++
			fmt.Fprintf(e.stderr, "%s:%d: %s\n", c.File, lines[row.At].Number, phrase.New("shop.code_before").In(e.lang))
		}
		return err
	})
	if err != nil {
		return before, err
	}
	data, err := json.Marshal(in)
	if err != nil {
		return before, err
	}
	return before, c.do(e, act{What: "codes", Community: c.Community, Data: data}, func(string) error {
		return offline(e, f, func(opt engine.Options) error {
			return engine.Offline(opt, c.Community, shop.Name, shop.TimerCodes, data)
		})
	})
}
