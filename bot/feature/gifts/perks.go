package gifts

import "github.com/stewardbot/steward/bot"

// Perks says what levels open here, in the turn's language: giving points.
func Perks(t *bot.Turn, from, to int) ([]string, error) {
	s := bot.Setting[*Settings](t.Community, Section)
	if s.PerDay == 0 || s.Require.Level < from || s.Require.Level > to {
		return nil, nil
	}
	return []string{t.Text("gifts.perk", nil)}, nil
}
