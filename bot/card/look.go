package card

import "image/color"

// The colours of pictures: those of the web pages in dark mode, which suit light and dark
// screens.
var (
	ground     = rgb(0x1a1916)
	track      = rgb(0x38342d)
	ink        = rgb(0xece8df)
	muted      = rgb(0xa9a295)
	accent     = rgb(0x5fc598)
	accentText = rgb(0x7bd3aa)
	amber      = rgb(0xe7bb62) // a figure that got worse
	faint      = rgb(0x6f695d) // the period before
	panel      = rgb(0x262420)
	paper      = rgb(0xffffff)
	// tints are the background colours of faces.
	tints = []color.RGBA{
		rgb(0x28648f), rgb(0x94446f), rgb(0xa34a22), rgb(0x6352a3), rgb(0x7d5a0d), rgb(0x2b6f6c), rgb(0xa03a45), rgb(0x4d6825),
	}
	// heats are the colours of a heat map above zero, from least to most.
	heats = []color.RGBA{rgb(0x1f4a38), rgb(0x33765a), rgb(0x4a9d79), rgb(0x6fd1a5), rgb(0xc4f3de)}
)

func rgb(v uint32) color.RGBA { return color.RGBA{uint8(v >> 16), uint8(v >> 8), uint8(v), 255} }
