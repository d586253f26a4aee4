package config

import (
	"fmt"
	"strings"

	"github.com/stewardbot/steward/bot/phrase"
)

// Fault is one mistake in a file: where it is, what is wrong and what to do
// about it.
type Fault struct {
	File      string         // relative to the working directory of Load
	Line, Col int            // from 1; columns count characters
	Path      string         // communities[0].check_in.amount; "(file)" for a file as a whole
	Message   *phrase.Phrase // never holds a secret
	Warning   bool           // the file can still be used
	Where     *phrase.Phrase // the path in words: "to, in the first post under schedule"; nil if Path is a single key
	Excerpt   Excerpt
}

// In formats the fault in a language, in one line: FILE:LINE:COL: PATH:
// MESSAGE.
func (f Fault) In(lang string) string {
	word := ""
	if f.Warning {
		word = phrase.New("warning").In(lang) + ": "
	}
	return fmt.Sprintf("%s:%d:%d: %s: %s%s", f.File, f.Line, f.Col, f.Path, word, f.Message.In(lang))
}

// Explain formats the fault for a person: the line of In and, indented below
// it, the path in words and the line of the file with a mark under the place.
// It has no newline at the end.
func (f Fault) Explain(lang string) string {
	out := f.In(lang)
	if f.Where != nil {
		out += "\n  " + phrase.New("where.here", f.Where).In(lang)
	}
	if f.Excerpt.Text != "" {
		out += "\n" + f.Excerpt.lines(f.Line)
	}
	return out
}

// String formats the fault in English.
func (f Fault) String() string { return f.In(phrase.English) }

// Faults are all the mistakes of a configuration, in the order of their
// positions.
type Faults []Fault

// Error returns In for English.
func (fs Faults) Error() string { return fs.In(phrase.English) }

// In formats the faults in a language, one per line.
func (fs Faults) In(lang string) string {
	lines := make([]string, len(fs))
	for i, f := range fs {
		lines[i] = f.In(lang)
	}
	return strings.Join(lines, "\n")
}

// Err returns the faults as an error; nil if there are only warnings.
func (fs Faults) Err() error {
	for _, f := range fs {
		if !f.Warning {
			return fs
		}
	}
	return nil
}

// wholeFile is the path of a fault in a file as a whole.
const wholeFile = "(file)"

// finding is a fault before it is reported, with its position and the extent of
// the faulty value.
type finding struct {
	pos     pos
	endLine int
	path    string
	message *phrase.Phrase
	warning bool
	unknown bool // an unknown key
}

// pos is a position in a file. Lines and columns count from 1, columns in
// characters.
type pos struct {
	src       *source
	line, col int
}

func (p pos) String() string {
	line, col := p.shown()
	return fmt.Sprintf("%s:%d:%d", p.src.name, line, col)
}

// shown returns the line and column as messages have them.
func (p pos) shown() (line, col int) { return p.line + p.src.below, p.col + p.src.behind }

// clamp moves a wrong position from a parser to the nearest one inside the
// file.
func (p pos) clamp() pos {
	p.line = p.src.within(p.line)
	p.col = min(max(p.col, 1), p.src.width(p.line)+1)
	return p
}
