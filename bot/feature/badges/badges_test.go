package badges

import (
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/bot/require"
	"github.com/stewardbot/steward/store"
)

// TestRecord: what is written is read, and the most that a member can have fits into a cell.
func TestRecord(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		h := held(rapid.SliceOfN(rapid.Custom(func(t *rapid.T) one {
			o := one{
				id: rapid.StringMatching(`[a-z0-9-]{1,32}`).Draw(t, "id"), at: time.Unix(rapid.Int64Range(0, 1<<40).Draw(t, "at"), 0).UTC(),
				how: how(rapid.IntRange(0, int(taken)).Draw(t, "how")),
			}
			if o.how == byReward {
				o.from = rapid.Uint64().Draw(t, "from")
			}
			return o
		}), 0, maxHeld).Draw(t, "held"))
		b := h.append(nil)
		back, err := decode(b)
		if err != nil || len(h)+len(back) > 0 && !reflect.DeepEqual(back, h) {
			t.Fatalf("%+v reads as %+v, %v", h, back, err)
		}
		if len(b) > store.MaxCell {
			t.Fatalf("%d bytes", len(b))
		}
	})
}

func FuzzRecord(f *testing.F) {
	f.Add(held{{id: "helper", at: time.Unix(1, 0), how: byReward, from: 1}}.append(nil))
	f.Fuzz(func(t *testing.T, b []byte) {
		h, err := decode(b)
		if err != nil {
			return
		}
		if again, err := decode(h.append(nil)); err != nil || !reflect.DeepEqual(again, h) {
			t.Errorf("%x reads as %+v, and again as %+v, %v", b, h, again, err)
		}
	})
}

func TestFaults(t *testing.T) {
	good := Badge{ID: "early-bird", Name: bot.Text{"en": "Early bird", "zh-Hans": "早鸟"}, Icon: "👩‍🚀", When: &require.Condition{CheckIns: 3}}
	for name, tt := range map[string]struct {
		change func(*Badge)
		path   string
	}{
		"good":            {func(*Badge) {}, ""},
		"no id":           {func(b *Badge) { b.ID = "" }, "[1].id"},
		"capitals":        {func(b *Badge) { b.ID = "Early" }, "[1].id"},
		"long id":         {func(b *Badge) { b.ID = strings.Repeat("x", 33) }, "[1].id"},
		"twice":           {func(b *Badge) { b.ID = "first" }, "[1].id"},
		"an empty name":   {func(b *Badge) { b.Name["en"] = " " }, "[1].name"},
		"a long name":     {func(b *Badge) { b.Name["zh-Hans"] = strings.Repeat("早", 41) }, "[1].name"},
		"two lines":       {func(b *Badge) { b.Name["en"] = "a\nb" }, "[1].name"},
		"a word for icon": {func(b *Badge) { b.Icon = "early bird" }, "[1].icon"},
		"nothing asked":   {func(b *Badge) { b.When = &require.Condition{} }, "[1].when"},
	} {
		b := good
		b.Name = bot.Text{"en": "Early bird", "zh-Hans": "早鸟"}
		tt.change(&b)
		var paths []string
		s := Settings{{ID: "first", Name: bot.Plain("First")}, b}
		s.Validate(func(path, _ string, _ ...any) { paths = append(paths, path) })
		if want := slices.DeleteFunc([]string{tt.path}, func(p string) bool { return p == "" }); !slices.Equal(paths, want) {
			t.Errorf("%s: faults at %q, want %q", name, paths, want)
		}
	}
}
