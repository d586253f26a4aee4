package markup

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Split splits a text in markup into parts of at most max UTF-16 units. Each
// part is complete: formatting that is open at its end is closed there and
// reopened in the next. Invalid bytes are replaced. Max 0 means no limit. There
// is always at least one part, possibly empty.
func Split(text string, max int) []string {
	if Fits(text, max) && Fits(Format(Parse(text)), max) {
		return []string{text}
	}
	var parts []string
	for spans := Parse(strings.ToValidUTF8(text, "\uFFFD")); len(spans) > 0; {
		whole := Format(spans)
		if Fits(whole, max) {
			return append(parts, whole)
		}
		head, tail := cutSpans(spans, cutAt(spans, max))
		if part := Format(head); strings.TrimSpace(part) != "" {
			parts = append(parts, part)
		}
		spans = trimSpans(tail)
	}
	if len(parts) == 0 {
		return []string{""}
	}
	return parts
}

// cutAt returns where to cut spans that are too long, in bytes of their texts:
// as far as fits, or at a line or word end in the last quarter of that. It is
// never 0.
func cutAt(spans []Span, max int) int {
	var b strings.Builder
	for _, s := range spans {
		b.WriteString(s.Text)
	}
	text := b.String()
	fits := func(n int) bool {
		head, _ := cutSpans(spans, n)
		return Fits(Format(head), max)
	}
	low, high := 0, prefix(text, max, "")
	for low < high {
		middle := (low + high + 1) / 2
		for middle < high && !utf8.RuneStart(text[middle]) {
			middle++
		}
		if fits(middle) {
			low = middle
		} else if high = middle - 1; high > low {
			for !utf8.RuneStart(text[high]) {
				high--
			}
		}
	}
	if low == 0 {
		_, low = utf8.DecodeRuneInString(text)
		return low
	}
	for _, mark := range []string{"\n", " "} {
		if i := strings.LastIndex(text[:low], mark); i > low*3/4 && fits(i) {
			return i
		}
	}
	return low
}

// cutSpans cuts spans after n bytes of their texts. A bullet stays with the
// text that follows it, unless it comes first.
func cutSpans(spans []Span, n int) (head, tail []Span) {
	i := 0
	for i < len(spans) && n >= len(spans[i].Text) {
		n -= len(spans[i].Text)
		i++
	}
	if i == len(spans) {
		return spans, nil
	}
	if i > 0 && spans[i].Look&Bullet != 0 {
		n = 0
	} else if i > 1 && n == 0 && spans[i-1].Look&Bullet != 0 {
		i--
	}
	head, tail = slices.Clone(spans[:i]), slices.Clone(spans[i:])
	if n > 0 {
		part := tail[0]
		part.Text, tail[0].Text = part.Text[:n], part.Text[n:]
		head = append(head, part)
	}
	return head, tail
}

// trimSpans removes leading white space.
func trimSpans(spans []Span) []Span {
	for i, s := range spans {
		if s.Look&Bullet != 0 {
			return spans[i:]
		}
		if s.Text = strings.TrimLeftFunc(s.Text, unicode.IsSpace); s.Text != "" {
			return append([]Span{s}, spans[i+1:]...)
		}
	}
	return nil
}
