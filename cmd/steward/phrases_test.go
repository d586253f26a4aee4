package main

import (
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
	"unicode"

	"github.com/alecthomas/kong"

	"github.com/stewardbot/steward/bot/locale"
)

// spoken are the languages that have a phrase book.
func spoken() []string { return []string{"zh-Hans", "zh-Hant"} }

func hasHan(s string) bool {
	return strings.ContainsFunc(s, func(r rune) bool { return unicode.Is(unicode.Han, r) })
}

var (
	literal = regexp.MustCompile("\"[^\"]*\"|`[^`]*`|'[^']*'")
	english = regexp.MustCompile(`\b[a-z]{2,}(?: [a-z]{2,}){2,}`)
)

// whollySaid: a sentence is in Chinese, and no clause of it was left in English.
func whollySaid(s string) bool {
	return hasHan(s) && !english.MatchString(literal.ReplaceAllString(s, "")) && !strings.Contains(strings.TrimSpace(s), "  ")
}

// TestFaultsAreInEveryLanguage: no fault of the configuration that has a file of
// its own among the tests is told in English alone.
func TestFaultsAreInEveryLanguage(t *testing.T) {
	files, err := filepath.Glob("../../bot/config/testdata/bad/*.want")
	if err != nil || len(files) < 50 {
		t.Fatalf("%d files, %v", len(files), err)
	}
	fault := regexp.MustCompile(`^[^ ]+:\d+:\d+: [^ ]+: (?:warning: )?(.*)$`)
	for _, lang := range spoken() {
		words := locale.NewPhrases(lang)
		for _, name := range files {
			if b := filepath.Base(name); b == "own-check.want" || b == "self-reading.want" { // what the tests' own types say
				continue
			}
			text, err := os.ReadFile(name)
			if err != nil {
				t.Fatal(err)
			}
			for line := range strings.Lines(string(text)) {
				m := fault.FindStringSubmatch(strings.TrimSpace(line))
				if m == nil {
					t.Errorf("%s: this is no fault: %s", name, line)
				} else if own := words.Say(m[1]); !whollySaid(own) {
					t.Errorf("%s: %s: %s\n%s", lang, filepath.Base(name), m[1], own)
				}
			}
		}
	}
}

// TestSentencesAreInEveryLanguage reads the source of whatever checks a
// configuration or is a subcommand: each sentence in it that an operator may be
// told is in the phrase books.
func TestSentencesAreInEveryLanguage(t *testing.T) {
	sentences := map[string]string{}
	for _, dir := range []string{"bot/textfile", "bot/config", "bot/feature", "bot/staff", "bot/timing", "bot/template", "bot/ledger", "bot/answer", "rules", "cmd/steward", "adapters/telegram", "adapters/discord"} {
		collect(t, filepath.Join("../..", dir), sentences)
	}
	if len(sentences) < 200 {
		t.Fatalf("only %d sentences were found", len(sentences))
	}
	for _, lang := range spoken() {
		words := locale.NewPhrases(lang)
		for s, where := range sentences {
			if own := words.Say(s); !whollySaid(own) {
				t.Errorf("%s: %s: %q\n%s", lang, where, s, own)
			}
		}
	}
}

// collect gathers the sentences below a directory, with an x for whatever is
// filled in.
func collect(t *testing.T, dir string, into map[string]string) {
	t.Helper()
	err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if d != nil && d.IsDir() && (strings.HasPrefix(d.Name(), "fake") || d.Name() == "testdata") {
			return filepath.SkipDir
		}
		if err != nil || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") {
			return err
		}
		set := token.NewFileSet()
		file, err := parser.ParseFile(set, path, nil, parser.SkipObjectResolution)
		if err != nil {
			return err
		}
		ast.Inspect(file, func(n ast.Node) bool {
			if s := sentence(n, path); s != "" {
				into[s] = set.Position(n.Pos()).String()
			}
			return true
		})
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

// sentence is what a piece of source tells an operator; empty: nothing.
func sentence(n ast.Node, path string) string {
	switch n := n.(type) {
	case *ast.CallExpr:
		name := ""
		switch f := n.Fun.(type) {
		case *ast.Ident:
			name = f.Name
		case *ast.SelectorExpr:
			name = f.Sel.Name
			switch x := f.X.(type) { // the log is in English
			case *ast.SelectorExpr:
				if x.Sel.Name == "log" {
					return ""
				}
			case *ast.Ident:
				if x.Name == "log" {
					return ""
				}
			}
		}
		switch name {
		case "fault", "Fault", "faultAt", "leave", "warn", "Warn", "sayf", "Say":
			return longest(n.Args)
		case "Errorf", "New":
			if told.MatchString(filepath.ToSlash(path)) {
				return longest(n.Args)
			}
		}
	case *ast.KeyValueExpr:
		if k, ok := n.Key.(*ast.Ident); ok && (k.Name == "Found" || k.Name == "Cure") && strings.Contains(path, "examine") {
			return longest([]ast.Expr{n.Value})
		}
	}
	return ""
}

var (
	// told are the files whose errors reach the operator as they are.
	told     = regexp.MustCompile(`/cmd/steward/|/rules/|/bot/(template|timing|sanction)|/settings\.go$|/bank/check\.go$|/bot/config/(env|read|duration|community)\.go$`)
	verb     = regexp.MustCompile(`%[a-z]`)
	wrapping = regexp.MustCompile(`^[a-z ]*: %w$|^%[vsw]$|^x$`)
	words    = regexp.MustCompile(`[a-z]{2,} [a-z(]`)
)

// longest is the longest of the texts, with its places filled.
func longest(args []ast.Expr) (found string) {
	for _, a := range args {
		if s := sample(a); len(s) > len(found) {
			found = s
		}
	}
	if wrapping.MatchString(found) || !words.MatchString(found) {
		return ""
	}
	return verb.ReplaceAllString(found, "x")
}

// sample is a text as it may be once its places are filled; "x" for what is not
// written out.
func sample(e ast.Expr) string {
	switch e := e.(type) {
	case *ast.BasicLit:
		if s, err := strconv.Unquote(e.Value); err == nil && e.Kind == token.STRING {
			return s
		}
	case *ast.BinaryExpr:
		if e.Op == token.ADD {
			return sample(e.X) + sample(e.Y)
		}
	case *ast.CallExpr:
		if f, ok := e.Fun.(*ast.SelectorExpr); ok && f.Sel.Name == "Sprintf" && len(e.Args) > 0 {
			return sample(e.Args[0])
		}
		if f, ok := e.Fun.(*ast.Ident); ok && f.Name == "didYouMean" {
			return "; did you mean \"x\"?"
		}
	}
	return "x"
}

// TestHelpIsInEveryLanguage looks at the help of every command, flag and
// argument.
func TestHelpIsInEveryLanguage(t *testing.T) {
	for _, lang := range spoken() {
		parser, err := kong.New(newCLI(), kong.Name("steward"))
		if err != nil {
			t.Fatal(err)
		}
		sayHelp(parser.Model.Node, locale.NewPhrases(lang))
		var look func(n *kong.Node)
		look = func(n *kong.Node) {
			if n.Help != "" && !hasHan(n.Help) {
				t.Errorf("%s: %s: %s", lang, n.FullPath(), n.Help)
			}
			for _, f := range n.Flags {
				if !hasHan(f.Help) {
					t.Errorf("%s: %s --%s: %s", lang, n.FullPath(), f.Name, f.Help)
				}
			}
			for _, p := range n.Positional {
				if !hasHan(p.Help) {
					t.Errorf("%s: %s %s: %s", lang, n.FullPath(), p.Name, p.Help)
				}
			}
			for _, child := range n.Children {
				look(child)
			}
		}
		look(parser.Model.Node)
	}
}

// TestLanguageOfTheOperator: the first variable that is set counts.
func TestLanguageOfTheOperator(t *testing.T) {
	for _, c := range []struct{ all, messages, lang, want string }{
		{"", "", "", "en"},
		{"", "", "zh_CN.UTF-8", "zh-Hans"},
		{"", "", "zh_TW.UTF-8", "zh-Hant"},
		{"", "", "zh_HK", "zh-Hant"},
		{"", "", "zh_SG@pinyin", "zh-Hans"},
		{"", "zh_TW", "en_US.UTF-8", "zh-Hant"},
		{"C", "zh_CN", "zh_CN", "en"},
		{"POSIX", "", "zh_CN", "en"},
		{"", "", "de_DE.UTF-8", "en"},
		{"", "", strings.Repeat("zh_", 100_000), "en"},
	} {
		env := map[string]string{"LC_ALL": c.all, "LC_MESSAGES": c.messages, "LANG": c.lang}
		if got := ownLanguage(locale.New(), func(name string) string { return env[name] }); got != c.want {
			t.Errorf("%.60v: %s, want %s", c, got, c.want)
		}
	}
}
