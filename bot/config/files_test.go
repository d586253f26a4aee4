package config_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stewardbot/steward/bot/config"
)

// TestFilesStayInTheFolder checks that file: and include only read below the configuration's
// directory (symbolic links resolved) or a directory allowed by the first file, and never hidden
// files, the configuration itself or a file that contains a token.
func TestFilesStayInTheFolder(t *testing.T) {
	dir := t.TempDir()
	home, beside := filepath.Join(dir, "home"), filepath.Join(dir, "beside")
	for name, text := range map[string]string{
		"home/rules.md": "Be kind.", "home/more/rules.md": "Be kind.", "home/.env": "TOKEN=x", "home/.secret/a.md": "x", "home/token.md": "it is abcdefghijkl123.",
		"home/..data/rules.md": "Be kind.", "beside/rules.md": "Be kind.", "beside/part.yaml": "files: {allow: [/]}\n", "outside.md": "x", "home2/rules.md": "x",
	} {
		if err := os.MkdirAll(filepath.Dir(filepath.Join(dir, name)), 0o700); err != nil {
			t.Fatal(err)
		}
		save(t, filepath.Join(dir, name), text)
	}
	for link, to := range map[string]string{"linked.md": "../outside.md", "dir": "../beside", "ours.md": "more/rules.md", "env.md": ".env", "mounted.md": "..data/rules.md"} {
		if err := os.Symlink(to, filepath.Join(home, link)); err != nil {
			t.Fatal(err)
		}
	}
	load := func(first, rules string) string {
		name := filepath.Join(home, "steward.yaml")
		save(t, name, first+"platforms: {telegram: {token: abcdefghijkl123}}\ncommunities: [{id: tea, spaces: telegram:-1, house_rules: "+rules+"}]\n")
		_, faults := config.Load(name, sections(), config.Options{Env: environment(nil)})
		if len(faults) == 0 {
			return ""
		}
		return faults.Error()
	}
	allowed := "files: {allow: ../beside}\n"
	for _, c := range []struct{ first, file, want string }{
		{"", "rules.md", ""}, {"", "more/rules.md", ""}, {"", "./more/../rules.md", ""}, {"", "../home/rules.md", ""}, {"", filepath.Join(home, "rules.md"), ""},
		{"", "ours.md", ""}, {"", "mounted.md", ""},
		{"", "../outside.md", "outside"}, {"", "../none.md", "outside"}, {"", "/etc/passwd", "outside"}, {"", "linked.md", "outside"}, {"", "dir/rules.md", "outside"},
		{"", "../home2/rules.md", "outside"}, {"", "none.md", "does not exist"}, {"", "/proc/self/environ", "outside"},
		{"", ".env", "hidden"}, {"", "env.md", "hidden"}, {"", ".secret/a.md", "hidden"}, {"", "steward.yaml", "hidden"}, {"", "token.md", "repeats"},
		{allowed, "../beside/rules.md", ""}, {allowed, "dir/rules.md", ""}, {allowed, filepath.Join(beside, "rules.md"), ""}, {allowed, "../outside.md", "outside"}, {allowed, "../beside/none.md", "does not exist"},
		{"files: {allow: [../none]}\n", "rules.md", "is no folder"}, {"files: {allow: [rules.md]}\n", "rules.md", "is no folder"}, {"files: {alow: x}\n", "rules.md", "did you mean"}, {"files: [../beside]\n", "rules.md", "known here: allow"}, {"files: ../beside\n", "rules.md", "known here: allow"},
		{"include: [../beside/*.yaml]\n", "rules.md", "outside"}, {allowed + "include: [../beside/*.yaml]\n", "../outside.md", "first file"},
	} {
		got := load(c.first, "\"file:"+c.file+"\"")
		if (got == "") != (c.want == "") || !strings.Contains(got, c.want) {
			t.Errorf("%s%s: %q, want %q", c.first, c.file, got, c.want)
		}
	}
}

// TestTokenInAFile: a token may be kept in a file, and no other setting may then read that file.
func TestTokenInAFile(t *testing.T) {
	dir := t.TempDir()
	save(t, filepath.Join(dir, ".token"), "hunter2-hunter2-hunter2\n")
	if err := os.Link(filepath.Join(dir, ".token"), filepath.Join(dir, "rules.md")); err != nil {
		t.Fatal(err)
	}
	for rules, want := range map[string]string{"Be kind.": "", "\"file:rules.md\"": "repeats a value from under platforms", "it is hunter2-hunter2-hunter2": "repeats a value from under platforms", "\"file:.token\"": "is hidden"} {
		name := filepath.Join(dir, "steward.yaml")
		save(t, name, "platforms: {telegram: {token: \"file:.token\"}}\ncommunities: [{id: tea, spaces: telegram:-1, house_rules: "+rules+"}]\n")
		file, faults := config.Load(name, sections(), config.Options{Env: environment(nil)})
		if got := faults.Error(); (got == "") != (want == "") || !strings.Contains(got, want) || strings.Contains(got, "hunter2") {
			t.Errorf("%s: %q, want %q", rules, got, want)
		}
		if _, ok := file.Platform("telegram"); !ok {
			t.Error("no platform")
		}
	}
}

// TestFaultsRepeatNoFile checks that section errors don't leak the content of files that a value
// names.
func TestFaultsRepeatNoFile(t *testing.T) {
	dir := t.TempDir()
	save(t, filepath.Join(dir, "mode.txt"), "hunter2-in-a-file")
	save(t, filepath.Join(dir, "steward.yaml"), "communities: [{id: tea, spaces: telegram:-1, timezone: \"file:mode.txt\", language: \"file:mode.txt\", name: \"file:mode.txt\"}]\n")
	_, faults := config.Load(filepath.Join(dir, "steward.yaml"), sections(), config.Options{Env: environment(nil)})
	if text := faults.Error(); strings.Contains(text, "hunter2") || len(faults) < 2 {
		t.Error(text)
	}
}

// TestFoldedWithinACharacter: some programs fold calendar lines by bytes and split multi-byte
// characters.
func TestFoldedWithinACharacter(t *testing.T) {
	dir := t.TempDir()
	save(t, filepath.Join(dir, "cn.ics"), "BEGIN:VCALENDAR\r\nSUMMARY:\xe5\r\n \x9b\xbd\xe5\xba\r\n\t\x86\r\nEND:VCALENDAR\r\n")
	save(t, filepath.Join(dir, "steward.yaml"), "communities: [{id: tea, spaces: telegram:-1, house_rules: \"file:cn.ics\"}]\n")
	if _, faults := config.Load(filepath.Join(dir, "steward.yaml"), sections(), config.Options{Env: environment(nil)}); faults.Err() != nil {
		t.Error(faults)
	}
}
