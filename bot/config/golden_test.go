package config_test

import (
	"flag"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/stewardbot/steward/bot/config"
	"github.com/stewardbot/steward/bot/phrase"
)

// english matches text that a translated sentence must not contain outside quotes.
var (
	english = regexp.MustCompile(`\b[a-z]{2,}(?: [a-z]{2,}){2,}`)
	literal = regexp.MustCompile("\"[^\"]*\"|`[^`]*`")
)

// inWords checks that faults are in the given language and don't leak a variable's value.
func inWords(t *testing.T, lang string, faults config.Faults) {
	t.Helper()
	for _, f := range faults {
		text := f.In(lang)
		if strings.Contains(text, "hunter2") {
			t.Errorf("%s: a variable's value is shown: %s", lang, text)
		}
		// The tests' own section types report in English.
		own := strings.HasPrefix(f.Path, "communities[0].points") || strings.HasPrefix(f.Path, "communities[0].check_in") || strings.HasPrefix(f.Path, "communities[0].schedule")
		if lang != phrase.English && !own && english.MatchString(literal.ReplaceAllString(f.Message.In(lang), "")) {
			t.Errorf("%s: %s", lang, text)
		}
	}
}

var update = flag.Bool("update", false, "rewrite the .want files")

// TestBadFiles loads each file in testdata/bad, each with one kind of mistake, and compares the
// output of check with the .want file beside it.
func TestBadFiles(t *testing.T) {
	files, err := filepath.Glob("testdata/bad/*.yaml")
	if err != nil || len(files) < 40 {
		t.Fatalf("only %d bad files: %v", len(files), err)
	}
	for _, name := range files {
		t.Run(strings.TrimSuffix(filepath.Base(name), ".yaml"), func(t *testing.T) {
			env := environment(map[string]string{"BAD_NUMBER": "hunter2-secret"})
			_, faults := config.Load(name, sections(), config.Options{Env: env, RequireEnv: true})
			if len(faults) == 0 {
				t.Fatal("no fault")
			}
			got := faults.Error() + "\n"
			want := strings.TrimSuffix(name, ".yaml") + ".want"
			if *update {
				if err := os.WriteFile(want, []byte(got), 0o644); err != nil {
					t.Fatal(err)
				}
			}
			text, err := os.ReadFile(want)
			if err != nil {
				t.Fatal(err)
			}
			if d := cmp.Diff(string(text), filepath.ToSlash(got)); d != "" {
				t.Error(d)
			}
			for _, lang := range phrase.Languages() {
				inWords(t, lang, faults)
			}
		})
	}
}
