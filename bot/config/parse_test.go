package config_test

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/stewardbot/steward/bot/config"
)

// tree decodes itself and reports every scalar as a fault, so that the faults list what was read,
// and where.
type tree struct{}

func (tree) UnmarshalNode(n config.Node) error {
	var faults []error
	var walk func(config.Node)
	walk = func(n config.Node) {
		for _, v := range n.Items() {
			walk(v)
		}
		for _, f := range n.Fields() {
			walk(f.Value)
		}
		if n.Kind() == config.String || n.Kind() == config.Number || n.Kind() == config.Bool {
			faults = append(faults, n.Errorf("is %q", n.Text()))
		}
	}
	walk(n)
	return errors.Join(faults...)
}

// writer writes a random value as YAML in a random style and records what should be read, and
// where.
type writer struct {
	t    *rapid.T
	text strings.Builder
	line int
	col  int
	want []string
}

func (w *writer) put(s string) {
	w.text.WriteString(s)
	for _, r := range s {
		w.col++
		if r == '\n' {
			w.line, w.col = w.line+1, 1
		}
	}
}

// plain values need no quotes in any style.
var plain = []string{"tea", "茶馆", "telegram:-1001234567890/5", "discord:1122", "a b", "签到", "09:00", "2026-12-24T18:00",
	"https://x.org/a?b=c", "0", "-12", "1.5", "true", "no", "off", "x#y", "a,b"[:1], "é", "😀", "-x", "a-b", "0x1f", "1e3", "a:b:c"}

// tricky values need quotes.
var tricky = []string{"", "a: b", "a #b", "[x", "*", "@a", "%", "- a", "'", `"`, `a\b`, "a, b", "{name}", "“好”", "：", "，", "!", "|", "&x", "null", " a ", "a}"}

func (w *writer) scalar(path string) {
	at := fmt.Sprintf("%d:%d: %s", w.line, w.col, path)
	text := ""
	switch style := rapid.IntRange(0, 3).Draw(w.t, "style"); style {
	case 0, 1:
		text = rapid.SampledFrom(plain).Draw(w.t, "plain")
		w.put(text)
	case 2:
		text = rapid.SampledFrom(append(tricky, plain...)).Draw(w.t, "single")
		w.put("'" + strings.ReplaceAll(text, "'", "''") + "'")
	default:
		text = rapid.SampledFrom(append(tricky, plain...)).Draw(w.t, "double")
		w.put(strconv.Quote(text))
	}
	w.want = append(w.want, fmt.Sprintf("%s: is %q", at, text))
}

func (w *writer) flow(path string, depth int) {
	switch kind := rapid.IntRange(0, 3).Draw(w.t, "flow"); {
	case kind == 0 && depth > 0:
		w.put("[")
		for i := range rapid.IntRange(0, 3).Draw(w.t, "items") {
			if i > 0 {
				w.put(rapid.SampledFrom([]string{", ", ","}).Draw(w.t, "comma"))
			}
			w.flow(fmt.Sprintf("%s[%d]", path, i), depth-1)
		}
		w.put("]")
	case kind == 1 && depth > 0:
		w.put("{")
		for i, k := range w.keys() {
			if i > 0 {
				w.put(", ")
			}
			w.put(k + ": ")
			w.flow(path+"."+k, depth-1)
		}
		w.put("}")
	default:
		w.scalar(path)
	}
}

func (w *writer) keys() []string {
	return rapid.SliceOfNDistinct(rapid.SampledFrom([]string{"a", "b2", "c_d", "键", "e-f", "on", "7"}), 1, 3, rapid.ID[string]).Draw(w.t, "keys")
}

// block writes a value after "key:" or "-" and ends its line.
func (w *writer) block(path, indent string, depth int) {
	comment := rapid.SampledFrom([]string{"", "", " # 注 c: d"}).Draw(w.t, "comment")
	end := rapid.SampledFrom([]string{"\n", "\n", "\r\n"}).Draw(w.t, "end")
	switch kind := rapid.IntRange(0, 4).Draw(w.t, "block"); {
	case kind == 0 && depth > 0:
		w.put(comment + end)
		for _, k := range w.keys() {
			w.put(indent + k + ":")
			w.block(path+"."+k, indent+"  ", depth-1)
		}
	case kind == 1 && depth > 0:
		w.put(comment + end)
		for i := range rapid.IntRange(1, 3).Draw(w.t, "entries") {
			w.put(indent + "-")
			w.block(fmt.Sprintf("%s[%d]", path, i), indent+"  ", depth-1)
		}
	case kind == 2:
		w.want = append(w.want, fmt.Sprintf("%d:%d: %s: is %q", w.line, w.col+1, path, "多 line\n  x: y\n"))
		w.put(" |" + comment + end + indent + "多 line\n" + indent + "  x: y\n")
	default:
		w.put(" ")
		w.flow(path, 2)
		w.put(comment + end)
	}
}

// TestEveryValueIsReadWhereItStands writes random values in random styles and compares each one's
// text, path and position.
func TestEveryValueIsReadWhereItStands(t *testing.T) {
	name := filepath.Join(t.TempDir(), "steward.yaml")
	own := []config.Section{{Scope: config.ScopeRoot, Key: "tree", New: func() any { return &tree{} }}}
	rapid.Check(t, func(t *rapid.T) {
		w := &writer{t: t, line: 1, col: 1}
		w.put("communities: [{id: x, spaces: []}]\ntree:")
		w.block("tree", "  ", 3)
		if err := os.WriteFile(name, []byte(w.text.String()), 0o600); err != nil {
			t.Fatal(err)
		}
		_, faults := config.Load(name, own, config.Options{})
		var got []string
		for _, f := range faults {
			if !f.Warning {
				got = append(got, strings.TrimPrefix(f.String(), name+":"))
			}
		}
		if d := cmp.Diff(w.want, got); d != "" {
			t.Fatalf("%s\n%s", w.text.String(), d)
		}
	})
}
