package ledger_test

import (
	"bytes"
	"testing"

	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/bot/ledger"
)

// TestFlowsOfAnOlderStore: a store of a version without flows gets those that booking would have
// made, and is no damaged book before.
func TestFlowsOfAnOlderStore(t *testing.T) {
	d := sampleBook(t)
	want := map[string][]byte{}
	for _, k := range d.rows(t, "ledger.flows") {
		v, err := d.state.Get("ledger.flows", k)
		if err == nil {
			want[string(k)], err = bytes.Clone(v), d.state.Delete("ledger.flows", k)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if p := d.problems(t); len(p) > 0 {
		t.Errorf("before: %q", p)
	}
	if next, err := ledger.SumFlows().Chunk(d.state, nil); next != nil || err != nil {
		t.Fatal(next, err)
	}
	for _, k := range d.rows(t, "ledger.flows") {
		v, err := d.state.Get("ledger.flows", k)
		if err != nil || !bytes.Equal(v, want[string(k)]) {
			t.Errorf("%q: %x, %v; want %x", k, v, err, want[string(k)])
		}
		delete(want, string(k))
	}
	if len(want) > 0 {
		t.Errorf("these are missing: %v", want)
	}
	type flow struct {
		day bot.Day
		a   ledger.Account
	}
	got := map[flow][2]int64{}
	err := ledger.Flows(d.state, "tea", monday+1, monday+1, func(day bot.Day, a ledger.Account, given, taken int64) {
		got[flow{day, a}] = [2]int64{given, taken}
	})
	if err != nil || len(got) != 4 || got[flow{monday + 1, "reserve:"}] != [2]int64{2, 12} || got[flow{monday + 1, "mint:message"}] != [2]int64{4, 4} {
		t.Errorf("%v, %v", got, err)
	}
}
