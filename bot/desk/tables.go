package desk

import (
	"encoding/json"
	"fmt"

	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/store"
)

type (
	hashKey = store.Key2[string, string]
	actKey  = store.Key2[string, uint64]
)

var (
	// linkRows: community, hash of the link's secret -> Invitation.
	linkRows = store.Rows("desk_link", store.Shape2(store.Str[string]{}, store.Str[string]{}), versioned[Invitation]())
	// sessionRows: community, hash of the session's secret -> session.
	sessionRows = store.Rows("desk_session", store.Shape2(store.Str[string]{}, store.Str[string]{}), versioned[Session]())
	// actRows: community, number -> act.
	actRows = store.Rows("desk_act", store.Shape2(store.Str[string]{}, store.Num[uint64]{}), versioned[Act]())
	// actIDRows: community, the form's id -> number.
	actIDRows = store.Rows("desk_act_id", store.Shape2(store.Str[string]{}, store.Str[string]{}), store.Uint64Key{})
	// actAboutRows lists the acts by and about an account: community, account, number.
	actAboutRows = store.Rows("desk_act_about", store.Shape3(store.Str[string]{}, store.Str[bot.UserID]{}, store.Num[uint64]{}), store.Nothing{})
)

// Tables lists the tables of the desk.
func Tables() []store.Declared {
	return []store.Declared{linkRows, sessionRows, actRows, actIDRows, actAboutRows}
}

// version is that of the stored records.
const version = 1

type record[T any] struct {
	Version int `json:"v"`
	Of      T   `json:"of"`
}

// versioned encodes values as JSON with their version.
func versioned[T any]() store.Codec[T] {
	return store.Record(func(v T, dst []byte) []byte {
		b, _ := json.Marshal(record[T]{version, v}) // strings, times and numbers
		return append(dst, b...)
	}, func(b []byte) (v T, err error) {
		var r record[T]
		if err = json.Unmarshal(b, &r); err == nil && r.Version != version {
			err = fmt.Errorf("version %d of the desk's records is not known", r.Version)
		}
		return r.Of, err
	})
}
