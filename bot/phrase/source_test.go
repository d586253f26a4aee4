package phrase_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"path/filepath"
	"reflect"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/stewardbot/steward/bot/phrase"
)

// source is the program's source without tests.
type source struct {
	set   *token.FileSet
	files map[string]*ast.File
}

func readSource(t *testing.T) source {
	t.Helper()
	s := source{token.NewFileSet(), map[string]*ast.File{}}
	err := filepath.WalkDir("../..", func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") {
			return err
		}
		s.files[path], err = parser.ParseFile(s.set, path, nil, parser.SkipObjectResolution)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func (s source) inspect(look func(path string, n ast.Node)) {
	for path, file := range s.files {
		ast.Inspect(file, func(n ast.Node) bool {
			look(path, n)
			return true
		})
	}
}

// tellers finds the functions that take a code and its arguments: New and everything that passes
// them on. The values are the parameter positions of the code in functions of that name.
func (s source) tellers() map[string][]int {
	names := map[string][]int{}
	add := func(name string, f *ast.FuncType) {
		i := 0
		for _, p := range f.Params.List {
			for _, param := range p.Names {
				if param.Name == "code" && isVariadic(f) && !slices.Contains(names[name], i) {
					names[name] = append(names[name], i)
				}
				i++
			}
		}
	}
	s.inspect(func(_ string, n ast.Node) {
		switch n := n.(type) {
		case *ast.FuncDecl:
			add(n.Name.Name, n.Type)
			for _, p := range n.Type.Params.List {
				if f, ok := p.Type.(*ast.FuncType); ok {
					for _, name := range p.Names {
						add(name.Name, f)
					}
				}
			}
		}
	})
	return names
}

func isVariadic(f *ast.FuncType) bool {
	_, ok := f.Params.List[len(f.Params.List)-1].Type.(*ast.Ellipsis)
	return ok
}

func called(n *ast.CallExpr) (pkg, name string) {
	switch f := n.Fun.(type) {
	case *ast.Ident:
		return "", f.Name
	case *ast.SelectorExpr:
		if x, ok := f.X.(*ast.Ident); ok {
			pkg = x.Name
		}
		return pkg, f.Sel.Name
	}
	return "", ""
}

func literal(e ast.Expr) (string, bool) {
	lit, ok := e.(*ast.BasicLit)
	if !ok || lit.Kind != token.STRING {
		return "", false
	}
	s, err := strconv.Unquote(lit.Value)
	return s, err == nil
}

// TestCodes scans the source: each code has a text with as many placeholders as the call has
// arguments, and each text is used.
func TestCodes(t *testing.T) {
	english := texts(t, phrase.English)
	s := readSource(t)
	tellers := s.tellers()
	named := map[string]bool{}
	s.inspect(func(path string, n ast.Node) {
		switch n := n.(type) {
		case *ast.BasicLit:
			if code, ok := literal(n); ok {
				named[code] = true
				for _, head := range strings.Fields(code) { // a table's column headings
					if head == strings.ToUpper(head) {
						named["column."+strings.ToLower(head)] = true
					}
				}
				if _, there := english[code]; !there && reason.MatchString(code) && filepath.Base(path) != "networks.go" {
					t.Errorf("%s: %q has no text", s.set.Position(n.Pos()), code)
				}
				if tag := reflect.StructTag(code).Get("help"); tag != "" {
					named[tag] = true
					if _, there := english[tag]; !there {
						t.Errorf("%s: the help %q has no text", path, tag)
					}
				}
			}
		case *ast.CallExpr:
			pkg, name := called(n)
			if name == "New" && pkg != "phrase" || n.Ellipsis.IsValid() {
				return
			}
			at, code := codeOf(n, tellers[name], english)
			if !strings.ContainsAny(code, "._ ") { // not a code, or a log attribute's key
				return
			}
			text, there := english[code]
			highest := 0
			for _, p := range place.FindAllStringSubmatch(text, -1) {
				number, _ := strconv.Atoi(p[1])
				highest = max(highest, number)
			}
			given := len(n.Args) - at - 1
			if last, ok := n.Args[len(n.Args)-1].(*ast.SelectorExpr); ok && (last.Sel.Name == "ErrNotExist" || last.Sel.Name == "ErrPermission") {
				given-- // only for errors.Is
			}
			switch {
			case !there:
				t.Errorf("%s: %q has no text", s.set.Position(n.Pos()), code)
			case given != highest:
				t.Errorf("%s: %s gets %d arguments; its text has %d", s.set.Position(n.Pos()), code, given, highest)
			}
		}
	})
	for code := range english {
		if !named[code] {
			t.Errorf("%s is never used", code)
		}
	}
}

// reason matches codes that stand for a phrase.Line anywhere in the source.
var reason = regexp.MustCompile(`^(cannot|console|delivery|discord|fetch|platform|ready|system|target|telegram)\.[a-z_]+$`)

// codeOf returns the code in a call and its argument position; with several candidates, a known
// code.
func codeOf(n *ast.CallExpr, places []int, english map[string]string) (at int, code string) {
	for _, i := range places {
		if i >= len(n.Args) {
			continue
		}
		if text, ok := literal(n.Args[i]); ok {
			at, code = i, text
			if _, known := english[text]; known {
				break
			}
		}
	}
	return at, code
}

var place = regexp.MustCompile(`\{([1-9])\}`)

var (
	// told matches files whose errors are shown to operators as is.
	told = regexp.MustCompile(`/cmd/steward/|/rules/|/bot/(config|timing|template|staff|answer)/|/settings\.go$|/quiz/bank/`)
	// within matches errors that only add context to their cause.
	within = regexp.MustCompile(`^[a-z0-9 %]*: %w$|already reported$`)
	prose  = regexp.MustCompile(`[a-z]{2,} [a-z(]`)
)

// TestNoProse: errors that operators see as is aren't written out in English in the source.
func TestNoProse(t *testing.T) {
	s := readSource(t)
	s.inspect(func(path string, n ast.Node) {
		call, ok := n.(*ast.CallExpr)
		if !ok || len(call.Args) == 0 || !told.MatchString(filepath.ToSlash(path)) {
			return
		}
		pkg, name := called(call)
		if text, ok := literal(call.Args[0]); ok && (pkg == "fmt" && name == "Errorf" || pkg == "errors" && name == "New") {
			if prose.MatchString(text) && !within.MatchString(text) {
				t.Errorf("%s: %q wants a code of package phrase", s.set.Position(n.Pos()), text)
			}
		}
	})
}
