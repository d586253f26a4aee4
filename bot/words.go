package bot

import (
	"slices"
	"strings"
)

// Text is what a person reads: one text for all, under the key "", or one for each language: {en: ..., zh-Hans: ...}.
type Text map[string]string

// Plain returns a text that is the same in every language.
func Plain(s string) Text { return Text{"": s} }

// In returns the text in a language: that one, else the same language in another script, else the one for all, else English,
// else the first by name. It returns "" only if there is none or it is written so.
func (t Text) In(lang string) string {
	if s, ok := t[lang]; ok {
		return s
	}
	keys := t.keys()
	base, _, _ := strings.Cut(lang, "-")
	for _, k := range keys {
		if b, _, _ := strings.Cut(k, "-"); b == base && b != "" {
			return t[k]
		}
	}
	for _, k := range []string{"", "en"} {
		if s, ok := t[k]; ok {
			return s
		}
	}
	if len(keys) == 0 {
		return ""
	}
	return t[keys[0]]
}

// IsZero says that the text was not given or is empty in every language.
func (t Text) IsZero() bool {
	for _, s := range t {
		if s != "" {
			return false
		}
	}
	return true
}

func (t Text) keys() []string {
	keys := make([]string, 0, len(t))
	for k := range t {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	return keys
}
