// Package markup is the markup of Steward's texts: parsing it, writing it, and
// splitting it to a platform's limit. Adapters render its spans in their
// platform's own format. It knows nothing of bots.
package markup

import (
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Look is the formatting of a span: any of the following combined.
type Look uint8

// The looks. A Quote and a Block span whole lines.
const (
	Bold Look = 1 << iota
	Italic
	Strike
	Code   // verbatim, monospaced
	Block  // the same, on lines of its own
	Quote  // a quotation
	Bullet // the bullet of a list item, "• "
)

// Span is a stretch of text with uniform formatting.
type Span struct {
	Text string
	Look Look
	Link string // destination; empty: none
}

// Parse parses Steward's markup, which is close to Discord's:
//
//	**bold**  *italic*  _italic_  ~~struck~~  `code`  [text](https://…)
//	> a quotation, at the start of a line
//	- a list item
//	```
//	a block of code
//	```
//
// A backslash before a mark escapes it, web addresses are taken verbatim, and
// marks without a counterpart on the same line are text. It never fails.
// Concatenated, the spans' texts are what people read; neighbouring spans
// differ in formatting.
func Parse(text string) []Span {
	p := parser{}
	for text != "" {
		if content, rest, ok := cutBlock(text); ok {
			p.add(Span{Text: content, Look: Block})
			if text = rest; text != "" {
				p.add(Span{Text: "\n"})
			}
			continue
		}
		line, rest, more := strings.Cut(text, "\n")
		quoted := p.line(line)
		if text = rest; more {
			p.add(Span{Text: "\n", Look: quoted & quotesOn(rest)})
		}
	}
	return p.spans
}

// Plain removes the formatting from a text in markup; a link's address follows
// its text.
func Plain(text string) string {
	var b strings.Builder
	spans := Parse(text)
	for i, s := range spans {
		b.WriteString(s.Text)
		if s.Link != "" && s.Link != s.Text && (i+1 == len(spans) || spans[i+1].Link != s.Link) {
			b.WriteString(" (" + s.Link + ")")
		}
	}
	return b.String()
}

// Escape escapes a text, such as a member's name, for use in markup.
func Escape(text string) string {
	var b strings.Builder
	for _, r := range text {
		if isMark(r) {
			b.WriteByte('\\')
		}
		b.WriteRune(r)
	}
	return b.String()
}

// isMark reports whether a backslash escapes r.
func isMark(r rune) bool {
	return r > ' ' && r < utf8.RuneSelf && !unicode.IsLetter(r) && !unicode.IsDigit(r)
}

type parser struct{ spans []Span }

func (p *parser) add(s Span) {
	if s.Text == "" {
		return
	}
	if n := len(p.spans); n > 0 && p.spans[n-1].Look == s.Look && p.spans[n-1].Link == s.Link {
		p.spans[n-1].Text += s.Text
		return
	}
	p.spans = append(p.spans, s)
}

const fence = "```"

// cutBlock takes a code block from the start of a text. The language after the
// fence is dropped.
func cutBlock(text string) (content, rest string, ok bool) {
	inner, ok := strings.CutPrefix(text, fence)
	if !ok {
		return "", "", false
	}
	content, rest, ok = strings.Cut(inner, fence)
	if first, more, lines := strings.Cut(content, "\n"); lines && language.MatchString(first) {
		content = strings.TrimSuffix(more, "\n")
	}
	if !ok || strings.TrimSpace(content) == "" {
		return "", "", false
	}
	return content, strings.TrimPrefix(rest, "\n"), true
}

var language = regexp.MustCompile(`^[A-Za-z0-9_+#.-]*\s*$`)

// line parses a line and returns the look of the whole line: Quote or none.
func (p *parser) line(line string) Look {
	var look Look
	if quotesOn(line) != 0 {
		line, look = line[2:], Quote
	}
	if rest, ok := strings.CutPrefix(line, "- "); ok && strings.TrimSpace(rest) != "" {
		p.add(Span{Text: "• ", Look: Bullet | look})
		line = strings.TrimLeft(rest, " ")
	}
	p.inline(line, Span{Look: look})
	return look
}

// quotesOn reports whether the first line of a text is a quotation.
func quotesOn(text string) Look {
	if strings.HasPrefix(text, "> ") {
		return Quote
	}
	return 0
}

var (
	address = regexp.MustCompile(`^https?://[^\s<>]+`)
	target  = regexp.MustCompile(`^\]\((https?://[^\s()<>]+)\)`)
)

// begins are the characters with which markup may begin.
const begins = "\\`h[*_~"

// inline parses a part of a line; like gives its formatting.
func (p *parser) inline(s string, like Span) {
	before := rune(' ') // the character before s
	for s != "" {
		n := p.mark(s, before, like)
		if n == 0 {
			if n = 1 + strings.IndexAny(s[1:], begins); n == 0 {
				n = len(s)
			}
			like.Text = s[:n]
			p.add(like)
		}
		before, _ = utf8.DecodeLastRuneInString(s[:n])
		s = s[n:]
	}
}

// mark parses the markup that begins at the start of s and returns its length;
// 0 if there is none.
func (p *parser) mark(s string, before rune, like Span) int {
	literal := func(text string, look Look) { p.add(Span{Text: text, Look: like.Look | look, Link: like.Link}) }
	switch s[0] {
	case '\\':
		if len(s) > 1 && isMark(rune(s[1])) {
			literal(s[1:2], 0)
			return 2
		}
	case '`':
		if content, n := codeSpan(s); n > 0 {
			literal(content, Code)
			return n
		}
	case 'h':
		if a := address.FindString(s); a != "" && !InWord(before) {
			literal(a, 0)
			return len(a)
		}
	case '[':
		return p.link(s, like)
	case '*', '_', '~':
		return p.emphasis(s, before, like)
	}
	return 0
}

// codeSpan parses code, which ends with as many backticks as it begins with.
// With more than one, a space at either end separates them from backticks in
// the content.
func codeSpan(s string) (content string, n int) {
	open := len(s) - len(strings.TrimLeft(s, "`"))
	for at := open; at < len(s); {
		i := strings.IndexByte(s[at:], '`')
		if i < 0 {
			return "", 0
		}
		at += i
		run := len(s[at:]) - len(strings.TrimLeft(s[at:], "`"))
		if run != open {
			at += run
			continue
		}
		content = s[open:at]
		if inner, ok := strings.CutPrefix(content, " "); ok && open > 1 && strings.HasSuffix(inner, " ") {
			content = inner[:len(inner)-1]
		}
		return content, at + run
	}
	return "", 0
}

func (p *parser) link(s string, like Span) int {
	end := closing(s[1:], "]", false)
	if like.Link != "" || end <= 0 || strings.TrimSpace(s[1:1+end]) == "" {
		return 0
	}
	to := target.FindStringSubmatch(s[1+end:])
	if to == nil {
		return 0
	}
	p.inline(s[1:1+end], Span{Look: like.Look, Link: to[1]})
	return 1 + end + len(to[0])
}

// emphasis parses emphasised text. It has no space inside its marks, and does
// not nest in itself. Underscores within a word are text.
func (p *parser) emphasis(s string, before rune, like Span) int {
	for _, e := range [...]struct {
		mark string
		look Look
	}{{"**", Bold}, {"~~", Strike}, {"*", Italic}, {"_", Italic}} {
		rest, ok := strings.CutPrefix(s, e.mark)
		if !ok || like.Look&e.look != 0 || e.mark == "_" && InWord(before) {
			continue
		}
		end := closing(rest, e.mark, true)
		if first, _ := utf8.DecodeRuneInString(rest); end <= 0 || unicode.IsSpace(first) {
			continue
		}
		p.inline(rest[:end], Span{Look: like.Look | e.look, Link: like.Link})
		return len(e.mark)*2 + end
	}
	return 0
}

// closing returns where a mark closes: not escaped, not within code or a link's
// address, and, for emphasis, not after a space; -1 if nowhere.
func closing(s, mark string, emphasis bool) int {
	before := rune(' ')
	for at := 0; at < len(s); {
		n := 1
		switch {
		case s[at] == '\\' && at+1 < len(s) && isMark(rune(s[at+1])):
			n = 2
		case s[at] == '`':
			if _, long := codeSpan(s[at:]); long > 0 {
				n = long
			}
		case strings.HasPrefix(s[at:], mark) && !(emphasis && unicode.IsSpace(before)) && ends(s[at:], mark):
			return at
		case s[at] == mark[0] && emphasis:
			n = skipped(s[at:], mark)
		case s[at] == ']':
			n = max(1, len(target.FindString(s[at:])))
		default:
			_, n = utf8.DecodeRuneInString(s[at:])
		}
		before, _ = utf8.DecodeLastRuneInString(s[:at+n])
		at += n
	}
	return -1
}

// ends reports whether a mark is not part of a longer one, or of a word.
func ends(s, mark string) bool {
	next, _ := utf8.DecodeRuneInString(s[len(mark):])
	switch mark {
	case "_":
		return !InWord(next)
	case "]":
		return true
	}
	return !strings.HasPrefix(s[len(mark):], mark[:1])
}

// skipped returns how much of a run of marks can't close an emphasis: in a
// longer run, pairs of stars belong together, so that *a **b** c* works.
func skipped(s, mark string) int {
	if mark == "*" && strings.HasPrefix(s, "**") && !strings.HasPrefix(s, "***") {
		return 2
	}
	return 1
}

// InWord reports whether a character may be part of a word, a number or a name.
func InWord(r rune) bool {
	return r == '_' || r != utf8.RuneError && (unicode.IsLetter(r) || unicode.IsDigit(r))
}
