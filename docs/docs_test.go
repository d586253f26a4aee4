package docs_test

import (
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// pages are README.md and all of docs, in all languages, by path from this folder.
func pages(t *testing.T) map[string]string {
	t.Helper()
	files, err := filepath.Glob("../docs/*.md")
	if err != nil || len(files) == 0 {
		t.Fatalf("no pages: %v", err)
	}
	translated, err := filepath.Glob("../docs/zh-Hans/*.md")
	if err != nil || len(translated) == 0 {
		t.Fatalf("no pages in Chinese: %v", err)
	}
	files = append(files, translated...)
	pages := map[string]string{}
	for _, f := range append(files, "../README.md") {
		b, err := os.ReadFile(f)
		if err != nil {
			t.Fatal(err)
		}
		pages[f] = string(b)
	}
	return pages
}

var (
	quoted = regexp.MustCompile("(?s)<!-- ([^ ]+) -->\n+```[a-z]*\n(.*?)```")
	golang = regexp.MustCompile("(?m)^```go$")
)

// TestExamplesAreTheFiles: what a page shows under the name of a file stands in
// that file, word for word, and all Go on a page comes from a file.
func TestExamplesAreTheFiles(t *testing.T) {
	shown := 0
	for page, text := range pages(t) {
		blocks := quoted.FindAllStringSubmatch(text, -1)
		fromFiles := 0
		for _, m := range blocks {
			shown++
			if strings.HasSuffix(m[1], ".go") {
				fromFiles++
			}
			file, err := os.ReadFile(m[1])
			if err != nil {
				t.Errorf("%s: %v", page, err)
				continue
			}
			for _, part := range strings.Split(m[2], "…\n") {
				if !strings.Contains(string(file), part) {
					t.Errorf("%s shows under the name of %s what does not stand there:\n%s", page, m[1], part)
				}
			}
		}
		if all := len(golang.FindAllString(text, -1)); all != fromFiles {
			t.Errorf("%s has %d blocks of Go, of which %d come from a file", page, all, fromFiles)
		}
	}
	if shown == 0 {
		t.Error("no page shows a file")
	}
}

var (
	link    = regexp.MustCompile(`\]\(([^)\s]+)\)`)
	heading = regexp.MustCompile(`(?m)^#+ (.*)$`)
	dropped = regexp.MustCompile(`[^\p{L}\p{N} _-]`)
)

// anchors returns how headings are linked to.
func anchors(text string) (list []string) {
	for _, m := range heading.FindAllStringSubmatch(text, -1) {
		s := dropped.ReplaceAllString(strings.ToLower(m[1]), "")
		list = append(list, strings.ReplaceAll(s, " ", "-"))
	}
	return list
}

// TestLinksLeadSomewhere: links within the project name a file, and a heading
// in it.
func TestLinksLeadSomewhere(t *testing.T) {
	all := pages(t)
	for page, text := range all {
		for _, m := range link.FindAllStringSubmatch(text, -1) {
			if strings.Contains(m[1], "://") {
				continue
			}
			path, anchor, _ := strings.Cut(m[1], "#")
			target := page
			if path != "" {
				target = filepath.Join(filepath.Dir(page), path)
			}
			if _, err := os.Stat(target); err != nil {
				t.Errorf("%s links to %s: %v", page, m[1], err)
			} else if anchor != "" && !slices.Contains(anchors(all[target]), anchor) {
				t.Errorf("%s links to %s, which has no such heading", page, m[1])
			}
		}
	}
}

var headed = regexp.MustCompile("(?m)^(## |### .*)")

// TestInsightsInChinese: the page of insights in Chinese has as many parts as the English one, and the same figures in
// the same order.
func TestInsightsInChinese(t *testing.T) {
	all := pages(t)
	english := headed.FindAllString(all["../docs/insights.md"], -1)
	chinese := headed.FindAllString(all["../docs/zh-Hans/insights.md"], -1)
	if len(english) == 0 || !slices.Equal(english, chinese) {
		t.Errorf("the headings are %q in English, and %q in Chinese", english, chinese)
	}
}

var logLine = regexp.MustCompile("(?m)^\\| `([^`]+)` \\|")

// TestLogLinesExist: what the operator is told to look for is what is logged.
func TestLogLinesExist(t *testing.T) {
	_, section, found := strings.Cut(pages(t)["../docs/operating.md"], "### By log line")
	if !found {
		t.Fatal("there is no such section")
	}
	section, _, _ = strings.Cut(section, "\n##")
	source := source(t)
	for _, m := range logLine.FindAllStringSubmatch(section, -1) {
		if !strings.Contains(source, `"`+m[1]+`"`) {
			t.Errorf("nothing logs %q", m[1])
		}
	}
}

// source returns all that could log.
func source(t *testing.T) string {
	t.Helper()
	var all strings.Builder
	for _, root := range []string{"../bot", "../adapters", "../cmd"} {
		err := filepath.WalkDir(root, func(path string, _ fs.DirEntry, err error) error {
			if err != nil || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") {
				return err
			}
			b, err := os.ReadFile(path)
			all.Write(b)
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	return all.String()
}

var (
	mentioned = regexp.MustCompile("`((?:bot|store|adapters|cmd|docs)/[A-Za-z0-9_./-]+)`")
	besides   = regexp.MustCompile(`^docs/example/|\.go$|/$`)
)

// TestFilesExist: a file or folder of the source that a page names is there.
func TestFilesExist(t *testing.T) {
	for page, text := range pages(t) {
		for _, m := range mentioned.FindAllStringSubmatch(text, -1) {
			if !besides.MatchString(m[1]) {
				continue
			}
			if _, err := os.Stat(filepath.Join("..", m[1])); err != nil {
				t.Errorf("%s names %s: %v", page, m[1], err)
			}
		}
	}
}
