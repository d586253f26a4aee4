package engine

import (
	"encoding/json"
	"fmt"
	"time"

	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/store"
)

// result is what remains of a line that left the outbox: for references to it
// and for explaining.
type result struct {
	bot.Outcome
	Kind  string
	Place bot.Place
	Text  string
	At    time.Time
}

// resultVersion is the version of rows written now; rows without one are older.
const resultVersion = 2

type storedResult struct {
	Version int `json:"v,omitempty"`
	storedOutcome
	Kind  string    `json:"kind"`
	Place bot.Place `json:"place"`
	Text  string    `json:"text,omitempty"`
	At    time.Time `json:"at"`
}

// outcomeRows: reference -> result.
var outcomeRows = store.Rows(tableOutcomes, store.Uint64Key{}, store.Record(result.append, decodeResult))

func (r result) append(dst []byte) []byte {
	return appendJSON(dst, storedResult{resultVersion, storeOutcome(&r.Outcome), r.Kind, r.Place, r.Text, r.At})
}

func decodeResult(b []byte) (r result, err error) {
	var s storedResult
	if err := json.Unmarshal(b, &s); err != nil {
		return r, err
	}
	if s.Version > resultVersion {
		return r, fmt.Errorf("version %d of an outcome is not known", s.Version)
	}
	return result{s.outcome(), s.Kind, s.Place, s.Text, s.At}, nil
}

func getResult(r store.Reader, ref bot.Ref) (result, bool, error) {
	return outcomeRows.Get(r, uint64(ref))
}
