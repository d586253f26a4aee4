package bottest_test

import (
	"maps"
	"os"
	"path/filepath"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/goccy/go-yaml"
	"github.com/rogpeppe/go-internal/txtar"

	"github.com/stewardbot/steward/bot/timing"
	"github.com/stewardbot/steward/cmd/steward/wire"
	"github.com/stewardbot/steward/rules"
)

// covered maps each thing that scenarios exercise to the files that do.
type covered map[string][]string

// TestCoverage checks that every command, every kind of rule and every kind of schedule is in a
// scenario, at each venue where that is possible.
func TestCoverage(t *testing.T) {
	files, err := filepath.Glob("scenarios/*.txt")
	if err != nil {
		t.Fatal(err)
	}
	commands := commandWords()
	for _, venue := range []struct {
		name    string
		without []string // what is not possible there, or not covered yet
	}{
		{name: "neutral"},
		{name: "telegram"},
		{name: "discord", without: notOnDiscord},
	} {
		have, played := covered{}, 0
		for _, file := range files {
			data, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			a := txtar.Parse(data)
			if slices.ContainsFunc(a.Files, func(f txtar.File) bool { return f.Name == "not on "+venue.name }) {
				continue
			}
			played++
			have.add(filepath.Base(file), a, commands)
		}
		var missing []string
		for _, want := range wanted(commands) {
			if len(have[want]) == 0 {
				missing = append(missing, want)
			}
		}
		t.Logf("%s: %d of %d scenarios; %d of %d commands, rules and times; missing: %q",
			venue.name, played, len(files), len(wanted(commands))-len(missing), len(wanted(commands)), missing)
		without := slices.Sorted(slices.Values(venue.without))
		if !slices.Equal(missing, without) {
			t.Errorf("%s: no scenario tries %q; known are %q", venue.name, missing, without)
		}
	}
}

// commandWords maps the words that start a command to the command.
func commandWords() map[string]string {
	words := map[string]string{}
	for _, f := range wire.Features(wire.NewParts()) {
		for _, c := range f.Routes().Commands {
			words[c.Name] = c.Name
			for _, alias := range slices.Concat(c.Aliases, c.Spoken) {
				for form := range strings.SplitSeq(alias, "/") {
					words[form] = c.Name
				}
			}
		}
	}
	return words
}

// wanted returns everything to cover, in order.
func wanted(commands map[string]string) []string {
	set := map[string]bool{}
	for _, name := range commands {
		set["/"+name] = true
	}
	for _, key := range keysIn[rules.When]() {
		set["rule "+key] = true
	}
	for _, key := range keysIn[timing.When]() {
		set["time "+key] = true
	}
	return slices.Sorted(maps.Keys(set))
}

// keysIn returns a type's configuration keys.
func keysIn[T any]() (keys []string) {
	for _, f := range reflect.VisibleFields(reflect.TypeFor[T]()) {
		if key, _, _ := strings.Cut(f.Tag.Get("yaml"), ","); key != "" {
			keys = append(keys, key)
		}
	}
	return keys
}

// said matches the first word that somebody says in a line of a script.
var said = regexp.MustCompile(`(?m)^(?:\[[^\]]*\] *)?(?:\([^)]*\) *)?[^\s#\[(][^:\n]*: *(/?)([^\s，,：:]+)`)

func (c covered) add(file string, a *txtar.Archive, commands map[string]string) {
	for _, f := range a.Files {
		switch {
		case f.Name == "script":
			for _, m := range said.FindAllStringSubmatch(string(f.Data), -1) {
				if name, ok := commands[m[2]]; ok {
					c.note("/"+name, file)
				}
			}
		case f.Name == "config" || strings.HasPrefix(f.Name, "config "):
			for doc := range strings.SplitSeq(string(f.Data), "\n---\n") {
				c.config(file, doc)
			}
		}
	}
}

func (c covered) config(file, doc string) {
	var conf struct {
		Rules []struct {
			When map[string]any `yaml:"when"`
		} `yaml:"rules"`
		Schedule []map[string]any `yaml:"schedule"`
		Quizzes  []map[string]any `yaml:"quizzes"`
	}
	if yaml.Unmarshal([]byte(doc), &conf) != nil {
		return
	}
	for _, r := range conf.Rules {
		for key := range r.When {
			c.note("rule "+key, file)
		}
	}
	for _, job := range slices.Concat(conf.Schedule, conf.Quizzes) {
		for key := range job {
			c.note("time "+key, file)
		}
	}
}

func (c covered) note(what, file string) { c[what] = append(c[what], file) }

// notOnDiscord lists what scenarios on Discord don't cover: there the text differs between a
// channel and a server.
var notOnDiscord = []string{"/id"}
