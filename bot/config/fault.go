package config

import (
	"fmt"
	"strings"
)

// Fault is one mistake in a file: where it stands, what is wrong and what to do about it.
type Fault struct {
	File      string // as it can be opened from where Load was called
	Line, Col int    // from 1; columns count characters
	Path      string // communities[0].check_in.amount; "(file)" for what concerns a file as a whole
	Message   string // never holds a secret
	Warning   bool   // the file can be used all the same
}

// String is the line that check prints: FILE:LINE:COL: PATH: MESSAGE.
func (f Fault) String() string {
	word := ""
	if f.Warning {
		word = "warning: "
	}
	return fmt.Sprintf("%s:%d:%d: %s: %s%s", f.File, f.Line, f.Col, f.Path, word, f.Message)
}

// Faults are all the mistakes of one file, in the order in which they stand.
type Faults []Fault

// Error lists the faults, one a line.
func (fs Faults) Error() string {
	lines := make([]string, len(fs))
	for i, f := range fs {
		lines[i] = f.String()
	}
	return strings.Join(lines, "\n")
}

// Err returns the faults as an error, nil if there are only warnings.
func (fs Faults) Err() error {
	for _, f := range fs {
		if !f.Warning {
			return fs
		}
	}
	return nil
}

// wholeFile is the path of a fault that concerns a file rather than a value in it.
const wholeFile = "(file)"

// finding is a fault on its way: it knows the file's text and how far the faulty value reaches.
type finding struct {
	pos     pos
	endLine int
	path    string
	message string
	warning bool
	unknown bool // an unknown key
}

// pos is a place in a file. Lines and columns count from 1, columns in characters.
type pos struct {
	src       *source
	line, col int
}

func (p pos) String() string { return fmt.Sprintf("%s:%d:%d", p.src.name, p.line, p.col) }

// clamp moves a position that a parser got wrong to the nearest one inside its file.
func (p pos) clamp() pos {
	p.line = min(max(p.line, 1), len(p.src.lines))
	p.col = min(max(p.col, 1), p.src.width(p.line)+1)
	return p
}
