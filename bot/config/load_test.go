package config_test

import (
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/stewardbot/steward/bot/config"
)

// write creates a directory with the given files and returns the path of its steward.yaml.
func write(t *testing.T, files map[string]string) string {
	t.Helper()
	dir := t.TempDir()
	for name, text := range files {
		name = filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(name, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	return filepath.Join(dir, "steward.yaml")
}

func TestLoadWholeFile(t *testing.T) {
	dir := t.TempDir()
	if err := os.CopyFS(dir, os.DirFS("testdata/good")); err != nil {
		t.Fatal(err)
	}
	dotenv := "# tokens\nexport DISCORD_TOKEN=\"from .env\" # yes\nTELEGRAM_TOKEN=loses\n"
	if err := os.WriteFile(filepath.Join(dir, ".env"), []byte(dotenv), 0o600); err != nil {
		t.Fatal(err)
	}
	env := environment(map[string]string{"TELEGRAM_TOKEN": "123:secret", "AMOUNT": "7"})
	f, faults := config.Load(filepath.Join(dir, "steward.yaml"), sections(), config.Options{Env: env, RequireEnv: true})
	if len(faults) > 0 {
		t.Fatal(faults)
	}
	if got := f.Root("store").(*storeConfig).Path; got != "tea.db" {
		t.Errorf("store.path: %q", got)
	}
	if got := f.Root("web").(*webConfig).Port; got != 8080 {
		t.Errorf("a key that is left out: got %d, want the default", got)
	}
	tg, ok := f.Platform("telegram")
	if !ok || tg.(*telegramConfig).Token.Reveal() != "123:secret" {
		t.Errorf("telegram: %v %+v", ok, tg)
	}
	if dc, ok := f.Platform("discord"); !ok || dc.(*telegramConfig).Token.Reveal() != "from .env" {
		t.Errorf("discord: the token of .env is not there")
	}
	if len(f.Communities) != 2 || f.Communities[1].ID != "coffee" {
		t.Fatalf("communities: %+v", f.Communities)
	}
	c := f.Community("tea")
	if c.Name != "茶馆" || c.Language != "zh-Hans" || c.Timezone.String() != "Asia/Shanghai" {
		t.Errorf("tea: %q %q %v", c.Name, c.Language, c.Timezone)
	}
	if d := cmp.Diff([]string{"telegram:-1001234567890/5", "discord:1122/3344"}, c.Places["news"]); d != "" {
		t.Errorf("news: %s", d)
	}
	wantIn := &checkInConfig{Amount: 7, Words: []string{"签到", "666"}, Streaks: []streak{{Days: 7, Bonus: 20}, {Every: 30, Bonus: 100}}, MakeUp: &makeUp{20, 3}}
	if d := cmp.Diff(wantIn, c.Section("check_in")); d != "" {
		t.Errorf("check_in: %s", d)
	}
	points := c.Section("points").(*pointsConfig)
	if points.Name != (plural{"leaf", "leaves"}) || points.Message.Cooldown.Std() != 90*time.Second || points.After.Std() != 36*time.Hour || points.Message.PerDay != 30 {
		t.Errorf("points: %+v", points)
	}
	if got := c.Section("welcome").(*welcomeConfig).Text.In("zh-Hans"); got != "欢迎 $5 {name}!发“签到”领积分。" {
		t.Errorf("welcome: %q", got)
	}
	if got := c.Section("house_rules").(*config.Text).In("en"); got != "# Rules\n\nBe kind: ${always}." {
		t.Errorf("house_rules: %q", got)
	}
	if !c.Has("points") || c.Has("replies") || c.Section("replies").(*repliesConfig).CheckIn != "react" {
		t.Errorf("a section that is left out does not have its defaults")
	}
	for i, name := range f.Sources {
		f.Sources[i], _ = filepath.Rel(dir, name)
	}
	want := []string{".env", "steward.yaml", "more/coffee.yaml", "house-rules.md"}
	if d := cmp.Diff(want, f.Sources); d != "" {
		t.Errorf("sources: %s", d)
	}
}
