package config_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/stewardbot/steward/bot/config"
)

// A literal place takes precedence over a name, in any order.
func TestLanguagesOfPlaces(t *testing.T) {
	f, faults := config.Load(write(t, map[string]string{"steward.yaml": `
platforms:
  telegram: {token: x}
communities:
  - id: tea
    spaces: [telegram:-1, telegram:-2]
    places: {news: [telegram:-1/5, telegram:-2/5], whole: telegram:-2}
    languages: {"telegram:-1/5": en, news: zh-Hans, whole: zh-Hant}
`}), sections(), config.Options{})
	if err := faults.Err(); err != nil {
		t.Fatal(err)
	}
	want := map[string]string{"telegram:-1/5": "en", "telegram:-2/5": "zh-Hans", "telegram:-2": "zh-Hant"}
	if diff := cmp.Diff(want, f.Communities[0].Languages); diff != "" {
		t.Error(diff)
	}
}
