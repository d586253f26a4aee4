package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"regexp"
	"strings"
	"testing"

	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/parser"

	"github.com/stewardbot/steward/bot/config"
	"github.com/stewardbot/steward/cmd/steward/wire"
)

const example = "../../config.example.yaml"

func TestExamplePassesCheck(t *testing.T) {
	var out, errs bytes.Buffer
	if status := execute(t.Context(), []string{"check", "-c", example}, &out, &errs); status != 0 {
		t.Errorf("status %d:\n%s", status, &errs)
	}
}

func TestExampleNamesEveryKey(t *testing.T) {
	b, err := config.Schema(wire.Sections())
	if err != nil {
		t.Fatal(err)
	}
	var schema map[string]any
	if err := json.Unmarshal(b, &schema); err != nil {
		t.Fatal(err)
	}
	named := map[string]bool{}
	for path := range exampleLines(t) {
		named[inLists.ReplaceAllString(path, "")] = true
	}
	text, err := os.ReadFile(example)
	if err != nil {
		t.Fatal(err)
	}
	file, err := parser.ParseBytes(alternative(text), 0)
	if err != nil {
		t.Fatal(err)
	}
	walk(file.Docs[0].Body, "", func(path string, _ int) { named[path] = true })
	for _, path := range schemaPaths(schema, "") {
		// The parts of a reward are the same wherever one is given.
		if _, part, reward := strings.Cut(path, ".reward."); !named[strings.ReplaceAll(path, "[]", "")] && (!reward || part == "points") {
			t.Errorf("%s is not in the example", path)
		}
	}
}

// alternative returns what stands in comments of the example because it fits only
// another store: the cluster, and its database.
func alternative(text []byte) []byte {
	block := regexp.MustCompile(`(?m)^# cluster:.*\n(#   .*\n)+`).Find(text)
	url := regexp.MustCompile(`(?m)^  # (url: \S+)`).FindSubmatch(text)
	return fmt.Appendf(nil, "store: {%s}\n%s", url[1], regexp.MustCompile(`(?m)^# `).ReplaceAll(block, nil))
}

// The alternative passes the check, too.
func TestExampleOfCluster(t *testing.T) {
	text, err := os.ReadFile(example)
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), "steward.yaml")
	whole := string(alternative(text)) + "platforms: {telegram: {token: \"${TELEGRAM_TOKEN}\"}}\ncommunities: [{id: tea, spaces: [telegram:-1001]}]\n"
	if err := os.WriteFile(path, []byte(whole), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, faults := config.Load(path, wire.Sections(), config.Options{}); faults.Err() != nil {
		t.Errorf("%v\n%s", faults, whole)
	}
}

var inLists = regexp.MustCompile(`\[\d+\]`)

// schemaPaths returns the keys in a schema.
func schemaPaths(s map[string]any, at string) (paths []string) {
	object := func(v any) map[string]any { m, _ := v.(map[string]any); return m }
	for key, v := range object(s["properties"]) {
		path := strings.TrimPrefix(at+"."+key, ".")
		paths = append(paths, path)
		paths = append(paths, schemaPaths(object(v), path)...)
	}
	if items := object(s["items"]); items != nil {
		paths = append(paths, schemaPaths(items, at+"[]")...)
	}
	alternatives, _ := s["anyOf"].([]any)
	for _, v := range alternatives {
		paths = append(paths, schemaPaths(object(v), at)...)
	}
	return paths
}

// TestExampleTellsDefaults: the example calls a value the default if and only if it applies when
// the key is omitted.
func TestExampleTellsDefaults(t *testing.T) {
	shown, defaults := loadValues(t, example), loadValues(t, bare(t))
	lines := exampleLines(t)
	called := 0
	for path, value := range shown {
		line, ok := lines[path]
		if !ok {
			continue
		}
		isDefault := strings.Contains(line, "# default")
		if isDefault {
			called++
		}
		if plain := defaults[path]; isDefault != (value == plain) {
			t.Errorf("%s is %s and the default is %s, but the line reads:\n%s", path, value, plain, line)
		}
	}
	if called < 20 {
		t.Errorf("only %d values are called default", called)
	}
}

// bare returns a minimal configuration.
func bare(t *testing.T) string {
	path := filepath.Join(t.TempDir(), "steward.yaml")
	if err := os.WriteFile(path, []byte("communities: [{id: tea}]\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// loadValues returns a file's effective settings by path.
func loadValues(t *testing.T, path string) map[string]string {
	f, faults := config.Load(path, wire.Sections(), config.Options{})
	if err := faults.Err(); err != nil {
		t.Fatal(err)
	}
	values := map[string]string{}
	com := f.Communities[0]
	values["communities[0].language"] = com.Language
	for _, s := range wire.Sections() {
		switch s.Scope {
		case config.ScopeRoot:
			flatten(values, s.Key, reflect.ValueOf(f.Root(s.Key)))
		case config.ScopeCommunity:
			flatten(values, "communities[0]."+s.Key, reflect.ValueOf(com.Section(s.Key)))
		}
	}
	return values
}

// flatten records each value below v by its key path.
func flatten(values map[string]string, path string, v reflect.Value) {
	if v.Kind() == reflect.Pointer {
		v = v.Elem()
	}
	if v.Kind() != reflect.Struct {
		values[path] = fmt.Sprint(v)
		return
	}
	for i := range v.NumField() {
		key, _, _ := strings.Cut(v.Type().Field(i).Tag.Get("yaml"), ",")
		flatten(values, path+"."+key, v.Field(i))
	}
}

// exampleLines returns the example's lines by key.
func exampleLines(t *testing.T) map[string]string {
	b, err := os.ReadFile(example)
	if err != nil {
		t.Fatal(err)
	}
	file, err := parser.ParseBytes(b, 0)
	if err != nil {
		t.Fatal(err)
	}
	paths := map[string]string{}
	walk(file.Docs[0].Body, "", func(path string, line int) {
		paths[path] = strings.Split(string(b), "\n")[line-1]
	})
	return paths
}

func walk(n ast.Node, at string, fn func(path string, line int)) {
	switch n := n.(type) {
	case *ast.MappingNode:
		for _, v := range n.Values {
			path := strings.TrimPrefix(at+"."+v.Key.String(), ".")
			fn(path, v.Key.GetToken().Position.Line)
			walk(v.Value, path, fn)
		}
	case *ast.SequenceNode:
		for i, v := range n.Values {
			walk(v, fmt.Sprintf("%s[%d]", at, i), fn)
		}
	}
}
