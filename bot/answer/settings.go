package answer

import (
	"fmt"
	"slices"
	"time"

	"github.com/stewardbot/steward/bot"
)

// Section is the key of the settings in a community's configuration.
const Section = "replies"

// Settings configure how visible Steward's answers are.
type Settings struct {
	Private        []string      `yaml:"private,one" doc:"commands whose answers only the asker sees, where the platform can; elsewhere they are deleted after delete_after"`
	CheckIn        string        `yaml:"check_in" doc:"how a check-in is answered" oneof:"react private public"`
	LevelUp        LevelUp       `yaml:"level_up" doc:"announcing levels"`
	DeleteAfter    time.Duration `yaml:"delete_after" doc:"how long an answer meant for one stays where all can see it; 0: for ever"`
	DeleteCommands bool          `yaml:"delete_commands" doc:"delete the message with the command once it is answered"`
}

// LevelUp says which level-ups are announced.
type LevelUp struct {
	From  int           `yaml:"from" doc:"the first level that is announced, counted from 0" min:"0" max:"1000"`
	Merge time.Duration `yaml:"merge" doc:"announcements within this time become one"`
}

// Defaults returns the settings of a community that configures none: as quiet
// as possible.
func Defaults() *Settings {
	return &Settings{
		Private: []string{"points", "history", "level", "rank", "badges", "why", "report", "appeal", "help", "rules"},
		CheckIn: "react", LevelUp: LevelUp{From: 3, Merge: 10 * time.Minute},
		DeleteAfter: time.Minute, DeleteCommands: true,
	}
}

// Validate calls fault for each invalid value, with its path within the
// section. commands lists the commands that exist.
func (s *Settings) Validate(commands []string, fault func(path, code string, args ...any)) {
	for i, name := range s.Private {
		if !slices.Contains(commands, name) && !slices.Contains(Defaults().Private, name) {
			fault(fmt.Sprintf("private[%d]", i), "answer.no_command", name)
		}
	}
}

// Replies converts the settings for turns.
func (s *Settings) Replies() bot.Replies {
	return bot.Replies{
		Private: s.Private, CheckIn: s.CheckIn, LevelUpFrom: s.LevelUp.From, LevelUpMerge: s.LevelUp.Merge,
		DeleteAfter: s.DeleteAfter, DeleteCommands: s.DeleteCommands,
	}
}
