package standings

import (
	"fmt"

	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/bot/answer"
	"github.com/stewardbot/steward/bot/card"
)

// forms are the arguments of /top for another form than text.
var forms = []bot.Choice{{Value: "picture", Words: []string{"card", "图片/圖片", "图/圖"}}}

// picture returns a board's answer as a picture, without buttons: a picture can't be replaced
// by another board.
func (f *Feature) picture(t *bot.Turn, v view, asker bot.MemberID, r answer.Reply) (answer.Reply, error) {
	rows, _, err := f.rows(t, v.board, asker, topRows)
	if err != nil || len(rows) == 0 {
		return r, err
	}
	bars := card.Bars{Language: t.Language(), Title: t.Text(v.head, bot.Args{"Number": v.season})}
	for _, row := range rows {
		bar := card.Bar{
			Name: row.member.Name, Number: t.Text("standings.card_member", bot.Args{"Number": row.Member}), Place: fmt.Sprintf("#%d", row.Rank),
			Value: answer.Points(t, row.Points), Length: int(1000 * float64(row.Points) / float64(max(rows[0].Points, 1))), Marked: row.Member == asker,
		}
		if row.member.Handle != "" {
			bar.Handle = "@" + row.member.Handle
		}
		bars.List = append(bars.List, bar)
	}
	r.Buttons = nil
	r.Card, err = bars.Drawing()
	return r, err
}
