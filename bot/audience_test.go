package bot_test

import (
	"testing"

	"github.com/stewardbot/steward/bot"
)

func TestLanguageOfAPlace(t *testing.T) {
	c := &bot.Community{Language: "en", Languages: map[bot.Place]string{"discord:1": "zh-Hans", "discord:1/2": "zh-Hant"}}
	for place, want := range map[bot.Place]string{
		"discord:1": "zh-Hans", "discord:1/3": "zh-Hans", "discord:1/2": "zh-Hant", "discord:1/2/7": "zh-Hant", "discord:12": "en",
		"telegram:dm/1": "en", "": "en", "/": "en", "//": "en",
	} {
		if got := c.LanguageOf(place); got != want {
			t.Errorf("%q: %s, want %s", place, got, want)
		}
	}
}
