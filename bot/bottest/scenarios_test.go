package bottest_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/goccy/go-yaml"
	"go.uber.org/goleak"

	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/bot/bottest"
	"github.com/stewardbot/steward/bot/feature/about"
	"github.com/stewardbot/steward/bot/feature/activity"
	"github.com/stewardbot/steward/bot/feature/checkin"
	"github.com/stewardbot/steward/bot/feature/levels"
	"github.com/stewardbot/steward/bot/feature/standings"
	"github.com/stewardbot/steward/bot/ledger"
	"github.com/stewardbot/steward/bot/locale"
	"github.com/stewardbot/steward/bot/member"
	"github.com/stewardbot/steward/store"
)

var update = bottest.Flag()

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

func TestScenarios(t *testing.T) {
	bottest.Run(t, "scenarios/*.txt", bottest.Options{Wire: wire, Load: load, Update: *update})
}

func wire() bottest.Wiring {
	book, members := ledger.New(), member.New()
	features := []bot.Feature{activity.New(book, members), checkin.New(book), standings.New(book), levels.New(book)}
	return bottest.Wiring{
		Features: append(features, about.New(features...)), Directory: members, Text: locale.New().Text,
		Indexes: []func(store.Reader, ...string) error{book.Rebuild},
	}
}

// file is a community as a scenario's config has it.
type file struct {
	ID       string              `yaml:"id"`
	Name     string              `yaml:"name"`
	Language string              `yaml:"language"`
	Timezone string              `yaml:"timezone"`
	Spaces   []bot.Place         `yaml:"spaces"`
	Points   *ledger.Settings    `yaml:"points"`
	CheckIn  *checkin.Settings   `yaml:"check_in"`
	Levels   levels.Settings     `yaml:"levels"`
	Top      *standings.Settings `yaml:"top"`
	Replies  replies             `yaml:"replies"`
}

type replies struct {
	Private        []string      `yaml:"private"`
	CheckIn        string        `yaml:"check_in"`
	LevelUp        levelUp       `yaml:"level_up"`
	DeleteAfter    time.Duration `yaml:"delete_after"`
	DeleteCommands bool          `yaml:"delete_commands"`
}

type levelUp struct {
	From  int           `yaml:"from"`
	Merge time.Duration `yaml:"merge"`
}

func defaults() file {
	return file{
		ID: "tea", Name: "Tea House", Language: "en", Timezone: "Asia/Shanghai", Spaces: []bot.Place{"test:lobby"},
		Points: ledger.Defaults(), CheckIn: checkin.Defaults(), Top: standings.Defaults(),
		Replies: replies{
			Private: []string{"points", "history", "level", "help"}, CheckIn: "react",
			LevelUp: levelUp{From: 3, Merge: 10 * time.Minute}, DeleteAfter: time.Minute, DeleteCommands: true,
		},
	}
}

// load reads one community a YAML document; an empty one is all defaults.
func load(config []byte) ([]*bot.Community, error) {
	var communities []*bot.Community
	for _, doc := range strings.Split(string(config), "\n---\n") {
		f := defaults()
		if strings.TrimSpace(doc) != "" {
			if err := yaml.UnmarshalWithOptions([]byte(doc), &f, yaml.Strict()); err != nil {
				return nil, err
			}
		}
		c, err := f.community()
		if err != nil {
			return nil, err
		}
		communities = append(communities, c)
	}
	return communities, nil
}

func (f *file) community() (*bot.Community, error) {
	var faults []error
	fault := func(path, format string, args ...any) {
		faults = append(faults, fmt.Errorf(path+": "+format, args...))
	}
	f.Points.Validate(fault)
	f.CheckIn.Validate(fault)
	f.Levels.Validate(fault)
	f.Top.Validate(fault)
	zone, err := time.LoadLocation(f.Timezone)
	if err = errors.Join(append(faults, err)...); err != nil {
		return nil, err
	}
	c := &bot.Community{
		ID: f.ID, Name: f.Name, Language: f.Language, Zone: zone, Spaces: f.Spaces,
		Replies: bot.Replies{
			Private: map[string]bool{}, CheckIn: f.Replies.CheckIn, LevelUpFrom: f.Replies.LevelUp.From,
			LevelUpMerge: f.Replies.LevelUp.Merge, DeleteAfter: f.Replies.DeleteAfter, DeleteCommands: f.Replies.DeleteCommands,
		},
		Sections: map[string]any{"points": f.Points, checkin.Section: f.CheckIn, levels.Section: &f.Levels, standings.Section: f.Top},
	}
	for _, p := range f.Replies.Private {
		c.Replies.Private[p] = true
	}
	return c, nil
}
