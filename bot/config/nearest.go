package config

import (
	"github.com/stewardbot/steward/bot/phrase"
	"github.com/stewardbot/steward/bot/spelling"
)

// didYouMean appends to a message about an unknown word the nearest known one,
// or all of them if they are few.
func didYouMean(wrong *phrase.Phrase, word string, known []string) *phrase.Phrase {
	if n := spelling.Suggest(word, known); n != "" {
		return phrase.New("hint.meant", wrong, quoted(n))
	}
	if len(known) > 0 && len(known) <= 12 {
		return phrase.New("hint.known", wrong, known)
	}
	return wrong
}
