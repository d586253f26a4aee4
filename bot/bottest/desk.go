package bottest

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"time"

	"github.com/stewardbot/steward/bot"
)

// opensDesk signs somebody in at the desk of the first community, by a link that is used at once.
func (w *world) opensDesk(_ time.Time, args []string) error {
	w.events++
	account := w.venue.Account(w.user(args[0]).ID)
	for _, step := range []struct {
		timer string
		data  map[string]any
	}{
		{"link", map[string]any{"link": fmt.Sprintf("%064x", w.events), "account": account}},
		{"sign_in", map[string]any{"link": fmt.Sprintf("%064x", w.events), "session": fmt.Sprintf("%064x", w.events+1<<16), "agent": "a browser"}},
	} {
		data, err := json.Marshal(step.data)
		if err == nil {
			err = w.first().engine.Fire(context.Background(), w.config.Communities[0].ID, "dashboard", step.timer, data)
		}
		if err != nil {
			return err
		}
	}
	return w.settle()
}

// atDesk sends a form of the desk, with options NAME=VALUE; a member is a person's name.
func (w *world) atDesk(at time.Time, args []string) error {
	w.events++
	community, act := w.config.Communities[0].ID, fmt.Sprintf("FORM%d", w.events)
	msg := &bot.Message{Command: args[1]}
	for _, option := range strings.Fields(args[2]) {
		name, value, _ := strings.Cut(option, "=")
		if name == "member" {
			value = string(w.venue.Account(w.user(value).ID))
		}
		msg.Options = append(msg.Options, bot.Given{Name: name, Value: value})
	}
	ev := bot.Event{
		ID: bot.Desk + ":" + community + "/" + act, Kind: bot.KindMessage, At: at, Place: bot.DeskPlace(community, act),
		User: &bot.User{ID: w.venue.Account(w.user(args[0]).ID)}, Message: msg,
	}
	for range 2 { // a form that is sent twice is one act
		wait, err := w.first().engine.Submit(context.Background(), bot.Batch{Adapter: bot.Desk, Events: []bot.Event{ev}})
		if err == nil {
			err = wait(context.Background())
		}
		if err != nil {
			return err
		}
	}
	return w.settle()
}
