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

// wire is made again at every start of a scenario, as the program's is.
func wire() bottest.Wiring {
	book := ledger.New()
	return bottest.Wiring{
		Features:  []bot.Feature{thanks.New(book)},
		Directory: member.New(),
		Usage:     answer.Usage,
		// The key for the text: the catalogues hold those of the program only.
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
