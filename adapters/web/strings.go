package web

import (
	"embed"
	"encoding/json"
	"fmt"

	"golang.org/x/text/language"
)

// The texts of the interface, one file per language. Steward's messages in the chat come from the
// catalogue.
//
//go:embed strings
var stringFiles embed.FS

// tongue is one language of the interface.
type tongue struct {
	Tag   string
	Name  string // in itself
	words map[string]string
}

// tongues in the order in which the page offers them; the first is the default.
type tongues []*tongue

func loadTongues() (tongues, error) {
	all := tongues{
		{Tag: "en", Name: "English"}, {Tag: "zh-Hans", Name: "简体中文"}, {Tag: "zh-Hant", Name: "繁體中文"},
	}
	for _, t := range all {
		body, err := stringFiles.ReadFile("strings/" + t.Tag + ".json")
		if err != nil {
			return nil, err
		}
		if err := json.Unmarshal(body, &t.words); err != nil {
			return nil, fmt.Errorf("read strings of %s: %w", t.Tag, err)
		}
	}
	return all, nil
}

// T returns a text; the key itself if there is none.
func (t *tongue) T(key string) string {
	if s, ok := t.words[key]; ok {
		return s
	}
	return key
}

// choose returns the first supported language of the wishes, each a tag or an Accept-Language
// header. Empty and unknown ones are skipped.
func (all tongues) choose(wishes ...string) *tongue {
	tags := make([]language.Tag, len(all))
	for i, t := range all {
		tags[i] = language.Make(t.Tag)
	}
	matcher := language.NewMatcher(tags)
	for _, wish := range wishes {
		wanted, _, err := language.ParseAcceptLanguage(wish)
		if err != nil || len(wanted) == 0 {
			continue
		}
		if _, i, confidence := matcher.Match(wanted...); confidence > language.No {
			return all[i]
		}
	}
	return all[0]
}
