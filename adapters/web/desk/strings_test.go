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
	"github.com/stewardbot/steward/bot/config"
	"github.com/stewardbot/steward/bot/define"
	"github.com/stewardbot/steward/bot/insight"
	"github.com/stewardbot/steward/cmd/steward/wire"
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

// explanations is the file of the languages other than English that has what the forms of Things say of a key, by what
// they say in English.
const explanations = "explanations.json"

// TestTexts: the same keys and places in all languages, apart from English texts for one, and every key that a page names.
func TestTexts(t *testing.T) {
	english, _ := words(t, "en")
	sorted := func(s string) []string { return slices.Sorted(slices.Values(places.FindAllString(s, -1))) }
	for _, lang := range []string{"zh-Hans", "zh-Hant"} {
		other, files := words(t, lang)
		for key := range maps.Keys(other) {
			if _, ok := english[key]; !ok && files[key] != explanations {
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

var (
	// asWritten matches what is the same in each language: numbers, commands, paths, places. alphabetic matches names of
	// keys and words of the file.
	asWritten  = regexp.MustCompile(`[!-~]*[0-9/{}_][!-~]*`)
	alphabetic = regexp.MustCompile(`[A-Za-z]+`)
)

// kinds returns what can be defined.
func kinds() (all []define.List) {
	for _, f := range wire.EngineOptions(wire.NewParts()).Features {
		all = append(all, define.ListsOf(f)...)
	}
	return all
}

// TestKindsHaveWords: each kind of Things has a name and says what it is for, and there are no such texts of another.
func TestKindsHaveWords(t *testing.T) {
	english, _ := words(t, "en")
	for _, prefix := range []string{"things.of_", "things.for_"} {
		var got, want []string
		for _, l := range kinds() {
			want = append(want, prefix+l.Section())
		}
		for key := range english {
			if strings.HasPrefix(key, prefix) {
				got = append(got, key)
			}
		}
		slices.Sort(got)
		slices.Sort(want)
		if !slices.Equal(got, want) {
			t.Errorf("the texts are %q, the kinds' %q", got, want)
		}
	}
}

// TestExplanations: what a form of Things says of a key is in each language, with the same numbers, commands, names and
// places, and there is no translation of what none says.
func TestExplanations(t *testing.T) {
	f, faults := config.Load(write(t, "platforms: {}\ncommunities: [{id: tea}]\n"), wire.Sections(), config.Options{})
	if err := faults.Err(); err != nil {
		t.Fatal(err)
	}
	entries := wire.EngineConfig(f).Communities[0].Entries
	shown := map[string]bool{}
	for _, l := range kinds() {
		for _, x := range entries.Fields(l.Section(), "") {
			if x.Doc == "" {
				t.Errorf("%s: %s is not explained", l.Section(), x.Key)
			}
			shown[x.Doc] = true
		}
	}
	if len(shown) < 50 {
		t.Fatalf("%d explanations", len(shown))
	}
	sorted := func(s string) (list []string) {
		for _, x := range asWritten.FindAllString(s, -1) {
			list = append(list, strings.Trim(x, ",;:."))
		}
		slices.Sort(list)
		return slices.Compact(list)
	}
	for _, lang := range []string{"zh-Hans", "zh-Hant"} {
		texts, files := words(t, lang)
		for doc := range shown {
			text := texts[doc]
			if text == "" || files[doc] != explanations {
				t.Errorf("%s: %s lacks %q", lang, explanations, doc)
				continue
			}
			if got, want := sorted(text), sorted(doc); !slices.Equal(got, want) {
				t.Errorf("%s: %q has %q, in English %q", lang, text, got, want)
			}
			for _, x := range alphabetic.FindAllString(text, -1) {
				if !strings.Contains(doc, x) {
					t.Errorf("%s: %q has %q, which is not in %q", lang, text, x, doc)
				}
			}
		}
		for key, file := range files {
			if file == explanations && !shown[key] {
				t.Errorf("%s: no form says %q", lang, key)
			}
		}
	}
}
