package card

import (
	"encoding/binary"
	"image"
	"image/color"
	"slices"
)

// indexed returns a picture in at most 256 colours, which is encoded several times faster and
// smaller. Colours of look.go stay as they are; those in between, on the edges of letters and
// shapes, are rounded to steps that nobody sees. A picture with more colours is returned itself.
func indexed(c *image.RGBA) image.Image {
	p := image.NewPaletted(c.Rect, make(color.Palette, 0, 256))
	var known [1 << 15]uint16 // by five bits of each channel: the index in the palette, plus 1
	add := func(v color.RGBA) bool {
		at := step(v)
		if known[at] == 0 {
			if len(p.Palette) == 256 {
				return false
			}
			p.Palette = append(p.Palette, v)
			known[at] = uint16(len(p.Palette))
		}
		return true
	}
	for _, v := range slices.Concat([]color.RGBA{ground, track, ink, muted, accent, accentText, amber, faint, panel, paper}, tints, heats) {
		add(v)
	}
	last, index := uint32(0), uint8(0)
	for i := range p.Pix {
		v := binary.LittleEndian.Uint32(c.Pix[4*i:])
		if v != last || i == 0 {
			x := color.RGBA{uint8(v), uint8(v >> 8), uint8(v >> 16), 255}
			if !add(x) {
				return c
			}
			last, index = v, uint8(known[step(x)]-1)
		}
		p.Pix[i] = index
	}
	return p
}

func step(v color.RGBA) int { return int(v.R>>3)<<10 | int(v.G>>3)<<5 | int(v.B>>3) }
