package engine

import (
	"bytes"
	_ "embed"
	"reflect"
	"slices"
	"testing"

	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/store"
	"github.com/stewardbot/steward/store/memory"
)

// keptOutbox has rows of the outbox, at least one for each effect with all its fields, as the
// versions that introduced the format wrote them. Never change a row; if an effect's format
// changes, append a new one.
//
//go:embed testdata/outbox.jsonl
var keptOutbox []byte

// TestOutboxIsReadForEver: every row ever written can be read, the latest row of each effect
// encodes the same today, and every effect has one.
func TestOutboxIsReadForEver(t *testing.T) {
	last := map[string]*line{}
	rows := map[string][]byte{}
	for row := range bytes.Lines(keptOutbox) {
		row = bytes.TrimSpace(row)
		l, err := decodeLine(row)
		if err != nil {
			t.Errorf("%s: %v", row, err)
			continue
		}
		kind := bot.EffectKind(l.effect)
		last[kind], rows[kind] = l, row
	}
	for _, kind := range bot.EffectKinds() {
		l := last[kind]
		if l == nil {
			t.Errorf("there is no row of %s", kind)
			continue
		}
		for v, i := reflect.ValueOf(l.effect), 0; i < v.NumField(); i++ {
			if v.Field(i).IsZero() {
				t.Errorf("%s: %s is not in the last row, or is not read", kind, v.Type().Field(i).Name)
			}
		}
		l.Body = nil
		if got := written(t, l); !bytes.Equal(got, rows[kind]) {
			t.Errorf("%s is written today as\n%s, not as\n%s", kind, got, rows[kind])
		}
	}
	if len(last) != len(bot.EffectKinds()) {
		t.Errorf("rows of %d effects, want %d", len(last), len(bot.EffectKinds()))
	}
}

// written returns the line's row.
func written(t *testing.T, l *line) (row []byte) {
	t.Helper()
	s := memory.New()
	if err := s.Update(l.put); err != nil {
		t.Fatal(err)
	}
	err := s.View(func(r store.Reader) error {
		b, err := r.Get(tableOutbox, number(uint64(l.Ref)))
		row = slices.Clone(b)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return row
}
