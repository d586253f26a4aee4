package card

import (
	"image"
	"image/color"
	"math"
	"slices"
)

// plot maps values to pixels.
type plot struct {
	*page
	area        image.Rectangle // from the first point to the last
	least, most float64
	n           int // points
}

func (p *plot) at(i int, v float64) dot {
	x := float32(p.area.Min.X)
	if p.n > 1 {
		x += float32(p.area.Dx()) * float32(i) / float32(p.n-1)
	}
	return dot{x, float32(p.area.Max.Y) - float32(p.area.Dy())*float32((v-p.least)/(p.most-p.least))}
}

// line draws a series and marks its last point. If that one is open, it is a ring, and the part
// before it is dashed.
func (p *plot) line(v Values, colour color.RGBA, width float32, open bool) {
	var run []dot
	flush := func() { p.stroke(width, colour, run...); run = run[:0] }
	for i, x := range v {
		if math.IsNaN(x) {
			flush()
			continue
		}
		d := p.at(i, x)
		if open && i == len(v)-1 {
			if len(run) > 0 {
				p.dashes(width, colour, run[len(run)-1], d)
			}
			flush()
			p.stroke(3*width, colour, d)
			p.stroke(3*width-4, ground, d)
			continue
		}
		if run = append(run, d); i == len(v)-1 {
			p.stroke(3*width, colour, d)
		}
	}
	flush()
}

// dashes draws a dashed line.
func (p *plot) dashes(width float32, colour color.RGBA, from, to dot) {
	long := math.Hypot(float64(to.x-from.x), float64(to.y-from.y))
	between := func(at float64) dot {
		k := float32(min(at/long, 1))
		return dot{from.x + (to.x-from.x)*k, from.y + (to.y-from.y)*k}
	}
	for at := 0.0; at < long; at += 2.4 * dashLength {
		p.stroke(width, colour, between(at), between(at+dashLength))
	}
}

// end is a label at the end of a line.
type end struct {
	y      float32 // of its middle
	rows   []string
	colour color.RGBA
}

// end adds the label of a line: its name and, if wanted, its last known value.
func (p *plot) end(list []end, l Lines, s Series, colour color.RGBA, value bool) []end {
	v := s.Values[:min(p.n, len(s.Values))]
	for i := len(v) - 1; i >= 0; i-- {
		if math.IsNaN(v[i]) {
			continue
		}
		e := end{y: p.at(i, v[i]).y, colour: colour}
		if value {
			e.rows = append(e.rows, number(v[i], l.Unit, p.lang))
			if l.SoFar != "" && i == p.n-1 {
				e.rows = append(e.rows, l.SoFar)
				if both := e.rows[0] + " " + l.SoFar; p.set(both, p.lang, smallSize, 0).width <= endRoom-gap {
					e.rows = []string{both}
				}
			}
		}
		if s.Name != "" {
			e.rows = append(e.rows, s.Name)
		}
		return append(list, e)
	}
	return list
}

// label writes the labels beside the ends of their lines, moved apart where they would overlap.
func (p *plot) label(list []end) {
	slices.SortStableFunc(list, func(a, b end) int { return int(a.y - b.y) })
	high := func(e end) float32 { return float32(endRow * len(e.rows)) }
	free := float32(p.area.Min.Y - plotTop)
	for i := range list {
		list[i].y = max(list[i].y, free+high(list[i])/2)
		free = list[i].y + high(list[i])/2
	}
	free = float32(p.area.Max.Y + lineWidth)
	for i := len(list) - 1; i >= 0; i-- {
		list[i].y = min(list[i].y, free-high(list[i])/2)
		free = list[i].y - high(list[i])/2
	}
	for _, e := range list {
		for i, row := range e.rows {
			baseline := e.y - high(e)/2 + float32(endRow*i) + 21
			p.left(row, float32(p.area.Max.X+gap), baseline, textRight, smallSize, e.colour)
		}
	}
}
