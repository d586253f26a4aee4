package config_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/stewardbot/steward/bot/config"
)

// loud reports a fault for everything and repeats the values, which a real section should not do.
func loud() []config.Section {
	type inner struct {
		Word string `yaml:"word"`
	}
	type outer struct {
		Word string  `yaml:"word"`
		Size int     `yaml:"size"`
		List []inner `yaml:"list"`
	}
	return []config.Section{{Scope: config.ScopeRoot, Key: "loud", New: func() any { return &outer{} }, Check: func(v any, r *config.Report) {
		for _, path := range []string{"", "word", "size", "list", "list[0]", "list[0].word", "list[0].none", "list[7]", "none.at.all"} {
			r.Fault(path, "as_is", fmt.Sprintf("%v at %q, given %v", v, path, r.Has(path)))
		}
		r.At("list[1]").At("word").Warn("", "as_is", "from within")
	}}}
}

// TestReport checks where faults from sections are placed, which are dropped, and that variables'
// values are redacted.
func TestReport(t *testing.T) {
	name := write(t, map[string]string{"steward.yaml": "communities: [{id: tea, spaces: []}]\nloud:\n  list:\n    - {word: \"${SET}\"}\n    - {word: b}\n  word: \"${UNSET}\"\n  size: many\n"})
	env := environment(map[string]string{"SET": "hunter2-secret"})
	_, faults := config.Load(name, loud(), config.Options{Env: env, RequireEnv: true})
	var got []string
	for _, f := range faults {
		if f.Path != "communities[0]" {
			got = append(got, fmt.Sprintf("%d:%d %s %v", f.Line, f.Col, f.Path, f.Warning))
		}
		if strings.Contains(f.String()+f.In("zh-Hans"), "hunter2") {
			t.Errorf("shows a variable: %v", f)
		}
	}
	want := []string{
		"2:1 loud.none.at.all false", // the closest position available
		"3:3 loud.list false",        // a block is reported at its key
		"3:3 loud.list[7] false",
		"4:7 loud.list[0] false",
		"4:7 loud.list[0].none false",
		"4:14 loud.list[0].word false",
		"5:14 loud.list[1].word true",
		"6:9 loud.word false", // the variable's fault; the section's is dropped
		"7:9 loud.size false", // the type's fault; the section's is dropped, and so is the one for the section as a whole
	}
	if !slices.Equal(got, want) {
		t.Errorf("got\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}

func TestTooManyIncludes(t *testing.T) {
	files := map[string]string{"steward.yaml": "include: more/*.yaml\n" + otherFile}
	for i := range 300 {
		files[fmt.Sprintf("more/%03d.yaml", i)] = fmt.Sprintf("communities: [{id: c%d, spaces: telegram:%d}]\n", i, i)
	}
	f, faults := config.Load(write(t, files), sections(), config.Options{})
	if faults.Err() == nil || !strings.Contains(faults.Error(), "more than 256 files") || len(f.Communities) > 256 {
		t.Errorf("%d communities", len(f.Communities))
	}
}
