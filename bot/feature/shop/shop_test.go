package shop

import (
	"slices"
	"strings"
	"testing"

	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/bot/reward"
)

func TestFaults(t *testing.T) {
	good := func() Item {
		return Item{ID: "mug", Name: bot.Plain("Mug"), Deliver: Deliver{Staff: []string{"name", "address"}}}
	}
	for name, c := range map[string]struct {
		change func(*Item)
		want   string
	}{
		"nothing":                 {func(*Item) {}, ""},
		"an id with a blank":      {func(it *Item) { it.ID = "big mug" }, "[0].id shop.id"},
		"a name on two lines":     {func(it *Item) { it.Name = bot.Plain("Big\nmug") }, "[0].name shop.name"},
		"a name in one language":  {func(it *Item) { it.Name = bot.Text{"en": "Mug", "zh-Hans": " "} }, "[0].name.zh-Hans shop.name"},
		"a level that is none":    {func(it *Item) { it.Price.AtLevel = map[string]int64{"high": 1} }, "[0].price.at_level shop.level"},
		"a level given twice":     {func(it *Item) { it.Price.AtLevel = map[string]int64{"3": 1, "03": 2} }, "[0].price.at_level shop.level"},
		"no date":                 {func(it *Item) { it.From = "soon" }, "[0].from as_is"},
		"an end before it begins": {func(it *Item) { it.From, it.Until = "2026-12-02", "2026-12-01" }, "[0].until shop.over_before"},
		"two ways":                {func(it *Item) { it.Deliver.Codes = "mug" }, "[0].deliver shop.one_way"},
		"no way":                  {func(it *Item) { it.Deliver.Staff = nil }, "[0].deliver shop.one_way"},
		"a pool with a blank":     {func(it *Item) { it.Deliver = Deliver{Codes: "a b"} }, "[0].deliver.codes shop.id"},
		"an item as an item":      {func(it *Item) { it.Deliver = Deliver{Reward: reward.Reward{Item: "mug"}} }, "[0].deliver.reward shop.reward"},
		"points for their price": {func(it *Item) {
			it.Price, it.Deliver = Price{Points: 20, AtLevel: map[string]int64{"3": 10}}, Deliver{Reward: reward.Reward{Points: 9}}
		}, "[0].deliver.reward shop.mints"},
		"points for more": {func(it *Item) {
			it.Price, it.Deliver = Price{Points: 20, AtLevel: map[string]int64{"3": 10}}, Deliver{Reward: reward.Reward{Points: 8}}
		}, ""},
		"points for nothing": {func(it *Item) { it.Deliver = Deliver{Reward: reward.Reward{Points: 1}} }, "[0].deliver.reward shop.mints"},
		"a question twice":   {func(it *Item) { it.Deliver.Staff = []string{"size", "size"} }, "[0].deliver.staff[1] shop.field"},
	} {
		t.Run(name, func(t *testing.T) {
			s := Settings{good()}
			c.change(&s[0])
			var faults []string
			s.Validate(true, 10, func(path, code string, _ ...any) { faults = append(faults, path+" "+code) })
			if got := strings.Join(faults, ", "); got != c.want {
				t.Errorf("faults %q, want %q", got, c.want)
			}
		})
	}
	s, faults := Settings{good(), good()}, []string{}
	s.Validate(false, 0, func(path, code string, _ ...any) { faults = append(faults, path+" "+code) })
	if want := []string{"[0].deliver shop.no_orders", "[1].id shop.taken", "[1].deliver shop.no_orders"}; !slices.Equal(faults, want) {
		t.Errorf("faults %q, want %q", faults, want)
	}
}

func TestPriceAtLevel(t *testing.T) {
	p := Price{Points: 500, AtLevel: map[string]int64{"3": 400, "10": 100}}
	p.validate(func(path, code string, _ ...any) { t.Errorf("%s: %s", path, code) })
	for level, want := range map[int]int64{-1: 500, 0: 500, 2: 500, 3: 400, 9: 400, 10: 100, 50: 100} {
		if got := p.at(level); got != want {
			t.Errorf("at level %d it costs %d, want %d", level, got, want)
		}
	}
}

// FuzzReadCodes checks for any file that each code is there once, on the line it is reported for.
func FuzzReadCodes(f *testing.F) {
	f.Add("A\nB\n\n# no\nA\n")
	f.Add(" A \r\nB\u200b\n" + strings.Repeat("x", 300))
	f.Fuzz(func(t *testing.T, text string) {
		codes, twice, bad := ReadCodes(text)
		lines, seen := strings.Split(text, "\n"), map[string]bool{}
		for _, c := range codes {
			if seen[c.Code] || c.Code == "" || len(c.Code) > maxCode || strings.TrimSpace(lines[c.Number-1]) != c.Code {
				t.Fatalf("%+v of %q", c, text)
			}
			seen[c.Code] = true
		}
		if len(codes)+len(twice)+len(bad) > len(lines) {
			t.Fatalf("%d codes, %d twice, %d bad in %d lines", len(codes), len(twice), len(bad), len(lines))
		}
	})
}
