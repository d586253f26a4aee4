// Package card draws pictures of figures: the rank card of a member, charts of bars such as
// standings and the results of polls, lines over days, heat maps of a week, funnels, and the
// figures of a digest.
//
// A feature requests a picture by its numbers and texts ([Rank.Drawing], [Lines.Drawing] and so
// on), which are stored in the outbox. When the line is sent, the engine has the [Painter] draw it,
// outside the writer's goroutine.
//
// painter.go caches the latest pictures; rank.go, bars.go, lines.go, heat.go, funnel.go and
// digest.go lay out texts and shapes; plot.go draws lines; values.go writes numbers and divides
// axes; legible.go reduces a text to what the fonts in fonts/ can draw, so that nobody sees a
// missing-glyph box; text.go shapes it into glyphs, with direction, ligatures and marks; canvas.go
// fills outlines.
package card

import (
	"bytes"
	"encoding/json"
	"fmt"
	"image/png"
	"sync"

	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/bot/phrase"
)

// keeps is how many pictures are cached, about 20 KB each.
const keeps = 64

// Painter draws all pictures of the package. Safe for concurrent use.
type Painter struct {
	mu    sync.Mutex
	set   *typesetter // nil before the first picture
	done  map[string][]byte
	order []string // keys of done, oldest first
}

// NewPainter returns a Painter with an empty cache.
func NewPainter() *Painter { return &Painter{done: map[string][]byte{}} }

// Drawers returns the drawers of this package by kind. They fail if the data can't be decoded, or
// if no font has a letter of a text other than a name.
func (p *Painter) Drawers() map[string]bot.Drawer {
	return map[string]bot.Drawer{
		KindRank:   drawer(p, KindRank, (*typesetter).rank),
		KindBars:   drawer(p, KindBars, (*typesetter).bars),
		KindLines:  drawer(p, KindLines, (*typesetter).lines),
		KindHeat:   drawer(p, KindHeat, (*typesetter).heat),
		KindFunnel: drawer(p, KindFunnel, (*typesetter).funnel),
		KindDigest: drawer(p, KindDigest, (*typesetter).digest),
	}
}

// Drawing returns a request to draw the card.
func (r Rank) Drawing() (*bot.Drawing, error) { return drawing(KindRank, r) }

func drawing(kind string, v any) (*bot.Drawing, error) {
	data, err := json.Marshal(v)
	if err != nil {
		return nil, fmt.Errorf("card: %w", err)
	}
	return &bot.Drawing{Kind: kind, Version: 1, Data: data}, nil
}

// drawer draws pictures with data of type T as PNGs.
func drawer[T any](p *Painter, kind string, draw func(*typesetter, T) (*canvas, error)) bot.Drawer {
	return func(version int, data []byte) ([]byte, error) {
		if version != 1 {
			return nil, phrase.New("picture.unknown_form")
		}
		key := kind + string(data)
		c, drawn, err := p.draw(key, func(set *typesetter) (*canvas, error) {
			var v T
			if err := json.Unmarshal(data, &v); err != nil {
				return nil, phrase.New("picture.unknown_form")
			}
			return draw(set, v)
		})
		if c == nil || err != nil {
			return drawn, err
		}
		var b bytes.Buffer
		if err := (&png.Encoder{CompressionLevel: png.BestSpeed}).Encode(&b, indexed(c.RGBA)); err != nil {
			return nil, err
		}
		p.keep(key, b.Bytes())
		return b.Bytes(), nil
	}
}

// draw returns the cached PNG, or else a canvas with the new picture.
func (p *Painter) draw(key string, paint func(*typesetter) (*canvas, error)) (c *canvas, drawn []byte, err error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if b := p.done[key]; b != nil {
		return nil, b, nil
	}
	if p.set == nil {
		if p.set, err = newTypesetter(); err != nil {
			return nil, nil, err
		}
	}
	c, err = paint(p.set)
	return c, nil, err
}

func (p *Painter) keep(key string, b []byte) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.done[key] == nil {
		p.order = append(p.order, key)
	}
	p.done[key] = b
	if len(p.order) > keeps {
		delete(p.done, p.order[0])
		p.order = p.order[1:]
	}
}
