package setup

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/bot/config"
	"github.com/stewardbot/steward/cmd/steward/wire"
)

// TestNewFiles: the files that init writes are complete in every language, for any community
// name, and every later edit by init finds its place.
func TestNewFiles(t *testing.T) {
	for _, l := range languages {
		for _, name := range []string{"Tea", "茶: \"馆\" #1 ${HOME} {{.ID}}", "\\ '\u202e&*!|>%@"} {
			var said bytes.Buffer
			path := filepath.Join(t.TempDir(), "steward.yaml")
			w := newWizard(context.Background(), Program{In: strings.NewReader(""), Out: io.Discard, Lang: l.tag, Said: errors.New("faults"), Faults: func(f config.Faults) { fmt.Fprint(&said, f) }}, path)
			newGuide := func(p bot.Platform) *guide { return &guide{Platform: p, settings: p.Settings()} }
			g := newGuide(wire.Platforms()[1])
			f := newFile{ID: slug(name), Name: quoted(name), Timezone: "Asia/Shanghai", Platforms: []platformLine{w.entry(g)}}
			t.Setenv("DISCORD_TOKEN", "a.b.c")
			t.Setenv("TELEGRAM_TOKEN", "1:a")
			if err := w.create(f); err != nil {
				t.Errorf("%s: %q: %v\n%s", l.tag, name, err, &said)
				continue
			}
			if got := w.file.Communities[0]; got.Name != name || got.Language != l.tag {
				t.Errorf("%s: %q is called %q in %s", l.tag, name, got.Name, got.Language)
			}
			w.guides = []*guide{newGuide(wire.Platforms()[0])}
			add := func(text string) (string, error) { return withSpaces(text, f.ID, []string{"telegram:-1", "discord:2"}) }
			log := func(text string) (string, error) { return withPlace(text, f.ID, "modlog", "discord:2/3") }
			for _, err := range []error{w.addPlatforms(), w.edit("", add), w.edit("", log)} {
				if err != nil {
					t.Errorf("%s: %q: %v", l.tag, name, err)
				}
			}
			if com := w.file.Communities[0]; len(com.Spaces) != 2 || len(com.Places["modlog"]) != 1 || len(w.file.Platforms) != 2 {
				t.Errorf("%s: %q: spaces %v, places %v, platforms %v\n%s", l.tag, name, com.Spaces, com.Places, w.file.Platforms, &said)
			}
		}
	}
}

// TestEdits: text is inserted in the right place, and every other character stays.
func TestEdits(t *testing.T) {
	spaces := func(text string) (string, error) { return withSpaces(text, "tea", []string{"telegram:-1"}) }
	place := func(text string) (string, error) { return withPlace(text, "tea", "modlog", "discord:1/2") }
	platform := func(text string) (string, error) {
		return withPlatform(text, platformLine{"discord", "{token: x}"})
	}
	for _, c := range []struct {
		name      string
		edit      func(string) (string, error)
		text, now string // if now is empty, the text can't be edited
	}{
		{"empty list", spaces, "communities:\n  - id: tea\n    spaces: []   # 群\n", "communities:\n  - id: tea\n    spaces: [\"telegram:-1\"]   # 群\n"},
		{"list", spaces, "communities:\n  - id: tea\n    spaces: [a:1, 'b:2' ]\n", "communities:\n  - id: tea\n    spaces: [a:1, 'b:2' , \"telegram:-1\"]\n"},
		{"list behind Chinese", spaces, "communities: [{name: 茶馆, id: tea, spaces: [a:1]}]\n", "communities: [{name: 茶馆, id: tea, spaces: [a:1, \"telegram:-1\"]}]\n"},
		{"list of several lines", spaces, "communities:\n  - id: tea\n    spaces: [\n      a:1  # one\n    ]\n", "communities:\n  - id: tea\n    spaces: [\n      a:1  # one\n    , \"telegram:-1\"]\n"},
		{"lines", spaces, "communities:\n  - id: tea\n    # mine\n    spaces:\n      - a:1   # one\n    name: T\n", "communities:\n  - id: tea\n    # mine\n    spaces:\n      - \"telegram:-1\"\n      - a:1   # one\n    name: T\n"},
		{"no value", spaces, "communities:\n  - id: tea\n    spaces:   # none yet\n    name: T\n", "communities:\n  - id: tea\n    spaces: [\"telegram:-1\"]   # none yet\n    name: T\n"},
		{"no key", spaces, "communities:\n  - id: tea\n    name: T\n", "communities:\n  - id: tea\n    spaces: [\"telegram:-1\"]\n    name: T\n"},
		{"the second", spaces, "communities:\n  - id: x\n    spaces: []\n  - id: tea\n    spaces: []\n", "communities:\n  - id: x\n    spaces: []\n  - id: tea\n    spaces: [\"telegram:-1\"]\n"},
		{"elsewhere", spaces, "include: [more.yaml]\n", ""},
		{"an alias", spaces, "x: &s [a:1]\ncommunities:\n  - id: tea\n    spaces: *s\n", ""},
		{"not YAML", spaces, "communities: [", ""},
		{"no places", place, "communities:\n  - id: tea\n    spaces: [a:1]\n", "communities:\n  - id: tea\n    places: {modlog: [\"discord:1/2\"]}\n    spaces: [a:1]\n"},
		{"places", place, "communities:\n  - id: tea\n    places: {news: [a:1]}\n", "communities:\n  - id: tea\n    places: {news: [a:1], modlog: [\"discord:1/2\"]}\n"},
		{"places in lines", place, "communities:\n  - id: tea\n    places:\n      news: a:1\n", "communities:\n  - id: tea\n    places:\n      modlog: [\"discord:1/2\"]\n      news: a:1\n"},
		{"platform", platform, "platforms:\n  # mine\n  telegram:\n    token: y\n", "platforms:\n  # mine\n  discord: {token: x}\n  telegram:\n    token: y\n"},
		{"platform in braces", platform, "platforms: {telegram: {token: y}}\n", "platforms: {telegram: {token: y}, discord: {token: x}}\n"},
		{"first platform", platform, "platforms: {}\n", "platforms: {discord: {token: x}}\n"},
	} {
		now, err := c.edit(c.text)
		if (err != nil) != (c.now == "") || err == nil && now != c.now {
			t.Errorf("%s: %v\n%s\nwant\n%s", c.name, err, now, c.now)
		}
	}
}

// TestVariables: a token replaces the old one and changes nothing else.
func TestVariables(t *testing.T) {
	for _, c := range []struct{ text, now string }{
		{"", "A=1$1\n"},
		{"B=2", "B=2\nA=1$1\n"},
		{"# A=0\nexport A = 0 # old\nAA=3\n", "# A=0\nA=1$1\nAA=3\n"},
	} {
		if now := withVariable(c.text, "A", "1$1"); now != c.now {
			t.Errorf("%q became %q, want %q", c.text, now, c.now)
		}
	}
}

// FuzzEdits: no file makes an edit panic.
func FuzzEdits(f *testing.F) {
	f.Add("communities:\n  - id: tea\n    spaces: []\n")
	f.Add("platforms: {}\ncommunities: [{id: tea, spaces: [\n]}]")
	f.Add("- \xff\r\n\t: &a *a")
	f.Fuzz(func(t *testing.T, text string) {
		for _, edit := range []func() (string, error){
			func() (string, error) { return withSpaces(text, "tea", []string{"x:1"}) },
			func() (string, error) { return withPlace(text, "tea", "modlog", "x:1") },
			func() (string, error) { return withPlatform(text, platformLine{"discord", "{}"}) },
		} {
			if now, err := edit(); err == nil && len(now) <= len(text) {
				t.Errorf("%q became %q", text, now)
			}
		}
	})
}

// TestFreshStores: updates are only confirmed where no store can be waiting for them.
func TestFreshStores(t *testing.T) {
	dir := t.TempDir()
	there := filepath.Join(dir, "there.db")
	if err := os.WriteFile(there, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	for line, want := range map[string]bool{
		"path: " + filepath.Join(dir, "none.db"): true, "path: bolt:" + filepath.Join(dir, "none.db"): true,
		"path: " + there: false, "path: bolt:" + there: false, "url: postgres://steward@db.example.org/steward": false,
	} {
		path := filepath.Join(t.TempDir(), "steward.yaml")
		if err := os.WriteFile(path, []byte("store:\n  "+line+"\n"), 0o600); err != nil {
			t.Fatal(err)
		}
		file, _ := config.Load(path, wire.Sections(), config.Options{})
		if got := (&wizard{file: file}).isFresh(); got != want {
			t.Errorf("%s: fresh %v, want %v", line, got, want)
		}
	}
}
