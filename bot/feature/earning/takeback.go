package earning

import (
	"errors"
	"fmt"

	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/bot/ledger"
)

// takeBack reverses the payment of messages that were deleted soon enough, by
// anybody. Each entry is reversed only once, even if the deletion is reported
// twice.
func (f *Feature) takeBack(t *bot.Turn) error {
	within := settings(t.Community).TakeBack
	if within == 0 {
		return nil
	}
	for _, id := range t.Event.Deleted {
		said, ok, err := t.Said(bot.MessageID{Place: t.Event.Place, ID: id})
		if err != nil {
			return err
		}
		if !ok || said.Entry == 0 || t.At().Sub(said.At) > within {
			continue
		}
		e, err := f.book.Reverse(t, said.Entry, t.Event.ID, true)
		if errors.Is(err, ledger.ErrReversed) {
			continue
		}
		if err != nil {
			return fmt.Errorf("take back the pay of a message: %w", err)
		}
		t.Find(bot.Finding{Code: "taken_back", N: e.Amount, Entry: e.ID, Member: said.Member})
	}
	return nil
}
