package engine

import (
	"context"
	"strconv"

	"github.com/stewardbot/steward/bot"
)

// pages perform effects in places of the desk. Options.Keep has written them down in the transaction that requested
// them, so nothing is left to do: the receipt only lets references to them be resolved.
type pages struct{}

func (pages) Name() string                            { return bot.Desk }
func (pages) Capabilities(bot.Place) bot.Capabilities { return bot.DeskCapabilities() }
func (pages) Perform(_ context.Context, d bot.Delivery) (bot.Outcome, error) {
	return bot.Outcome{Receipt: bot.Receipt{Messages: []string{strconv.FormatUint(uint64(d.Ref), 10)}}}, nil
}

// keep writes down an effect for a page.
func (d *decider) keep(ref bot.Ref, e bot.Effect) {
	if d.e.opt.Keep != nil && e.Where().Platform() == bot.Desk {
		d.must(d.e.opt.Keep(d.tx, ref, e))
	}
}
