package config_test

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/stewardbot/steward/bot/config"
)

// FuzzLoad checks that for any file Load returns a File without panicking, and that every fault
// is one line, lies inside the file and doesn't leak a variable's value.
func FuzzLoad(f *testing.F) {
	for _, pattern := range []string{"testdata/bad/*.yaml", "testdata/good/*.yaml"} {
		names, err := filepath.Glob(pattern)
		if err != nil || len(names) == 0 {
			f.Fatal("no seeds: ", err)
		}
		for _, name := range names {
			text, err := os.ReadFile(name)
			if err != nil {
				f.Fatal(err)
			}
			f.Add(text)
		}
	}
	// No seed contains this value, so a message that quotes the file can't be mistaken for a
	// leak.
	env := environment(map[string]string{"TOKEN": "swordfish-secret", "NAME": "swordfish-secret"})
	f.Fuzz(func(t *testing.T, text []byte) {
		if bytes.Contains(text, []byte("include")) && bytes.Contains(text, []byte("/")) {
			return // would depend on files of this machine
		}
		name := filepath.Join(t.TempDir(), "steward.yaml")
		if err := os.WriteFile(name, text, 0o600); err != nil {
			t.Fatal(err)
		}
		file, faults := config.Load(name, sections(), config.Options{Env: env, RequireEnv: true})
		if file == nil {
			t.Fatal("no file")
		}
		if faults.Err() == nil && (len(file.Communities) == 0 || file.Communities[0].ID == "" || file.Communities[0].Timezone == nil) {
			t.Fatal("accepted without a community")
		}
		lines := strings.Split(strings.NewReplacer("\r\n", "\n", "\r", "\n").Replace(strings.TrimPrefix(string(text), "\ufeff")), "\n")
		for _, x := range faults {
			for _, line := range []string{x.String(), x.In("zh-Hant")} {
				switch {
				case strings.Contains(line, "\n"):
					t.Fatalf("not a line for people: %q", line)
				case strings.Contains(line, "swordfish"):
					t.Fatalf("shows a variable: %s", line)
				}
			}
			switch line := x.String(); {
			case x.Line < 1 || x.Line > len(lines) || x.Col < 1 || x.Col > utf8.RuneCountInString(lines[x.Line-1])+1:
				t.Fatalf("not inside the file: %s", line)
			case x.Path == "" || x.Message.Error() == "":
				t.Fatalf("not a line for people: %q", line)
			}
		}
	})
}
