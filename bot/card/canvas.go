package card

import (
	"image"
	"image/color"
	"image/draw"
	"math"

	"github.com/go-text/typesetting/font"
	"github.com/go-text/typesetting/font/opentype"
	"github.com/go-text/typesetting/shaping"
	"golang.org/x/image/vector"
)

// canvas is a picture being drawn. Coordinates are pixels from the top left.
type canvas struct {
	*image.RGBA
	raster vector.Rasterizer
}

func newCanvas(width, height int, ground color.RGBA) *canvas {
	c := &canvas{RGBA: image.NewRGBA(image.Rect(0, 0, width, height))}
	draw.Draw(c.RGBA, c.Rect, image.NewUniform(ground), image.Point{}, draw.Src)
	return c
}

// fill fills a path within an area. The path's coordinates are relative to the area.
func (c *canvas) fill(area image.Rectangle, colour color.RGBA, path func(*vector.Rasterizer)) {
	if area = area.Intersect(c.Rect); area.Empty() {
		return
	}
	c.raster.Reset(area.Dx(), area.Dy())
	path(&c.raster)
	c.raster.Draw(c.RGBA, area, image.NewUniform(colour), image.Point{})
}

// round fills a rectangle with rounded corners; a circle if the radius is half its sides.
func (c *canvas) round(area image.Rectangle, radius float32, colour color.RGBA) {
	w, h := float32(area.Dx()), float32(area.Dy())
	r := min(radius, w/2, h/2)
	k := r * 0.4477 // distance from a corner to the control point of a quarter circle's cubic curve
	c.fill(area, colour, func(z *vector.Rasterizer) {
		z.MoveTo(r, 0)
		z.LineTo(w-r, 0)
		z.CubeTo(w-k, 0, w, k, w, r)
		z.LineTo(w, h-r)
		z.CubeTo(w, h-k, w-k, h, w-r, h)
		z.LineTo(r, h)
		z.CubeTo(k, h, 0, h-k, 0, h-r)
		z.LineTo(0, r)
		z.CubeTo(0, k, k, 0, r, 0)
		z.ClosePath()
	})
}

// dot is a point of a stroke, in pixels.
type dot struct{ x, y float32 }

// stroke draws a line through dots, with round ends and corners.
func (c *canvas) stroke(width float32, colour color.RGBA, dots ...dot) {
	var area image.Rectangle
	for _, d := range dots {
		area = area.Union(image.Rect(int(d.x-width), int(d.y-width), int(d.x+width)+1, int(d.y+width)+1))
	}
	area = area.Intersect(c.Rect)
	x0, y0 := float32(area.Min.X), float32(area.Min.Y)
	c.fill(area, colour, func(z *vector.Rasterizer) {
		for i, d := range dots {
			d.x, d.y = d.x-x0, d.y-y0
			disc(z, d, width/2)
			if i == 0 {
				continue
			}
			from := dot{dots[i-1].x - x0, dots[i-1].y - y0}
			long := float32(math.Hypot(float64(d.x-from.x), float64(d.y-from.y)))
			if long == 0 {
				continue
			}
			// Across the line. All parts turn the same way, else they would cancel each other.
			nx, ny := (from.y-d.y)/long*width/2, (d.x-from.x)/long*width/2
			z.MoveTo(from.x-nx, from.y-ny)
			z.LineTo(d.x-nx, d.y-ny)
			z.LineTo(d.x+nx, d.y+ny)
			z.LineTo(from.x+nx, from.y+ny)
			z.ClosePath()
		}
	})
}

// disc adds a circle to a path.
func disc(z *vector.Rasterizer, d dot, r float32) {
	k := r * 0.5523 // length of the handles of a quarter circle's cubic curve
	z.MoveTo(d.x+r, d.y)
	z.CubeTo(d.x+r, d.y+k, d.x+k, d.y+r, d.x, d.y+r)
	z.CubeTo(d.x-k, d.y+r, d.x-r, d.y+k, d.x-r, d.y)
	z.CubeTo(d.x-r, d.y-k, d.x-k, d.y-r, d.x, d.y-r)
	z.CubeTo(d.x+k, d.y-r, d.x+r, d.y-k, d.x+r, d.y)
	z.ClosePath()
}

// write draws a line of text from x on a baseline.
func (c *canvas) write(l line, x, baseline float32, colour color.RGBA) {
	for _, run := range l.runs {
		c.run(run, x, baseline, colour)
		x += float32(run.Advance) / 64
	}
}

func (c *canvas) run(run shaping.Output, x, baseline float32, colour color.RGBA) {
	size := float32(run.Size) / 64
	// Marks may extend beyond the font's ascent and descent.
	area := image.Rect(int(x-size), int(baseline-2*size), int(x+float32(run.Advance)/64+size), int(baseline+size)).Intersect(c.Rect)
	c.fill(area, colour, func(z *vector.Rasterizer) {
		at := pen{z, x - float32(area.Min.X), baseline - float32(area.Min.Y), size / float32(run.Face.Upem())}
		for _, g := range run.Glyphs {
			at.glyph(run.Face, g)
			at.x += float32(g.Advance) / 64
		}
	})
}

// pen draws glyphs; scale is pixels per font unit.
type pen struct {
	*vector.Rasterizer
	x, y, scale float32
}

func (p pen) glyph(f *font.Face, g shaping.Glyph) {
	outline, ok := f.GlyphDataOutline(g.GlyphID)
	if !ok {
		return
	}
	p.x += float32(g.XOffset) / 64
	p.y -= float32(g.YOffset) / 64
	at := func(s opentype.SegmentPoint) (x, y float32) { return p.x + s.X*p.scale, p.y - s.Y*p.scale }
	for _, s := range outline.Segments {
		x0, y0 := at(s.Args[0])
		x1, y1 := at(s.Args[1])
		x2, y2 := at(s.Args[2])
		switch s.Op {
		case opentype.SegmentOpMoveTo:
			p.ClosePath()
			p.MoveTo(x0, y0)
		case opentype.SegmentOpLineTo:
			p.LineTo(x0, y0)
		case opentype.SegmentOpQuadTo:
			p.QuadTo(x0, y0, x1, y1)
		case opentype.SegmentOpCubeTo:
			p.CubeTo(x0, y0, x1, y1, x2, y2)
		}
	}
	p.ClosePath()
}
