package markup

import (
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Format writes spans as markup that Parse reads back the same, as far as
// people can see: white space at the end of an emphasis moves out of it.
func Format(spans []Span) string {
	var w writer
	spans = visible(spans)
	for i, s := range spans {
		next := Span{Text: "\n"}
		if i+1 < len(spans) {
			next = spans[i+1]
		}
		w.span(s, next)
	}
	w.to(Span{})
	return w.b.String()
}

// visible splits spans at line ends and removes emphasis from white space,
// where nobody sees it.
func visible(spans []Span) []Span {
	var p parser
	for _, s := range spans {
		if s.Look&(Block|Bullet) != 0 {
			p.spans = append(p.spans, s)
			continue
		}
		for text := s.Text; text != ""; {
			part := s
			part.Text = text
			if i := strings.IndexFunc(text, isBlank); i == 0 {
				_, n := utf8.DecodeRuneInString(text)
				part.Text = text[:n]
				part.Look &= Quote
				part.Link = ""
				if s.Look&Code != 0 && part.Text != "\n" {
					part = s
					part.Text = text[:n]
				}
			} else if i > 0 {
				part.Text = text[:i]
			}
			text = text[len(part.Text):]
			p.add(part)
		}
	}
	return bridged(p.spans)
}

func isBlank(r rune) bool { return unicode.IsSpace(r) }

// bridged gives blanks within a line the emphasis common to both sides, so that
// marks are not closed and reopened needlessly.
func bridged(spans []Span) []Span {
	var p parser
	for i, s := range spans {
		if i > 0 && i+1 < len(spans) && strings.TrimSpace(s.Text) == "" && !strings.Contains(s.Text, "\n") && s.Look&(Code|Block|Bullet) == 0 {
			look, link := common(spans[i-1], spans[i+1])
			s.Look, s.Link = s.Look|look, link
		}
		if s.Look&(Block|Bullet) != 0 {
			p.spans = append(p.spans, s)
			continue
		}
		p.add(s)
	}
	return p.spans
}

// common returns the marks that can stay open between two spans: an inner one
// can't if an outer one does not.
func common(a, b Span) (look Look, link string) {
	if a.Link != b.Link {
		return 0, ""
	}
	for _, e := range emphases {
		if a.Look&e.look != b.Look&e.look {
			break
		}
		look |= a.Look & e.look
	}
	return look, a.Link
}

// writer tracks the open marks, outermost first.
type writer struct {
	b      strings.Builder
	open   []opened
	inLine bool // something of the line is written
	closed bool // a mark was just closed
}

// opened is a mark to be closed.
type opened struct {
	look Look // 0: a link
	link string
	end  string
}

func (w *writer) span(s, next Span) {
	if s.Look&Block != 0 {
		w.block(s.Text)
		return
	}
	lines := strings.Split(s.Text, "\n")
	for i, line := range lines {
		if i > 0 {
			w.to(Span{})
			w.newline()
		}
		last := i == len(lines)-1
		if line != "" || s.Look&Quote != 0 && i > 0 && !last {
			w.begin(s.Look)
		}
		if line != "" {
			w.piece(Span{Text: line, Look: s.Look, Link: s.Link}, !last || stops(s, next))
		}
	}
}

// stops reports whether an address may end at the end of s, because what
// follows does not extend it.
func stops(s, next Span) bool {
	if strings.HasPrefix(next.Text, "\n") {
		return true
	}
	const emphasis = Bold | Italic | Strike
	marked := s.Look&emphasis != 0 || s.Link != ""
	return marked && s.Look&next.Look&emphasis == 0 && (s.Link == "" || s.Link != next.Link)
}

func (w *writer) newline() {
	w.b.WriteByte('\n')
	w.inLine, w.closed = false, false
}

// begin writes the prefix of a line.
func (w *writer) begin(look Look) {
	if !w.inLine && look&Quote != 0 {
		w.b.WriteString("> ")
	}
}

func (w *writer) block(text string) {
	w.to(Span{})
	if w.inLine {
		w.newline()
	}
	w.b.WriteString(fence + "\n" + strings.ReplaceAll(text, fence, "'''") + "\n" + fence)
	w.inLine, w.closed = true, false
}

// piece writes a part of a line; free means that an address may end there.
func (w *writer) piece(s Span, free bool) {
	if s.Look&Bullet != 0 {
		w.b.WriteString("- ")
		w.inLine = true
		return
	}
	w.to(s)
	if s.Look&Code != 0 {
		w.code(s.Text)
	} else {
		w.plain(s.Text, free)
	}
	w.inLine, w.closed = true, false
}

// code writes code between runs of backticks that don't occur in it; three at
// the start of a line would begin a block.
func (w *writer) code(text string) {
	runs := map[int]bool{}
	for _, run := range backticks.FindAllString(text, -1) {
		runs[len(run)] = true
	}
	n := 1
	if strings.HasPrefix(text, "`") || strings.HasSuffix(text, "`") {
		n = 2
	}
	for runs[n] {
		n++
	}
	if n > 1 {
		text = " " + text + " "
	}
	if n > 2 && !w.inLine {
		w.b.WriteString("\u200b")
	}
	marks := strings.Repeat("`", n)
	w.b.WriteString(marks + text + marks)
}

var backticks = regexp.MustCompile("`+")

// emphases, outermost first.
var emphases = [...]struct {
	look Look
	mark string
}{{Strike, "~~"}, {Bold, "**"}, {Italic, "*"}}

// to closes and opens marks until the formatting matches s.
func (w *writer) to(s Span) {
	var want []opened
	if s.Link != "" {
		want = append(want, opened{link: s.Link, end: "](" + encoded(s.Link) + ")"})
	}
	for _, e := range emphases {
		if s.Look&e.look != 0 {
			want = append(want, opened{look: e.look, end: e.mark})
		}
	}
	keep := 0
	for keep < len(w.open) && keep < len(want) && w.open[keep] == want[keep] {
		keep++
	}
	for len(w.open) > keep {
		w.b.WriteString(w.open[len(w.open)-1].end)
		w.open = w.open[:len(w.open)-1]
		w.closed = true
	}
	for _, o := range want[keep:] {
		if w.closed && o.link == "" { // otherwise the marks would run together
			w.b.WriteString("\u200b")
			w.closed = false
		}
		begin := o.end
		if o.link != "" {
			begin = "["
		}
		w.b.WriteString(begin)
		w.open = append(w.open, o)
	}
}

// encoded returns an address without characters that would end it, or an
// emphasis around it.
func encoded(link string) string {
	return strings.NewReplacer("(", "%28", ")", "%29", "*", "%2A", "~", "%7E", "`", "%60", "<", "%3C", ">", "%3E", " ", "%20", `\`, "%5C").Replace(link)
}

var addresses = regexp.MustCompile(`https?://[^\s<>]+`)

// plain writes a text with its marks escaped, except in addresses, which have
// no escapes: one that would not be recognised as such is broken by a
// backslash.
func (w *writer) plain(text string, free bool) {
	if !w.inLine && strings.IndexByte("->#+", text[0]) >= 0 {
		w.b.WriteString(`\` + text[:1])
		text = text[1:]
	}
	done := 0
	for _, at := range addresses.FindAllStringIndex(text, -1) {
		w.b.WriteString(escaper.Replace(text[done:at[0]]))
		link, behind := text[at[0]:at[1]], text[at[1]:]
		before, _ := utf8.DecodeLastRuneInString(text[:at[0]])
		switch {
		case at[0] > 0 && InWord(before), behind == "" && !free, strings.HasPrefix(behind, "<"),
			len(w.open) > 0 && strings.ContainsAny(link, "*_~`[]\\"):
			link = strings.ReplaceAll(escaper.Replace(link), "://", `:\//`)
		}
		w.b.WriteString(link)
		done = at[1]
	}
	w.b.WriteString(escaper.Replace(text[done:]))
}

var escaper = strings.NewReplacer(`\`, `\\`, `*`, `\*`, `_`, `\_`, `~`, `\~`, "`", "\\`", `|`, `\|`, `[`, `\[`, `]`, `\]`, `<`, `\<`)
