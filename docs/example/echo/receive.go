package echo

import (
	"encoding/json"
	"fmt"
	"time"

	"github.com/stewardbot/steward/bot"
)

// event is an event of Echo: somebody says something in a room, "lobby" or
// "dm/ann".
type event struct {
	Kind    string    `json:"kind"` // "said" or "edited"
	Room    string    `json:"room"`
	By      person    `json:"by"`
	ID      string    `json:"id"`
	Text    string    `json:"text"`
	At      time.Time `json:"at"`
	ReplyTo *struct {
		ID string `json:"id"`
		By person `json:"by"`
	} `json:"reply_to"`
}

type person struct {
	ID    string `json:"id"`
	Name  string `json:"name"`
	Robot bool   `json:"robot"`
}

// decode never fails: an event that it can't parse is parked with its text, and
// the rest goes on. The number makes the id the same every time Echo delivers
// the event.
func decode(number int64, raw json.RawMessage) bot.Event {
	id := fmt.Sprintf("%s:%d", Platform, number)
	kinds := map[string]bot.Kind{"said": bot.KindMessage, "edited": bot.KindEdit}
	var e event
	err := json.Unmarshal(raw, &e)
	kind, known := kinds[e.Kind]
	if err != nil || !known || e.Room == "" || e.ID == "" || e.By.ID == "" {
		return bot.Event{ID: id, Kind: bot.KindParked, Raw: string(raw)}
	}
	m := &bot.Message{ID: e.ID, Text: e.Text}
	if e.ReplyTo != nil {
		m.ReplyTo = &bot.Replied{ID: e.ReplyTo.ID, User: e.ReplyTo.By.user()}
	}
	return bot.Event{
		ID: id, Kind: kind, At: e.At, Place: bot.Place(Platform + ":" + e.Room), User: e.By.user(), Message: m,
	}
}

func (p person) user() *bot.User {
	u := &bot.User{ID: bot.UserID(Platform + ":" + p.ID), Name: p.Name}
	if p.Robot {
		u.Persona = bot.Robot
	}
	return u
}
