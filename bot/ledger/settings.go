package ledger

import (
	"strings"
	"time"

	"github.com/stewardbot/steward/bot"
)

// Settings are a community's section "points": the name of points and how
// members earn them.
type Settings struct {
	Name     Name          `yaml:"name" doc:"what points are called: one text, {one: leaf, other: leaves}, or a text for each language"`
	Message  Message       `yaml:"message" doc:"points for messages"`
	Reaction Reaction      `yaml:"reaction" doc:"points for reactions, to the author of the message reacted to"`
	Voice    Voice         `yaml:"voice" doc:"points for talking in voice channels"`
	Quiz     Quiz          `yaml:"quiz" doc:"points from quizzes that members may start"`
	After    time.Duration `yaml:"after" doc:"how long a newcomer waits before earning"`
	TakeBack time.Duration `yaml:"take_back" doc:"pay is withdrawn if the message is deleted within this time; 0: never"`
	Except   []string      `yaml:"except" doc:"spaces, places and names under places where nothing is earned"`
	// AwardPerDay limits what one moderator may give with /award.
	AwardPerDay int64 `yaml:"award_per_day" doc:"points that one moderator may award in a day; 0: none" min:"0" max:"1000000000"`
	// FinePerDay limits what one moderator may take with /fine.
	FinePerDay int64 `yaml:"fine_per_day" doc:"points that one moderator may take in a day; 0: none" min:"0" max:"1000000000"`
	// Outsiders lets people who comment without having joined the space earn as
	// well.
	Outsiders bool `yaml:"outsiders" doc:"commenters who never joined the group earn too"`
}

// Message configures earning by messages. The first limit reached applies.
type Message struct {
	Amount    int64         `yaml:"amount" doc:"points for a message; 0: none" min:"0" max:"1000000"`
	Cooldown  time.Duration `yaml:"cooldown" doc:"how long after a paid message the next earns nothing"`
	PerDay    int64         `yaml:"per_day" doc:"points that one member can earn so in a day; 0: no limit" min:"0" max:"1000000000"`
	MinLength int           `yaml:"min_length" doc:"shorter messages earn nothing; a CJK character counts two" min:"0" max:"4096"`
}

// Reaction configures what a reaction pays the author of the message.
type Reaction struct {
	Amount   int64 `yaml:"amount" doc:"points for a reaction; 0: none" min:"0" max:"1000000"`
	PerDay   int64 `yaml:"per_day" doc:"points that one member can earn so in a day; 0: no limit" min:"0" max:"1000000000"`
	PerGiver int64 `yaml:"per_giver" doc:"of them, points from one and the same member; 0: no limit" min:"0" max:"1000000000"`
}

// Voice configures earning by talking with others in a voice channel.
type Voice struct {
	Amount int64         `yaml:"amount" doc:"points for talking so long; 0: none" min:"0" max:"1000000"`
	Every  time.Duration `yaml:"every" doc:"how long that is"`
	PerDay int64         `yaml:"per_day" doc:"points that one member can earn so in a day; 0: no limit" min:"0" max:"1000000000"`
}

// Quiz limits earning by quizzes that anybody may start, and so as often as
// they like.
type Quiz struct {
	PerDay int64 `yaml:"per_day" doc:"points that one member can earn so in a day; 0: no limit" min:"0" max:"1000000000"`
}

// Name is the name of points, in one language or several. If both forms are
// empty, the catalogue's word is used.
type Name struct {
	Other bot.Text `yaml:"other,required,short" doc:"the word for any number but one"`
	One   bot.Text `yaml:"one" doc:"the word for one, if it is another"`
}

// For returns the word for n points in a language, or in the one that Text.In
// falls back to; empty for the catalogue's.
func (n Name) For(lang string, count int64) string {
	key := n.Other.Key(lang)
	if count == 1 || count == -1 {
		for _, k := range []string{key, lang, ""} {
			// A singular given for all languages is only used in languages that
			// have one.
			if one := n.One[k]; one != "" && (k == key || !strings.HasPrefix(key, "zh")) {
				return one
			}
		}
	}
	return n.Other[key]
}

// Defaults returns the settings of a community that configures none.
func Defaults() *Settings {
	return &Settings{
		Message:  Message{Amount: 1, Cooldown: time.Minute, PerDay: 30, MinLength: 4},
		Reaction: Reaction{Amount: 1, PerDay: 10, PerGiver: 2},
		Voice:    Voice{Amount: 1, Every: 5 * time.Minute, PerDay: 30},
		Quiz:     Quiz{PerDay: 100},

		AwardPerDay: 50,
		FinePerDay:  50,
	}
}

// Validate calls fault for each invalid value, with its path within the
// section.
func (s *Settings) Validate(fault func(path, code string, args ...any)) {
	caps := []struct {
		path        string
		amount, cap int64
	}{
		{"message.per_day", s.Message.Amount, s.Message.PerDay},
		{"reaction.per_day", s.Reaction.Amount, s.Reaction.PerDay},
		{"reaction.per_giver", s.Reaction.Amount, s.Reaction.PerGiver},
		{"voice.per_day", s.Voice.Amount, s.Voice.PerDay},
	}
	for _, c := range caps {
		if c.cap > 0 && c.amount > c.cap {
			fault(c.path, "ledger.low_cap", c.cap, c.amount)
		}
	}
	if s.Voice.Every < time.Minute {
		fault("voice.every", "ledger.cooldown", s.Voice.Every)
	}
}
