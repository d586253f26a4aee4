// Package locale holds every text that Steward says in a chat, in each
// language it speaks. What the program tells its operator stands in package phrase.
//
// In the order in which it works: New reads the embedded catalogues, one YAML
// file a language, with flat keys such as "checkin.done". Text finds the text
// in the language asked for, chooses its plural form by the argument Count, and
// fills in its places, written {Name}. An argument is put in as it is and never
// read as a pattern again, so a member called "{Count}" is shown as that.
//
// Keys: "command.<name>" is the help of a command, "<feature>.<code>" the
// sentence of a bot.Finding; the others are named after what they say.
package locale

import (
	"cmp"
	"embed"
	"fmt"
	"math"
	"path"

	"github.com/goccy/go-yaml"
	"github.com/nicksnyder/go-i18n/v2/i18n"
	"golang.org/x/text/language"

	"github.com/stewardbot/steward/bot"
)

// English is the language that is used when no other is known.
const English = "en"

//go:embed catalogue/*.yaml
var catalogues embed.FS

// Locale are the catalogues of all languages. It does not change after New and
// may be used from any goroutine.
type Locale struct {
	languages []string
	speakers  map[string]*i18n.Localizer
	matcher   language.Matcher
}

// New reads the catalogues. It panics if one can't be read, which the tests
// would have noticed: they are part of the program.
func New() *Locale {
	l := &Locale{languages: []string{English, "zh-Hans", "zh-Hant"}, speakers: map[string]*i18n.Localizer{}}
	bundle := i18n.NewBundle(language.English)
	bundle.RegisterUnmarshalFunc("yaml", yamlInto)
	for _, lang := range l.languages {
		if _, err := bundle.LoadMessageFileFS(catalogues, path.Join("catalogue", lang+".yaml")); err != nil {
			panic(fmt.Sprintf("read the %s catalogue: %v", lang, err))
		}
	}
	for _, lang := range l.languages {
		l.speakers[lang] = i18n.NewLocalizer(bundle, lang)
	}
	l.matcher = language.NewMatcher(tagsOf(l.languages))
	return l
}

func tagsOf(languages []string) (tags []language.Tag) {
	for _, lang := range languages {
		tags = append(tags, language.Make(lang))
	}
	return tags
}

func yamlInto(data []byte, v any) error { return yaml.Unmarshal(data, v) }

// Languages are those that there is a catalogue for, English first.
func (l *Locale) Languages() []string { return append([]string(nil), l.languages...) }

// Match is the language of ours that suits whoever asked for a BCP 47 tag: the
// same language in the script that is written there (zh-TW and zh-HK are
// zh-Hant, zh and zh-CN zh-Hans), else English.
func (l *Locale) Match(tag string) string {
	return cmp.Or(l.Speaks(tag), English)
}

// Speaks is Match, but empty if no language of ours suits.
func (l *Locale) Speaks(tag string) string {
	if l.speakers[tag] != nil {
		return tag
	}
	if tag == "" || len(tag) > longestTag {
		return ""
	}
	asked, err := language.Parse(tag)
	if err != nil {
		return ""
	}
	_, i, confidence := l.matcher.Match(asked)
	if confidence == language.No {
		return ""
	}
	return l.languages[i]
}

// longestTag is longer than any that a platform sends.
const longestTag = 64

// Text is the text of a key in a language. An argument Count, any whole number,
// chooses the plural form. A language or key that is not there falls back to
// English, and then to the key in brackets; a place without an argument stays
// as it is written.
func (l *Locale) Text(lang, key string, args bot.Args) string {
	speaker := l.speakers[lang]
	if speaker == nil {
		speaker = l.speakers[l.Match(lang)]
	}
	cfg := i18n.LocalizeConfig{MessageID: key, TemplateData: args, TemplateParser: places{}}
	if n, ok := whole(args["Count"]); ok {
		cfg.PluralCount = n
	}
	// The error says that English had to help out, which is what is wanted.
	if text, _ := speaker.Localize(&cfg); text != "" {
		return text
	}
	return "[" + key + "]"
}

// Points is an amount by the name that a community gives its points: "5 leaves". Without
// a name they are just points.
func (l *Locale) Points(lang string, n int64, name string) string {
	if name == "" {
		name = l.Text(lang, "points.name", bot.Args{"Count": n})
	}
	return l.Text(lang, "points.amount", bot.Args{"Count": n, "Name": name})
}

func whole(v any) (int64, bool) {
	switch n := v.(type) {
	case int:
		return int64(n), true
	case int32:
		return int64(n), true
	case int64:
		return n, true
	case uint64:
		return int64(n), true
	case float64: // from an Args that was written as JSON
		return int64(n), n == math.Trunc(n)
	}
	return 0, false
}
