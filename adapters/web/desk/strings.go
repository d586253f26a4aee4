package desk

import (
	"cmp"
	"embed"
	"encoding/json"
	"fmt"
	"net/http"
	"strings"

	"golang.org/x/text/language"
)

// The texts of the pages, a folder per language with a file per page. What Steward says comes from the chat's catalogue.
//
//go:embed strings
var stringFiles embed.FS

// tongue is one language of the pages.
type tongue struct {
	Tag   string
	Name  string // in itself
	words map[string]string
}

// tongues in the order in which the pages offer them; the first is the default.
type tongues []*tongue

func loadTongues() (tongues, error) {
	all := tongues{{Tag: "en", Name: "English"}, {Tag: "zh-Hans", Name: "简体中文"}, {Tag: "zh-Hant", Name: "繁體中文"}}
	for _, t := range all {
		t.words = map[string]string{}
		files, err := stringFiles.ReadDir("strings/" + t.Tag)
		if err != nil {
			return nil, err
		}
		for _, f := range files {
			name := "strings/" + t.Tag + "/" + f.Name()
			body, err := stringFiles.ReadFile(name)
			if err != nil {
				return nil, err
			}
			if err := json.Unmarshal(body, &t.words); err != nil { // adds to the words
				return nil, fmt.Errorf("read %s: %w", name, err)
			}
		}
	}
	return all, nil
}

// T returns a text with its places filled, as pairs of a name and a value: T("members.found", "Count", 3) for
// "{Count} members". If the first value is 1 and there is a text with "_one" behind the key, it is that; languages that
// count alike have none. It is the key itself if there is no such text.
func (t *tongue) T(key string, args ...any) string {
	s, ok := t.words[key]
	if !ok {
		return key
	}
	if len(args) > 1 && fmt.Sprint(args[1]) == "1" {
		s = cmp.Or(t.words[key+"_one"], s)
	}
	for i := 0; i+1 < len(args); i += 2 {
		s = strings.ReplaceAll(s, "{"+fmt.Sprint(args[i])+"}", fmt.Sprint(args[i+1]))
	}
	return s
}

// Has reports whether there is a text.
func (t *tongue) Has(key string) bool { _, ok := t.words[key]; return ok }

// languageCookie remembers a choice of language; the demo's page shares it.
const languageCookie = "steward_language"

// choose returns the language of a request: chosen by ?lang=, chosen before, or wished by the browser. A new choice is
// remembered.
func (all tongues) choose(w http.ResponseWriter, r *http.Request) *tongue {
	asked := r.URL.Query().Get("lang")
	remembered := ""
	if c, err := r.Cookie(languageCookie); err == nil {
		remembered = c.Value
	}
	t := all.match(asked, remembered, r.Header.Get("Accept-Language"))
	if asked != "" {
		http.SetCookie(w, &http.Cookie{
			Name: languageCookie, Value: t.Tag, Path: "/", MaxAge: 365 * 24 * 3600, HttpOnly: true, SameSite: http.SameSiteLaxMode,
		})
	}
	return t
}

// match returns the first supported language of the wishes, each a tag or an Accept-Language header.
func (all tongues) match(wishes ...string) *tongue {
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
