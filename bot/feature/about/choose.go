package about

import (
	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/bot/answer"
)

// tableChoice is the engine's: account -> the community that it means in its
// private chat with Steward. The engine reads it, and tells by Turn.Choices
// when there is something to choose.
const tableChoice = "private_choice"

// maxChoices is as many rows of buttons as every platform has.
const maxChoices = 5

func ask(t *bot.Turn) {
	var rows [][]bot.Button
	for _, c := range t.Choices[:min(len(t.Choices), maxChoices)] {
		rows = append(rows, []bot.Button{{Label: c.Name, Data: name + ":choose:" + c.ID}})
	}
	answer.Give(t, answer.Reply{Text: t.Text("about.which", nil), Buttons: rows})
}

// choose remembers the community that was chosen, if it is one of those on
// offer.
func choose(t *bot.Turn, id string) error {
	for _, c := range t.Choices {
		if c.ID != id {
			continue
		}
		chosen := t.Text("about.chosen", bot.Args{"Community": c.Name})
		answer.Replace(t, answer.Reply{Text: chosen}, chosen)
		return t.State().Put(tableChoice, []byte(t.Event.User.ID), []byte(c.ID))
	}
	answer.Ack(t, "")
	return nil
}
