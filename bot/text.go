package bot

import (
	"slices"
	"strings"
)

// Text is a text for people: one for all languages under the key "", or one per
// language: {en: ..., zh-Hans: ...}.
type Text map[string]string

// Plain returns a text that is the same in every language.
func Plain(s string) Text { return Text{"": s} }

// In returns the text in a language, falling back to the same language in
// another script, the text for all, English, and the first by name. It returns
// "" only if there is no text or it is empty.
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

// IsZero reports whether the text is missing or empty in every language.
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
