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
	"github.com/stewardbot/steward/bot/answer"
	"github.com/stewardbot/steward/bot/bottest"
	"github.com/stewardbot/steward/bot/feature/about"
	"github.com/stewardbot/steward/bot/feature/activity"
	"github.com/stewardbot/steward/bot/feature/checkin"
	"github.com/stewardbot/steward/bot/feature/greeting"
	"github.com/stewardbot/steward/bot/feature/levels"
	"github.com/stewardbot/steward/bot/feature/link"
	"github.com/stewardbot/steward/bot/feature/moderation"
	"github.com/stewardbot/steward/bot/feature/quiz"
	"github.com/stewardbot/steward/bot/feature/schedule"
	"github.com/stewardbot/steward/bot/feature/standings"
	"github.com/stewardbot/steward/bot/ledger"
	"github.com/stewardbot/steward/bot/locale"
	"github.com/stewardbot/steward/bot/member"
	"github.com/stewardbot/steward/bot/staff"
	"github.com/stewardbot/steward/bot/timing"
	"github.com/stewardbot/steward/rules"
	"github.com/stewardbot/steward/store"
)

var update = bottest.Flag()

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

func TestScenarios(t *testing.T) {
	bottest.Run(t, "scenarios/*.txt", bottest.Options{Wire: wire, Load: load, Update: *update})
}

func wire() bottest.Wiring {
	book, members, texts := ledger.New(), member.New(), locale.New()
	quizzes := quiz.New(book, members)
	features := []bot.Feature{moderation.New(book, members), activity.New(book, members), checkin.New(book), standings.New(book), levels.New(book, members, "test"), quizzes, schedule.New(members, quizzes), greeting.New(members)}
	features = append(features, link.New(book, members, features...))
	return bottest.Wiring{
		Features: append(features, about.New(features...)), Directory: members, Text: texts.Text, Speaks: texts.Speaks,
		Indexes: []func(store.Reader, ...string) error{book.Rebuild},
		Spares:  func(t *bot.Turn) (bool, error) { return staff.Spares(t, members) },
		Level:   func(t *bot.Turn) (int, error) { return levels.Number(t, book) },
		HasRole: func(t *bot.Turn, roles []string) (bool, error) { return staff.HasRole(t, members, roles) },
	}
}

// file is a community as a scenario's config has it.
type file struct {
	ID        string              `yaml:"id"`
	Name      string              `yaml:"name"`
	Language  string              `yaml:"language"`
	Timezone  string              `yaml:"timezone"`
	Spaces    []bot.Place         `yaml:"spaces"`
	Points    *ledger.Settings    `yaml:"points"`
	CheckIn   *checkin.Settings   `yaml:"check_in"`
	Levels    levels.Settings     `yaml:"levels"`
	Top       *standings.Settings `yaml:"top"`
	Replies   *answer.Settings    `yaml:"replies"`
	Rules     rules.Settings      `yaml:"rules"`
	Mode      rules.CommunityMode `yaml:"mode"`
	Presets   rules.Presets       `yaml:"presets"`
	Schedule  schedule.Settings   `yaml:"schedule"`
	Calendars timing.Calendars    `yaml:"calendars"`
	Quizzes   quizzes             `yaml:"quizzes"`

	Places     map[string][]bot.Place `yaml:"places"`
	Languages  map[bot.Place]string   `yaml:"languages"` // of places, each written out
	Moderators staff.Moderators       `yaml:"moderators"`
	Helpers    staff.Helpers          `yaml:"helpers"`
	Ladder     moderation.Ladder      `yaml:"ladder"`

	HouseRules bot.Text           `yaml:"house_rules"`
	Welcome    *greeting.Settings `yaml:"welcome"`
	Farewell   *greeting.Settings `yaml:"farewell"`
}

func defaults() file {
	return file{
		ID: "tea", Name: "Tea House", Language: "en", Timezone: "Asia/Shanghai", Spaces: []bot.Place{"test:lobby"},
		Points: ledger.Defaults(), CheckIn: checkin.Defaults(), Top: standings.Defaults(),
		Replies: answer.Defaults(), Moderators: *staff.DefaultModerators(),
		Welcome: greeting.Defaults(), Farewell: greeting.Defaults(),
	}
}

// load reads one community a YAML document; an empty one is all defaults.
func load(config []byte) ([]*bot.Community, error) {
	var communities []*bot.Community
	for _, doc := range strings.Split(string(config), "\n---\n") {
		f := defaults()
		if strings.TrimSpace(doc) != "" {
			if err := yaml.UnmarshalWithOptions([]byte(doc), &f, yaml.Strict(), yaml.CustomUnmarshaler(plainText)); err != nil {
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

// plainText reads a text that is the same in all languages, or one for each.
func plainText(text *bot.Text, b []byte) error {
	var one string
	if err := yaml.Unmarshal(b, &one); err == nil {
		*text = bot.Plain(one)
		return nil
	}
	return yaml.Unmarshal(b, (*map[string]string)(text))
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
	f.Rules.Validate(f.Presets, fault)
	f.Replies.Validate(nil, fault)
	f.Moderators.Validate(fault)
	f.Helpers.Validate(moderation.HelperCommands(), fault)
	f.Ladder.Validate(fault)
	f.Welcome.Validate(fault)
	f.Farewell.Validate(fault)
	zone, err := time.LoadLocation(f.Timezone)
	if err != nil {
		return nil, err
	}
	asked := f.Quizzes.settings(zone, f.Calendars, fault)
	f.Schedule.Validate(zone, f.Calendars, fault)
	if err = errors.Join(faults...); err != nil {
		return nil, err
	}
	inForce := f.Rules.With(f.Presets)
	if f.Ladder == nil {
		for _, r := range f.Presets.Ladder() {
			f.Ladder = append(f.Ladder, moderation.Step(r))
		}
	}
	c := &bot.Community{
		ID: f.ID, Name: f.Name, Language: f.Language, Zone: zone, Spaces: f.Spaces,
		Replies: f.Replies.Replies(), Places: f.Places, Languages: f.Languages, Shadow: f.Mode == rules.Shadow,
		Sections: map[string]any{
			"points": f.Points, checkin.Section: f.CheckIn, levels.Section: &f.Levels, standings.Section: f.Top, rules.Section: &inForce, rules.PresetSection: &f.Presets, rules.ModeSection: &f.Mode, quiz.Section: asked, schedule.Section: &f.Schedule, timing.CalendarSection: &f.Calendars,
			staff.SectionModerators: &f.Moderators, staff.SectionHelpers: &f.Helpers, moderation.Section: &f.Ladder,
			greeting.SectionRules: &f.HouseRules, greeting.SectionWelcome: f.Welcome, greeting.SectionFarewell: f.Farewell,
		},
	}
	for _, p := range f.Replies.Private {
		c.Replies.Private[p] = true
	}
	return c, nil
}
