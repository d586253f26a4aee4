package config_test

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"time"

	"github.com/stewardbot/steward/bot/config"
	"github.com/stewardbot/steward/bot/phrase"
)

// The sections below resemble those of real features and use every kind of type and tag that the
// loader supports.

type storeConfig struct {
	Path string `yaml:"path,raw" doc:"the database file"`
}

type webConfig struct {
	Listen string `yaml:"listen" doc:"address and port"`
	Port   uint16 `yaml:"port" min:"1" doc:"used when listen has none"`
}

type telegramConfig struct {
	Token   config.Secret `yaml:"token,required" doc:"from @BotFather"`
	APIURL  string        `yaml:"api_url" doc:"of a self-hosted server"`
	Webhook *webhook      `yaml:"webhook" doc:"instead of polling"`
}

type webhook struct {
	URL    string        `yaml:"url,required"`
	Secret config.Secret `yaml:"secret"`
}

type pointsConfig struct {
	Name    plural          `yaml:"name" doc:"what a point is called"`
	Message earn            `yaml:"message"`
	Except  []placeName     `yaml:"except,one"`
	After   config.Duration `yaml:"after" max:"365d"`
	Rate    float64         `yaml:"rate" min:"0" max:"1"`
}

type earn struct {
	Amount   int             `yaml:"amount" min:"0" max:"1000" doc:"points for each"`
	Cooldown config.Duration `yaml:"cooldown" max:"1d"`
	PerDay   int             `yaml:"per_day" min:"0"`
}

// plural decodes itself from a text or from plural forms.
type plural struct{ one, other string }

type pluralForms struct {
	One   string `yaml:"one"`
	Other string `yaml:"other,required"`
}

func (p *plural) UnmarshalNode(n config.Node) error {
	if n.Kind() != config.Map {
		err := n.Decode(&p.other)
		p.one = p.other
		return err
	}
	var f pluralForms
	err := n.Decode(&f)
	p.one, p.other = f.One, f.Other
	return err
}

func (plural) ConfigShapes() []any { return []any{"", pluralForms{}} }

// placeName decodes itself from a scalar.
type placeName string

var placeNamePattern = regexp.MustCompile(`^[a-z]+:\S+$`)

func (p *placeName) UnmarshalText(b []byte) error {
	if !placeNamePattern.Match(b) {
		return fmt.Errorf("%q is no place", b)
	}
	*p = placeName(b)
	return nil
}

func (placeName) ConfigSchema() string { return `{"type":"string","pattern":"^[a-z]+:\\S+$"}` }

type checkInConfig struct {
	Amount  int      `yaml:"amount" min:"0" max:"1000000"`
	Words   []string `yaml:"words,one" min:"1" max:"20"`
	Streaks []streak `yaml:"streaks,one"`
	MakeUp  *makeUp  `yaml:"make_up" doc:"buying a day that was missed"`
}

type streak struct {
	Days  int `yaml:"days" min:"1" doc:"after so many days in a row"`
	Every int `yaml:"every" min:"1"`
	Bonus int `yaml:"bonus,required" min:"1"`
}

type makeUp struct {
	Price    int `yaml:"price" min:"0"`
	PerMonth int `yaml:"per_month" min:"0" max:"31"`
}

func (m *makeUp) SetDefaults() { m.PerMonth = 3 }

func checkStreaks(v any, r *config.Report) {
	for i, s := range v.(*checkInConfig).Streaks {
		at := r.At(fmt.Sprintf("streaks[%d]", i))
		switch {
		case s.Days == 0 && s.Every == 0:
			at.Fault("", "wants days or every")
		case s.Days > 0 && s.Every > 0:
			at.Fault("every", "days and every exclude each other; remove one")
		}
	}
}

type repliesConfig struct {
	Private     []string        `yaml:"private" oneof:"points history level why"`
	CheckIn     string          `yaml:"check_in" oneof:"react private public"`
	LevelUp     levelUp         `yaml:"level_up"`
	DeleteAfter config.Duration `yaml:"delete_after" max:"48h"`
	Commands    bool            `yaml:"delete_commands"`
}

type levelUp struct {
	From  int             `yaml:"from" min:"1"`
	Merge config.Duration `yaml:"merge"`
}

type welcomeConfig struct {
	Text        config.Text     `yaml:"text,short,required"`
	DeleteAfter config.Duration `yaml:"delete_after"`
}

type post struct {
	Name  string          `yaml:"name,required"`
	To    string          `yaml:"to,required"`
	Daily string          `yaml:"daily"`
	Text  config.Text     `yaml:"text" max:"4096"`
	Tags  map[string]any1 `yaml:"tags"`
	When  *condition      `yaml:"when"`
}

type any1 = []int

// condition is recursive.
type condition struct {
	All  []condition `yaml:"all"`
	Any  []condition `yaml:"any"`
	Link bool        `yaml:"link"`
}

func checkPosts(v any, r *config.Report) {
	for i, p := range *v.(*[]post) {
		if p.To != "" {
			r.Resolve(fmt.Sprintf("[%d].to", i), p.To)
		}
		if strings.TrimSpace(p.Text.In("en")) == "" {
			r.Warn(fmt.Sprintf("[%d].text", i), "as_is", "says nothing")
		}
	}
}

// signed rejects numbers without a sign.
func signed(id, _ string, got any) *phrase.Phrase {
	if _, err := strconv.ParseUint(id, 10, 64); err == nil {
		return phrase.New("config.got", "wants a minus", got)
	}
	return nil
}

func sections() []config.Section {
	return []config.Section{
		{Scope: config.ScopeRoot, Key: "store", Doc: "where the state is kept", New: func() any { return &storeConfig{Path: "steward.db"} }},
		{Scope: config.ScopeRoot, Key: "web", Doc: "the dashboard", New: func() any { return &webConfig{Port: 8080} }},
		{Scope: config.ScopePlatform, Key: "telegram", Space: signed, New: func() any { return &telegramConfig{APIURL: "https://api.telegram.org"} }},
		{Scope: config.ScopePlatform, Key: "discord", New: func() any { return &telegramConfig{} }},
		{Scope: config.ScopePlatform, Key: "console", New: func() any { return &struct{}{} }},
		{Scope: config.ScopePlace, Key: "modlog", Doc: "the moderators' log"},
		{Scope: config.ScopeCommunity, Key: "points", Doc: "what is earned", New: func() any {
			return &pointsConfig{Name: plural{"point", "points"}, Message: earn{Amount: 1, Cooldown: config.Duration(time.Minute), PerDay: 30}}
		}},
		{Scope: config.ScopeCommunity, Key: "check_in", Doc: "a day's greeting", Check: checkStreaks,
			New: func() any { return &checkInConfig{Amount: 5, Words: []string{"check in"}} }},
		{Scope: config.ScopeCommunity, Key: "replies", New: func() any {
			return &repliesConfig{CheckIn: "react", LevelUp: levelUp{From: 3}, DeleteAfter: config.Duration(time.Minute), Commands: true}
		}},
		{Scope: config.ScopeCommunity, Key: "welcome", New: func() any { return &welcomeConfig{} }},
		{Scope: config.ScopeCommunity, Key: "house_rules", New: func() any { return &config.Text{} }},
		{Scope: config.ScopeCommunity, Key: "schedule", Entry: "where.post", Check: checkPosts, New: func() any { return &[]post{} }},
	}
}

// environment looks up variables in a map.
func environment(vars map[string]string) func(string) (string, bool) {
	return func(name string) (string, bool) { v, ok := vars[name]; return v, ok }
}
