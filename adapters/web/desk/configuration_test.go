package desk_test

import (
	"strings"
	"testing"

	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/bot/config"
	"github.com/stewardbot/steward/cmd/steward/wire"
)

// reload puts a configuration in force.
func (w *world) reload(text string) {
	w.Helper()
	w.reloadFrom(write(w.T, text))
}

// reloadFrom is reload for a file.
func (w *world) reloadFrom(path string) {
	w.Helper()
	sections := append(wire.Sections(), config.Section{Scope: config.ScopePlatform, Key: "test", New: func() any { return new(struct{}) }})
	f, faults := config.Load(path, sections, config.Options{})
	if err := faults.Err(); err != nil {
		w.Fatal(err)
	}
	if err := w.engine.Reload(wire.EngineConfig(f)); err != nil {
		w.Fatal(err)
	}
}

// TestConfiguration: the file as loaded without what must stay private, what a reload changed, why one is refused, and
// what overrides it.
func TestConfiguration(t *testing.T) {
	w := open(t, "")
	own := w.signedIn("tea", "test:own")
	_, page := own.get("/c/tea/configuration")
	for _, want := range []string{"In force", "Nothing has changed since", "everything is as the file says", "<code>spaces</code>", "Tea &lt;b&gt;House"} {
		if !strings.Contains(page, want) {
			t.Errorf("the page lacks %q: %s", want, page)
		}
	}
	if strings.Contains(page, "test:mod2") {
		t.Error("another community's values are shown")
	}
	t.Setenv("STEWARD_TEST_WORD", "sesame-open")
	text := strings.Replace(configuration, "    desk: {roles", "    badges: [{id: helper, name: \"${STEWARD_TEST_WORD}\", icon: 🍵}]\n    points: {name: leaf}\n    desk: {roles", 1)
	text = strings.Replace(text, "platforms: {}", "platforms: {test: {}}", 1)
	w.reload(text)
	if err := w.engine.Refuse(t.Context(), map[string][]string{"tea": {"steward.yaml:3:1: <b>wrong</b>"}, "zen": {"of zen"}}); err != nil {
		t.Fatal(err)
	}
	w.submit(bot.Event{Kind: bot.KindMessage, Place: "test:1", User: &bot.User{ID: "test:own", Name: "own"}, Message: &bot.Message{ID: "p", Text: "/pause posts 1h", Command: "pause", Options: []bot.Given{{Name: "what", Value: "posts"}, {Name: "time", Value: "1h"}}}})
	_, page = own.get("/c/tea/configuration?q=badges")
	for _, want := range []string{"the version before it is in force", "&lt;b&gt;wrong&lt;/b&gt;", "<code>badges[helper]</code>", "<code>points.name</code>", "(not shown)", "Posts are paused"} {
		if !strings.Contains(page, want) {
			t.Errorf("the page lacks %q: %s", want, page)
		}
	}
	for _, not := range []string{"sesame", "of zen", "platforms"} {
		if strings.Contains(strings.ReplaceAll(page, "without platforms", ""), not) {
			t.Errorf("the page shows %q", not)
		}
	}
	if _, csv := own.get("/c/tea/configuration?as=csv"); !strings.Contains(csv, "\nbadges[helper].icon,🍵\n") || strings.Contains(csv, "sesame") {
		t.Errorf("CSV: %s", csv)
	}
	_, page = own.get("/c/tea/things/badges/helper")
	if !strings.Contains(page, "This is in the configuration file") || !strings.Contains(page, "<code>icon</code>") || strings.Contains(page, "sesame") {
		t.Errorf("a thing of the file: %s", page)
	}
	if status, _ := own.get("/c/tea/calendar"); status != 200 {
		t.Error(status)
	}
	if _, page = own.get("/c/tea/calendar"); !strings.Contains(page, "All automatic posts are paused") {
		t.Errorf("paused: %s", page)
	}
}
