package config

import (
	"fmt"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/width"
)

// Excerpt is the line of a fault, ready for a terminal: tabs and invisible
// characters are spelled out, secrets replaced. The zero value has nothing to
// show.
type Excerpt struct {
	Text     string // at most 78 columns around the place
	Mark     int    // column of the place, from 0
	MarkSize int    // width of the place in columns, at least 1
}

// lines formats the excerpt and the mark below it, without a newline at the
// end.
func (x Excerpt) lines(number int) string {
	gutter := fmt.Sprintf("%5d", number)
	return fmt.Sprintf("%s | %s\n%*s | %*s%s", gutter, x.Text, len(gutter), "", x.Mark, "", strings.Repeat("^", x.MarkSize))
}

const (
	excerptWidth  = 72 // columns kept of a longer line
	excerptBefore = 30 // of these, columns before the place
	tabWidth      = 4
	cutOff        = "..."
)

// cell is a character of an excerpt. The characters of a replacement all have
// the column of the text they replace.
type cell struct {
	r     rune
	col   int32 // in the file, from 1
	width int8  // columns on screen
}

// excerpt returns the line at a position. It caches the latest line, because a
// line may have a hundred thousand faults.
func (l *loader) excerpt(at pos) Excerpt {
	line := at.src.lines[at.line-1]
	if at.src.text == "" || strings.TrimSpace(line) == "" {
		return Excerpt{}
	}
	if l.shown.src != at.src || l.shown.line != at.line {
		cells := l.cells(at.src, at.line)
		l.shown = shownLine{at.src, at.line, []rune(line), cells, wide(cells)}
	}
	return l.shown.cut(at.col, at.col+extent(l.shown.runes, at.col-1))
}

type shownLine struct {
	src   *source
	line  int
	runes []rune
	cells []cell
	width int // of all cells
}

// extent counts the characters of the token at i: a quoted text, a word or a
// sign.
func extent(r []rune, i int) int {
	if i >= len(r) {
		return 1
	}
	if r[i] == '"' || r[i] == '\'' {
		return max(1, closing(r, i+1, r[i])+1-i)
	}
	n := 0
	for ; i+n < len(r); n++ {
		c := r[i+n]
		ends := c == ':' && (i+n+1 == len(r) || unicode.IsSpace(r[i+n+1])) || c == '：'
		if ends || unicode.IsSpace(c) || !unicode.IsPrint(c) || strings.ContainsRune("[]{},#\"'，、", c) {
			break
		}
	}
	return max(1, n)
}

// cells splits a whole line.
func (l *loader) cells(src *source, line int) []cell {
	text := src.lines[line-1]
	out := make([]cell, 0, len(text))
	put := func(instead string, col int32) {
		for _, r := range instead {
			out = append(out, cell{r, col, 1})
		}
	}
	hide, col, until, last := l.hidden(src, line), int32(0), 0, rune(0)
	for i, r := range text {
		col++
		before := last
		last = r
		if i < until {
			continue
		}
		if len(hide) > 0 && hide[0][0] <= i {
			until = hide[0][1]
			hide = hide[1:]
			put(hidden, col)
			continue
		}
		switch w := columns(r); {
		case r == '\t':
			put(strings.Repeat(" ", tabWidth), col)
		case w < 0:
			put(spelledOut(r), col)
		case before == '\u200d': // part of one emoji
			out = append(out, cell{r, col, 0})
		case r == '\ufe0f' && len(out) > 0 && out[len(out)-1].width == 1: // makes it an emoji
			out = append(out, cell{r, col, 1})
		default:
			out = append(out, cell{r, col, w})
		}
	}
	return out
}

// visible spells out what a terminal or chat would obey rather than show:
// control characters, line breaks, marks of direction.
func visible(text string) string {
	if strings.IndexFunc(text, isUnseen) < 0 {
		return text
	}
	var b strings.Builder
	for _, r := range text {
		if isUnseen(r) {
			b.WriteString(spelledOut(r))
		} else {
			b.WriteRune(r)
		}
	}
	return b.String()
}

func isUnseen(r rune) bool { return columns(r) < 0 }

func spelledOut(r rune) string { return fmt.Sprintf("<%U>", r) }

// columns returns the width of a character on screen, -1 if it is invisible.
func columns(r rune) int8 {
	switch {
	case unicode.In(r, unicode.Mn, unicode.Me, unicode.Variation_Selector), r == '\u200d', r >= 0x1f3fb && r <= 0x1f3ff:
		return 0 // drawn over the previous one
	case r != '\u3000' && r != ' ' && !unicode.IsPrint(r), r == utf8.RuneError:
		return -1
	}
	switch width.LookupRune(r).Kind() {
	case width.EastAsianWide, width.EastAsianFullwidth:
		return 2
	}
	return 1
}

// cut returns the part of the line around columns begin to end-1.
func (s shownLine) cut(begin, end int) Excerpt {
	cells := s.cells
	first := from(cells, begin)
	if begin <= len(s.runes) && (first == len(cells) || int(cells[first].col) != begin) { // inside a replacement
		first = from(cells, int(cells[first-1].col))
	}
	last := from(cells, end)
	low, high := 0, len(cells)
	if s.width > excerptWidth {
		low = first
		for room := excerptBefore; low > 0 && room >= int(cells[low-1].width); low-- {
			room -= int(cells[low-1].width)
		}
		high = low
		for room := excerptWidth; high < len(cells) && room >= int(cells[high].width); high++ {
			room -= int(cells[high].width)
		}
	}
	x := Excerpt{Mark: wide(cells[low:first]), MarkSize: max(1, wide(cells[first:max(first, min(last, high))]))}
	var b strings.Builder
	if low > 0 {
		b.WriteString(cutOff)
		x.Mark += len(cutOff)
	}
	for _, c := range cells[low:high] {
		b.WriteRune(c.r)
	}
	if high < len(cells) {
		b.WriteString(cutOff)
	}
	x.Text = strings.TrimRight(b.String(), " ")
	return x
}

// from returns the index of the first cell at or after a column.
func from(cells []cell, col int) int {
	i, _ := slices.BinarySearchFunc(cells, int32(col), func(c cell, col int32) int { return int(c.col) - int(col) })
	return i
}

func wide(cells []cell) (n int) {
	for _, c := range cells {
		n += int(c.width)
	}
	return n
}
