package card

import (
	"image"
	"math"
	"testing"
)

// plotted draws lines with a title of one line and returns the picture and where the plot is in it,
// as wide as the lines behind it.
func plotted(t *testing.T, l Lines) (*canvas, image.Rectangle) {
	t.Helper()
	c, err := setter(t).lines(l)
	if err != nil {
		t.Fatal(err)
	}
	plot := c.find(c.Rect, track)
	plot.Min.Y = barsMargin + titleLine + plotTop
	plot.Max.Y = plot.Min.Y + plotHeight
	return c, plot
}

func near(a, b int) bool { return max(a-b, b-a) <= 4 }

// TestLinesStartAtZero checks where points are: the axis starts at zero also if no value is near it,
// or below it for negative ones.
func TestLinesStartAtZero(t *testing.T) {
	for name, c := range map[string]struct {
		values     Values
		first, end float64 // parts of the plot's height, from its bottom
	}{
		"all high":   {Values{80, 100}, 0.8, 1},
		"from zero":  {Values{0, 50, 100}, 0, 1},
		"below zero": {Values{-100, 0, 100}, 0, 1},
		"all zero":   {Values{0, 0}, 0, 0},
	} {
		pic, plot := plotted(t, Lines{Title: "a", Days: make([]string, len(c.values)), List: []Series{{"", c.values}}})
		from := pic.find(image.Rect(plot.Min.X, 0, plot.Min.X+2, pic.Rect.Max.Y), accent)
		to := pic.find(image.Rect(plot.Max.X-1, 0, plot.Max.X+1, pic.Rect.Max.Y), accent)
		height := float64(plotHeight)
		if y := plot.Max.Y - int(c.first*height); !near((from.Min.Y+from.Max.Y)/2, y) {
			t.Errorf("%s: the first point is at %v, want %d", name, from, y)
		}
		if y := plot.Max.Y - int(c.end*height); !near((to.Min.Y+to.Max.Y)/2, y) {
			t.Errorf("%s: the last point is at %v, want %d", name, to, y)
		}
	}
}

// TestLinesShowWhatIsMissing checks that a line has gaps for unknown values, dashes before the open
// interval, and a ring at its end.
func TestLinesShowWhatIsMissing(t *testing.T) {
	columns := func(pic *canvas, plot image.Rectangle, from, to float64) (with, without int) {
		for x := plot.Min.X + int(from*float64(plot.Dx())); x < plot.Min.X+int(to*float64(plot.Dx())); x++ {
			if pic.find(image.Rect(x, 0, x+1, pic.Rect.Max.Y), accent).Empty() {
				without++
			} else {
				with++
			}
		}
		return with, without
	}
	l := Lines{Title: "a", Days: make([]string, 5), List: []Series{{"", Values{5, 5, math.NaN(), 5, 5}}}}
	pic, plot := plotted(t, l)
	if with, _ := columns(pic, plot, 0.27, 0.73); with > 0 {
		t.Errorf("%d columns of the gap are drawn over", with)
	}
	for _, part := range [][2]float64{{0, 0.24}, {0.76, 1}} {
		if _, without := columns(pic, plot, part[0], part[1]); without > 0 {
			t.Errorf("%d columns between %v are empty", without, part)
		}
	}
	l.SoFar = "so far"
	pic, plot = plotted(t, l)
	if with, without := columns(pic, plot, 0.76, 0.97); with < 20 || without < 20 {
		t.Errorf("the open interval has %d columns with a line, %d without", with, without)
	}
	if middle := pic.RGBAAt(plot.Max.X, plot.Max.Y-plotHeight); middle != ground {
		t.Errorf("the open end is filled with %v", middle)
	}
}

// TestLinesBefore checks that the period before is faint, below the line, and no longer than it.
func TestLinesBefore(t *testing.T) {
	l := Lines{Title: "a", Days: make([]string, 3), List: []Series{{"", Values{10, 10, 10}}}, Before: &Series{"", Values{10, 5, 5, 100}}}
	pic, plot := plotted(t, l)
	old := pic.find(pic.Rect, faint)
	if old.Max.X > plot.Max.X+2*lineWidth || !near(old.Max.Y, plot.Max.Y-plotHeight/2) {
		t.Errorf("the period before is at %v in %v", old, plot)
	}
	if pic.RGBAAt(plot.Min.X+3, plot.Max.Y-plotHeight) != accent {
		t.Error("the period before is on top")
	}
}

// TestLabelsKeepApart checks that the labels at the ends of lines neither overlap nor leave the plot.
func TestLabelsKeepApart(t *testing.T) {
	set := setter(t)
	for _, ends := range [][3]float32{{100, 100, 100}, {380, 380, 380}, {0, 0, 0}, {100, 110, 380}, {390, 385, 380}} {
		p := &plot{page: &page{set, newCanvas(rankWidth, 500, ground), "en"}, area: image.Rect(100, 100, 600, 100+plotHeight)}
		var list []end
		for i, y := range ends {
			list = append(list, end{y: y, rows: make([]string, i+1), colour: ink})
		}
		p.label(list)
		bottom := float32(p.area.Min.Y - plotTop)
		for _, e := range list {
			half := float32(endRow*len(e.rows)) / 2
			if e.y-half < bottom {
				t.Errorf("%v: one begins at %v, above %v", ends, e.y-half, bottom)
			}
			bottom = e.y + half
		}
		if bottom > float32(p.area.Max.Y+lineWidth) {
			t.Errorf("%v: they end at %v", ends, bottom)
		}
	}
}

// TestDaysFit checks that the names of days do not run into each other, and that the last is there.
func TestDaysFit(t *testing.T) {
	for _, n := range []int{1, 2, 7, 28, 31, 90, MaxPoints} {
		l := exampleLines(n)
		l.Note, l.Before = "", nil
		pic, plot := plotted(t, l)
		at := func(x int) bool {
			return !pic.find(image.Rect(x, plot.Max.Y+16, x+1, plot.Max.Y+40), muted).Empty()
		}
		last := -1 // column with a part of a name
		var names, widest int
		for x, begin := 0, 0; x < rankWidth; x++ {
			if !at(x) {
				continue
			}
			if last < 0 || x-last > gap*3/4 { // more than a space
				names, begin = names+1, x
			}
			last, widest = x, max(widest, x-begin)
		}
		if names < 1 || names > n || n > 6 && names < 5 || widest > 80 || n > 1 && last < plot.Max.X {
			t.Errorf("%d points: %d names, up to %d wide, to %d of %d", n, names, widest, last, plot.Max.X)
		}
	}
}
