package about

import (
	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/bot/answer"
)

// tableChoice is the engine's: account -> the community chosen in its private
// chat. The engine reads it, and offers the choices in Turn.Choices.
const tableChoice = "private_choice"

// maxChoices is how many rows of buttons every platform has.
const maxChoices = 5

func ask(t *bot.Turn) {
	answer.Give(t, answer.Reply{Text: t.Text("about.which", nil), Buttons: choices(t, "")})
}

// choices returns a button per possible community; the current one has a mark.
// None if there is nothing to choose.
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

// choose stores the chosen community, if it was on offer. The choice can be
// changed below the same message, and below /start.
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
