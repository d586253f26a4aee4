package desk_test

import (
	"encoding/json"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/stewardbot/steward/adapters/web/desk"
	"github.com/stewardbot/steward/bot/insight"
)

// words returns the texts of a language, and the file of each.
func words(t *testing.T, lang string) (texts, files map[string]string) {
	t.Helper()
	texts, files = map[string]string{}, map[string]string{}
	list, err := filepath.Glob(filepath.Join("strings", lang, "*.json"))
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range list {
		body, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		var own map[string]string
		if err := json.Unmarshal(body, &own); err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		for key, text := range own {
			if files[key] != "" {
				t.Errorf("%s is in %s and %s", key, files[key], name)
			}
			texts[key], files[key] = text, filepath.Base(name)
		}
	}
	return texts, files
}

var (
	places  = regexp.MustCompile(`\{\w+\}`)
	keyUsed = regexp.MustCompile(`\bT "([a-z_]+\.[a-z_]+)"`)
)

// TestTexts: the same keys and places in all languages, apart from English texts for one, and every key that a page names.
func TestTexts(t *testing.T) {
	english, _ := words(t, "en")
	sorted := func(s string) []string { return slices.Sorted(slices.Values(places.FindAllString(s, -1))) }
	for _, lang := range []string{"zh-Hans", "zh-Hant"} {
		other, _ := words(t, lang)
		for key := range maps.Keys(other) {
			if _, ok := english[key]; !ok {
				t.Errorf("%s: %s is not in English", lang, key)
			}
		}
		for key, text := range english {
			if strings.HasSuffix(key, "_one") {
				continue
			}
			if got, ok := other[key]; !ok || !slices.Equal(sorted(got), sorted(text)) {
				t.Errorf("%s: %s is %q, in English %q", lang, key, got, text)
			}
		}
	}
	for _, v := range []insight.Verdict{insight.Pending, insight.Stopped, insight.Alone, insight.Few, insight.Unsure, insight.More, insight.Fewer, insight.Alike} {
		if english["cell."+string(v)] == "" {
			t.Errorf("the verdict %s has no text", v)
		}
	}
	files, err := filepath.Glob("pages/*.html")
	if err != nil || len(files) < len(desk.Pages()) {
		t.Fatalf("pages: %q, %v", files, err)
	}
	for _, name := range files {
		body, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range keyUsed.FindAllStringSubmatch(string(body), -1) {
			if _, ok := english[m[1]]; !ok && !strings.HasSuffix(m[1], ".title") {
				t.Errorf("%s names %s, which is no text", name, m[1])
			}
		}
	}
	for _, p := range desk.Pages() {
		if english[p+".title"] == "" {
			t.Errorf("the page %s has no title", p)
		}
	}
}
