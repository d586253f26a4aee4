package config_test

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stewardbot/steward/bot/config"
)

// loadFault loads a file and returns the fault without the directory.
func loadFault(t *testing.T, name string, opt config.Options) string {
	t.Helper()
	f, faults := config.Load(name, sections(), opt)
	if f == nil || f.Path != name {
		t.Fatal("no file")
	}
	return strings.ReplaceAll(faults.Error(), filepath.Dir(name)+string(filepath.Separator), "")
}

func TestFilesThatCannotBeRead(t *testing.T) {
	dir := t.TempDir()
	huge := filepath.Join(dir, "huge.yaml")
	if err := os.WriteFile(huge, bytes.Repeat([]byte("# long\n"), 700_000), 0o600); err != nil {
		t.Fatal(err)
	}
	keys := filepath.Join(dir, "keys.yaml")
	if err := os.WriteFile(keys, bytes.Repeat([]byte("a: 1\n"), 20_001), 0o600); err != nil {
		t.Fatal(err)
	}
	values := filepath.Join(dir, "values.yaml")
	if err := os.WriteFile(values, []byte("a: ["+strings.Repeat("1,", 100_000)+"]\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	for name, want := range map[string]string{
		filepath.Join(dir, "none.yaml"): "none.yaml:1:1: (file): does not exist; check its name and folder, or write a first one with: steward init",
		dir:                             ": (file): is a directory; name the file in it",
		huge:                            "huge.yaml:1:1: (file): is larger than 4 MB",
		keys:                            "keys.yaml:20001:2: (file): has more than 20000 keys; move some to files of their own and include them",
		values:                          "values.yaml:1:4: a: has more than 100000 values, those that aliases repeat included",
	} {
		if got := loadFault(t, name, config.Options{}); !strings.Contains(got, want) {
			t.Errorf("got %s\nwant %s", got, want)
		}
	}
}

const tokenFile = `platforms: {telegram: {token: "${TOKEN}"}}
communities:
- id: tea
  spaces: telegram:-1
  check_in: {amount: "${AMOUNT}", streaks: [{days: "${DAYS}", bonus: 1}]}
`

func TestVariablesComeFromTheEnvironmentThenFromDotenv(t *testing.T) {
	dotenv := "\n# comment\n TOKEN = 'a # b' # c\nexport AMOUNT=7 # seven\nDAYS=\"\\x33\"\nEMPTY=\n"
	name := write(t, map[string]string{"steward.yaml": tokenFile, ".env": dotenv})
	f, faults := config.Load(name, sections(), config.Options{Env: environment(map[string]string{"AMOUNT": "9"}), RequireEnv: true})
	if len(faults) > 0 {
		t.Fatal(faults)
	}
	tg, _ := f.Platform("telegram")
	in := f.Community("tea").Section("check_in").(*checkInConfig)
	if tg.(*telegramConfig).Token.Reveal() != "a # b" || in.Amount != 9 || in.Streaks[0].Days != 3 {
		t.Errorf("%q %+v", tg.(*telegramConfig).Token.Reveal(), in)
	}
}

func TestMissingVariables(t *testing.T) {
	name := write(t, map[string]string{"steward.yaml": tokenFile})
	for _, require := range []bool{true, false} {
		f, faults := config.Load(name, sections(), config.Options{Env: environment(nil), RequireEnv: require})
		if len(faults) != 3 || (faults.Err() != nil) != require {
			t.Errorf("require %v: %v", require, faults)
		}
		// Unresolved values keep their defaults and cause no further faults, not even from the
		// section's own check.
		tg, _ := f.Platform("telegram")
		if in := f.Community("tea").Section("check_in").(*checkInConfig); in.Amount != 5 || tg.(*telegramConfig).Token.Reveal() != "${TOKEN}" {
			t.Errorf("%q %+v", tg.(*telegramConfig).Token.Reveal(), in)
		}
	}
}

func TestDotenvFaults(t *testing.T) {
	dotenv := "A=1\nnot a line hunter2\nB=\"hunter2\nC='hunter2' more\n1D=hunter2\n"
	name := write(t, map[string]string{"steward.yaml": otherFile + "platforms: {telegram: {token: \"${A}\"}}\n", ".env": dotenv})
	got := loadFault(t, name, config.Options{Env: environment(nil)})
	want := strings.Join([]string{
		".env:2:1: (file): a line of .env reads NAME=VALUE",
		".env:3:1: (file): the value of B has a quote that is not closed on its line",
		".env:4:1: (file): the value of C goes on after its closing quote",
		".env:5:1: (file): a line of .env reads NAME=VALUE",
	}, "\n")
	if got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}

// TestProgrammersMistakes checks that the first Load detects a broken section, whatever the file
// contains.
func TestProgrammersMistakes(t *testing.T) {
	name := write(t, map[string]string{"steward.yaml": otherFile})
	of := func(v any) config.Section {
		return config.Section{Scope: config.ScopeRoot, Key: "x", New: func() any { return v }}
	}
	for what, list := range map[string][]config.Section{
		"two owners": {of(new(int)), of(new(int))},
		"a core key": {{Scope: config.ScopeCommunity, Key: "spaces", New: func() any { return new(int) }}},
		"a root key": {{Scope: config.ScopeRoot, Key: "include", New: func() any { return new(int) }}},
		"a channel":  {of(new(chan int))},
		"a bad bound": {of(new(struct {
			A int `yaml:"a" min:"some"`
		}))},
		"integer keys": {of(new(map[int]string))},
		"tag without key": {of(new(struct {
			A int `yaml:",one"`
		}))},
	} {
		func() {
			defer func() {
				if recover() == nil {
					t.Errorf("%s: no panic", what)
				}
			}()
			config.Load(name, list, config.Options{})
		}()
	}
}
