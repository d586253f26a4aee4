package card

import (
	"bytes"
	"encoding/json"
	"fmt"
	"image/png"
	"slices"
	"strings"
	"testing"
	"time"
)

func standings() Bars {
	b := Bars{Language: "en", Title: "Most earned this week", Note: "of 120"}
	for i, name := range []string{"Ann Lee", "骨头小明", "محمد علي", "🍵 Ann 👩‍💻", strings.Repeat("Maximilian ", 8), "דוד", "Nguyễn Thị Ánh", "Привет", "김민수", "田中ひろし"} {
		b.List = append(b.List, Bar{
			Name: name, Number: fmt.Sprint("Member ", i+1), Place: fmt.Sprintf("#%d", i+1), Value: fmt.Sprintf("%d leaves", 1240-100*i),
			Length: 1000 - 95*i, Marked: i == 3,
		})
	}
	return b
}

// TestBars checks that a stored drawing of bars renders, is as high as its bars need, and fails
// for letters that are not there.
func TestBars(t *testing.T) {
	paint := NewPainter().Drawers()[KindBars]
	// A stored drawing of version 1. Never change it.
	kept := `{"language":"en","title":"Which tea?","note":"30 votes","list":[{"name":"Green","number":"Option 1","value":"12 votes","length":400,"marked":true},` +
		`{"name":"@ann","handle":"@ann","number":"Member 2","place":"#2","value":"3","length":0}]}`
	b, err := paint(1, []byte(kept))
	if err != nil {
		t.Fatal(err)
	}
	if c, err := png.DecodeConfig(bytes.NewReader(b)); err != nil || c.Width != 900 || c.Height != 2*barsMargin+titleLine+2*barRow+noteLine {
		t.Errorf("%d by %d, %v", c.Width, c.Height, err)
	}
	var bars Bars
	if err := json.Unmarshal([]byte(kept), &bars); err != nil {
		t.Fatal(err)
	}
	if d, err := bars.Drawing(); err != nil || string(d.Data) != kept || d.Kind != "bars" || d.Version != 1 {
		t.Errorf("asked for as %s %d %s, %v", d.Kind, d.Version, d.Data, err)
	}
	set := setter(t)
	for _, bad := range []Bars{{Title: "ระดับ"}, {Title: "a", List: []Bar{{Value: "ระดับ"}}}, {Title: "a", List: make([]Bar, MaxBars+1)}} {
		if _, err := set.bars(bad); err == nil {
			t.Errorf("%+v is drawn", bad)
		}
	}
}

// TestTitlesAreOnTwoLines checks that long titles are broken between words, or cut.
func TestTitlesAreOnTwoLines(t *testing.T) {
	set := setter(t)
	for title, want := range map[string]int{
		"Which tea?": 1, "": 1, strings.Repeat("Which tea shall it be? ", 3): 2, strings.Repeat("茶", 60): 2, strings.Repeat("x", 120): 1, strings.Repeat("Which tea? ", 14): 2,
	} {
		lines := set.wrap(title, "en", titleSize, rankWidth-2*margin)
		if len(lines) != want {
			t.Errorf("%q is on %d lines, want %d", title, len(lines), want)
		}
		for _, l := range lines {
			if l.width > rankWidth-2*margin {
				t.Errorf("a line of %q is %f wide", title, l.width)
			}
		}
	}
}

// FuzzBars checks that any texts give a chart or an error.
func FuzzBars(f *testing.F) {
	f.Add("Which tea?", "白茶", "en", 400)
	f.Add(strings.Repeat("محمد ", 30), "\U000E0041", "", -1)
	set := setter(f)
	f.Fuzz(func(t *testing.T, title, name, lang string, length int) {
		b := Bars{Language: lang, Title: title, List: []Bar{{Name: name, Number: "1", Value: "1", Length: length}}}
		if c, err := set.bars(b); (c == nil) != (err != nil) {
			t.Errorf("canvas %v, error %v", c, err)
		}
	})
}

// BenchmarkCardBars draws an uncached chart of ten bars and reports the median. The limit is 15 ms.
func BenchmarkCardBars(b *testing.B) {
	paint := NewPainter().Drawers()[KindBars]
	var took []time.Duration
	for i := 0; b.Loop(); i++ {
		s := standings()
		s.Note = fmt.Sprint("of ", i)
		data, err := json.Marshal(s)
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
