package card

import (
	"bytes"
	"embed"
	"fmt"
	"sync"

	"github.com/go-text/typesetting/font"
	"github.com/go-text/typesetting/font/opentype/tables"
)

//go:embed fonts/*.woff
var fontFiles embed.FS

// fontNames lists the fonts in the order of lookup; emoji is the last.
var fontNames = []string{"NotoSans-Medium", "NotoSansArabic-Medium", "NotoSansCJKsc-Medium", "NotoEmoji-Medium"}

// fonts parses the fonts when the first picture is drawn.
var fonts = sync.OnceValues(func() (list []*font.Font, err error) {
	for _, name := range fontNames {
		b, err := fontFiles.ReadFile("fonts/" + name + ".woff")
		if err != nil {
			return nil, fmt.Errorf("card: %w", err)
		}
		face, err := font.ParseTTF(bytes.NewReader(b))
		if err != nil {
			return nil, fmt.Errorf("card: read %s: %w", name, err)
		}
		listGlyphs(face.Font)
		list = append(list, face.Font)
	}
	return list, nil
})

// listGlyphs writes out the ranges of glyphs that a font substitutes. The shaper's filter drops
// the ranges after one of 64 glyphs or more, so that Arabic letters would not join.
func listGlyphs(f *font.Font) {
	for _, l := range f.GSUB.Lookups {
		for i, sub := range l.Subtables {
			switch s := sub.(type) {
			case tables.SingleSubs:
				switch d := s.Data.(type) {
				case tables.SingleSubstData1:
					d.Coverage = listed(d.Coverage)
					s.Data = d
				case tables.SingleSubstData2:
					d.Coverage = listed(d.Coverage)
					s.Data = d
				}
				l.Subtables[i] = s
			case tables.MultipleSubs:
				s.Coverage = listed(s.Coverage)
				l.Subtables[i] = s
			case tables.LigatureSubs:
				s.Coverage = listed(s.Coverage)
				l.Subtables[i] = s
			}
		}
	}
}

// listed returns the same glyphs one by one.
func listed(c tables.Coverage) tables.Coverage {
	ranges, ok := c.(tables.Coverage2)
	if !ok {
		return c
	}
	var list tables.Coverage1
	for _, r := range ranges.Ranges {
		for g := int(r.StartGlyphID); g <= int(r.EndGlyphID); g++ {
			list.Glyphs = append(list.Glyphs, tables.GlyphID(g))
		}
	}
	return list
}
