package rules

import (
	"slices"
	"strings"

	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/rules/link"
)

// Piece is what checks read of a message at once: one of its parts. It is for one
// goroutine.
type Piece struct {
	Kind   bot.PartKind
	Raw    string // as it was written, as much of it as is looked at
	Normal string // the same in its normal form
	URL    string // where it leads, as the platform told
	// of are the kinds that a check has to look at to be shown the piece: for most its
	// own kind, for a whole text with code in it that of code, too.
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
		} else if simple := inSimplified(p.Normal); simple != p.Normal {
			p.read.apart = simple
		}
	}
	return p.read
}

// links returns those in the piece, where it leads first; they are looked for
// once.
func (p *Piece) links() []link.Link {
	if p.found == nil {
		var found []link.Link
		if p.Kind != bot.PartFile || strings.ContainsAny(p.Raw, "/: ") { // else it is a file's name
			found = link.Find(p.Raw)
		}
		address := p.URL
		if address == "" && p.Kind == bot.PartLink && len(found) == 0 { // it is one because the platform says so
			address = p.Raw
		}
		if to, ok := link.Parse(address); ok && !link.IsName(address) {
			found = slices.Insert(found, 0, to)
		}
		p.found = &found
	}
	return *p.found
}

// Pieces returns what there is to read of an event's message and of who caused
// it. Facts are those of the message's text.
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
		if code { // what reaches from one into the other
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

// withoutCode returns a text with a space in place of each piece of code in it.
func withoutCode(text string, parts []bot.Part) (speech string, cut bool) {
	var b strings.Builder
	done := 0 // as far as this the text is dealt with
	for _, p := range parts {
		if p.Kind != bot.PartCode || p.Text == "" {
			continue
		}
		at := p.At
		if at < done || at > len(text) || !strings.HasPrefix(text[at:], p.Text) { // it was not told where
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

// kindsIn returns the set of those that a rule names.
func kindsIn(names []string) (set kinds) {
	for _, name := range names {
		set |= kindsOf(bot.PartKind(name))
	}
	return set
}

// What checks look at whose rule does not say.
var (
	// speech is what people say themselves: no code, nothing that others made.
	speech = kindsOf(bot.PartText, bot.PartCaption)
	// content is all of a message, but not who wrote it.
	content = kindsOf(allKinds...) &^ kindsOf(bot.PartName)
)

// reader finds something in one piece of what was said.
type reader interface {
	find(p *Piece) (Found, bool)
}

// partCheck is a check that holds if its reader finds something in one of the pieces that
// it looks at.
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
