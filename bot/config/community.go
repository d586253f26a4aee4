package config

import (
	"reflect"
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/stewardbot/steward/bot/phrase"
)

// core holds a community's keys that config itself owns.
type core struct {
	ID       string              `yaml:"id,required,raw" doc:"the community's name in commands and in the store; never change it" min:"1" max:"32"`
	Name     Text                `yaml:"name" doc:"what people call it"`
	Language language            `yaml:"language" doc:"the language Steward speaks here"`
	Timezone zone                `yaml:"timezone" doc:"whose midnight begins a day, such as Asia/Shanghai"`
	Spaces   []string            `yaml:"spaces,one,raw" doc:"the groups that make up the community, as /id shows them"`
	Places   map[string][]string `yaml:"places,one,raw" doc:"names for places in those groups: news: [telegram:-100123/5]"`
	// by name under places, or place or space
	Languages map[string]language `yaml:"languages" doc:"the language of single places or groups, by their names under places or their ids: {news: zh-Hans}"`
}

var coreType = reflect.TypeFor[core]()

func newCore() core { return core{Language: "en", Timezone: zone{time.UTC}} }

type language string

// UnmarshalText parses one of Languages.
func (v *language) UnmarshalText(b []byte) error {
	word := string(b)
	if slices.Contains(Languages(), word) {
		*v = language(word)
		return nil
	}
	return meantLanguage(phrase.New("config.language", phrase.Or(Languages()), quoted(word)), word, Languages())
}

// meantLanguage adds a suggestion for a language tag that other programs use.
func meantLanguage(wrong *phrase.Phrase, word string, known []string) *phrase.Phrase {
	switch strings.ToLower(strings.ReplaceAll(word, "_", "-")) {
	case "zh", "cn", "zh-cn", "zh-sg", "chinese", "中文", "简体中文":
		word = "zh-Hans"
	case "zh-tw", "zh-hk", "zh-mo", "繁体中文", "繁體中文":
		word = "zh-Hant"
	case "english", "en-us", "en-gb":
		word = "en"
	}
	return didYouMean(wrong, word, known)
}

// ConfigSchema lists the languages.
func (language) ConfigSchema() string {
	return `{"type":"string","enum":["` + strings.Join(Languages(), `","`) + `"]}`
}

var (
	idPattern    = regexp.MustCompile(`^[a-z0-9_-]{1,32}$`)
	spacePattern = regexp.MustCompile(`^[a-z][a-z0-9_-]*:[^\s/]+$`)
	placePattern = regexp.MustCompile(`^[a-z][a-z0-9_-]*:[^\s/]+(/[^\s]+)?$`)
)

// community decodes one entry of communities and returns its owners' checks.
func (l *loader) community(n *node, path string) (*Community, []check) {
	k := newCore()
	c := &Community{defaults: l.defaults}
	var checks []check
	sh := l.shapes.of(coreType)
	own := &node{kind: Map, pos: n.pos, endLine: n.endLine}
	l.group(n, path, append(sh.keys(), l.keysIn(ScopeCommunity)...), func(e field, at string) bool {
		if slices.Contains(sh.keys(), e.key) {
			own.fields = append(own.fields, e)
			return true
		}
		s, ok := l.find(ScopeCommunity, e.key)
		if ok {
			if c.sections == nil {
				c.sections = map[string]any{}
			}
			if !c.Has(s.Key) {
				c.sections[s.Key] = s.New()
			}
			checks = l.section(s, e, at, c.sections[s.Key], c, checks)
		}
		return ok
	})
	l.structure(own, path, sh, reflect.ValueOf(&k).Elem())
	c.ID, c.Name, c.Language, c.Timezone = k.ID, k.Name.In(string(k.Language)), string(k.Language), k.Timezone.Location
	c.Spaces, c.Places = k.Spaces, k.Places
	c.Languages = l.languages(c, n.get("languages"), child(path, "languages"), k.Languages)
	if c.Name == "" {
		c.Name = c.ID
	}
	l.checkCommunity(c, n, path)
	return c, checks
}

// checkCommunity checks what needs only this one community.
func (l *loader) checkCommunity(c *Community, n *node, path string) {
	if at := n.get("id"); at != nil && c.ID != "" && !idPattern.MatchString(c.ID) {
		l.fault(at, child(path, "id"), phrase.New("config.id", at.got()))
	}
	for i, s := range c.Spaces {
		at, p := entry(n.get("spaces"), child(path, "spaces"), i)
		switch {
		case at.missing != "":
		case strings.Contains(s, "/") && placePattern.MatchString(s):
			l.fault(at, p, phrase.New("config.whole_group", quoted(s), quoted(spaceOf(s))))
		case !spacePattern.MatchString(s):
			l.fault(at, p, l.meantPlace(phrase.New("config.space", at.got()), s, spacePattern))
		default:
			l.checkSpace(at, p, s)
		}
	}
	if len(c.Spaces) == 0 && n.get("spaces").isEmpty() {
		l.findings = append(l.findings, finding{pos: n.pos, endLine: n.pos.line, path: path, warning: true,
			message: phrase.New("config.no_spaces")})
	}
	places := n.get("places")
	if places == nil {
		return
	}
	spaces := child(path, "spaces")
	sound := !slices.ContainsFunc(l.findings, func(f finding) bool { return !f.warning && (f.path == spaces || above(f.path) == spaces) })
	for _, f := range places.fields {
		for i, s := range c.Places[f.key] {
			at, p := entry(f.value, child(child(path, "places"), f.key), i)
			l.checkPlace(c, at, p, f.key, s, sound)
		}
	}
}

func (n *node) isEmpty() bool {
	return n == nil || n.kind == Null || n.kind == List && len(n.items) == 0
}

// entry returns the i-th entry of a list that may be written as a single value.
func entry(n *node, path string, i int) (*node, string) {
	if n.kind != List {
		return n, path
	}
	return n.items[i], item(path, i)
}
