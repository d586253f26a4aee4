// Package card draws the rank card of a member.
//
// A feature requests a picture by its numbers and texts ([Rank] and [Rank.Drawing]), which
// are stored in the outbox. When the line is sent, the engine has the [Painter] draw it,
// outside the writer's goroutine.
//
// painter.go caches the latest pictures; rank.go lays out texts and shapes; legible.go
// reduces a text to what the fonts in fonts/ can draw, so that nobody sees a missing-glyph
// box; text.go shapes it into glyphs, with direction, ligatures and marks; canvas.go fills
// outlines.
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

// Drawers returns the drawers of this package by kind.
func (p *Painter) Drawers() map[string]bot.Drawer {
	return map[string]bot.Drawer{KindRank: p.rank}
}

// Drawing returns a request to draw the card.
func (r Rank) Drawing() (*bot.Drawing, error) {
	data, err := json.Marshal(r)
	if err != nil {
		return nil, fmt.Errorf("card: %w", err)
	}
	return &bot.Drawing{Kind: KindRank, Version: 1, Data: data}, nil
}

// rank draws a Rank as a PNG. It fails if the data can't be decoded, or if no font has a
// letter of a text other than the name.
func (p *Painter) rank(version int, data []byte) ([]byte, error) {
	if version != 1 {
		return nil, phrase.New("picture.unknown_form")
	}
	key := string(data)
	c, drawn, err := p.draw(key, data)
	if c == nil || err != nil {
		return drawn, err
	}
	var b bytes.Buffer
	if err := (&png.Encoder{CompressionLevel: png.BestSpeed}).Encode(&b, c.RGBA); err != nil {
		return nil, err
	}
	p.keep(key, b.Bytes())
	return b.Bytes(), nil
}

// draw returns the cached PNG, or else a canvas with the new picture.
func (p *Painter) draw(key string, data []byte) (c *canvas, drawn []byte, err error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if b := p.done[key]; b != nil {
		return nil, b, nil
	}
	var r Rank
	if err := json.Unmarshal(data, &r); err != nil {
		return nil, nil, phrase.New("picture.unknown_form")
	}
	if p.set == nil {
		if p.set, err = newTypesetter(); err != nil {
			return nil, nil, err
		}
	}
	c, err = p.set.rank(r)
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
