package config_test

import (
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/stewardbot/steward/bot/config"
)

var update = flag.Bool("update", false, "rewrite the .want files")

// TestBadFiles loads each file of testdata/bad, one mistake or family of mistakes each, and compares what check would print with
// the .want file beside it.
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
			if strings.Contains(got, "hunter2") {
				t.Error("a variable's value is shown")
			}
		})
	}
}
