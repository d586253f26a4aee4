package rules

import "github.com/stewardbot/steward/bot"

// Level is the setting of the check for members at a low level.
type Level struct {
	Below int `yaml:"below,required" doc:"the first level that it does not count for, counted from 0" min:"1"`
}

// Holds implements Condition.
func (l *Level) Holds(_ *Subject, who Speaker) (Found, bool) {
	level, ok := who.Level()
	if !ok || level >= l.Below {
		return Found{}, false
	}
	return Found{Key: "rules.level", Args: bot.Args{"Level": level}}, true
}
