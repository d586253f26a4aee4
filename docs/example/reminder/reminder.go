// Package reminder reminds members of what they asked for: the shortest feature
// in docs/writing-a-feature.md with a command, a button and a timer.
package reminder

import (
	"encoding/json"
	"strings"
	"time"

	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/bot/answer"
)

// Feature implements bot.Feature.
type Feature struct{}

// Name implements bot.Feature.
func (Feature) Name() string { return "reminder" }

// Routes implements bot.Feature: /remind 2h tea, the button that cancels it,
// and the timer.
func (Feature) Routes() bot.Routes {
	return bot.Routes{
		Commands: []bot.Command{{
			Name: "remind", Aliases: []string{"提醒"}, Run: remind,
			Params: []bot.Param{{Name: "time", Kind: bot.ParamDuration, Required: true}, {Name: "text", Kind: bot.ParamText, Required: true}},
		}},
		Verbs: []bot.Verb{{Name: "off", Run: off}},
		On:    map[bot.Kind]bot.Handler{bot.KindTick: due},
	}
}

// reminder is a timer's data.
type reminder struct {
	Place bot.Place
	User  bot.UserID
	Text  string
}

func remind(t *bot.Turn, in *bot.Input) error {
	after, text := in.Duration("time"), in.Text("text")
	data, err := json.Marshal(reminder{t.Event.Place, t.Event.User.ID, text})
	if err != nil {
		return err
	}
	timer := string(t.Event.User.ID) + "/" + t.Event.Message.ID
	answer.Give(t, answer.Reply{
		Text:    t.Text("reminder.noted", bot.Args{"Text": bot.Isolate(text)}),
		Buttons: [][]bot.Button{{{Label: t.Text("reminder.off", nil), Data: "reminder:off:" + timer}}},
	})
	return t.SetTimer(timer, t.At().Add(after), data)
}

// off cancels a reminder; only its owner may. It is fine if the timer no longer
// exists.
func off(t *bot.Turn, timer string) error {
	if user, _, _ := strings.Cut(timer, "/"); user != string(t.Event.User.ID) {
		answer.Ack(t, t.ToUser().Text("reminder.not_yours", nil))
		return nil
	}
	answer.Replace(t, answer.Reply{Text: t.Text("reminder.dropped", nil)}, t.Text("reminder.dropped", nil))
	return t.SetTimer(timer, time.Time{}, nil)
}

func due(t *bot.Turn) error {
	var r reminder
	if err := json.Unmarshal(t.Event.Tick.Data, &r); err != nil {
		return err
	}
	// Somebody who was forgotten meanwhile has no member, and gets no message.
	if m, err := t.MemberByUser(bot.User{ID: r.User}); m == nil || err != nil {
		return err
	}
	t.Do(bot.Say{Place: r.Place, To: r.User, Text: r.Text})
	return nil
}
