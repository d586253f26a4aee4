package standings

import (
	"strings"

	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/bot/answer"
)

// past shows the standings of a season that is over, by its number.
func (f *Feature) past(t *bot.Turn, n uint64, asker bot.MemberID) error {
	rows, of, ok, err := f.Seasons.Top(t, n, searched)
	if err != nil {
		return err
	}
	if !ok {
		answer.Give(t, answer.Reply{Text: t.Text("standings.no_season", nil), Room: true})
		return nil
	}
	buttons, err := f.boardButtons(t, view{}, asker)
	if err != nil {
		return err
	}
	lines := []string{t.Text("standings.top_season", bot.Args{"Number": n})}
	var hidden []int64
	on := false
	for _, r := range rows {
		m, err := t.MemberByID(r.Member)
		if err != nil {
			return err
		}
		if m != nil {
			hides, err := f.Hides(t, m)
			if err != nil {
				return err
			}
			if hides {
				m = nil
			}
		}
		if m == nil {
			hidden = append(hidden, r.Points)
			continue
		}
		if len(lines) > topRows {
			break
		}
		on = on || m.ID == asker
		lines = append(lines, t.Text("standings.row", bot.Args{
			"Rank": r.Rank - above(hidden, r.Points), "Name": answer.Name(m, nil), "Points": answer.Points(t, r.Points),
		}))
	}
	own, found, err := f.Seasons.Of(t, n, asker)
	if err != nil {
		return err
	}
	if found && !on && t.Member != nil {
		lines = append(lines, "…", t.Text("standings.own", bot.Args{
			"Name": answer.Name(t.Member, nil), "Rank": own.Rank - above(hidden, own.Points), "Of": of - len(hidden),
			"Points": answer.Points(t, own.Points),
		}))
	}
	answer.Give(t, answer.Reply{Text: strings.Join(lines, "\n"), Buttons: buttons, Room: true})
	return nil
}
