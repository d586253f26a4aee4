package config_test

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/stewardbot/steward/bot/config"
)

// host returns a Host without communities.
func host(t testing.TB) *config.Host {
	t.Helper()
	path := filepath.Join(t.TempDir(), "steward.yaml")
	if err := os.WriteFile(path, []byte("platforms: {telegram: {token: x}}\ncommunities: store\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	file, faults := config.Load(path, sections(), config.Options{RequireEnv: true})
	if faults.Err() != nil || !file.Hosted {
		t.Fatal(faults, file.Hosted)
	}
	return file.Host(nil)
}

// with is With for entries with id and text in turn; it returns the lines of the faults.
func with(h *config.Host, removed []string, texts ...string) (*config.Host, []string) {
	var entries []config.Entry
	for i := 0; i < len(texts); i += 2 {
		entries = append(entries, config.Entry{ID: texts[i], Name: "new.yaml", Text: texts[i+1]})
	}
	next, read := h.With(entries, removed, nil)
	var lines []string
	for _, x := range read {
		if (x.Community == nil) != (x.Faults.Err() != nil) {
			lines = append(lines, "a community in spite of faults, or neither")
		}
		for _, f := range x.Faults {
			lines = append(lines, f.String())
		}
	}
	return next, lines
}

// spacesOf lists the communities of a host with their spaces.
func spacesOf(h *config.Host) (list []string) {
	for _, c := range h.File().Communities {
		list = append(list, c.ID+": "+strings.Join(c.Spaces, " "))
	}
	return list
}

func TestHost(t *testing.T) {
	h := host(t)
	want := func(got *config.Host, communities ...string) {
		t.Helper()
		if d := cmp.Diff(communities, spacesOf(got)); d != "" {
			t.Error(d)
		}
	}
	told := func(lines []string, parts ...string) {
		t.Helper()
		if len(lines) != len(parts) {
			t.Fatalf("%d faults, want %d:\n%s", len(lines), len(parts), strings.Join(lines, "\n"))
		}
		for i, part := range parts {
			if !strings.Contains(lines[i], part) {
				t.Errorf("%s\nwant %s", lines[i], part)
			}
		}
	}
	h, lines := with(h, nil, "", "id: tea\nspaces: [telegram:-1]\n", "", "id: coffee\nspaces:\n- telegram:-2\nplaces: {modlog: [telegram:-9]}\n")
	told(lines)
	want(h, "coffee: telegram:-2", "tea: telegram:-1")

	// What another has, in the host or in the same change, is refused, with where it is.
	after, lines := with(h, nil, "", "id: tea\nspaces: [telegram:-3]\n", "", "id: a\nspaces: telegram:-4\n", "", "id: b\nspaces: [telegram:-2, telegram:-4, telegram:-9]\n", "", "id: c\nspaces: telegram:-5\nplaces: {modlog: telegram:-2/7}\n")
	told(lines, `new.yaml:1:5: id: there is a community "tea"`, `new.yaml:2:10: spaces[0]: the space "telegram:-2" is at coffee:3:3 too`, `new.yaml:2:23: spaces[1]: the space "telegram:-4" is at a:2:9 too`,
		`new.yaml:2:36: spaces[2]: the space "telegram:-9" holds the log of another community's moderators (coffee:4:19)`, `new.yaml:3:18: places.modlog: is in "telegram:-2", which belongs to another community (coffee:3:3)`)
	want(after, "a: telegram:-4", "coffee: telegram:-2", "tea: telegram:-1")
	want(h, "coffee: telegram:-2", "tea: telegram:-1")

	// One with faults stays as it was, unless that is in the way of another.
	after, lines = with(h, nil, "tea", "id: tea\nspaces: telegram:-3\ncolour: red\n", "", "id: a\nspaces: telegram:-3\n")
	told(lines, `new.yaml:3:1: colour: unknown key "colour"`)
	want(after, "a: telegram:-3", "coffee: telegram:-2", "tea: telegram:-1")
	after, lines = with(h, nil, "tea", "id: te\nspaces: telegram:-3\n", "coffee", "id: coffee\nspaces: telegram:-1\n")
	told(lines, `new.yaml:1:5: id: must be "tea"`)
	want(after, "coffee: telegram:-1")

	// Two may swap their spaces, and what is removed is free.
	after, lines = with(h, nil, "tea", "id: tea\nspaces: telegram:-2\n", "coffee", "id: coffee\nspaces: telegram:-1\n")
	told(lines)
	want(after, "coffee: telegram:-1", "tea: telegram:-2")
	after, lines = with(after, []string{"coffee", "milk"}, "", "id: a\nspaces: [telegram:-1, telegram:-9]\n")
	told(lines)
	want(after, "a: telegram:-1 telegram:-9", "tea: telegram:-2")

	for text, fault := range map[string]string{
		"":                    "new.yaml:1:1: (file): ",
		"- id: a":             "new.yaml:1:1: (file): wants a group of keys",
		"id: a\n b: [":        "new.yaml:2:",
		"spaces: telegram:-7": "new.yaml:1:1: id: is missing",
		"id: a\nspaces: ${A}": "new.yaml:2:9: spaces: only the configuration file can use variables",
		"id: a\nspaces: telegram:-7\nplatforms: {}": `new.yaml:3:1: platforms: unknown key "platforms"; it belongs in the configuration file`,
		"id: a\nspaces: telegram:-7\nname: file:x":  "new.yaml:3:7: name: a community in the store can't use file:",
	} {
		if _, lines := with(h, nil, "", text); len(lines) == 0 || !strings.HasPrefix(lines[0], fault) {
			t.Errorf("%q: %q, want %s", text, lines, fault)
		}
	}
}

// TestHostIsLikeAFile changes a Host at random: what it has would be a file without faults, with the same
// communities, and an entry is refused exactly if it would be a fault there.
func TestHostIsLikeAFile(t *testing.T) {
	dir := t.TempDir()
	rapid.Check(t, func(t *rapid.T) {
		path := filepath.Join(dir, "steward.yaml")
		load := func(texts []string) (*config.File, config.Faults) {
			all := "platforms: {telegram: {token: x}}\ncommunities:\n"
			for _, text := range texts {
				all += "- " + strings.ReplaceAll(strings.TrimSpace(text), "\n", "\n  ") + "\n"
			}
			if len(texts) == 0 {
				all = "communities: store\n"
			}
			if err := os.WriteFile(path, []byte(all), 0o600); err != nil {
				t.Fatal(err)
			}
			return config.Load(path, sections(), config.Options{RequireEnv: true})
		}
		file, _ := load(nil)
		h, now := file.Host(nil), map[string]string{}
		for range rapid.IntRange(1, 12).Draw(t, "steps") {
			e := config.Entry{Name: "x.yaml"}
			id := rapid.SampledFrom([]string{"a", "b", "c"}).Draw(t, "id")
			if now[id] != "" {
				e.ID = id
			}
			if rapid.IntRange(0, 3).Draw(t, "remove") == 0 {
				h, _ = h.With(nil, []string{id}, nil)
				delete(now, id)
				continue
			}
			space := func(what string) string { return fmt.Sprintf("telegram:-%d", rapid.IntRange(1, 5).Draw(t, what)) }
			e.Text = fmt.Sprintf("id: %s\nspaces: [%s, %s]\nplaces: {modlog: %s}\n", id, space("one"), space("other"), space("log"))
			var others []string
			for other, text := range now {
				if other != id {
					others = append(others, text)
				}
			}
			_, faults := load(append(others, e.Text))
			next, read := h.With([]config.Entry{e}, nil, nil)
			if (read[0].Community != nil) != (faults.Err() == nil) {
				t.Fatalf("%s with %q: %v, in a file: %v", e.Text, others, read[0].Faults, faults)
			}
			if h = next; read[0].Community != nil {
				now[id] = e.Text
			}
			var ids []string
			for other := range now {
				ids = append(ids, other)
			}
			slices.Sort(ids)
			got := h.IDs()
			if slices.Sort(got); !slices.Equal(ids, got) {
				t.Fatalf("%q, want %q", got, ids)
			}
		}
	})
}

// TestSplit: what is taken out of a list is the same, and its faults are where they are in the file.
func TestSplit(t *testing.T) {
	const list = `platforms: {telegram: {token: x}}
communities:
  # The first.
  - id: tea   # a remark
    name: |
      Tea

      House
    spaces:
    - telegram:-1
    check_in: {amount: nine}

  -
    id: coffee
    spaces: [telegram:-2,
      telegram:-3]
    colour: red
  - {id: milk, spaces: [telegram:-4],
    check_in: {amount: five}}
journal: {}
`
	entries, faults := config.Split("all.yaml", []byte(list))
	if len(faults) > 0 || len(entries) != 3 {
		t.Fatal(faults, entries)
	}
	if want := "id: coffee\nspaces: [telegram:-2,\n  telegram:-3]\ncolour: red\n"; entries[1].Text != want {
		t.Errorf("%q, want %q", entries[1].Text, want)
	}
	_, read := host(t).With(entries, nil, nil)
	var got []string
	for _, x := range read {
		for _, f := range x.Faults {
			got = append(got, fmt.Sprintf("%d:%d: %s", f.Line, f.Col, f.Message))
		}
	}
	path := filepath.Join(t.TempDir(), "all.yaml")
	if err := os.WriteFile(path, []byte(list), 0o600); err != nil {
		t.Fatal(err)
	}
	_, faults = config.Load(path, sections(), config.Options{})
	var want []string
	for _, f := range faults {
		if strings.HasPrefix(f.Path, "communities[") {
			want = append(want, fmt.Sprintf("%d:%d: %s", f.Line, f.Col, f.Message))
		}
	}
	if d := cmp.Diff(want, got); d != "" || len(want) < 3 {
		t.Error(d)
	}

	for text, fault := range map[string]string{
		"communities: [{id: a}, {id: b}]":         "all.yaml:1:14: communities: wants a list, each community beginning with - id:",
		"communities: store":                      "all.yaml:1:14: communities: wants a list",
		"communities: []":                         "all.yaml:1:14: communities: wants a list",
		"- &a\n  id: a\n- {<<: *a, id: b}":        "all.yaml:3:3: communities[1]: can't be taken out",
		"\xff":                                    "all.yaml:1:1: (file): is not in UTF-8",
		"communities:\n- id: a\ncommunities: [1]": `all.yaml:3:1: communities: the key "communities" is here twice`,
	} {
		_, faults := config.Split("all.yaml", []byte(text))
		if len(faults) == 0 || !strings.HasPrefix(faults[0].String(), fault) {
			t.Errorf("%q: %v, want %s", text, faults, fault)
		}
	}
	for _, text := range []string{"id: a\nname: b\n", "", "id: [", "text"} {
		entries, faults := config.Split("all.yaml", []byte(text))
		if len(entries) != 1 || entries[0].Text != text || len(faults) > 0 {
			t.Errorf("%q: %v, %v", text, entries, faults)
		}
	}
}
