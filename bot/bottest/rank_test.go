package bottest_test

import (
	"encoding/json"
	"testing"
	"testing/synctest"

	"github.com/google/go-cmp/cmp"

	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/bot/bottest"
	"github.com/stewardbot/steward/bot/card"
)

// TestRankCards checks the contents of rank cards, in the viewer's language.
func TestRankCards(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var got []card.Rank
		opt := neutral()
		opt.Wire = func() bottest.Wiring {
			w := wiring()
			w.Drawers = map[string]bot.Drawer{card.KindRank: func(_ int, data []byte) ([]byte, error) {
				var r card.Rank
				err := json.Unmarshal(data, &r)
				got = append(got, r)
				return []byte("x"), err
			}}
			return w
		}
		stage, err := bottest.Begin(`
-- config --
check_in: {amount: 5}
points: {name: {one: leaf, other: leaves}}
levels: [{at: 0, name: Newcomer}, {at: 8, name: Regular}, {at: 12, name: Master}]
-- config bare --
check_in: {amount: 5}
-- people --
ann: {handle: annlee}
ming: {language: zh-CN, name: 小明}
mei: {language: zh-TW, name: 小美}
-- script --
`, opt)
		if err != nil {
			t.Fatal(err)
		}
		defer func() {
			if err := stage.End(); err != nil {
				t.Error(err)
			}
		}()
		for _, line := range []string{
			"[09:00] ann: /rank", "ann: 签到", "[+1d 09:00] ann: 签到", "ann: /rank", "ming: 签到", "ming: 等级卡", "mei replies to ann#1: /rank",
			"[+1d 09:00] ann: 签到", "mei: 签到", "[+3d 09:00] ann: /rank", "reload bare", "mei: /rank",
		} {
			if _, err := stage.Do(line); err != nil {
				t.Fatalf("%s: %v", line, err)
			}
		}
		want := []card.Rank{
			{
				Language: "en", Name: "ann", Handle: "@annlee", Number: "Member 1", Level: "Newcomer", Earned: "0 leaves earned", Next: "8 to Regular",
				Facts: []card.Fact{{Label: "Balance", Value: "0 leaves"}},
			}, {
				Language: "en", Name: "ann", Handle: "@annlee", Number: "Member 1", Place: "#1", Of: "of 1", Level: "Regular", Progress: 500,
				Earned: "10 leaves earned", Next: "2 to Master",
				Facts: []card.Fact{{Label: "Balance", Value: "10 leaves"}, {Label: "Streak", Value: "2 days"}},
			}, {
				Language: "zh-Hans", Name: "小明", Number: "成员 2", Place: "#2", Of: "共 2 人", Level: "Newcomer", Progress: 625,
				Earned: "累计 5 leaves", Next: "再得 3 升到「Regular」",
				Facts: []card.Fact{{Label: "余额", Value: "5 leaves"}, {Label: "连续签到", Value: "1 天"}},
			}, {
				Language: "zh-Hant", Name: "ann", Handle: "@annlee", Number: "成員 1", Place: "#1", Of: "共 2 人", Level: "Regular", Progress: 500,
				Earned: "累計 10 leaves", Next: "再得 2 升到「Master」",
				Facts: []card.Fact{{Label: "餘額", Value: "10 leaves"}, {Label: "連續簽到", Value: "2 天"}},
			}, {
				Language: "en", Name: "ann", Handle: "@annlee", Number: "Member 1", Place: "#1", Of: "of 3", Level: "Master", Progress: 1000,
				Earned: "15 leaves earned", Next: "highest level", Facts: []card.Fact{{Label: "Balance", Value: "15 leaves"}},
			}, {
				Language: "zh-Hant", Name: "小美", Number: "成員 3", Place: "#2", Of: "共 3 人", Earned: "累計 5 積分",
				Facts: []card.Fact{{Label: "餘額", Value: "5 積分"}},
			},
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Error(diff)
		}
	})
}
