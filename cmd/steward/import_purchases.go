package main

import (
	"encoding/json"
	"fmt"
	"time"

	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/bot/config"
	"github.com/stewardbot/steward/bot/feature/imports"
	"github.com/stewardbot/steward/bot/inspect"
	"github.com/stewardbot/steward/bot/money"
	"github.com/stewardbot/steward/bot/phrase"
)

type importPurchasesCmd struct{ importFile }

// Run imports what members bought elsewhere, with or without a running instance.
func (c *importPurchasesCmd) Run(e *env) error {
	f, com, err := c.open(e)
	if err != nil {
		return err
	}
	list, err := c.read(e, com)
	if err != nil {
		return err
	}
	states := map[string]int{}
	if err := inChunks(&c.importFile, e, "TIME WHO MEMBER NAME AMOUNT CURRENCY STATE", list, func(some []imports.Purchase, out *table) error {
		return c.chunk(e, f, some, out, states)
	}); err != nil || c.JSON {
		return err
	}
	code := "import.bought"
	if c.DryRun {
		code = "import.would_buy"
	}
	return e.tell(code, states[inspect.PurchaseMatched], states[inspect.PurchaseNobody], states[inspect.PurchaseBefore])
}

// read reads the file and lists its invalid lines.
func (c *importPurchasesCmd) read(e *env, com *config.Community) ([]imports.Purchase, error) {
	platform, err := c.platform(com, "")
	if err != nil {
		return nil, err
	}
	in := imports.PurchaseFile{Now: time.Now(), Zone: com.Timezone, Platforms: platformsOf(com), User: func(id string) (bot.UserID, *phrase.Phrase) { return account(com, platform, id) }}
	if c.Platform != "" {
		in.Platforms = []string{c.Platform}
	}
	if in.Text, err = c.text(); err != nil {
		return nil, err
	}
	list, left, err := imports.ReadPurchases(in)
	if err != nil {
		return nil, phrase.New("import.file", c.File, err)
	}
	c.skipped(e, left)
	return list, nil
}

var purchaseStates = map[string]string{
	inspect.PurchaseMatched: "import.matched", inspect.PurchaseNobody: "import.nobody", inspect.PurchaseBefore: "import.bought_before",
}

// chunk prints what a chunk would change or, unless it is a dry run, stores it.
func (c *importPurchasesCmd) chunk(e *env, f *config.File, list []imports.Purchase, out *table, states map[string]int) error {
	data, err := json.Marshal(list)
	if err != nil {
		return err
	}
	err = c.ask(e, inspect.Query{What: "purchases", Community: c.Community, Purchases: list}, func(raw json.RawMessage) error {
		row, err := decodeRow[inspect.Purchase](raw)
		if err != nil {
			return err
		}
		states[row.State]++
		if shown, err := c.shown(e, raw); !shown {
			return err
		}
		out.row(row.At.Format(time.RFC3339), row.Who, memberNumber(row.Member), row.Name, fmt.Sprintf("%.2f", money.Amount(row.Hundreds).Units()), row.Currency, phrase.New(purchaseStates[row.State]).In(e.lang))
		return nil
	})
	if err != nil || c.DryRun {
		return err
	}
	return c.store(e, f, "purchases", imports.TimerBuy, data)
}
