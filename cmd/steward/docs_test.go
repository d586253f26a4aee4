package main

import (
	"bytes"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"testing/synctest"

	"github.com/alecthomas/kong"

	"github.com/stewardbot/steward/adapters/telegram/faketelegram"
	"github.com/stewardbot/steward/bot/config"
	"github.com/stewardbot/steward/bot/script"
	"github.com/stewardbot/steward/cmd/steward/wire"
)

// docs returns README.md and all of docs, by path below docs.
func docs(t *testing.T) map[string]string {
	t.Helper()
	pages := map[string]string{}
	for _, pattern := range []string{"../../README.md", "../../docs/*.md", "../../docs/zh-Hans/*.md"} {
		names, err := filepath.Glob(pattern)
		if err != nil || len(names) == 0 {
			t.Fatalf("no pages %s: %v", pattern, err)
		}
		for _, name := range names {
			b, err := os.ReadFile(name)
			if err != nil {
				t.Fatal(err)
			}
			pages[strings.TrimPrefix(name, "../../docs/")] = string(b)
		}
	}
	return pages
}

// blocks returns a page's code blocks in one language.
func blocks(page, language string) (list []string) {
	for _, m := range regexp.MustCompile("(?ms)^```"+language+"\n(.*?)^```").FindAllStringSubmatch(page, -1) {
		list = append(list, m[1])
	}
	return list
}

func TestDocsShowWholeConfigurations(t *testing.T) {
	shown := 0
	for name, page := range docs(t) {
		for _, block := range blocks(page, "yaml") {
			shown++
			path := filepath.Join(t.TempDir(), "steward.yaml")
			if err := os.WriteFile(path, []byte(block), 0o600); err != nil {
				t.Fatal(err)
			}
			var out, errs bytes.Buffer
			if status := execute(t.Context(), []string{"check", "-c", path}, &out, &errs); status != 0 {
				t.Errorf("%s: %s\n%s", name, &errs, block)
			}
		}
	}
	if shown == 0 {
		t.Error("no page shows a configuration")
	}
}

// TestRecipes: each recipe has no fault or warning, and docs/recipes.md describes it.
func TestRecipes(t *testing.T) {
	t.Setenv("TELEGRAM_TOKEN", "42:"+strings.Repeat("a", 35))
	t.Setenv("DISCORD_TOKEN", "MTEyMjMzNDQ1NTY2Nzc4ODk5.GaBcDe."+strings.Repeat("b", 38))
	recipes, err := filepath.Glob("../../docs/recipes/*.yaml")
	if err != nil || len(recipes) < 10 {
		t.Fatalf("%d recipes: %v", len(recipes), err)
	}
	page := docs(t)["recipes.md"]
	for _, path := range recipes {
		var out, errs bytes.Buffer
		if status := execute(t.Context(), []string{"check", "--env", "-c", path}, &out, &errs); status != 0 || errs.Len() > 0 {
			t.Errorf("%s: status %d\n%s", path, status, &errs)
		}
		if name := filepath.Base(path); !strings.Contains(page, "](recipes/"+name+")") {
			t.Errorf("recipes.md does not tell of %s", name)
		}
	}
}

// TestEconomyRecipes: the recipes have neither faults nor warnings.
func TestEconomyRecipes(t *testing.T) {
	pages := docs(t)
	recipes, chinese := blocks(pages["economy.md"], "yaml"), blocks(pages["zh-Hans/economy.md"], "yaml")
	if len(recipes) < 4 || len(chinese) != len(recipes) {
		t.Errorf("%d recipes, %d in Chinese", len(recipes), len(chinese))
	}
	for _, recipe := range slices.Concat(recipes, chinese) {
		path := filepath.Join(t.TempDir(), "steward.yaml")
		recipe = "platforms:\n  telegram: {token: \"42:" + strings.Repeat("a", 35) + "\"}\n  discord: {token: MTEyMjMzNDQ1NTY2Nzc4ODk5.GaBcDe." + strings.Repeat("b", 38) + "}\n" + recipe
		if err := os.WriteFile(path, []byte(recipe), 0o600); err != nil {
			t.Fatal(err)
		}
		var out, errs bytes.Buffer
		if status := execute(t.Context(), []string{"check", "--env", "-c", path}, &out, &errs); status != 0 || errs.Len() > 0 {
			t.Errorf("status %d: %s\n%s", status, &errs, recipe)
		}
	}
}

// commandLine matches a steward command with its arguments, up to shell syntax.
var commandLine = regexp.MustCompile(`(?m)^(?:[A-Z_]+=\S+ )*(?:\./|go run \./cmd/)?steward ([^#|>&;\n]*)`)

func TestDocsShowCommandsThatExist(t *testing.T) {
	shown := 0
	for name, page := range docs(t) {
		for _, block := range blocks(page, "sh") {
			for _, m := range commandLine.FindAllStringSubmatch(block, -1) {
				shown++
				parser, err := kong.New(newCLI(), kong.Name("steward"))
				if err != nil {
					t.Fatal(err)
				}
				if _, err := parser.Parse(strings.Fields(m[1])); err != nil {
					t.Errorf("%s: steward %s: %v", name, m[1], err)
				}
			}
		}
	}
	if shown < 10 {
		t.Errorf("only %d commands are shown", shown)
	}
}

func TestDocsNameEveryMetric(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWired(t, faketelegram.Options{}, "")
		defer w.stop()
		text, served := scrape(w)+scrapeNode(), map[string]bool{}
		for _, m := range regexp.MustCompile(`(?m)^# TYPE (steward_\w+)`).FindAllStringSubmatch(text, -1) {
			served[m[1]] = true
		}
		if len(served) == 0 {
			t.Fatalf("no metrics: %s", text)
		}
		told := map[string]bool{}
		for _, m := range regexp.MustCompile("`(steward_\\w+)").FindAllStringSubmatch(docs(t)["operating.md"], -1) {
			told[m[1]] = true
			if !served[m[1]] {
				t.Errorf("operating.md tells of %s, which is not served", m[1])
			}
		}
		for name := range served {
			if !told[name] {
				t.Errorf("operating.md does not tell of %s", name)
			}
		}
	})
}

// TestDocsNameEveryPlace: both guides list exactly the place names that have a meaning.
func TestDocsNameEveryPlace(t *testing.T) {
	for _, page := range []string{"operating.md", "zh-Hans/operating.md"} {
		_, table, found := strings.Cut(docs(t)[page], "`places: {news: [telegram:")
		if !found {
			t.Fatalf("%s: no section on places", page)
		}
		table, _, _ = strings.Cut(table, "\n## ")
		var told, declared []string
		for _, m := range regexp.MustCompile("(?m)^\\| `([a-z_]+)` \\|").FindAllStringSubmatch(table, -1) {
			told = append(told, m[1])
		}
		for _, s := range wire.Sections() {
			if s.Scope == config.ScopePlace {
				declared = append(declared, s.Key)
			}
		}
		if slices.Sort(told); !slices.Equal(told, slices.Sorted(slices.Values(declared))) {
			t.Errorf("%s tells of %v, the features of %v", page, told, declared)
		}
	}
}

func TestDocsNameEveryCommand(t *testing.T) {
	page := docs(t)["commands.md"]
	for _, f := range wire.Features(wire.NewParts()) {
		for _, c := range f.Routes().Commands {
			names := append([]string{"/" + c.Name}, script.Variants(c.Aliases)...)
			for _, name := range append(names, script.Variants(c.Spoken)...) {
				if name != "start" && !strings.Contains(page, name) {
					t.Errorf("commands.md does not name %s", name)
				}
			}
		}
	}
}

// TestChinesePagesNameCommandsThatExist: /名字 on a Chinese page is a command.
func TestChinesePagesNameCommandsThatExist(t *testing.T) {
	known := map[string]bool{}
	for _, f := range wire.Features(wire.NewParts()) {
		for _, c := range f.Routes().Commands {
			for _, name := range script.Variants(c.Aliases) {
				known[name] = true
			}
		}
	}
	shown := 0
	for name, page := range docs(t) {
		if !strings.HasPrefix(name, "zh-Hans/") {
			continue
		}
		for _, m := range regexp.MustCompile("[`“、]/(\\p{Han}+)").FindAllStringSubmatch(page, -1) {
			shown++
			if !known[m[1]] {
				t.Errorf("%s names /%s, which is no command", name, m[1])
			}
		}
	}
	if shown < 20 {
		t.Errorf("only %d commands are named", shown)
	}
}
