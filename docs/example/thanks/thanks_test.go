package thanks_test

import (
	"testing"
	"time"

	"github.com/goccy/go-yaml"

	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/bot/answer"
	"github.com/stewardbot/steward/bot/bottest"
	"github.com/stewardbot/steward/bot/ledger"
	"github.com/stewardbot/steward/bot/member"
	"github.com/stewardbot/steward/docs/example/thanks"
)

var update = bottest.Flag()

func TestScenarios(t *testing.T) {
	bottest.Run(t, "*.txt", bottest.Options{Wire: wire, Load: load, Update: *update})
}

// wire is called at every start in a scenario, like the program's.
func wire() bottest.Wiring {
	book := ledger.New()
	return bottest.Wiring{
		Features:  []bot.Feature{thanks.New(book)},
		Directory: member.New(),
		Usage:     answer.Usage,
		// The key instead of the text: the catalogues only hold the program's
		// own texts.
		Text: func(_, key string, _ bot.Args) string { return key },
	}
}

// load reads a scenario's section "config".
func load(config []byte, _ map[string][]byte) ([]*bot.Community, error) {
	s := thanks.Defaults()
	if err := yaml.Unmarshal(config, s); err != nil {
		return nil, err
	}
	return []*bot.Community{{
		ID: "tea", Name: "Tea House", Language: "en", Zone: time.UTC,
		Spaces:   []bot.Place{"test:lobby"},
		Replies:  answer.Defaults().Replies(),
		Sections: map[string]any{"points": ledger.Defaults(), thanks.Section: s},
	}}, nil
}
