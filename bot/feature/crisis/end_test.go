package crisis

import (
	"reflect"
	"testing"
	"time"

	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/store"
	"github.com/stewardbot/steward/store/memory"
)

type host struct {
	bot.Host
	state bot.State
	did   *[]bot.Effect
}

func (h host) State() bot.State { return h.state }

func (host) Now() time.Time { return time.Date(2026, 3, 2, 12, 0, 0, 0, time.UTC) }

func (h host) Do(e bot.Effect) bot.Ref { *h.did = append(*h.did, e); return bot.Ref(len(*h.did)) }

func (host) Text(_, key string, _ bot.Args) string { return key }

func (host) SetTimer(string, time.Time, []byte) error { return nil }

// TestEndBeforeTheStatement: a statement that is not posted yet when the crisis ends does not stay pinned.
func TestEndBeforeTheStatement(t *testing.T) {
	err := memory.New().Update(func(tx store.Tx) error {
		var did []bot.Effect
		h := host{state: store.NewOverlay(tx), did: &did}
		turn := bot.NewTurn(h, h.Now())
		turn.Community = &bot.Community{ID: "tea", Zone: time.UTC}
		turn.Event = &bot.Event{}
		s := &state{On: true, Steps: []step{{Act: say, Place: "test:lobby", Ref: 7}, {Act: pin, Place: "test:lobby", Ref: 8}}}
		if _, err := New(nil).end(turn, s, ""); err != nil {
			return err
		}
		want := []bot.Effect{bot.Pin{Place: "test:lobby", Target: bot.Target{Ref: 7}, Off: true, Reason: "crisis.audit_end"}}
		if !reflect.DeepEqual(did, want) {
			t.Errorf("did %+v, want %+v", did, want)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}
