package card

import (
	"bytes"
	"encoding/json"
	"fmt"
	"image/png"
	"math"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stewardbot/steward/bot"
)

// exampleLines returns a chart of two lines over days and the period before, with a gap, and with
// a last day that is not over.
func exampleLines(days int) Lines {
	l := Lines{Language: "en", Title: "Active members by day", Note: "1 to 28 February, Asia/Shanghai", SoFar: "so far"}
	active, joined, before := Values{}, Values{}, Values{}
	for i := range days {
		l.Days = append(l.Days, fmt.Sprint(i%28+1, " Feb"))
		active = append(active, math.Round(120+60*math.Sin(float64(i)/3)+float64(i)))
		joined = append(joined, float64(i*7%23))
		before = append(before, math.Round(100+50*math.Sin(float64(i)/3+1)))
	}
	if days > 10 {
		active[8] = math.NaN()
	}
	l.List = []Series{{"active", active}, {"joined", joined}}
	l.Before = &Series{"month before", before}
	return l
}

func exampleHeat() Heat {
	h := Heat{Language: "en", Title: "When people talk", Note: "messages an hour, Asia/Shanghai", Unknown: "no data",
		Days: [7]string{"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"}}
	for day := range h.Hours {
		for hour := range 24 {
			h.Hours[day] = append(h.Hours[day], math.Round(max(0, 40*math.Sin(float64(hour-7)/17*math.Pi))*(1+float64(day)/4)))
		}
	}
	h.Hours[2][4] = math.NaN()
	return h
}

func exampleFunnel() Funnel {
	return Funnel{Language: "en", Title: "From joining to buying", Note: "joined in January, 28 days each", Steps: []Step{
		{"Joined", 412}, {"First word", 230}, {"Active on day 7", 96}, {"Level 2", 41}, {"First purchase", 9},
	}}
}

func exampleDigest() Digest {
	before := func(v float64) *float64 { return &v }
	trend := Values{3, 5, 4, 8, 7, 9, 12, 11, 15, math.NaN(), 13, 17}
	return Digest{Language: "en", Title: "Tea House, last week", Note: "23 February to 1 March", Figures: []Figure{
		{Label: "Active members", Value: 412, Before: before(378), Better: 1, Trend: trend},
		{Label: "Check-in rate", Unit: Percent, Value: 43.2, Before: before(47), Better: 1, Trend: trend},
		{Label: "Messages", Value: 12345, Before: before(11000), Better: 1, Trend: trend},
		{Label: "Left", Value: 12, Before: before(7), Better: -1, Trend: trend},
		{Label: "Points held", Unit: "leaves", Value: 1234567, Before: before(1234567), Trend: trend},
		{Label: "Reports", Value: 3},
	}}
}

// kept are stored drawings of version 1 and their heights. Never change them.
var kept = []struct {
	kind, data string
	height     int
}{
	{KindLines, `{"language":"zh-Hans","title":"每天说话的人 🍵","note":"2 月","unit":"人","days":["周一","周二","周三"],"list":[{"name":"本周","values":[3,null,5]},` +
		`{"name":"加入","values":[1,0,2.5]}],"before":{"name":"上周","values":[2,4]},"so_far":"截至现在"}`, 2*barsMargin + titleLine + plotTop + plotHeight + plotBottom + noteLine},
	{KindHeat, `{"language":"en","title":"When people talk","days":["Sun","Mon","Tue","Wed","Thu","Fri","Sat"],"hours":[` + strings.Repeat(`[0,0,0,0,0,0,0,1,2,3,4,5,6,7,8,9,10,9,8,7,6,5,4,null],`, 6) +
		`[0,0,0,0,0,0,0,1,2,3,4,5,6,7,8,9,10,9,8,7,6,5,4,3]],"unknown":"no data"}`, 2*barsMargin + titleLine + hourLine + 7*cell + keyLine + keyBottom},
	{KindFunnel, `{"language":"zh-Hant","title":"從加入到購買","note":"一月","steps":[{"name":"加入","count":412},{"name":"購買","count":9}],"whole":500}`, 2*barsMargin + titleLine + 2*barRow + noteLine},
	{KindDigest, `{"language":"en","title":"محمد علي: last week","figures":[{"label":"Active","value":412,"before":378,"better":1,"trend":[1,null,3]},` +
		`{"label":"Rate","unit":"%","value":43.2},{"label":"Left","unit":"people","value":0,"before":0,"better":-1}]}`, 2*barsMargin + titleLine + tilesTop + 2*(tileHeight+tileGap)},
}

// TestKeptCharts checks that stored drawings render at the right size, and that the same content is
// stored in the same form.
func TestKeptCharts(t *testing.T) {
	drawers := NewPainter().Drawers()
	again := map[string]func(data []byte) (*bot.Drawing, error){
		KindLines: redrawn[Lines], KindHeat: redrawn[Heat], KindFunnel: redrawn[Funnel], KindDigest: redrawn[Digest],
	}
	for _, k := range kept {
		b, err := drawers[k.kind](1, []byte(k.data))
		if err != nil {
			t.Errorf("%s: %v", k.kind, err)
			continue
		}
		if c, err := png.DecodeConfig(bytes.NewReader(b)); err != nil || c.Width != 900 || c.Height != k.height || len(b) > 64<<10 {
			t.Errorf("%s: %d by %d in %d bytes, %v", k.kind, c.Width, c.Height, len(b), err)
		}
		if d, err := again[k.kind]([]byte(k.data)); err != nil || string(d.Data) != k.data || d.Kind != k.kind || d.Version != 1 {
			t.Errorf("asked for as %s %d %s, %v", d.Kind, d.Version, d.Data, err)
		}
	}
}

func redrawn[T interface{ Drawing() (*bot.Drawing, error) }](data []byte) (*bot.Drawing, error) {
	var v T
	if err := json.Unmarshal(data, &v); err != nil {
		return nil, err
	}
	return v.Drawing()
}

// TestChartsRefuse checks what can't be drawn: letters without a font, too many points, values out
// of bounds.
func TestChartsRefuse(t *testing.T) {
	set := setter(t)
	refused := func(name string, err error) {
		t.Helper()
		if err == nil {
			t.Errorf("%s is drawn", name)
		}
	}
	for name, spoil := range map[string]func(*Lines){
		"a title in Thai":        func(l *Lines) { l.Title = "ระดับ" },
		"a day in Thai":          func(l *Lines) { l.Days[2] = "ระดับ" },
		"a name in Thai":         func(l *Lines) { l.Before.Name = "ระดับ" },
		"no line":                func(l *Lines) { l.List = nil },
		"three lines":            func(l *Lines) { l.List = append(l.List, l.List[0]) },
		"fewer days than values": func(l *Lines) { l.Days = l.Days[1:] },
		"a huge value":           func(l *Lines) { l.List[1].Values[3] = 2 * MaxValue },
		"a huge one before":      func(l *Lines) { l.Before.Values[3] = -2 * MaxValue },
	} {
		l := exampleLines(28)
		spoil(&l)
		_, err := set.lines(l)
		refused(name, err)
	}
	_, err := set.lines(exampleLines(MaxPoints + 1))
	refused("too many points", err)
	_, err = set.lines(exampleLines(0))
	refused("a chart without points", err)

	for name, spoil := range map[string]func(*Heat){
		"a weekday in Thai": func(h *Heat) { h.Days[2] = "ระดับ" },
		"23 hours":          func(h *Heat) { h.Hours[4] = h.Hours[4][1:] },
		"a negative value":  func(h *Heat) { h.Hours[4][3] = -1 },
		"a huge value":      func(h *Heat) { h.Hours[4][3] = 2 * MaxValue },
	} {
		h := exampleHeat()
		spoil(&h)
		_, err := set.heat(h)
		refused(name, err)
	}
	for name, f := range map[string]Funnel{
		"a step in Thai":   {Title: "a", Steps: []Step{{"ระดับ", 1}}},
		"a negative count": {Title: "a", Steps: []Step{{"b", -1}}},
		"a negative whole": {Title: "a", Steps: []Step{{"b", 1}}, Whole: -1},
		"too many steps":   {Title: "a", Steps: make([]Step, MaxBars+1)},
	} {
		_, err := set.funnel(f)
		refused(name, err)
	}
	huge := 2.0 * MaxValue
	for name, d := range map[string]Digest{
		"a label in Thai":     {Figures: []Figure{{Label: "ระดับ"}}},
		"no figure":           {Title: "a"},
		"too many figures":    {Figures: make([]Figure, MaxFigures+1)},
		"a huge value":        {Figures: []Figure{{Value: huge}}},
		"a huge one before":   {Figures: []Figure{{Before: &huge}}},
		"a huge one of trend": {Figures: []Figure{{Trend: Values{1, huge}}}},
	} {
		_, err := set.digest(d)
		refused(name, err)
	}
	_, err = Lines{List: []Series{{Values: Values{math.Inf(1)}}}}.Drawing()
	refused("an infinite value", err)
	_, err = Digest{Figures: []Figure{{Value: math.NaN()}}}.Drawing()
	refused("an unknown figure", err)
}

// TestTinyValues checks that values next to nothing, alone or beside huge ones, are drawn.
func TestTinyValues(t *testing.T) {
	set := setter(t)
	for _, most := range []float64{5e-324, 1e-10, 1e15} {
		h := exampleHeat()
		for day := range h.Hours {
			for hour := range 24 {
				h.Hours[day][hour] = 5e-324
			}
		}
		h.Hours[3][12] = most
		if _, err := set.heat(h); err != nil {
			t.Errorf("a week with %v: %v", most, err)
		}
		l := exampleLines(3)
		for i := range l.List {
			l.List[i].Values = Values{0, 5e-324, most}
		}
		l.Before = nil
		if _, err := set.lines(l); err != nil {
			t.Errorf("lines with %v: %v", most, err)
		}
	}
}

// FuzzCharts checks that any stored data gives a picture or an error.
func FuzzCharts(f *testing.F) {
	for i, k := range kept {
		f.Add(i, []byte(k.data))
	}
	drawers := NewPainter().Drawers()
	f.Fuzz(func(t *testing.T, i int, data []byte) {
		kind := kept[uint(i)%uint(len(kept))].kind
		if b, err := drawers[kind](1, data); (b == nil) != (err != nil) {
			t.Errorf("%d bytes, error %v", len(b), err)
		}
	})
}

// BenchmarkCardCharts draws uncached charts and reports the medians. The limit is 15 ms.
func BenchmarkCardCharts(b *testing.B) {
	for kind, chart := range map[string]func(note string) any{
		KindLines:  func(note string) any { l := exampleLines(90); l.Note = note; return l },
		KindHeat:   func(note string) any { h := exampleHeat(); h.Note = note; return h },
		KindFunnel: func(note string) any { f := exampleFunnel(); f.Note = note; return f },
		KindDigest: func(note string) any { d := exampleDigest(); d.Note = note; return d },
	} {
		b.Run(kind, func(b *testing.B) {
			paint := NewPainter().Drawers()[kind]
			var took []time.Duration
			for i := 0; b.Loop(); i++ {
				data, err := json.Marshal(chart(fmt.Sprint("until ", i)))
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
		})
	}
}
