package web_test

import (
	"encoding/json"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/stewardbot/steward/adapters/console"
	"github.com/stewardbot/steward/bot"
)

func words(t *testing.T, tag string) map[string]string {
	t.Helper()
	body, err := os.ReadFile(filepath.Join("strings", tag+".json"))
	if err != nil {
		t.Fatal(err)
	}
	var out map[string]string
	if err := json.Unmarshal(body, &out); err != nil {
		t.Fatal(err)
	}
	return out
}

var holes = regexp.MustCompile(`\{\w+\}`)

func TestLanguagesSayTheSame(t *testing.T) {
	for _, tag := range []string{"zh-Hans", "zh-Hant"} {
		t.Run(tag, func(t *testing.T) { sameWords(t, tag) })
	}
}

func sameWords(t *testing.T, tag string) {
	en, zh := words(t, "en"), words(t, tag)
	for key, text := range en {
		other, ok := zh[key]
		if !ok {
			t.Errorf("%s is missing", key)
			continue
		}
		a, b := holes.FindAllString(text, -1), holes.FindAllString(other, -1)
		slices.Sort(a)
		slices.Sort(b)
		if diff := cmp.Diff(a, b); diff != "" {
			t.Errorf("%s fills other places: %s", key, diff)
		}
		if strings.ContainsAny(text+other, "!！") {
			t.Errorf("%s shouts", key)
		}
	}
	for key := range zh {
		if _, ok := en[key]; !ok {
			t.Errorf("en lacks %s", key)
		}
	}
}

// sources returns the text of every file that refers to keys.
func sources(t *testing.T) string {
	t.Helper()
	files, err := filepath.Glob("assets/*.js")
	if err != nil {
		t.Fatal(err)
	}
	var all strings.Builder
	for _, f := range append(files, "page.html", "seed.go") {
		body, err := os.ReadFile(f)
		if err != nil {
			t.Fatal(err)
		}
		all.Write(body)
	}
	return all.String()
}

func TestEachTextIsUsedAndThere(t *testing.T) {
	en, src := words(t, "en"), sources(t)
	made := regexp.MustCompile("`([a-z]+\\.)\\$\\{\\w+(?:\\.\\w+)*\\}(\\.[a-z]+)?`").FindAllStringSubmatch(src, -1)
	for key := range en {
		plain := strings.TrimSuffix(strings.TrimSuffix(key, ".one"), ".other")
		used := strings.Contains(src, `"`+plain+`"`) || slices.ContainsFunc(made, func(m []string) bool {
			return strings.HasPrefix(key, m[1]) && strings.HasSuffix(key, m[2])
		})
		if !used {
			t.Errorf("%s is used nowhere", key)
		}
	}
	for _, m := range regexp.MustCompile(`\b(?:t|tn|T)[( ]"([a-z.]+)"`).FindAllStringSubmatch(src, -1) {
		if _, ok := en[m[1]]; !ok && en[m[1]+".other"] == "" {
			t.Errorf("%s is used and is nowhere", m[1])
		}
	}
}

func TestEachOutcomeHasWords(t *testing.T) {
	en := words(t, "en")
	var keys []string
	for _, s := range []bot.Status{bot.Done, bot.Refused, bot.Expired, bot.Failed, bot.Doubted} {
		keys = append(keys, "status."+string(s))
	}
	for _, kind := range bot.EffectKinds() {
		if kind != "complete" && kind != "form" && kind != "pass" { // none of them is there in the demo
			keys = append(keys, "effect."+kind)
		}
	}
	for _, f := range []console.Fault{
		console.Closed, console.Nobody, console.NoPlace, console.NoLine, console.NotYours, console.NoButton, console.Empty, console.TooLong,
		console.Muted, console.Removed, console.Needed, console.Shut, console.Slowly,
	} {
		keys = append(keys, "error."+string(f))
	}
	for _, key := range keys {
		if en[key] == "" {
			t.Errorf("there is no %s", key)
		}
	}
}
