package config

import (
	"fmt"
	"reflect"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"github.com/stewardbot/steward/bot/spelling"
)

// scalar decodes a single value. One whose variable has no value is left at its default unless it is a text.
func (l *loader) scalar(n *node, path string, sh *shape, lim limits, v reflect.Value) {
	if n.missing != "" && sh.form != formText && sh.form != formSecret {
		return
	}
	switch sh.form {
	case formText:
		if text, ok := l.text(n, path, lim); ok {
			v.SetString(text)
		}
	case formSecret:
		secret := *n
		secret.private = true
		if text, ok := l.text(&secret, path, lim); ok {
			v.SetString(text)
		}
	case formWords:
		l.textual(n, path, v)
	case formBool:
		l.boolean(n, path, v)
	case formDuration:
		l.duration(n, path, lim, v)
	case formFloat:
		l.float(n, path, lim, v)
	default:
		l.integer(n, path, sh, lim, v)
	}
}

// text returns the text of a scalar, or of the file that it names, if it is within its limits. Numbers are texts too, as they
// are written; true, false and nothing are not, because it cannot be told whether they were meant.
func (l *loader) text(n *node, path string, lim limits) (string, bool) {
	switch {
	case n.missing != "":
		return n.text, true
	case n.kind == String || n.kind == Number || n.kind == Bool && n.fromEnv:
	case n.kind == Bool:
		l.fault(n, path, fmt.Sprintf("wants a text, got %s; if the word is meant, put it in quotes: %q", n.got(), n.text))
		return "", false
	case n.kind == Null && n.commentFollows():
		l.fault(n, path, "has no value, because # begins a comment; put the text in quotes")
		return "", false
	default:
		l.wants(n, path, "a text")
		return "", false
	}
	l.misplaced(n, path) // again, for tokens in files, which are known by now
	l.commentCuts(n, path)
	text := n.text
	if name, ok := strings.CutPrefix(text, "file:"); ok && !lim.raw {
		if text, ok = l.content(n, path, name); !ok {
			return "", false
		}
	} else if fileSlip.MatchString(norm.NFKC.String(text)) && !lim.raw {
		l.fault(n, path, "begins like the name of a file, which is written file:NAME, in small letters and with an ordinary colon, got "+n.got())
		return "", false
	}
	if len(lim.oneof) > 0 && !slices.Contains(lim.oneof, text) {
		l.fault(n, path, "wants "+orList(lim.oneof)+", got "+n.got()+closest(n, lim.oneof))
		return "", false
	}
	length := utf8.RuneCountInString(text)
	return text, l.bounds(n, path, lim, float64(length), "character", strconv.Itoa(length))
}

// fileSlip is what begins with file: in another spelling, without a space that would make it a text.
var fileSlip = regexp.MustCompile(`^(?i:files?|文件|檔案)[:∶︰]\S+$`)

// closest is a suggestion that does not give away a private text.
func closest(n *node, words []string) string {
	if n.private {
		return ""
	}
	if w := spelling.Suggest(n.text, words); w != "" {
		return "; did you mean " + w + "?"
	}
	return ""
}

func orList(words []string) string {
	if len(words) == 1 {
		return words[0]
	}
	return strings.Join(words[:len(words)-1], ", ") + " or " + words[len(words)-1]
}

// commentFollows says that the key has no value but a comment, as in colour: #fff.
func (n *node) commentFollows() bool {
	if !n.plain || n.text != "" || n.pos.src == nil {
		return false
	}
	_, after, found := strings.Cut(n.pos.src.lines[n.pos.line-1], ":")
	after = strings.TrimSpace(after)
	return found && len(after) > 1 && after[0] == '#' && after[1] != ' '
}

var (
	glued    = regexp.MustCompile(`^\s+#[^\s#]`)
	loose    = regexp.MustCompile(`^ #`)
	sentence = regexp.MustCompile(`\S\s+\S|[，。！？；：、…～!?]|\p{Han}{6}`) // rather than a word
)

// commentCuts warns of a text without quotes that a # ends, if it does not look like a comment that was meant: a word follows
// at once, or a single space stands before it and a sentence before that.
func (l *loader) commentCuts(n *node, path string) {
	if !n.plain || n.fromEnv || n.kind != String || n.pos.src == nil {
		return
	}
	rest := n.pos.src.lines[n.endLine-1]
	if n.endLine == n.pos.line {
		r := []rune(rest)
		rest = string(r[min(len(r), n.pos.col-1):])
	}
	said, tail, found := strings.Cut(strings.TrimSpace(rest), " #")
	said, space := strings.TrimRight(said, " \t"), said[len(strings.TrimRight(said, " \t")):]
	tail = space + " #" + tail
	if !found || said == "" || !strings.HasSuffix(n.text, said) || !glued.MatchString(tail) && !(loose.MatchString(tail) && sentence.MatchString(n.text)) {
		return
	}
	l.findings = append(l.findings, finding{pos: n.pos, endLine: n.endLine, path: path, warning: true,
		message: "ends before #, because a # after a space begins a comment; put the whole text in quotes if it goes on"})
}

// content returns that of a file named with file:, without a line end at its end.
func (l *loader) content(n *node, path, name string) (string, bool) {
	name = strings.TrimSpace(name)
	if name == "" {
		l.fault(n, path, "names no file; write file: and a path, relative to this file")
		return "", false
	}
	text, full, err := l.named(n, path, name, decodeText)
	if err != nil {
		l.fault(n, path, "the file "+quotedPath(n, full)+" "+err.Error())
		return "", false
	}
	return strings.TrimRight(text, "\n"), true
}

func quotedPath(n *node, name string) string {
	if n.private && n.fromEnv {
		return "named there"
	}
	return strconv.Quote(name)
}

func (l *loader) boolean(n *node, path string, v reflect.Value) {
	if n.kind == Bool {
		v.SetBool(strings.EqualFold(n.text, "true"))
		return
	}
	hint := ""
	if !n.private {
		switch strings.ToLower(n.text) {
		case "yes", "y", "on", "1", "是", "开", "開", "对", "對":
			hint = "; write true"
		case "no", "n", "off", "0", "否", "关", "關", "不":
			hint = "; write false"
		}
	}
	l.fault(n, path, "wants true or false, got "+n.got()+hint)
}

func (l *loader) duration(n *node, path string, lim limits, v reflect.Value) {
	switch {
	case n.kind == Number && number.MatchString(n.text) && strings.Trim(n.text, "+-0.") == "":
		if l.bounds(n, path, lim.nonNegative(), 0, "", "0") {
			v.SetInt(0)
		}
		return
	case n.kind == Number && n.private:
		l.fault(n, path, "wants a duration; a unit is missing")
		return
	case n.kind == Number:
		l.fault(n, path, fmt.Sprintf("wants a duration, got %s; which unit? for seconds write %ss", n.got(), shorten(n.text)))
		return
	case n.kind != String:
		l.wants(n, path, "a duration such as 60s, 5m, 12h or 7d")
		return
	}
	d, err := ParseDuration(strings.TrimSpace(n.text))
	if err != nil {
		l.fault(n, path, err.Error()+", got "+n.got()+meantDuration(n))
		return
	}
	if l.bounds(n, path, lim.nonNegative(), float64(d), "", d.String()) {
		v.SetInt(int64(d))
	}
}

// nonNegative gives a duration the lower bound it has if its tag says nothing.
func (lim limits) nonNegative() limits {
	if lim.min == nil {
		lim.min, lim.minText = new(float64), "0"
	}
	return lim
}

func (l *loader) float(n *node, path string, lim limits, v reflect.Value) {
	x, err := strconv.ParseFloat(n.text, 64)
	switch {
	case n.kind != Number:
		l.wants(n, path, "a number")
	case err != nil || v.OverflowFloat(x):
		l.fault(n, path, "is too large a number")
	case l.bounds(n, path, lim, x, "", n.text):
		v.SetFloat(x)
	}
}

func (l *loader) integer(n *node, path string, sh *shape, lim limits, v reflect.Value) {
	digits := strings.TrimLeft(n.text, "+-")
	switch {
	case n.kind != Number || strings.ContainsAny(n.text, ".eE"):
		l.fault(n, path, "wants a whole number, got "+n.got()+meantNumber(n))
		return
	case len(digits) > 1 && digits[0] == '0':
		l.fault(n, path, "a whole number must not begin with 0")
		return
	case strings.HasPrefix(n.text, "-") && sh.form == formUint:
		l.wants(n, path, "a whole number that is not negative")
		return
	}
	signed, err := strconv.ParseInt(n.text, 10, 64)
	unsigned, uerr := strconv.ParseUint(digits, 10, 64)
	if sh.form == formUint && (uerr != nil || v.OverflowUint(unsigned)) || sh.form == formInt && (err != nil || v.OverflowInt(signed)) {
		l.fault(n, path, "is too large a number")
		return
	}
	if !l.bounds(n, path, lim, floatOf(n.text), "", n.text) {
		return
	}
	if sh.form == formUint {
		v.SetUint(unsigned)
	} else {
		v.SetInt(signed)
	}
}

// floatOf returns the value of digits that were already read as a whole number.
func floatOf(digits string) float64 {
	x, _ := strconv.ParseFloat(digits, 64)
	return x
}

// bounds reports a measure that is out of its limits and says whether it is within them. The unit is empty for a number and for
// a duration.
func (l *loader) bounds(n *node, path string, lim limits, x float64, unit, shown string) bool {
	if n.private && unit == "" {
		shown = "another"
	}
	switch {
	case lim.min != nil && x < *lim.min:
		l.fault(n, path, "wants at least "+amount(lim.minText, unit)+", got "+shown)
	case lim.max != nil && x > *lim.max:
		l.fault(n, path, "wants at most "+amount(lim.maxText, unit)+", got "+shown)
	default:
		return true
	}
	return false
}

// amount writes a bound: 5, 1 character, 20 characters.
func amount(bound, unit string) string {
	switch {
	case unit == "":
		return bound
	case bound == "1":
		return bound + " " + unit
	case unit == "entry":
		return bound + " entries"
	}
	return bound + " " + unit + "s"
}
