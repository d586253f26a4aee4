package telegram

import (
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/stewardbot/steward/bot/markup"
)

// TestEntities checks that entities lie within the text, are nested or disjoint, and that code
// contains none.
func TestEntities(t *testing.T) {
	piece := rapid.SampledFrom([]string{
		"a", "界", "😀", " ", "\n", "*", "**", "~~", "`", "\n```\n", "[", "](https://x.example/y)", "\n> ", "\n- ", `\`, "https://x.example/a_b",
	})
	rapid.Check(t, func(t *rapid.T) {
		source := strings.Join(rapid.SliceOfN(piece, 0, 40).Draw(t, "text"), "")
		text, entities := shown(source, true)
		var want strings.Builder
		for _, s := range markup.Parse(source) {
			want.WriteString(s.Text)
		}
		if text != want.String() {
			t.Fatalf("%q is sent as %q", source, text)
		}
		for i, e := range entities {
			if e.Length <= 0 || e.Offset < 0 || e.Offset+e.Length > units(text) || (e.Type == "text_link") != (e.URL != "") {
				t.Fatalf("%q: %+v", source, e)
			}
			for _, o := range entities[:i] {
				begin, end := max(e.Offset, o.Offset), min(e.Offset+e.Length, o.Offset+o.Length)
				within := end-begin == e.Length || end-begin == o.Length
				if begin < end && (!within || o.Type == "code" || o.Type == "pre") {
					t.Fatalf("%q: %+v crosses %+v", source, e, o)
				}
			}
		}
	})
}
