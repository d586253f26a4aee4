package rules

import (
	"time"

	"github.com/stewardbot/steward/bot"
)

// newcomer holds for members who joined less than this ago.
type newcomer time.Duration

// Holds implements Condition.
func (n newcomer) Holds(_ *Subject, who Speaker) (Found, bool) {
	if age, ok := who.Age(); !ok || age >= time.Duration(n) {
		return Found{}, false
	}
	return Found{Key: "rules.newcomer", Args: bot.Args{"Newcomer": span(time.Duration(n))}}, true
}
