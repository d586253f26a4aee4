package schedule

import (
	"encoding/json"
	"fmt"
	"time"

	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/store"
)

// table: (community, job) -> row. The row of a job that the configuration no
// longer has stays, so that one that comes back goes on.
const table = "schedule"

type row struct {
	Spec   string    `json:"spec,omitempty"` // when it was due by the configuration that armed it; empty: gone
	Last   time.Time `json:"last"`           // up to here, all that was due is done with
	Turns  uint64    `json:"turns,omitempty"`
	Paused bool      `json:"paused,omitempty"`
	Skip   time.Time `json:"skip,omitzero"` // this firing is left out
}

func key(com *bot.Community, job string) []byte {
	return store.AppendString(store.AppendString(nil, com.ID), job)
}

func load(t *bot.Turn, job string) (r row, err error) {
	b, err := t.State().Get(table, key(t.Community, job))
	if err != nil || b == nil {
		return r, err
	}
	if err := json.Unmarshal(b, &r); err != nil {
		return r, fmt.Errorf("table %s, job %s: %w", table, job, err)
	}
	return r, nil
}

func (r row) save(t *bot.Turn, job string) error {
	b, err := json.Marshal(r)
	if err != nil {
		return fmt.Errorf("keep job %s: %w", job, err)
	}
	return t.State().Put(table, key(t.Community, job), b)
}

// names are the jobs that there are rows of.
func names(t *bot.Turn) (list []string, err error) {
	prefix := store.AppendString(nil, t.Community.ID)
	err = t.State().Scan(table, prefix, store.PrefixEnd(prefix), false, 0, func(k, _ []byte) (bool, error) {
		name, _, err := store.TakeString(k[len(prefix):])
		list = append(list, name)
		return true, err
	})
	return list, err
}
