package phrase_test

import (
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"testing"
	"testing/fstest"

	"github.com/goccy/go-yaml"

	"github.com/stewardbot/steward/bot/phrase"
)

// texts returns all of the program's texts in a language, by code.
func texts(t *testing.T, lang string) map[string]string {
	t.Helper()
	files := []string{filepath.Join("texts", lang+".yaml")}
	adapters, err := filepath.Glob(filepath.Join("..", "..", "adapters", "*", "texts", lang+".yaml"))
	if err != nil || len(adapters) == 0 {
		t.Fatalf("the adapters' books: %v, %v", adapters, err)
	}
	all := map[string]string{}
	for _, file := range append(files, adapters...) {
		body, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		var book map[string]string
		if err := yaml.Unmarshal(body, &book); err != nil {
			t.Fatal(err)
		}
		for code, text := range book {
			if _, twice := all[code]; twice {
				t.Errorf("%s: %s is in two books", lang, code)
			}
			all[code] = text
		}
	}
	return all
}

var places = regexp.MustCompile(`"\{[1-9]\}"|\{[1-9]\}`)

// clause matches text that only an English sentence has.
var (
	clause = regexp.MustCompile(`\b[a-z]{2,}(?: [a-z]{2,}){2,}`)
	quoted = regexp.MustCompile("\"[^\"]*\"|`[^`]*`|steward [a-z]+ [a-z]+|<<[^>]*")
)

func placesOf(text string) []string {
	return slices.Compact(slices.Sorted(slices.Values(places.FindAllString(text, -1))))
}

// TestLanguages: every language has the same codes with the same placeholders, quoted alike. A
// translation may omit a placeholder that it needs no word for.
func TestLanguages(t *testing.T) {
	english := texts(t, phrase.English)
	for _, lang := range phrase.Languages()[1:] {
		own := texts(t, lang)
		for _, code := range slices.Sorted(maps.Keys(english)) {
			text, there := own[code]
			switch {
			case !there:
				t.Errorf("%s: %s is missing", lang, code)
			case !slices.Equal(placesOf(text), placesOf(english[code])):
				t.Errorf("%s: %s has the places %v, English has %v", lang, code, placesOf(text), placesOf(english[code]))
			case clause.MatchString(quoted.ReplaceAllString(text, "")):
				t.Errorf("%s: %s has English in it: %s", lang, code, text)
			}
		}
		for code := range own {
			if _, there := english[code]; !there {
				t.Errorf("%s: %s is not in English", lang, code)
			}
		}
	}
}

// TestLateBook: registering a book after a text was read is refused, since it would never be
// used.
func TestLateBook(t *testing.T) {
	_ = phrase.New("list.comma").Error()
	defer func() {
		if recover() == nil {
			t.Error("a late book is taken")
		}
	}()
	phrase.AddBook(fstest.MapFS{})
}
