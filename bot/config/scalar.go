package config

import (
	"errors"
	"math"
	"reflect"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"github.com/stewardbot/steward/bot/phrase"
	"github.com/stewardbot/steward/bot/spelling"
)

// scalar decodes a single value. If its variable is unset, it keeps its default
// unless it is a text.
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

// text returns the text of a scalar, or of the file that it names, if within
// its limits. Numbers are texts too, as written; true, false and null are not,
// since it is unclear whether they were meant.
func (l *loader) text(n *node, path string, lim limits) (string, bool) {
	switch {
	case n.missing != "":
		return n.text, true
	case n.kind == String || n.kind == Number || n.kind == Bool && n.fromEnv:
	case n.kind == Bool:
		l.fault(n, path, phrase.New("config.wants_text_word", n.got(), n.text))
		return "", false
	case n.kind == Null && n.commentFollows():
		l.fault(n, path, phrase.New("config.comment"))
		return "", false
	default:
		l.wants(n, path, "config.a_text")
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
		l.fault(n, path, phrase.New("config.file_slip", n.got()))
		return "", false
	}
	if len(lim.oneof) > 0 && !slices.Contains(lim.oneof, text) {
		l.fault(n, path, closest(phrase.New("config.wants", phrase.Or(lim.oneof), n.got()), n, lim.oneof))
		return "", false
	}
	length := utf8.RuneCountInString(text)
	return text, l.bounds(n, path, lim, float64(length), "character", strconv.Itoa(length))
}

// fileSlip matches a misspelled file: prefix that is followed by a name without
// spaces.
var fileSlip = regexp.MustCompile(`^(?i:files?|文件|檔案)[:∶︰]\S+$`)

// closest adds a suggestion that does not reveal a private text.
func closest(wrong *phrase.Phrase, n *node, words []string) *phrase.Phrase {
	if w := spelling.Suggest(n.text, words); w != "" && !n.private {
		return phrase.New("hint.meant", wrong, w)
	}
	return wrong
}

// commentFollows reports whether the key has no value but a comment, as in
// colour: #fff.
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

// commentCuts warns of an unquoted text that a # cuts off, if it does not look
// like an intended comment: a word follows immediately, or a single space
// precedes it after a sentence.
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
		message: phrase.New("config.comment_cuts")})
}

// content returns the content of a file named with file:, without its last line
// end.
func (l *loader) content(n *node, path, name string) (string, bool) {
	name = strings.TrimSpace(name)
	switch {
	case name == "":
		l.fault(n, path, phrase.New("config.no_file"))
		return "", false
	case l.hosted:
		l.fault(n, path, phrase.New("hosted.no_text"))
		return "", false
	case l.apart:
		l.fault(n, path, phrase.New("define.no_file"))
		return "", false
	}
	text, full, err := l.named(n, path, name, decodeText)
	if err != nil {
		l.fault(n, path, phrase.New("config.file", quotedPath(n, full), err))
		return "", false
	}
	return strings.TrimRight(text, "\n"), true
}

func quotedPath(n *node, name string) any {
	if n.private && n.fromEnv {
		return phrase.New("config.named_there")
	}
	return strconv.Quote(name)
}

func (l *loader) boolean(n *node, path string, v reflect.Value) {
	if n.kind == Bool {
		v.SetBool(strings.EqualFold(n.text, "true"))
		return
	}
	meant := ""
	if !n.private {
		switch strings.ToLower(n.text) {
		case "yes", "y", "on", "1", "是", "开", "開", "对", "對":
			meant = "true"
		case "no", "n", "off", "0", "否", "关", "關", "不":
			meant = "false"
		}
	}
	l.fault(n, path, write(phrase.New("config.wants", phrase.New("config.true_or_false"), n.got()), meant))
}

func (l *loader) duration(n *node, path string, lim limits, v reflect.Value) {
	switch {
	case n.kind == Number && number.MatchString(n.text) && strings.Trim(n.text, "+-0.") == "":
		if l.bounds(n, path, lim.nonNegative(), 0, "", "0") {
			v.SetInt(0)
		}
		return
	case n.kind == Number && n.private:
		l.fault(n, path, phrase.New("config.unit_missing"))
		return
	case n.kind == Number:
		l.fault(n, path, phrase.New("config.which_unit", n.got(), shorten(n.text)))
		return
	case n.kind != String:
		l.fault(n, path, write(phrase.New("config.wants", phrase.New("config.a_duration"), n.got()), meantDuration(n, lim.nonNegative())))
		return
	}
	d, err := ParseDuration(strings.TrimSpace(n.text))
	switch {
	case errors.Is(err, errLong) && lim.max != nil:
		l.bounds(n, path, lim, math.Inf(1), "", strings.TrimSpace(n.text))
		return
	case errors.Is(err, errLong):
		l.fault(n, path, errLong)
		return
	case err != nil:
		meant := meantDuration(n, lim.nonNegative())
		if d, err := ParseDuration(meant); err != nil || l.bounds(n, path, lim.nonNegative(), float64(d), "", n.text) {
			l.fault(n, path, write(phrase.New("config.wants", phrase.New("config.a_duration"), n.got()), meant))
		}
		return
	}
	if l.bounds(n, path, lim.nonNegative(), float64(d), "", d.String()) {
		v.SetInt(int64(d))
	}
}

// nonNegative gives a duration its lower bound if its tag has none.
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
		l.wants(n, path, "config.a_number")
	case err != nil || v.OverflowFloat(x):
		l.fault(n, path, phrase.New("config.large_number"))
	case l.bounds(n, path, lim, x, "", n.text):
		v.SetFloat(x)
	}
}

func (l *loader) integer(n *node, path string, sh *shape, lim limits, v reflect.Value) {
	digits := strings.TrimLeft(n.text, "+-")
	switch {
	case n.kind != Number || strings.ContainsAny(n.text, ".eE"):
		l.fault(n, path, write(phrase.New("config.wants", phrase.New("config.a_whole_number"), n.got()), meantNumber(n, lim)))
		return
	case len(digits) > 1 && digits[0] == '0':
		l.fault(n, path, phrase.New("config.leading_zero"))
		return
	case strings.HasPrefix(n.text, "-") && sh.form == formUint:
		l.wants(n, path, "config.a_positive_number")
		return
	}
	signed, err := strconv.ParseInt(n.text, 10, 64)
	unsigned, uerr := strconv.ParseUint(digits, 10, 64)
	if sh.form == formUint && (uerr != nil || v.OverflowUint(unsigned)) || sh.form == formInt && (err != nil || v.OverflowInt(signed)) {
		l.fault(n, path, phrase.New("config.large_number"))
		return
	}
	if lim.optional && signed == 0 && v.IsZero() && lim.min != nil && *lim.min > 0 {
		l.fault(n, path, phrase.New("config.at_least_or_none", lim.minText, n.text))
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

// floatOf converts digits that were already parsed as an integer.
func floatOf(digits string) float64 {
	x, _ := strconv.ParseFloat(digits, 64)
	return x
}

// bounds reports a value that exceeds its limits and returns whether it is
// within them. The unit is empty for numbers and durations.
func (l *loader) bounds(n *node, path string, lim limits, x float64, unit, shown string) bool {
	var got any = shown
	if n.private && unit == "" {
		got = phrase.New("config.another")
	}
	switch {
	case lim.min != nil && x < *lim.min:
		l.fault(n, path, phrase.New("config.at_least", amount(lim.minText, unit), got))
	case lim.max != nil && x > *lim.max:
		l.fault(n, path, phrase.New("config.at_most", amount(lim.maxText, unit), got))
	default:
		return true
	}
	return false
}

// amount formats a bound: 5, 1 character, 20 characters.
func amount(bound, unit string) any {
	switch {
	case unit == "":
		return bound
	case unit == "entry" && bound == "1":
		return phrase.New("config.one_entry")
	case unit == "entry":
		return phrase.New("config.entries", bound)
	case bound == "1":
		return phrase.New("config.one_character")
	}
	return phrase.New("config.characters", bound)
}
