package card

import (
	"bytes"
	"encoding/json"
	"fmt"
	"image/png"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stewardbot/steward/bot"
)

func setter(t testing.TB) *typesetter {
	t.Helper()
	set, err := newTypesetter()
	if err != nil {
		t.Fatal(err)
	}
	return set
}

func example(name string) Rank {
	return Rank{
		Language: "en", Name: name, Number: "Member 17", Place: "#3", Of: "of 120", Level: "Regular", Progress: 430,
		Earned: "1240 leaves earned", Next: "760 to Master",
		Facts: []Fact{{"Balance", "985 leaves"}, {"Streak", "12 days"}},
	}
}

// TestNames checks the name on a card: unsupported characters are dropped, and if nothing is left
// the handle or the number is shown.
func TestNames(t *testing.T) {
	set := setter(t)
	for name, c := range map[string]struct{ name, handle, want, initial string }{
		"Latin":                 {"Ann Lee", "@ann", "Ann Lee", "A"},
		"small":                 {"émile", "", "émile", "É"},
		"Vietnamese":            {"Nguyễn Thị Ánh", "", "Nguyễn Thị Ánh", "N"},
		"decomposed":            {"e\u0301mile", "", "émile", "É"},
		"Cyrillic and Greek":    {"Привет Ελλάς", "", "Привет Ελλάς", "П"},
		"simplified":            {"骨头小明", "", "骨头小明", "骨"},
		"traditional":           {"龜遊戲", "", "龜遊戲", "龜"},
		"Japanese":              {"田中ひろし", "", "田中ひろし", "田"},
		"Korean":                {"김민수", "", "김민수", "김"},
		"Arabic":                {"محمد", "", "محمد", "م"},
		"Hebrew":                {"דוד", "@david", "@david", "D"},
		"Hebrew, no handle":     {"דוד", "", "Member 17", "M"},
		"Hebrew and Latin":      {"דוד David", "", "David", "D"},
		"Hebrew, both":          {"דוד", "@דוד", "Member 17", "M"},
		"Thai":                  {"สมชาย", "@som", "@som", "S"},
		"Devanagari":            {"राज", "@raj", "@raj", "R"},
		"emoji before":          {"🍵 Ann", "", "🍵 Ann", "A"},
		"emoji alone":           {"🍵", "@ann", "🍵", ""},
		"joined emoji":          {"👩‍💻👍🏽🇨🇳", "", "👩‍💻👍🏽🇨🇳", ""},
		"keycap and heart":      {"1️⃣ ❤️", "", "1️⃣ ❤️", "1️⃣"},
		"unknown sign":          {"Ann \U0001D100\U000E0041", "", "Ann", "A"},
		"private use":           {"Ann \uE000", "", "Ann", "A"},
		"mathematical":          {"𝓐𝓷𝓷 𝕃𝕖𝕖", "", "Ann Lee", "A"},
		"full width":            {"Ａｎｎ", "", "Ａｎｎ", "Ａ"},
		"marks in heaps":        {"A" + strings.Repeat("\u0301", 40) + "nn", "", "Á\u0301\u0301nn", "Á\u0301\u0301"},
		"marks that none has":   {"小\u0488明", "", "小明", "小"},
		"turned around":         {"Ann\u202e\u2066gnp.exe", "", "Anngnp.exe", "A"},
		"on several lines":      {"Ann\n\n\tLee", "", "Ann Lee", "A"},
		"nothing that is seen":  {"\u3164\u200b\u2800", "@ann", "@ann", "A"},
		"empty":                 {"", "", "Member 17", "M"},
		"marks alone":           {"\u0301\u0301", "@ann", "@ann", "A"},
		"not UTF-8":             {"\xff\xfeAnn", "", "Ann", "A"},
		"a handle with a break": {"", "@ann\nlee", "@ann lee", "A"},
	} {
		got := set.called(c.name, c.handle, "Member 17")
		if initial := set.initial(got); got != c.want || initial != c.initial {
			t.Errorf("%s: %q, initial %q; want %q, %q", name, got, initial, c.want, c.initial)
		}
	}
}

// TestTextsWithoutLetters: any other text on the card is shown in full, or drawing fails.
func TestTextsWithoutLetters(t *testing.T) {
	set := setter(t)
	for name, spoil := range map[string]func(*Rank){
		"level":   func(r *Rank) { r.Level = "ระดับ" },
		"next":    func(r *Rank) { r.Next = "760 to ระดับ" },
		"balance": func(r *Rank) { r.Facts[0].Value = "985 נקודות" },
	} {
		r := example("Ann")
		spoil(&r)
		if _, err := set.rank(r); err == nil {
			t.Errorf("%s is shown with letters that are not there", name)
		}
	}
	r := example("Ann")
	r.Level = "Regular \U0001D100"
	if _, err := set.rank(r); err != nil {
		t.Errorf("a sign that is missing: %v", err)
	}
}

// TestPainter checks that a stored drawing renders at the right size, recent pictures come from
// the cache, and old ones are evicted.
func TestPainter(t *testing.T) {
	p := NewPainter()
	paint := p.Drawers()["rank"]
	// A stored drawing of version 1. Never change it.
	kept := `{"language":"zh-Hans","name":"小明","handle":"@ming","number":"成员 17","place":"#3","of":"共 120 人","level":"茶友","progress":430,` +
		`"earned":"累计 1240 茶叶","next":"再得 760 升到「茶博士」","facts":[{"label":"余额","value":"985 茶叶"}]}`
	first, err := paint(1, []byte(kept))
	if err != nil {
		t.Fatal(err)
	}
	c, err := png.DecodeConfig(bytes.NewReader(first))
	if err != nil || c.Width != 900 || c.Height != 250 || len(first) > 64<<10 {
		t.Errorf("%d by %d in %d bytes, %v", c.Width, c.Height, len(first), err)
	}
	var r Rank
	if err := json.Unmarshal([]byte(kept), &r); err != nil {
		t.Fatal(err)
	}
	drawing, err := r.Drawing()
	if err != nil || string(drawing.Data) != kept || drawing.Kind != "rank" || drawing.Version != 1 {
		t.Errorf("asked for as %s %d %s, %v", drawing.Kind, drawing.Version, drawing.Data, err)
	}
	again, err := paint(1, drawing.Data)
	if err != nil || &again[0] != &first[0] {
		t.Errorf("it was drawn again, %v", err)
	}
	if anew, err := NewPainter().Drawers()["rank"](1, []byte(kept)); err != nil || !bytes.Equal(anew, first) {
		t.Errorf("another painter draws it otherwise, %v", err)
	}
	var wg sync.WaitGroup
	for i := range keeps {
		wg.Go(func() {
			if _, err := paint(1, fmt.Appendf(nil, `{"language":"en","name":"%d","number":"1","earned":"1"}`, i)); err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	if later, err := paint(1, []byte(kept)); err != nil || &later[0] == &first[0] || len(p.done) != keeps {
		t.Errorf("%d pictures are kept, %v", len(p.done), err)
	}
	for _, bad := range []*bot.Drawing{{Version: 2, Data: []byte(kept)}, {Version: 1, Data: []byte(`{`)}, {Version: 1}} {
		if _, err := paint(bad.Version, bad.Data); err == nil {
			t.Errorf("version %d of %q is drawn", bad.Version, bad.Data)
		}
	}
}

// FuzzRank checks that any names and settings give a card or an error, never a missing-glyph box.
func FuzzRank(f *testing.F) {
	for _, name := range []string{
		"Ann Lee", "骨头小明", "محمد علي (x)!", "דוד", "👩‍💻🇨🇳1️⃣", "Z̸̡̢̛̗̘͔̺̫͎̈́̑̔̈́͜ͅa", "𝓐\U000E0041", "a\u200db\ufe0f", "\u1100\u1161", "ـّ\u0489",
		"欒\u200d\ufff6\ufe0f\u064b菎", "囸\u2060\u180fｯ", "ﭩ菴\U000e007f\u200d", "ㅄ\U000e001a🏻溂", "撵\uffff",
	} {
		f.Add(name, name, "zh-Hant", 430)
	}
	set := setter(f)
	f.Fuzz(func(t *testing.T, name, other, lang string, progress int) {
		r := example(name)
		r.Handle, r.Level, r.Next, r.Language, r.Progress = other, other, other, lang, progress
		if c, err := set.rank(r); (c == nil) != (err != nil) {
			t.Errorf("canvas %v, error %v", c, err)
		}
		boxes(t, set, name)
		boxes(t, set, other)
	})
}

// BenchmarkCard draws an uncached card with names in several scripts and reports the median. The
// limit is 15 ms.
func BenchmarkCard(b *testing.B) {
	names := []string{"Ann Lee", "骨头小明", "محمد علي", "🍵 Ann 👩‍💻", strings.Repeat("Maximilian ", 8)}
	paint := NewPainter().Drawers()[KindRank]
	var took []time.Duration
	for i := 0; b.Loop(); i++ {
		r := example(names[i%len(names)])
		r.Number = fmt.Sprint("Member ", i)
		data, err := json.Marshal(r)
		if err != nil {
			b.Fatal(err)
		}
		began := time.Now()
		if _, err := paint(1, data); err != nil {
			b.Fatal(err)
		}
		took = append(took, time.Since(began))
	}
	slices.Sort(took)
	b.ReportMetric(float64(took[len(took)/2])/float64(time.Millisecond), "p50-ms")
	b.ReportMetric(15, "p50-limit-ms")
}
