package main_test

import (
	"cmp"
	"errors"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"github.com/goccy/go-yaml"

	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/bot/locale"
	"github.com/stewardbot/steward/cmd/steward/wire"
)

// TestKeysAreUsedAndThere scans the source: every key in it must be in the catalogue, and every
// catalogue key must be used.
func TestKeysAreUsedAndThere(t *testing.T) {
	english := englishKeys(t)
	used := map[string]string{}
	for _, key := range commandKeys() {
		used[key] = "a command"
	}
	for _, m := range wire.Metrics() {
		used["stats."+m.Name] = "a metric of a feature"
	}
	err := filepath.WalkDir(filepath.Join("..", ".."), func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") {
			return err
		}
		file, err := parser.ParseFile(token.NewFileSet(), path, nil, parser.SkipObjectResolution)
		if err != nil {
			return err
		}
		feature := filepath.Base(filepath.Dir(path))
		feature = cmp.Or(findsAs[feature], feature)
		ast.Inspect(file, func(n ast.Node) bool {
			for _, key := range keysIn(n, feature) {
				used[key] = path
			}
			return true
		})
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	told := forOperators(t)
	for key, path := range used {
		if !english[key] && strings.Contains(path, "feature") && !told[key] {
			t.Errorf("%s: the text %s is in no catalogue", path, key)
		}
	}
	for key := range english {
		if used[key] == "" {
			t.Errorf("the text %s is never used", key)
		}
		if told[key] {
			t.Errorf("%s is a phrase for operators, too", key)
		}
	}
}

// englishKeys returns the keys of the English catalogue.
func englishKeys(t *testing.T) map[string]bool {
	keys := map[string]bool{}
	files, err := filepath.Glob("../../bot/locale/catalogue/" + locale.English + "/*.yaml")
	if err != nil || len(files) == 0 {
		t.Fatalf("no catalogue: %v", err)
	}
	for _, file := range files {
		body, err := os.ReadFile(file)
		var texts map[string]any
		if err := errors.Join(err, yaml.Unmarshal(body, &texts)); err != nil {
			t.Fatalf("%s: %v", file, err)
		}
		for key := range texts {
			keys[key] = true
		}
	}
	return keys
}

// findsAs are the names in findings of packages whose folder is called otherwise.
var findsAs = map[string]string{
	"sanction": "moderation", // emits findings in turns of that feature
	"earning":  "activity",
	"engine":   "partition", // what it passes on
}

// forOperators returns the codes of the phrases in package phrase.
func forOperators(t *testing.T) map[string]bool {
	body, err := os.ReadFile("../../bot/phrase/texts/en.yaml")
	var texts map[string]string
	if err := errors.Join(err, yaml.Unmarshal(body, &texts)); err != nil {
		t.Fatal(err)
	}
	codes := map[string]bool{}
	for code := range texts {
		codes[code] = true
	}
	return codes
}

var keyPattern = regexp.MustCompile(`^[a-z_]+\.[a-z_]+$`)

// keysIn returns the keys used in a piece of source: strings that look like keys, and codes of
// findings.
func keysIn(n ast.Node, pkg string) []string {
	switch n := n.(type) {
	case *ast.BasicLit:
		if s := literal(n); keyPattern.MatchString(s) {
			return []string{s}
		}
	case *ast.CompositeLit:
		return fieldKeys(n, pkg)
	}
	return nil
}

func fieldKeys(n *ast.CompositeLit, pkg string) (keys []string) {
	fields := map[string]string{}
	for _, e := range n.Elts {
		if kv, ok := e.(*ast.KeyValueExpr); ok {
			if name, ok := kv.Key.(*ast.Ident); ok {
				fields[name.Name] = literal(kv.Value)
			}
		}
	}
	if fields["Feature"] != "" {
		pkg = fields["Feature"]
	}
	if sel, ok := n.Type.(*ast.SelectorExpr); ok && sel.Sel.Name == "Finding" && fields["Code"] != "" {
		keys = append(keys, pkg+"."+fields["Code"])
	}
	return keys
}

// commandKeys returns the keys of all features' commands.
func commandKeys() (keys []string) {
	for _, f := range wire.EngineOptions(wire.NewParts()).Features {
		for _, c := range f.Routes().Commands {
			keys = append(keys, "command."+c.Name)
			if c.OnMember || c.OnMessage {
				keys = append(keys, "menu."+c.Name)
			}
			for _, p := range c.Params {
				if p.Kind != bot.ParamMessage { // forms don't show it
					keys = append(keys, "option."+c.Name+"_"+p.Name)
				}
			}
		}
	}
	return keys
}

func literal(e ast.Expr) string {
	if lit, ok := e.(*ast.BasicLit); ok && lit.Kind == token.STRING {
		s, _ := strconv.Unquote(lit.Value)
		return s
	}
	return ""
}
