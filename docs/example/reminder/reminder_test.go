package reminder_test

import (
	"testing"
	"time"

	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/bot/answer"
	"github.com/stewardbot/steward/bot/bottest"
	"github.com/stewardbot/steward/bot/member"
	"github.com/stewardbot/steward/docs/example/reminder"
)

var update = bottest.Flag()

func TestScenarios(t *testing.T) {
	bottest.Run(t, "*.txt", bottest.Options{Wire: wire, Load: load, Update: *update})
}

func wire() bottest.Wiring {
	return bottest.Wiring{
		Features:  []bot.Feature{reminder.Feature{}},
		Directory: member.New(),
		Usage:     answer.Usage,
		// The key instead of the text: the catalogues only hold the program's
		// own texts.
		Text: func(_, key string, _ bot.Args) string { return key },
	}
}

func load([]byte, map[string][]byte) ([]*bot.Community, error) {
	return []*bot.Community{{
		ID: "tea", Name: "Tea House", Language: "en", Zone: time.UTC,
		Spaces:  []bot.Place{"test:lobby"},
		Replies: answer.Defaults().Replies(),
	}}, nil
}
