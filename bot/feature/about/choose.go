package about

import (
	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/bot/answer"
)

// tableChoice is the engine's: account -> the community that it means in its
// private chat with Steward. The engine reads it, and tells by Turn.Choices
// what there is to choose from.
const tableChoice = "private_choice"

// maxChoices is as many rows of buttons as every platform has.
const maxChoices = 5

func ask(t *bot.Turn) {
	answer.Give(t, answer.Reply{Text: t.Text("about.which", nil), Buttons: choices(t, "")})
}

// choices returns a button for each community that may be meant; the one that
// is has a mark. None where there is nothing to choose.
func choices(t *bot.Turn, meant string) (rows [][]bot.Button) {
	if len(t.Choices) < 2 {
		return nil
	}
	for _, c := range t.Choices[:min(len(t.Choices), maxChoices)] {
		label := c.Name
		if c.ID == meant {
			label = "• " + label
		}
		rows = append(rows, []bot.Button{{Label: label, Data: name + ":choose:" + c.ID}})
	}
	return rows
}

// choose remembers the community that was chosen, if it is one of those on
// offer. Another one can be chosen below the same message, and below /start.
func choose(t *bot.Turn, id string) error {
	rows := choices(t, id)
	if rows == nil {
		answer.Ack(t, "")
		return nil
	}
	for _, c := range t.Choices {
		if c.ID != id {
			continue
		}
		chosen := t.Text("about.chosen", bot.Args{"Community": c.Name})
		answer.Replace(t, answer.Reply{Text: chosen, Buttons: rows}, chosen)
		return t.State().Put(tableChoice, []byte(t.Event.User.ID), []byte(c.ID))
	}
	answer.Ack(t, t.ToUser().Text("answer.gone", nil))
	return nil
}
