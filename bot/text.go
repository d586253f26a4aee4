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
func (t Text) In(lang string) string { return t[t.Key(lang)] }

// Key returns the key of the text that In returns.
func (t Text) Key(lang string) string {
	if _, ok := t[lang]; ok {
		return lang
	}
	keys := t.keys()
	base, _, _ := strings.Cut(lang, "-")
	for _, k := range keys {
		if b, _, _ := strings.Cut(k, "-"); b == base && b != "" {
			return k
		}
	}
	for _, k := range []string{"", "en"} {
		if _, ok := t[k]; ok {
			return k
		}
	}
	if len(keys) == 0 {
		return ""
	}
	return keys[0]
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
