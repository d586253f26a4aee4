package locale_test

import (
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/goccy/go-yaml"

	"github.com/stewardbot/steward/bot/locale"
)

// catalogue holds a language's texts by key and plural form.
type catalogue map[string]map[string]string

func read(t *testing.T, lang string) catalogue {
	t.Helper()
	files, err := filepath.Glob(filepath.Join("catalogue", lang, "*.yaml"))
	if err != nil || len(files) == 0 {
		t.Fatalf("%s has no catalogue: %v", lang, err)
	}
	c := catalogue{}
	for _, file := range files {
		b, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		var raw map[string]any
		if err := yaml.UnmarshalWithOptions(b, &raw, yaml.Strict()); err != nil {
			t.Fatalf("%s: %v", file, err)
		}
		for key, v := range raw {
			if c[key] != nil {
				t.Errorf("%s: another file of the language has %s", file, key)
			}
			c[key] = formsOf(v)
		}
	}
	return c
}

func formsOf(v any) map[string]string {
	forms := map[string]string{}
	switch v := v.(type) {
	case string:
		forms["other"] = v
	case map[string]any:
		for form, text := range v {
			forms[form], _ = text.(string)
		}
	}
	return forms
}

// pluralForms returns the plural forms that a language needs.
func pluralForms(lang string) []string {
	if strings.HasPrefix(lang, "zh") {
		return []string{"other"}
	}
	return []string{"one", "other"}
}

func TestFormsAreComplete(t *testing.T) {
	for _, lang := range locale.New().Languages() {
		for key, forms := range read(t, lang) {
			got := slices.Sorted(maps.Keys(forms))
			if !slices.Equal(got, []string{"other"}) && !slices.Equal(got, pluralForms(lang)) {
				t.Errorf("%s: %s has the forms %v, want %v", lang, key, got, pluralForms(lang))
			}
			for form, text := range forms {
				if strings.TrimSpace(text) == "" && key != "levels.comma" {
					t.Errorf("%s: %s has no text for %s", lang, key, form)
				}
				if strings.ContainsAny(text, "!！") {
					t.Errorf("%s: %s has an exclamation mark", lang, key)
				}
			}
		}
	}
}

func TestLanguagesHaveTheSameKeysAndPlaces(t *testing.T) {
	english := read(t, locale.English)
	for _, lang := range locale.New().Languages() {
		other := read(t, lang)
		for key, forms := range english {
			if other[key] == nil {
				t.Errorf("%s: %s is missing", lang, key)
			} else if want, got := placesOf(forms), placesOf(other[key]); !slices.Equal(want, got) {
				t.Errorf("%s: %s has the places %v, English has %v", lang, key, got, want)
			}
		}
		for key := range other {
			if english[key] == nil {
				t.Errorf("%s: %s is not in English", lang, key)
			}
		}
	}
}

var placePattern = regexp.MustCompile(`\{[^}]*\}`)

func placesOf(forms map[string]string) []string {
	all := map[string]bool{}
	for _, text := range forms {
		for _, p := range placePattern.FindAllString(text, -1) {
			all[p] = true
		}
	}
	return slices.Sorted(maps.Keys(all))
}
