package desk

import "math"

// bars is a picture of whole numbers over time, drawn on the server: for each period a bar of each series, from zero. Its
// numbers are in a table on the same page.
type bars struct {
	Name        string // what it shows, for people who don't see it
	Width       int
	Bars        []bar
	Most        int64
	Top         string // the height of the picture, in words
	First, Last string
	Series      []string // names, in the order of bar.Series; empty if there is one
}

// bar is a rectangle; heights are of 100.
type bar struct {
	X, Y, Width, Height float64
	Series              int
	Title               string
}

// newBars draws the values of some series, each of one number for each label; those below 0 are not drawn.
func newBars(v *Visit, name string, labels, series []string, values ...[]int64) *bars {
	const wide, gap = 10.0, 4.0 // of a bar, and between periods
	c := &bars{Name: name}
	if len(series) > 1 {
		c.Series = series
	}
	if len(labels) > 0 {
		c.First, c.Last = labels[0], labels[len(labels)-1]
	}
	for _, list := range values {
		for _, n := range list {
			c.Most = max(c.Most, n)
		}
	}
	c.Top = v.T("economy.top", "Count", v.Number(c.Most))
	step := wide*float64(len(values)) + gap
	c.Width = int(step * float64(len(labels)))
	for s, list := range values {
		for i, n := range list {
			b := bar{X: step*float64(i) + wide*float64(s), Width: wide - 1, Series: s, Title: labels[i] + " · " + series[s] + ": " + v.Number(n)}
			if n > 0 {
				b.Height = float64(n) / float64(c.Most) * 100
			}
			b.Y = 100 - b.Height
			c.Bars = append(c.Bars, b)
		}
	}
	return c
}

// portion returns n of all in whole percents, at least 1 if there is any; for the length of a bar in a table.
func portion(n, all int64) int {
	if n <= 0 || all <= 0 {
		return 0
	}
	return max(int(math.Round(float64(n)/float64(all)*100)), 1)
}
