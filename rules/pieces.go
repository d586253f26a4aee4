package rules

import (
	"slices"
	"strings"

	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/rules/link"
)

// Piece is a part of a message as checks read it. It is for one goroutine.
type Piece struct {
	Kind   bot.PartKind
	Raw    string // as written, up to the limit
	Normal string // the same in its normal form
	URL    string // destination, as reported by the platform
	// of is the set of kinds for which a check reads the piece: usually its own
	// kind; for a whole text with code also that of code.
	of kinds

	found *[]link.Link
	read  *readings
	steps *int // that expressions may still take, in all pieces together
}

// readings returns how people read the piece; empty if nothing is hidden in it.
func (p *Piece) readings() *readings {
	if p.read == nil {
		p.read = &readings{}
		if isHidden(p.Normal) {
			*p.read = readingsOf(p.Raw)
		} else if simple := Simplified(p.Normal); simple != p.Normal {
			p.read.apart = simple
		}
	}
	return p.read
}

// links returns the links in the piece, its own destination first. The result is cached.
func (p *Piece) links() []link.Link {
	if p.found == nil {
		var found []link.Link
		if p.Kind != bot.PartFile || strings.ContainsAny(p.Raw, "/: ") { // otherwise it is a file's name
			found = link.Find(p.Raw)
		}
		address := p.URL
		if address == "" && p.Kind == bot.PartLink && len(found) == 0 { // the platform says that it is a link
			address = p.Raw
		}
		if to, ok := link.Parse(address); ok && !link.IsName(address) {
			found = slices.Insert(found, 0, to)
		}
		p.found = &found
	}
	return *p.found
}

// Pieces returns the pieces of an event's message and of its author's name.
// facts belong to the message's text.
func Pieces(ev *bot.Event, facts *bot.Facts) []Piece {
	var list []Piece
	if m := ev.Message; m != nil {
		list = make([]Piece, 0, len(m.Parts)+3)
		whole := Piece{Kind: bot.PartText, Raw: bot.Head(m.Text, lengthBytes), Normal: facts.Normal}
		if len(m.Media) > 0 {
			whole.Kind = bot.PartCaption
		}
		whole.of = kindsOf(whole.Kind)
		rest, code := withoutCode(whole.Raw, m.Parts)
		if code {
			list = append(list, pieceOf(bot.Part{Kind: whole.Kind, Text: rest}))
			whole.of |= kindsOf(bot.PartCode)
		} else if m.Text != "" {
			list = append(list, whole)
		}
		for _, p := range m.Parts {
			if p.Text != "" || p.URL != "" {
				list = append(list, pieceOf(p))
			}
		}
		if code { // matches across both
			list = append(list, whole)
		}
	}
	if u := ev.User; u != nil && u.Name != "" && (ev.Message != nil || ev.Kind == bot.KindJoin) {
		list = append(list, pieceOf(bot.Part{Kind: bot.PartName, Text: u.Name}))
	}
	return list
}

func pieceOf(p bot.Part) Piece {
	raw := bot.Head(p.Text, lengthBytes)
	return Piece{Kind: p.Kind, Raw: raw, Normal: Normalize(raw), URL: p.URL, of: kindsOf(p.Kind)}
}

// withoutCode replaces each piece of code in a text with a space.
func withoutCode(text string, parts []bot.Part) (speech string, cut bool) {
	var b strings.Builder
	done := 0 // the text up to here is processed
	for _, p := range parts {
		if p.Kind != bot.PartCode || p.Text == "" {
			continue
		}
		at := p.At
		if at < done || at > len(text) || !strings.HasPrefix(text[at:], p.Text) { // its position is unknown
			if at = strings.Index(text[done:], p.Text); at < 0 {
				continue
			}
			at += done
		}
		b.WriteString(text[done:at])
		b.WriteByte(' ')
		done, cut = at+len(p.Text), true
	}
	if !cut {
		return text, false
	}
	b.WriteString(text[done:])
	return b.String(), true
}

// kinds is a set of kinds of part.
type kinds uint32

var allKinds = bot.PartKinds()

// kindsOf returns the set of some kinds.
func kindsOf(list ...bot.PartKind) (set kinds) {
	for _, kind := range list {
		if i := slices.Index(allKinds, kind); i >= 0 {
			set |= 1 << i
		}
	}
	return set
}

// kindsIn returns the set of kinds named by a rule.
func kindsIn(names []string) (set kinds) {
	for _, name := range names {
		set |= kindsOf(bot.PartKind(name))
	}
	return set
}

// The default parts of checks, for rules without in.
var (
	// speech is people's own text, without code and content by others.
	speech = kindsOf(bot.PartText, bot.PartCaption)
	// content is everything in a message except the author's name.
	content = kindsOf(allKinds...) &^ kindsOf(bot.PartName)
)

// reader searches one piece.
type reader interface {
	find(p *Piece) (Found, bool)
}

// partCheck is a check that holds if its reader finds something in one of the
// pieces.
type partCheck struct {
	reader
	of kinds
}

// Match implements Check.
func (r partCheck) Match(m *Subject) (Found, bool) {
	for i := range m.Pieces {
		p := &m.Pieces[i]
		if p.of&^r.of != 0 {
			continue
		}
		if found, ok := r.find(p); ok {
			found.In = p.Kind
			return found, true
		}
	}
	return Found{}, false
}
