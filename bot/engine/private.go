package engine

import (
	"crypto/sha256"
	"encoding/hex"

	"github.com/stewardbot/steward/bot"
)

// In a private chat a button is about the community that posted it, whichever is meant
// there by the time it is pressed. So its data begin with a mark of the community.

const (
	markLength = 4 // digits, and then markEnd
	markEnd    = '!'
	// dataLimit is how many bytes the smallest platform takes.
	dataLimit = 64
)

func markOf(community string) string {
	sum := sha256.Sum256([]byte(community))
	return hex.EncodeToString(sum[:markLength/2])
}

// marked has the buttons of what is said in private begin with the turn's community.
func (d *decider) marked(e bot.Effect) bot.Effect {
	if d.com == nil || !e.Where().Private() {
		return e
	}
	return bot.WithData(e, func(data string) string {
		if len(data)+markLength+1 > dataLimit {
			return data
		}
		return markOf(d.com.ID) + string(markEnd) + data
	})
}

// unmarked are a button's data as its feature made them, and the mark before them;
// empty: there is none.
func unmarked(data string) (mark, rest string) {
	if len(data) <= markLength || data[markLength] != markEnd {
		return "", data
	}
	if _, err := hex.DecodeString(data[:markLength]); err != nil {
		return "", data
	}
	return data[:markLength], data[markLength+1:]
}

// byMark is the one of the communities that has a mark; nil: none, or several.
func byMark(shared []*bot.Community, mark string) (found *bot.Community) {
	for _, c := range shared {
		if markOf(c.ID) != mark {
			continue
		}
		if found != nil {
			return nil
		}
		found = c
	}
	return found
}
