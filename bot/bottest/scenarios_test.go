package bottest_test

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"go.uber.org/goleak"

	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/bot/bottest"
	"github.com/stewardbot/steward/bot/config"
	"github.com/stewardbot/steward/cmd/steward/wire"
)

var (
	update = bottest.Flag()
	years  = flag.Bool("years", false, "play on platforms the scenarios that last a year")
)

func TestMain(m *testing.M) {
	// Each check of a property plays a whole scenario.
	if err := flag.Set("rapid.checks", "30"); err != nil {
		panic(err)
	}
	goleak.VerifyTestMain(m)
}

func TestScenarios(t *testing.T) {
	for _, pattern := range []string{"scenarios/*.txt", "scenarios/years/*.txt"} {
		bottest.Run(t, pattern, neutral())
	}
}

// staged returns the patterns of scenarios played on real adapters: with -short, which the race
// detector's runs use, only those written for them; with -years also those that last a year, in
// which every minute is simulated.
func staged() []string {
	switch {
	case testing.Short():
		return []string{"scenarios/onstage_*.txt"}
	case *years:
		return []string{"scenarios/*.txt", "scenarios/years/*.txt"}
	}
	return []string{"scenarios/*.txt"}
}

// neutral returns the options for scenarios without a real platform.
func neutral() bottest.Options {
	return bottest.Options{Wire: wiring, Load: load, Store: onlyDeclared, Update: *update}
}

// wiring returns the program's own wiring.
func wiring() bottest.Wiring {
	p := wire.NewParts()
	p.Tagging = append(p.Tagging, "test")
	return wiringOf(p)
}

func wiringOf(p *wire.Parts) bottest.Wiring {
	opt := wire.EngineOptions(p)
	p.Desk.Serve("https://desk.example.org")
	return bottest.Wiring{
		Features: opt.Features, Directory: opt.Directory, Counter: opt.Counter, Text: opt.Text, Spares: opt.Spares, RuleMode: opt.RuleMode, Level: opt.Level, List: opt.List, HasRole: opt.HasRole,
		Speaks: opt.Speaks, Authorize: opt.Authorize, Usage: opt.Usage, Drawers: opt.Drawers, Keep: opt.Keep,
	}
}

// load reads a configuration with the program's loader, on the platforms test and other.
func load(config []byte, files map[string][]byte) ([]*bot.Community, error) {
	return loadOn("  test: {}\n  other: {}\n", string(config), files, func(text string) string { return text })
}

// given matches the keys that a community sets itself.
var given = regexp.MustCompile(`(?m)^(\w+):`)

// loadOn writes a configuration and its platforms to a file and loads that. Each YAML document is
// one community; required keys that it lacks get defaults. ids translates the scenario's places
// into real ids.
func loadOn(platforms, text string, files map[string][]byte, ids func(string) string) ([]*bot.Community, error) {
	dir, err := os.MkdirTemp("", "bottest-")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(dir)
	path, text := filepath.Join(dir, "steward.yaml"), ids(whole(platforms, text))
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		return nil, err
	}
	for name, data := range files {
		if err := os.WriteFile(filepath.Join(dir, name), data, 0o600); err != nil {
			return nil, err
		}
	}
	sections := wire.Sections()
	for _, name := range []string{"test", "other"} {
		sections = append(sections, config.Section{Scope: config.ScopePlatform, Key: name, Doc: "a platform", New: func() any { return new(struct{}) }})
	}
	file, faults := config.Load(path, sections, config.Options{RequireEnv: true})
	if err := faults.Err(); err != nil {
		return nil, fmt.Errorf("%w\n%s", err, text)
	}
	return wire.EngineConfig(file).Communities, nil
}

// whole returns the complete file for a configuration.
func whole(platforms, text string) string {
	var b strings.Builder
	b.WriteString("platforms:\n" + platforms + "communities:\n")
	for doc := range strings.SplitSeq(text, "\n---\n") {
		has := map[string]bool{}
		for _, m := range given.FindAllStringSubmatch(doc, -1) {
			has[m[1]] = true
		}
		var lines []string
		for _, d := range []struct{ key, value string }{
			{"id", "tea"}, {"name", "Tea House"}, {"timezone", "Asia/Shanghai"}, {"spaces", `["test:lobby"]`},
		} {
			if !has[d.key] {
				lines = append(lines, d.key+": "+d.value)
			}
		}
		lines = append(lines, strings.Split(strings.TrimSpace(doc), "\n")...)
		b.WriteString("  - " + strings.TrimRight(strings.Join(lines, "\n    "), " ") + "\n")
	}
	return b.String()
}
