package phrase

import (
	"cmp"
	"embed"
	"fmt"
	"path"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"

	"github.com/goccy/go-yaml"
)

// What the program itself says to its operator, such as faults of a
// configuration, is written in English where it is found, in many packages, and
// reaches the operator wrapped in other sentences. A phrase book puts such a
// sentence into another language: its keys are English sentences with places,
// "wants {a}, got {b}", its texts the same in that language.

//go:embed phrases/*.yaml
var phraseBooks embed.FS

// Phrases put the program's English into one language. It may be used from any
// goroutine; nil leaves all as it is.
type Phrases struct {
	list   []phrase // the most specific first
	choice phrase
}

// phrase is a key of the book and its text, parsed.
type phrase struct {
	key    string
	pieces pieces
	own    pieces
	weight int // bytes that must stand there; more for a remark that hangs on a sentence
}

// NewPhrases reads a language's book. It is nil for English and for a language
// that has none, and panics if the book can't be read, which the tests would have
// noticed.
func NewPhrases(lang string) *Phrases {
	body, err := phraseBooks.ReadFile(path.Join("phrases", lang+".yaml"))
	if err != nil {
		return nil
	}
	var book map[string]string
	if err := yaml.UnmarshalWithOptions(body, &book, yaml.Strict()); err != nil {
		panic(fmt.Sprintf("read the %s phrases: %v", lang, err))
	}
	p := &Phrases{}
	for key, own := range book {
		if ph := newPhrase(key, own); key == choiceKey {
			p.choice = ph
		} else {
			p.list = append(p.list, ph)
		}
	}
	slices.SortFunc(p.list, func(a, b phrase) int { return cmp.Or(b.weight-a.weight, strings.Compare(a.key, b.key)) })
	return p
}

// phrasePlace is a place of a key; other braces stand for themselves.
var phrasePlace = regexp.MustCompile(`\{([a-d]|list|last)\}`)

func newPhrase(key, own string) phrase {
	p := phrase{key: key, pieces: phrasePieces(key), own: phrasePieces(own)}
	for i := 0; i < len(p.pieces); i += 2 {
		p.weight += len(p.pieces[i])
	}
	if strings.HasPrefix(key, "{a}; ") {
		p.weight += longestSaid
	}
	return p
}

func phrasePieces(s string) (out pieces) {
	from := 0
	for _, at := range phrasePlace.FindAllStringIndex(s, -1) {
		out = append(out, s[from:at[0]], s[at[0]+1:at[1]-1])
		from = at[1]
	}
	return append(out, s[from:])
}

// Say is an English text of the program's, line by line, as the book has it.
// What is not in the book stays English; names, quoted texts and numbers stay as
// they are.
func (p *Phrases) Say(english string) string {
	if p == nil || len(english) > longestSaid {
		return english
	}
	lines := strings.Split(english, "\n")
	for i, line := range lines {
		words := strings.TrimSpace(line)
		lines[i] = strings.Replace(line, words, p.say(words, 0), 1)
	}
	return strings.Join(lines, "\n")
}

const (
	longestSaid = 64 << 10
	deepest     = 8 // sentences within sentences
)

func (p *Phrases) say(s string, depth int) string {
	if s == "" || depth > deepest {
		return s
	}
	if _, err := strconv.Unquote(s); err == nil {
		return s
	}
	if place := location.FindString(s); place != "" {
		return place + p.say(s[len(place):], depth+1)
	}
	for _, ph := range p.list {
		if own, ok := p.fill(ph, s, depth); ok {
			return own
		}
	}
	if choice.MatchString(s) {
		first, last, _ := strings.Cut(s, " or ")
		return p.choice.text(map[string]string{"list": strings.ReplaceAll(first, ", ", "、"), "last": last})
	}
	return p.parts(s, depth)
}

// fill says s as a phrase, if it is one.
func (p *Phrases) fill(ph phrase, s string, depth int) (string, bool) {
	args, ok := ph.match(s)
	if !ok {
		return "", false
	}
	for place, found := range args {
		said := p.say(found, depth+1)
		if ph.key == bothKey && said == found && !strings.HasPrefix(found, `"`) {
			return "", false
		}
		args[place] = said
	}
	return ph.text(args), true
}

const (
	choiceKey = "{list} or {last}" // of single words: "react, private or public"
	bothKey   = "{a} and {b}"      // of what is in the book, or quoted: any English sentence may have an "and"
)

var choice = regexp.MustCompile(`^[\w-]+(, [\w-]+)* or [\w-]+$`)

// separators stand between sentences that are each in the book.
var separators = []struct{ english, own string }{{"; ", "；"}, {": ", ": "}, {". ", "。"}}

// parts says a text of several sentences one by one.
func (p *Phrases) parts(s string, depth int) string {
	for _, sep := range separators {
		for from := 0; ; {
			i := strings.Index(s[from:], sep.english)
			if i < 0 {
				break
			}
			a, b := s[:from+i], s[from+i+len(sep.english):]
			from += i + len(sep.english)
			if strings.Count(a, `"`)%2 != 0 { // within a quoted text
				continue
			}
			first, rest := p.say(a, depth+2), p.say(b, depth+2)
			if first != a || rest != b {
				if sep.english == ": " && endsInHan(first) && rest != b {
					return first + "：" + rest
				}
				return first + sep.own + rest
			}
			break
		}
	}
	if name, rest, ok := strings.Cut(s, " "); ok && fileName.MatchString(name) {
		return joined(name+" ", p.say(rest, depth+1))
	}
	return s
}

// location is a line of a file, which may stand before what is wrong in it.
var location = regexp.MustCompile(`^\S+:\d+:\d+: `)

// fileName may stand before a sentence about the file.
var fileName = regexp.MustCompile(`^\S+\.\w+$`)

// text is the phrase in the book's language.
func (ph phrase) text(args map[string]string) (out string) {
	for i, piece := range ph.own {
		if i%2 == 1 {
			piece = args[piece]
		}
		out = joined(out, piece)
	}
	return out
}

// joined puts what is filled in beside what stands there: one space between
// Chinese and anything else that is a word, none between Chinese and Chinese.
func joined(a, b string) string {
	after, _ := utf8.DecodeRuneInString(strings.TrimLeft(b, " "))
	before, _ := utf8.DecodeLastRuneInString(strings.TrimRight(a, " "))
	switch {
	case a == "" || b == "":
		return a + b
	case endsInHan(a) && unicode.Is(unicode.Han, after):
		return strings.TrimRight(a, " ") + strings.TrimLeft(b, " ")
	case endsInHan(a) && wordly(after), wordly(before) && unicode.Is(unicode.Han, after):
		return strings.TrimRight(a, " ") + " " + strings.TrimLeft(b, " ")
	}
	return a + b
}

func endsInHan(s string) bool {
	r, _ := utf8.DecodeLastRuneInString(strings.TrimRight(s, " "))
	return unicode.Is(unicode.Han, r)
}

// wordly is a letter, digit or sign of what stays as it is in Chinese.
func wordly(r rune) bool {
	return r < utf8.RuneSelf && (unicode.IsLetter(r) || unicode.IsDigit(r) || strings.ContainsRune("\"`@/-$", r))
}

// match takes what stands in the places of the phrase out of a sentence. No
// place is empty.
func (ph phrase) match(s string) (map[string]string, bool) {
	ps := ph.pieces
	if len(ps) == 1 {
		return map[string]string{}, s == ps[0]
	}
	if len(s) <= ph.weight%longestSaid || !strings.HasPrefix(s, ps[0]) || !strings.HasSuffix(s, ps[len(ps)-1]) {
		return nil, false
	}
	s = s[len(ps[0]) : len(s)-len(ps[len(ps)-1])]
	args := map[string]string{}
	for i := 1; i < len(ps)-2; i += 2 {
		at := -1
		if len(s) > 1 {
			at = strings.Index(s[1:], ps[i+1])
		}
		if at < 0 {
			return nil, false
		}
		args[ps[i]] = s[:at+1]
		s = s[at+1+len(ps[i+1]):]
	}
	if s == "" {
		return nil, false
	}
	args[ps[len(ps)-2]] = s
	return args, true
}

// oldBooks are those of package-level use, read once.
var oldBooks = func() map[string]func() *Phrases {
	all := map[string]func() *Phrases{}
	for _, lang := range Languages() {
		all[lang] = sync.OnceValue(func() *Phrases { return NewPhrases(lang) })
	}
	return all
}()

// old writes a phrase that has no code yet but is an English format.
func old(lang, format string, args []any) string {
	if len(args) == 0 {
		return oldBooks[lang]().Say(format)
	}
	said := make([]any, len(args))
	for i, a := range args {
		said[i] = a
		if _, ok := a.(speaker); ok {
			said[i] = In(lang, a)
		}
	}
	return oldBooks[lang]().Say(fmt.Sprintf(format, said...))
}

// Translate puts an English text that has no code yet into a language.
func Translate(lang, english string) string {
	if oldBooks[lang] == nil {
		return english
	}
	return oldBooks[lang]().Say(english)
}
