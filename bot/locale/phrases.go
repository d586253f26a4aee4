package locale

import (
	"cmp"
	"embed"
	"fmt"
	"path"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/goccy/go-yaml"
	"github.com/nicksnyder/go-i18n/v2/i18n"
	"golang.org/x/text/language"

	"github.com/stewardbot/steward/bot"
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
	speaker *i18n.Localizer
	list    []phrase // the most specific first
}

// phrase is a key of the book, parsed.
type phrase struct {
	key    string
	pieces pieces
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
	err = yaml.UnmarshalWithOptions(body, &book, yaml.Strict())
	bundle := i18n.NewBundle(language.Make(lang))
	bundle.RegisterUnmarshalFunc("yaml", yamlInto)
	if err == nil {
		_, err = bundle.ParseMessageFileBytes(body, lang+".yaml")
	}
	if err != nil {
		panic(fmt.Sprintf("read the %s phrases: %v", lang, err))
	}
	p := &Phrases{speaker: i18n.NewLocalizer(bundle, lang)}
	for key := range book {
		p.list = append(p.list, newPhrase(key))
	}
	slices.SortFunc(p.list, func(a, b phrase) int { return cmp.Or(b.weight-a.weight, strings.Compare(a.key, b.key)) })
	return p
}

// phrasePlace is a place of a key; other braces stand for themselves.
var phrasePlace = regexp.MustCompile(`\{([a-d]|list|last)\}`)

func newPhrase(key string) phrase {
	p := phrase{key: key}
	from := 0
	for _, at := range phrasePlace.FindAllStringIndex(key, -1) {
		p.pieces = append(p.pieces, key[from:at[0]], key[at[0]+1:at[1]-1])
		from = at[1]
	}
	p.pieces = append(p.pieces, key[from:])
	for i := 0; i < len(p.pieces); i += 2 {
		p.weight += len(p.pieces[i])
	}
	if strings.HasPrefix(key, "{a}; ") {
		p.weight += longestSaid
	}
	return p
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
	for _, ph := range p.list {
		if args, ok := ph.match(s); ok {
			for place, found := range args {
				args[place] = p.say(found.(string), depth+1)
			}
			return p.text(ph.key, args)
		}
	}
	if choice.MatchString(s) {
		first, last, _ := strings.Cut(s, " or ")
		return p.text(choiceKey, bot.Args{"list": strings.ReplaceAll(first, ", ", "、"), "last": last})
	}
	return p.parts(s, depth)
}

// choiceKey is the phrase for a choice of single words: "react, private or public".
const choiceKey = "{list} or {last}"

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
				return first + sep.own + rest
			}
			break
		}
	}
	return s
}

func (p *Phrases) text(key string, args bot.Args) string {
	text, err := p.speaker.Localize(&i18n.LocalizeConfig{MessageID: key, TemplateData: args, TemplateParser: places{}})
	if err != nil {
		return key
	}
	return text
}

// match takes what stands in the places of the phrase out of a sentence. No
// place is empty.
func (ph phrase) match(s string) (bot.Args, bool) {
	ps := ph.pieces
	if len(ps) == 1 {
		return bot.Args{}, s == ps[0]
	}
	if ph.key == choiceKey || len(s) <= ph.weight%longestSaid || !strings.HasPrefix(s, ps[0]) || !strings.HasSuffix(s, ps[len(ps)-1]) {
		return nil, false
	}
	s = s[len(ps[0]) : len(s)-len(ps[len(ps)-1])]
	args := bot.Args{}
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
