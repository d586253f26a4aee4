// Package locale holds every text that Steward says in a chat, in each of its
// languages. Texts for the operator are in package phrase.
//
// New returns the embedded catalogues, a folder per language and a YAML file per subject, with flat keys
// such as "checkin.done". Text looks up the text in the requested language,
// selects its plural form by the argument Count, and fills in its placeholders,
// written {Name}. Arguments are inserted verbatim and never expanded again, so
// a member called "{Count}" is shown as that. A phrase.Line is inserted in the
// requested language.
//
// Keys: "command.<name>" is the help of a command, "<feature>.<code>" the text
// of a bot.Finding; other keys are named after their text.
package locale

import (
	"cmp"
	"embed"
	"fmt"
	"maps"
	"math"
	"path"
	"sync"

	"github.com/goccy/go-yaml"
	"github.com/nicksnyder/go-i18n/v2/i18n"
	"golang.org/x/text/language"

	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/bot/phrase"
)

// English is the fallback language.
const English = "en"

//go:embed catalogue/*/*.yaml
var catalogues embed.FS

// Locale holds the catalogues of all languages. It does not change after New
// and is safe for concurrent use.
type Locale struct {
	languages []string
	speakers  map[string]*i18n.Localizer
	matcher   language.Matcher
}

// New returns the catalogues, which are read once. It panics if one is invalid,
// which the tests rule out, since they are embedded.
func New() *Locale { return once() }

var once = sync.OnceValue(read)

func read() *Locale {
	l := &Locale{languages: []string{English, "zh-Hans", "zh-Hant"}, speakers: map[string]*i18n.Localizer{}}
	bundle := i18n.NewBundle(language.English)
	bundle.RegisterUnmarshalFunc("yaml", yamlInto)
	for _, lang := range l.languages {
		if err := load(bundle, lang); err != nil {
			panic(fmt.Sprintf("read the %s catalogue: %v", lang, err))
		}
	}
	for _, lang := range l.languages {
		l.speakers[lang] = i18n.NewLocalizer(bundle, lang)
	}
	l.matcher = language.NewMatcher(tagsOf(l.languages))
	return l
}

// load reads the files of a language's folder. A key is in one of them only.
func load(bundle *i18n.Bundle, lang string) error {
	folder := path.Join("catalogue", lang)
	files, err := catalogues.ReadDir(folder)
	if err != nil {
		return err
	}
	for _, f := range files {
		text, err := catalogues.ReadFile(path.Join(folder, f.Name()))
		if err != nil {
			return err
		}
		if _, err := bundle.ParseMessageFileBytes(text, lang+".yaml"); err != nil {
			return fmt.Errorf("%s: %w", f.Name(), err)
		}
	}
	return nil
}

func tagsOf(languages []string) (tags []language.Tag) {
	for _, lang := range languages {
		tags = append(tags, language.Make(lang))
	}
	return tags
}

func yamlInto(data []byte, v any) error { return yaml.Unmarshal(data, v) }

// Languages lists the languages with a catalogue, English first.
func (l *Locale) Languages() []string { return append([]string(nil), l.languages...) }

// Match returns the best language for a BCP 47 tag: the same language in the
// script that is written there (zh-TW and zh-HK are zh-Hant, zh and zh-CN
// zh-Hans), otherwise English.
func (l *Locale) Match(tag string) string {
	return cmp.Or(l.Speaks(tag), English)
}

// Speaks is Match, but returns "" if no language fits.
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

// longestTag is longer than any tag that a platform sends.
const longestTag = 64

// Text returns the text of a key in a language. The argument Count, any
// integer, selects the plural form. A missing language or key falls back to
// English, and then to the key in brackets; a placeholder without an argument
// is left as it is.
func (l *Locale) Text(lang, key string, args bot.Args) string {
	speaker := l.speakers[lang]
	if speaker == nil {
		lang = l.Match(lang)
		speaker = l.speakers[lang]
	}
	cfg := i18n.LocalizeConfig{MessageID: key, TemplateData: inOwn(lang, args), TemplateParser: places{}}
	if n, ok := whole(args["Count"]); ok {
		cfg.PluralCount = n
	}
	// The error only says that it fell back to English, as intended.
	if text, _ := speaker.Localize(&cfg); text != "" {
		return text
	}
	return "[" + key + "]"
}

// inOwn translates those arguments that are phrases.
func inOwn(lang string, args bot.Args) bot.Args {
	for name, v := range args {
		if line, ok := v.(phrase.Line); ok {
			args = maps.Clone(args)
			args[name] = line.In(lang)
		}
	}
	return args
}

// Points formats an amount with a community's name for points: "5 leaves".
// Without a name they are called points.
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
	case float64: // from Args that were stored as JSON
		return int64(n), n == math.Trunc(n)
	}
	return 0, false
}
