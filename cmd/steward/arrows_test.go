package main_test

import (
	"fmt"
	"go/parser"
	"go/token"
	"io/fs"
	"maps"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
)

const module = "github.com/stewardbot/steward"

// arrow says what the packages at a path may import. A path or import ending in /... also covers
// everything below it.
type arrow struct {
	from string
	to   []string // within the module
	libs []string // outside the standard library
	not  []string // within the module, even if listed in to
}

// anything allows all external libraries, for the program's leaf packages.
const anything = "*"

// vocabulary lists the packages below bot that don't depend on it. Any package that may import
// bot may import them.
func vocabulary() []string {
	return []string{"bot/duration", "bot/markup", "bot/phrase", "bot/script", "bot/spelling"}
}

// arrows lists the imports that docs/architecture.md allows. The first match for a package
// applies; a package without a match needs a new arrow.
func arrows() []arrow {
	features := []string{"bot", "bot/activity", "bot/answer", "bot/define", "bot/desk", "bot/grant", "bot/ledger", "bot/member", "bot/multiplier", "bot/purchase", "bot/reward", "bot/sanction", "bot/segment", "bot/term", "bot/staff", "bot/stats", "bot/override", "bot/require", "bot/template", "bot/timing", "bot/card", "bot/insight", "bot/quiet", "store"}
	return []arrow{
		{from: "bot", to: vocabulary()},
		{from: "bot/duration", to: []string{"bot/script", "bot/spelling"}},
		{from: "bot/markup"},
		{from: "bot/script"},
		{from: "bot/curve"},
		{from: "bot/spelling"},
		{from: "bot/phrase", libs: []string{"github.com/goccy/go-yaml"}},
		{from: "bot/engine/failpoint"},
		{from: "bot/engine/fetch", to: []string{"bot"}},
		{from: "bot/engine", to: []string{"bot", "rules", "store", "bot/engine/failpoint", "bot/engine/fetch"},
			libs: []string{"golang.org/x/sync/...", "golang.org/x/text/..."}},
		{from: "bot/cluster", to: []string{"bot", "bot/engine", "store"}, libs: []string{"golang.org/x/sync/semaphore"}},
		{from: "bot/cluster/clustertest", to: []string{"bot/cluster"}},
		{from: "bot/cluster/jetstream", to: []string{"bot/cluster", "bot/phrase"}, libs: []string{"github.com/nats-io/nats.go/..."}},
		{from: "bot/cluster/jetstream/natstest"},
		{from: "bot/textfile", to: []string{"bot/phrase"}, libs: []string{"golang.org/x/text/encoding/...", "github.com/goccy/go-yaml/token"}},
		{from: "bot/config", to: []string{"bot", "bot/textfile"}, libs: []string{anything}},
		{from: "bot/locale", to: []string{"bot"}, libs: []string{anything}},
		{from: "bot/card/...", to: []string{"bot"}, libs: []string{anything}},
		{from: "bot/member", to: []string{"bot", "store"}},
		{from: "bot/stats", to: []string{"bot", "store"}},
		{from: "bot/ledger", to: []string{"bot", "store"}},
		{from: "bot/sanction", to: []string{"bot", "store", "bot/ledger", "bot/member"}},
		{from: "bot/grant", to: []string{"bot", "bot/member", "bot/reward", "store"}},
		{from: "bot/reward", to: []string{"bot", "bot/answer", "bot/ledger", "store"}},
		{from: "bot/require", to: []string{"bot", "bot/answer", "bot/grant", "bot/member", "bot/timing", "store"}, libs: []string{"github.com/expr-lang/expr/..."}},
		{from: "bot/term", to: []string{"bot", "store"}},
		{from: "bot/segment", to: []string{"bot", "bot/define", "bot/ledger", "bot/member", "bot/require", "bot/stats", "store"}},
		{from: "bot/define", to: []string{"bot", "bot/reward", "store"}},
		{from: "bot/desk", to: []string{"bot", "bot/member", "bot/staff", "store"}},
		{from: "bot/override", to: []string{"bot", "store"}},
		{from: "bot/staff", to: []string{"bot", "bot/answer", "bot/member"}},
		{from: "bot/quiet", to: []string{"bot", "bot/member", "bot/override", "store"}},
		{from: "bot/purchase", to: []string{"bot", "bot/money", "store"}},
		{from: "bot/money", to: []string{"bot/phrase"}},
		{from: "bot/activity", to: []string{"bot/money", "bot", "bot/answer", "bot/define", "bot/ledger", "bot/member", "bot/quiet", "bot/sanction", "bot/timing", "store"}},
		{from: "bot/template", to: []string{"bot", "bot/member"}},
		{from: "bot/timing", to: []string{"bot", "bot/override", "store"}, libs: []string{"github.com/robfig/cron/v3", "github.com/emersion/go-ical", "github.com/teambition/rrule-go", "golang.org/x/text/unicode/norm"}},
		{from: "bot/multiplier", to: []string{"bot", "bot/timing"}},
		{from: "bot/insight", to: []string{"bot", "bot/activity", "bot/define", "bot/money", "bot/purchase", "bot/ledger", "bot/member", "bot/sanction", "bot/stats", "bot/term", "store"}},
		// Answers queries of the command line, the control socket and the web pages.
		{from: "bot/inspect", to: []string{"bot", "bot/activity", "bot/config", "bot/define", "bot/engine", "bot/feature/badges", "bot/feature/campaign", "bot/feature/checkin", "bot/feature/control", "bot/feature/digest", "bot/feature/draw", "bot/feature/followup", "bot/feature/gifts", "bot/feature/imports", "bot/feature/levels", "bot/feature/shop", "bot/feature/standings", "bot/feature/survey", "bot/feature/tags", "bot/feature/tiers", "bot/feature/watch", "bot/insight", "bot/ledger", "bot/member", "bot/override", "bot/require", "bot/sanction", "bot/segment", "bot/stats", "bot/timing", "rules", "store", "store/texts"},
			libs: []string{"github.com/goccy/go-yaml"}},
		{from: "bot/answer", to: []string{"bot", "bot/ledger", "bot/member", "store"}},
		// Reads question files; answers are compared with the text normalization of rules.
		{from: "bot/feature/quiz/bank", to: []string{"rules", "bot/phrase", "bot/textfile"}, libs: []string{"github.com/goccy/go-yaml/...", "golang.org/x/text/..."}},
		{from: "bot/feature/quiz", to: append(slices.Clone(features), "bot/feature/quiz/bank")},
		// Small packages that together make one feature.
		{from: "bot/feature/moderation/...", to: append(slices.Clone(features), "bot/feature/moderation/...")},
		// Operators see the state of each rule.
		{from: "bot/feature/watch", to: append(slices.Clone(features), "rules")},
		{from: "bot/feature/control", to: append(slices.Clone(features), "rules")},
		{from: "bot/feature/imports", to: append(slices.Clone(features), "bot/curve", "bot/money")},
		{from: "bot/feature/levels", to: append(slices.Clone(features), "bot/curve")},
		{from: "bot/feature/draw/proof", to: []string{"bot/phrase"}},
		// Words that enter are compared as the rules compare texts.
		{from: "bot/feature/draw", to: append(slices.Clone(features), "bot/feature/draw/proof", "rules")},
		{from: "bot/feature/...", to: features},
		{from: "bot/bottest", to: []string{"bot", "bot/engine", "bot/ledger", "bot/member", "store", "store/memory"}, libs: []string{anything}},
		{from: "rules/...", to: []string{"bot", "rules/link"}, libs: []string{"golang.org/x/text/...", "golang.org/x/net/idna", "golang.org/x/net/publicsuffix"}},
		{from: "store", to: []string{"bot/phrase"}}, // for messages to operators
		{from: "store/storetest", to: []string{"store", "store/texts"}, libs: []string{anything}},
		{from: "store/pgstore", to: []string{"store", "store/texts", "bot/phrase"}, libs: []string{anything}},
		{from: "store/...", to: []string{"store", "bot/phrase"}, libs: []string{anything}},
		{from: "adapters/adaptertest", to: []string{"bot"}, libs: []string{anything}},
		{from: "adapters/fakenet"},
		{from: "adapters/loosely", libs: []string{"github.com/go-json-experiment/json/..."}},
		// Fakes share no code with what they test.
		{from: "adapters/telegram/faketelegram", to: []string{"adapters/fakenet"}},
		{from: "adapters/discord/fakediscord", to: []string{"adapters/fakenet"}, libs: []string{"github.com/coder/websocket"}},
		// No platform uses another's SDK.
		{from: "adapters/kit", to: []string{"bot"}},
		{from: "adapters/telegram", to: []string{"bot", "adapters/kit", "adapters/loosely"}, libs: []string{"github.com/go-telegram/bot/...", "github.com/go-json-experiment/json/..."}},
		{from: "adapters/discord", to: []string{"bot", "adapters/kit", "adapters/loosely"},
			libs: []string{"github.com/bwmarrin/discordgo", "github.com/coder/websocket", "github.com/go-json-experiment/json/..."}},
		// Shows what the rooms and queries answer.
		{from: "adapters/web/desk", to: []string{"bot", "bot/define", "bot/desk", "bot/engine", "bot/inspect", "bot/insight", "bot/member", "bot/segment", "bot/staff", "bot/stats", "bot/textfile", "bot/timing", "store", "adapters/web"}, libs: []string{"golang.org/x/text/..."}},
		{from: "adapters/web/relay", to: []string{"adapters/web", "bot/cluster"}},
		{from: "adapters/web", to: []string{"bot", "adapters/console"}, libs: []string{anything}},
		{from: "adapters/...", to: []string{"bot", "adapters/kit"}, libs: []string{anything}},
		{from: "docs/example/echo", to: []string{"bot"}}, // an adapter
		{from: "docs/example/...", to: features},
		{from: "cmd/steward/wire", to: []string{"..."}, libs: []string{anything}},
		// Stores are opened by URL only, but for the many of a cluster.
		{from: "cmd/steward", to: []string{"..."}, libs: []string{anything}, not: []string{"store/boltdb", "store/memory"}},
		{from: "cmd/...", to: []string{"..."}, libs: []string{anything}, not: []string{"store/boltdb", "store/memory", "store/pgstore"}},
	}
}

// covers reports whether a pattern matches a path.
func covers(pattern, path string) bool {
	below, tree := strings.CutSuffix(pattern, "...")
	if !tree {
		return pattern == path || pattern == anything
	}
	below = strings.TrimSuffix(below, "/")
	return below == "" || path == below || strings.HasPrefix(path, below+"/")
}

// broken lists the imports that no arrow allows. Imports are keyed by package, as
// module-relative, standard-library or full paths.
func broken(rules []arrow, imports map[string][]string) (faults []string) {
	for _, from := range slices.Sorted(maps.Keys(imports)) {
		at := slices.IndexFunc(rules, func(a arrow) bool { return covers(a.from, from) })
		if at < 0 {
			faults = append(faults, from+" has no arrow")
			continue
		}
		for _, to := range imports[from] {
			if !rules[at].allows(to) {
				faults = append(faults, fmt.Sprintf("%s must not import %s", from, to))
			}
		}
	}
	return faults
}

func (a arrow) allows(path string) bool {
	allowed := a.libs
	inner, ours := strings.CutPrefix(path, module+"/")
	if ours {
		path, allowed = inner, a.to
		if slices.Contains(a.not, path) {
			return false
		}
		if slices.Contains(allowed, "bot") {
			allowed = append(slices.Clone(allowed), vocabulary()...)
		}
	} else if first, _, _ := strings.Cut(path, "/"); !strings.Contains(first, ".") {
		return true // the standard library
	}
	return slices.ContainsFunc(allowed, func(p string) bool { return covers(p, path) })
}

// importsOf returns the imports of every package below root, under any build tags, including test
// imports if asked.
func importsOf(root string, tests bool) (map[string][]string, error) {
	imports := map[string][]string{}
	err := filepath.WalkDir(root, func(name string, d fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case d.IsDir() && name != root && (strings.HasPrefix(d.Name(), ".") || d.Name() == "testdata"):
			return filepath.SkipDir
		case d.IsDir() || !strings.HasSuffix(name, ".go") || !tests && strings.HasSuffix(name, "_test.go"):
			return nil
		}
		dir, err := filepath.Rel(root, filepath.Dir(name))
		if err != nil {
			return err
		}
		paths, err := importsIn(name)
		pkg := filepath.ToSlash(dir)
		imports[pkg] = slices.Compact(slices.Sorted(slices.Values(append(imports[pkg], paths...))))
		return err
	})
	return imports, err
}

func importsIn(file string) (paths []string, err error) {
	f, err := parser.ParseFile(token.NewFileSet(), file, nil, parser.ImportsOnly)
	if err != nil {
		return nil, err
	}
	for _, i := range f.Imports {
		path, err := strconv.Unquote(i.Path.Value)
		if err != nil {
			return nil, err
		}
		paths = append(paths, path)
	}
	return paths, nil
}

// TestArrows checks the architecture's import rules: features and rules never use a platform's
// SDK, adapters never import a feature, and the store knows nothing of bots. The compiler refuses
// cycles.
func TestArrows(t *testing.T) {
	imports, err := importsOf(filepath.Join("..", ".."), false)
	if err != nil {
		t.Fatal(err)
	}
	if len(imports["bot"]) == 0 || len(imports["bot/feature/checkin"]) == 0 {
		t.Fatalf("the packages were not found: %v", slices.Sorted(maps.Keys(imports)))
	}
	for _, fault := range broken(arrows(), imports) {
		t.Error(fault)
	}
}

// TestOneListOfBackends: file stores are opened by URL only, in tests too.
func TestOneListOfBackends(t *testing.T) {
	imports, err := importsOf(filepath.Join("..", ".."), true)
	if err != nil {
		t.Fatal(err)
	}
	for _, pkg := range slices.Sorted(maps.Keys(imports)) {
		knows := slices.Contains(imports[pkg], module+"/store/boltdb")
		if may := slices.Contains([]string{"cmd/steward/wire", "store", "store/boltdb"}, pkg); knows != may {
			t.Errorf("%s imports store/boltdb: %v", pkg, knows)
		}
	}
}

func TestArrowsBreak(t *testing.T) {
	for _, c := range []struct{ from, to string }{
		{"bot", "github.com/go-telegram/bot"},
		{"bot", module + "/store"},
		{"bot/markup", module + "/bot"},
		{"store/boltdb", module + "/bot/markup"},
		{"bot/feature/levels", module + "/bot/feature/checkin"},
		{"bot/feature/levels", module + "/bot/engine"},
		{"bot/feature/levels", module + "/store/boltdb"},
		{"bot/feature/levels", "github.com/bwmarrin/discordgo"},
		{"bot/feature/new/inner", module + "/adapters/telegram"},
		{"bot/engine", module + "/bot/ledger"},
		{"bot/engine", module + "/store/boltdb"},
		{"bot/engine", "go.etcd.io/bbolt"},
		{"bot/engine", module + "/bot/inspect"},
		{"bot/inspect", module + "/store/boltdb"},
		{"bot/inspect", module + "/adapters/web"},
		{"rules", module + "/bot/engine"},
		{"rules/links", module + "/store"},
		{"adapters/discord", module + "/bot/ledger"},
		{"adapters/kit", module + "/adapters/discord"},
		{"adapters/discord", module + "/adapters/telegram"},
		{"adapters/discord", "github.com/go-telegram/bot"},
		{"adapters/telegram", module + "/store"},
		{"adapters/telegram", "github.com/bwmarrin/discordgo"},
		{"adapters/telegram/faketelegram", module + "/adapters/telegram"},
		{"adapters/telegram/faketelegram", "github.com/go-telegram/bot"},
		{"store/boltdb", module + "/bot"},
		{"store", "go.etcd.io/bbolt"},
		{"cmd/steward", module + "/store/boltdb"},
		{"cmd/steward/setup", module + "/store/pgstore"},
		{"cmd/steward/program", module + "/store/memory"},
	} {
		if faults := broken(arrows(), map[string][]string{c.from: {"fmt", "net/http", c.to}}); len(faults) != 1 {
			t.Errorf("%s imports %s: %q", c.from, c.to, faults)
		}
	}
	if faults := broken(arrows(), map[string][]string{"elsewhere": nil}); len(faults) != 1 {
		t.Errorf("a package that no arrow fits: %q", faults)
	}
}
