package card

import (
	"bytes"
	"embed"
	"fmt"
	"sync"

	"github.com/go-text/typesetting/font"
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
		list = append(list, face.Font)
	}
	return list, nil
})
