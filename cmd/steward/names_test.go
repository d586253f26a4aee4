package main_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/stewardbot/steward/cmd/steward/wire"
)

// named returns the identifiers, imports and strings in a file that name a platform. Comments and
// field tags are documentation and may name one.
func named(file *ast.File, platforms *regexp.Regexp) (found []ast.Node) {
	tags := map[*ast.BasicLit]bool{}
	ast.Inspect(file, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.Field:
			tags[n.Tag] = true
		case *ast.Ident:
			if platforms.MatchString(n.Name) {
				found = append(found, n)
			}
		case *ast.BasicLit:
			if n.Kind == token.STRING && !tags[n] && platforms.MatchString(n.Value) {
				found = append(found, n)
			}
		}
		return true
	})
	return found
}

// aboutPlatforms lists the files outside of adapters that may name platforms, and why.
var aboutPlatforms = map[string]string{
	"cmd/steward/wire/wire.go": "the one list",
	"rules/link/networks.go":   "where links lead, with Steward there or not",
}

// TestNobodyNamesAPlatform: platform-specific code lives in adapters, and only one list names the
// platforms.
func TestNobodyNamesAPlatform(t *testing.T) {
	var names []string
	for _, p := range wire.Platforms() {
		names = append(names, regexp.QuoteMeta(p.Name), regexp.QuoteMeta(p.Title))
	}
	platforms := regexp.MustCompile("(?i)" + strings.Join(names, "|"))
	root := filepath.Join("..", "..")
	err := filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		name, err := filepath.Rel(root, path)
		if name = filepath.ToSlash(name); d.IsDir() && (name == "adapters" || d.Name() == "testdata" || strings.HasPrefix(d.Name(), ".") && path != root) {
			return filepath.SkipDir
		}
		if err != nil || d.IsDir() || !strings.HasSuffix(name, ".go") || strings.HasSuffix(name, "_test.go") || aboutPlatforms[name] != "" {
			return err
		}
		set := token.NewFileSet()
		file, err := parser.ParseFile(set, path, nil, parser.SkipObjectResolution)
		if err != nil {
			return err
		}
		for _, n := range named(file, platforms) {
			t.Errorf("%s names a platform; what is known of one belongs to its adapter", set.Position(n.Pos()))
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

func TestNamedFindsPlatforms(t *testing.T) {
	for source, want := range map[string]int{
		`package p; import "x/adapters/discord"`:                                 1,
		`package p; func f(s string) bool { return s == "telegram:1" }`:          1,
		`package p; const onDiscord = true`:                                      1,
		`package p; var telegramHosts = map[string]bool{"t.me": true}`:           1,
		`package p; const s = "wants a place such as telegram:-1/5, or discord"`: 1,
		"package p; type s struct { A int `doc:\"such as on Discord\"` }":        0,
		"package p // telegram":                                                  0,
	} {
		file, err := parser.ParseFile(token.NewFileSet(), "p.go", source, 0)
		if err != nil {
			t.Fatal(err)
		}
		if found := named(file, regexp.MustCompile("(?i)telegram|discord")); len(found) != want {
			t.Errorf("%s: %d were found, want %d", source, len(found), want)
		}
	}
}
