package hush_test

import (
	"flag"
	"testing"
	"time"

	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/bot/answer"
	"github.com/stewardbot/steward/bot/bottest"
	"github.com/stewardbot/steward/bot/feature/hush"
	"github.com/stewardbot/steward/bot/ledger"
	"github.com/stewardbot/steward/bot/locale"
	"github.com/stewardbot/steward/bot/member"
	"github.com/stewardbot/steward/bot/quiet"
)

var update = bottest.Flag()

func TestMain(m *testing.M) {
	// Each check of a property plays a whole scenario.
	if err := flag.Set("rapid.checks", "30"); err != nil {
		panic(err)
	}
	m.Run()
}

func TestScenarios(t *testing.T) {
	bottest.Run(t, "*.txt", bottest.Options{Wire: wire, Load: load, Update: *update})
}

// talker says what people ask it to, as something that nobody asked for.
type talker struct {
	budget  *quiet.Budget
	members *member.Directory
}

func (talker) Name() string { return "talker" }

func (k talker) Routes() bot.Routes {
	command := func(name string, run func(t *bot.Turn, text string) error) bot.Command {
		return bot.Command{
			Name: name, Params: []bot.Param{{Name: "text", Kind: bot.ParamText}},
			Run: func(t *bot.Turn, in *bot.Input) error { return run(t, in.Text("text")) },
		}
	}
	return bot.Routes{Commands: []bot.Command{
		command("post", func(t *bot.Turn, text string) error {
			_, err := k.budget.Post(t, bot.Say{Place: t.Event.Place, Text: text}, t.Member.ID)
			return err
		}),
		command("line", func(t *bot.Turn, text string) error {
			return k.budget.Line(t, t.Event.Place, text, t.Member.ID)
		}),
		command("tell", func(t *bot.Turn, text string) error {
			return k.budget.Tell(t, t.Member.ID, text, time.Time{}, func(*bot.Turn) string { return text })
		}),
		command("brief", func(t *bot.Turn, text string) error {
			return k.budget.Tell(t, t.Member.ID, "brief", t.Now().Add(24*time.Hour), func(*bot.Turn) string { return text })
		}),
		command("join", func(t *bot.Turn, text string) error {
			other, err := t.MemberByID(bot.MemberID(text[0] - '0'))
			if err != nil {
				return err
			}
			from, into, err := k.members.Link(t.State(), "tea", t.Member.ID, other.ID)
			if err != nil {
				return err
			}
			return t.Merge(from, into)
		}),
	}}
}

func wire() bottest.Wiring {
	members, texts := member.New(), locale.New()
	budget := quiet.New(members)
	return bottest.Wiring{
		Features:  []bot.Feature{talker{budget, members}, hush.New(budget)},
		Directory: members,
		Usage:     answer.Usage,
		Text:      func(language, key string, args bot.Args) string { return texts.Text(texts.Match(language), key, args) },
	}
}

func load([]byte, map[string][]byte) ([]*bot.Community, error) {
	zone, err := time.LoadLocation("Asia/Shanghai")
	return []*bot.Community{{
		ID: "tea", Name: "Tea House", Language: "en", Zone: zone,
		Spaces:   []bot.Place{"test:lobby", "other:hall"},
		Places:   map[string][]bot.Place{bot.Modlog: {"test:log"}},
		Replies:  answer.Defaults().Replies(),
		Sections: map[string]any{"points": ledger.Defaults()},
	}}, err
}
