package phrase

import (
	"embed"
	"fmt"
	"io/fs"
	"path"
	"regexp"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"unicode"
	"unicode/utf8"

	"github.com/goccy/go-yaml"
)

//go:embed texts/*.yaml
var own embed.FS

// books hold texts/LANG.yaml each.
var books = []fs.FS{own}

// AddBook adds a book of phrases, with a file texts/LANG.yaml for each language, such
// as an adapter's. It is for the start of the program and panics once a text was read,
// because languages read before would lack the book's; a code that another book has is a
// fault of the program.
func AddBook(book fs.FS) {
	if opened.Load() {
		panic("phrase: a book is added after a text was read")
	}
	books = append(books, book)
}

// opened tells whether a language was read.
var opened atomic.Bool

// Languages lists the languages with texts, English first.
func Languages() []string { return []string{English, "zh-Hans", "zh-Hant"} }

// catalogue holds the texts by language and code. A language is read on first
// use.
var catalogue = func() map[string]func() map[string]pieces {
	all := map[string]func() map[string]pieces{}
	for _, lang := range Languages() {
		all[lang] = sync.OnceValue(func() map[string]pieces { return read(lang) })
	}
	return all
}()

// read panics if the texts are invalid, which the tests rule out.
func read(lang string) map[string]pieces {
	opened.Store(true)
	all := map[string]pieces{}
	for _, book := range books {
		body, err := fs.ReadFile(book, path.Join("texts", lang+".yaml"))
		if err != nil {
			panic(err)
		}
		var texts map[string]string
		if err := yaml.UnmarshalWithOptions(body, &texts, yaml.Strict()); err != nil {
			panic(fmt.Sprintf("read the %s phrases: %v", lang, err))
		}
		for code, text := range texts {
			if _, twice := all[code]; twice {
				panic(fmt.Sprintf("the %s phrase %s is there twice", lang, code))
			}
			all[code] = parse(text)
		}
	}
	return all
}

// pieces alternate: text, placeholder number, text, ..., text.
type pieces []string

var place = regexp.MustCompile(`\{([1-9])\}`)

func parse(text string) (out pieces) {
	from := 0
	for _, at := range place.FindAllStringIndex(text, -1) {
		out = append(out, text[from:at[0]], text[at[0]+1:at[1]-1])
		from = at[1]
	}
	return append(out, text[from:])
}

// bookIn returns a language's texts, the English ones if it has none.
func bookIn(lang string) (string, map[string]pieces) {
	if book, ok := catalogue[lang]; ok {
		return lang, book()
	}
	return English, catalogue[English]()
}

// write fills in a text. A placeholder in straight quotes is quoted like a Go
// string.
func write(lang, code string, args []any) string {
	lang, book := bookIn(lang)
	text, ok := book[code]
	if !ok {
		return code
	}
	out := text[0]
	for i := 1; i < len(text); i += 2 {
		n, _ := strconv.Atoi(text[i])
		if n > len(args) {
			out += "{" + text[i] + "}" + text[i+1]
			continue
		}
		said := In(lang, args[n-1])
		if strings.HasSuffix(text[i-1], `"`) && strings.HasPrefix(text[i+1], `"`) {
			said = strconv.Quote(said)
			out += said[1:len(said)-1] + text[i+1]
			continue
		}
		out = join(lang, join(lang, out, said), text[i+1])
	}
	return out
}

// join joins an inserted argument with the text next to it: with one space
// between Chinese and any other word, with none within Chinese.
func join(lang, a, b string) string {
	before, _ := utf8.DecodeLastRuneInString(strings.TrimRight(a, " "))
	after, _ := utf8.DecodeRuneInString(strings.TrimLeft(b, " "))
	left, right := unicode.Is(unicode.Han, before), unicode.Is(unicode.Han, after)
	switch {
	case lang == English || a == "" || b == "":
	case left && right:
		return strings.TrimRight(a, " ") + strings.TrimLeft(b, " ")
	case left && wordly(after), wordly(before) && right:
		return strings.TrimRight(a, " ") + " " + strings.TrimLeft(b, " ")
	}
	return a + b
}

// wordly is a letter, digit or sign of what stays as it is in Chinese.
func wordly(r rune) bool {
	return r < utf8.RuneSelf && (unicode.IsLetter(r) || unicode.IsDigit(r) || strings.ContainsRune("\"`@/-$", r))
}
