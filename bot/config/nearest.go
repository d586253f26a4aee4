package config

import (
	"strings"

	"github.com/stewardbot/steward/bot/spelling"
)

// didYouMean ends a message about an unknown word: the nearest known one, or all of them if they are few.
func didYouMean(word string, known []string) string {
	if n := spelling.Suggest(word, known); n != "" {
		return "; did you mean " + quoted(n) + "?"
	}
	if len(known) > 0 && len(known) <= 12 {
		return "; known here: " + strings.Join(known, ", ")
	}
	return ""
}
