package wire

import (
	"context"
	"encoding/json"
	"slices"

	"github.com/stewardbot/steward/bot/desk"
	"github.com/stewardbot/steward/bot/engine"
	"github.com/stewardbot/steward/bot/feature/shop"
	"github.com/stewardbot/steward/bot/inspect"
	"github.com/stewardbot/steward/bot/phrase"
	"github.com/stewardbot/steward/bot/textfile"
	"github.com/stewardbot/steward/store"
)

// AddCodes returns what adds the codes of a file to a pool, for the desk.
func AddCodes(e *engine.Engine) func(ctx context.Context, community, pool string, file []byte) (desk.AddedCodes, error) {
	return func(ctx context.Context, community, pool string, file []byte) (desk.AddedCodes, error) {
		return addCodes(ctx, e, community, pool, file)
	}
}

func addCodes(ctx context.Context, e *engine.Engine, community, pool string, file []byte) (n desk.AddedCodes, err error) {
	if !shop.ValidPool(pool) {
		return n, phrase.New("shop.pool_name", pool)
	}
	text, err := textfile.Decode(file)
	if err != nil {
		return n, phrase.New("import.file", pool, err)
	}
	codes, twice, bad := shop.ReadCodes(text)
	n.Twice, n.Bad = len(twice), len(bad)
	for lines := range slices.Chunk(codes, shop.MaxCodes) {
		add := shop.Codes{Pool: pool}
		for _, l := range lines {
			add.Codes = append(add.Codes, l.Code)
		}
		before := 0
		err := e.View(func(r store.Reader) error {
			return inspect.KnownCodes(r, community, pool, add.Codes, func(inspect.Code) error { before++; return nil })
		})
		if err != nil {
			return n, err
		}
		data, err := json.Marshal(add)
		if err == nil {
			err = e.Fire(ctx, community, shop.Name, shop.TimerCodes, data)
		}
		if err != nil {
			return n, err
		}
		n.Before += before
		n.Added += len(lines) - before
	}
	return n, nil
}
