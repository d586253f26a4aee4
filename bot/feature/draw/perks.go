package draw

import "github.com/stewardbot/steward/bot"

// Perks says what levels open here, in the turn's language: draws, or more
// entries in them.
func (f *Feature) Perks(t *bot.Turn, from, to int) (list []string, err error) {
	opened := func(level int) bool { return level >= from && level <= to }
	draws, err := f.defined.In(t.Community, t.State())
	for _, d := range draws {
		args := bot.Args{"Prizes": prizeList(t, d.Prizes)}
		if d.Require != nil && opened(d.Require.Level) {
			list = append(list, t.Text("draw.perk", args))
		}
		most := uint64(0)
		for _, m := range d.More {
			if opened(m.Level) {
				most = max(most, m.Entries)
			}
		}
		if args["Count"] = most; most > 0 {
			list = append(list, t.Text("draw.perk_entries", args))
		}
	}
	return list, err
}
