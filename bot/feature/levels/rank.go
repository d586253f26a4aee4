package levels

import (
	"fmt"

	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/bot/answer"
	"github.com/stewardbot/steward/bot/card"
)

// showRank answers with the rank card of the sender, or of the person the command names.
func (f *Feature) showRank(t *bot.Turn, in *bot.Input) error {
	m, other, err := answer.Whom(t, in)
	if err != nil {
		return err
	}
	if m == nil {
		answer.Unmet(t, other)
		return nil
	}
	s, err := f.stand(t, m.ID)
	if err != nil {
		return err
	}
	r, err := f.card(t, m, s)
	if err != nil {
		return err
	}
	drawing, err := r.Drawing()
	if err != nil {
		return err
	}
	text := s.text(t)
	if t.Member == nil || m.ID != t.Member.ID {
		text = t.Text("answer.to", bot.Args{"Name": answer.Name(m, nil), "Text": text})
	}
	answer.Give(t, answer.Reply{Text: text, Card: drawing})
	return nil
}

// card returns the content of a member's card, in the turn's language.
func (f *Feature) card(t *bot.Turn, m *bot.Member, s stand) (card.Rank, error) {
	r := card.Rank{
		Language: t.Language(), Name: m.Name, Number: t.Text("levels.card_member", bot.Args{"Number": m.ID}),
		Earned: t.Text("levels.card_earned", bot.Args{"Points": answer.Points(t, s.Earned)}),
		Facts:  []card.Fact{{Label: t.Text("levels.card_balance", nil), Value: answer.Points(t, s.Balance)}},
	}
	if m.Handle != "" {
		r.Handle = "@" + m.Handle
	}
	if s.rank > 0 {
		r.Place, r.Of = fmt.Sprintf("#%d", s.rank), t.Text("levels.card_of", bot.Args{"Count": s.of})
	}
	if list := settings(t.Community); len(list) > 0 {
		i := list.of(s.Earned)
		r.Level, r.Progress, r.Next = list[i].Name, 1000, t.Text("levels.card_highest", nil)
		if i < len(list)-1 {
			r.Progress = progress(s.Earned, list[i].At, list[i+1].At)
			r.Next = t.Text("levels.card_next", bot.Args{"Left": list[i+1].At - s.Earned, "Next": list[i+1].Name})
		}
	}
	days, _, err := f.streak(t.State(), t.Community, m.ID, t.At())
	if err == nil && days > 0 {
		r.Facts = append(r.Facts, card.Fact{Label: t.Text("levels.card_streak", nil), Value: t.Text("levels.card_days", bot.Args{"Count": days})})
	}
	return r, err
}

// progress returns the progress of earned from one level to the next, 0 to 1000.
func progress(earned, at, next int64) int {
	return int(1000 * float64(max(earned-at, 0)) / float64(next-at))
}
