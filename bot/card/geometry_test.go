package card

import (
	"image"
	"image/color"
	"math"
	"strings"
	"testing"
)

// find returns the smallest rectangle around the pixels of a colour in an area, empty if there are
// none.
func (c *canvas) find(area image.Rectangle, colour color.RGBA) (found image.Rectangle) {
	for y := area.Min.Y; y < area.Max.Y; y++ {
		for x := area.Min.X; x < area.Max.X; x++ {
			if c.RGBAAt(x, y) == colour {
				found = found.Union(image.Rect(x, y, x+1, y+1))
			}
		}
	}
	return found
}

// TestHeatCells checks which cell has which colour, and on which day the week starts.
func TestHeatCells(t *testing.T) {
	set := setter(t)
	for lang, first := range map[string]int{"en": 0, "zh-Hant": 0, "zh-Hans": 1} {
		h := exampleHeat()
		h.Language = lang
		pic, err := set.heat(h)
		if err != nil {
			t.Fatal(err)
		}
		for row := range 7 {
			for hour, v := range h.Hours[(row+first)%7] {
				want := ground // not known
				if !math.IsNaN(v) {
					want = heatColour(v, 20)
				}
				x, y := margin+dayRoom+cell*hour+cell/2, barsMargin+titleLine+hourLine+cell*row+cell/2
				if got := pic.RGBAAt(x, y); got != want {
					t.Errorf("%s: row %d, hour %d (%v) is %v, want %v", lang, row, hour, v, got, want)
				}
			}
		}
	}
}

// TestHeatKeys checks the legend: it covers all values, names each step once, and fits.
func TestHeatKeys(t *testing.T) {
	set := setter(t)
	for _, c := range []struct {
		most float64
		unit string
		want string
		rows int
	}{
		{0, "", "0", 1},
		{1, "", "0 1", 1},
		{5, "", "0 1 2 3 4 5", 1},
		{7, "", "0 1–2 3–4 5–6 7–8", 1},
		{100, "", "0 1–20 21–40 41–60 61–80 81–100", 1},
		{8000, "", "0 1–2000 2001–4000 4001–6000 6001–8000", 1},
		{9999, "", "0 1–2000 2001–4000 4001–6000 6001–8000 8001–10K", 2},
		{0.5, Percent, "0% 0%–0.1% 0.1%–0.2% 0.2%–0.3% 0.3%–0.4% 0.4%–0.5%", 2},
	} {
		h := Heat{Language: "en", Unit: c.unit}
		all := Values{0, c.most}
		by := interval(c.most, len(heats), all.whole())
		keys := set.keys(h, all, by)
		var labels []string
		for i, k := range keys {
			labels = append(labels, k.label)
			if end := k.x + keySize + 8 + set.set(k.label, "en", smallSize, 0).width; end > textRight {
				t.Errorf("up to %v: %s ends at %v", c.most, k.label, end)
			}
			if i > 0 && heatColour(k.value, by) == heatColour(keys[i-1].value, by) {
				t.Errorf("up to %v: %s has the colour of the one before", c.most, k.label)
			}
		}
		if got := strings.Join(labels, " "); got != c.want || keys[len(keys)-1].row != c.rows-1 {
			t.Errorf("up to %v: %s in %d rows, want %s in %d", c.most, got, 1+keys[len(keys)-1].row, c.want, c.rows)
		}
		if last := keys[len(keys)-1].value; last < c.most {
			t.Errorf("up to %v: the legend ends at %v", c.most, last)
		}
	}
	if keys := set.keys(Heat{Unknown: "no data"}, Values{math.NaN(), 1}, 1); keys[len(keys)-1].label != "no data" {
		t.Errorf("unknown values are not in the legend: %v", keys)
	}
}

// TestFunnelShares checks lengths and percentages: of the first step or of another number, and none
// below FewPeople.
func TestFunnelShares(t *testing.T) {
	for name, c := range map[string]struct {
		f    Funnel
		want []Bar
	}{
		"of the first": {Funnel{Steps: []Step{{"a", 412}, {"b", 230}, {"c", 0}}}, []Bar{{Value: "412 · 100%", Length: 1000}, {Value: "230 · 55.8%", Length: 558}, {Value: "0 · 0%"}}},
		"of another":   {Funnel{Whole: 200, Steps: []Step{{"a", 50}}}, []Bar{{Value: "50 · 25%", Length: 250}}},
		"of few":       {Funnel{Steps: []Step{{"a", 29}, {"b", 5}}}, []Bar{{Value: "29", Length: 1000}, {Value: "5", Length: 172}}},
		"of none":      {Funnel{Steps: []Step{{"a", 0}, {"b", 5}}}, []Bar{{Value: "0"}, {Value: "5"}}},
		"more than it": {Funnel{Whole: 100, Steps: []Step{{"a", 120}}}, []Bar{{Value: "120 · 120%", Length: 1000}}},
	} {
		b, err := c.f.bars()
		if err != nil || len(b.List) != len(c.want) {
			t.Errorf("%s: %v, %v", name, b.List, err)
			continue
		}
		for i, bar := range b.List {
			if bar.Value != c.want[i].Value || bar.Length != c.want[i].Length {
				t.Errorf("%s: %s at %d, want %s at %d", name, bar.Value, bar.Length, c.want[i].Value, c.want[i].Length)
			}
		}
	}
}

// TestChanges checks how a change is written, and the colour and direction of its arrow.
func TestChanges(t *testing.T) {
	set := setter(t)
	for name, c := range map[string]struct {
		unit          string
		value, before float64
		better        int
		want          string
		way           int
		colour        color.RGBA
	}{
		"more, good":       {"", 412, 378, 1, "9%", 1, accentText},
		"less, good":       {"", 300, 400, -1, "25%", -1, accentText},
		"less, bad":        {"", 300, 400, 1, "25%", -1, amber},
		"more, neither":    {"", 60, 40, 0, "50%", 1, muted},
		"few":              {"", 12, 7, -1, "5", 1, amber},
		"from zero":        {"", 12, 0, 1, "12", 1, accentText},
		"percentages":      {Percent, 43.2, 47, 1, "47% › 43.2%", -1, amber},
		"the same":         {"", 7, 7, 1, "±0", 0, muted},
		"from below zero":  {"", 50, -100, 1, "150%", 1, accentText},
		"with a noun":      {"leaves", 12, 7, 1, "5", 1, accentText},
		"few percentages ": {Percent, 12, 7, 1, "7% › 12%", 1, accentText},
	} {
		f := Figure{Unit: c.unit, Value: c.value, Before: &c.before, Better: c.better}
		if text, way := change(f, "en"); text != c.want || way != c.way {
			t.Errorf("%s: %q, %d; want %q, %d", name, text, way, c.want, c.way)
		}
		pic, err := set.digest(Digest{Figures: []Figure{f}})
		if err != nil {
			t.Fatal(err)
		}
		area := image.Rect(margin+tilePad, barsMargin+titleLine+tilesTop+102, margin+tilePad+arrowSize, barsMargin+titleLine+tilesTop+102+arrowSize)
		if c.way == 0 {
			continue
		}
		top := pic.find(image.Rect(area.Min.X, area.Min.Y, area.Max.X, area.Min.Y+arrowSize/2), c.colour).Dx()
		bottom := pic.find(image.Rect(area.Min.X, area.Min.Y+arrowSize/2, area.Max.X, area.Max.Y), c.colour).Dx()
		if top == bottom || (bottom > top) != (c.way > 0) {
			t.Errorf("%s: the arrow is %d wide above and %d below", name, top, bottom)
		}
	}
}
