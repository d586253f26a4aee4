package engine

import (
	"crypto/sha256"
	"encoding/hex"

	"github.com/stewardbot/steward/bot"
)

// A button in a private chat belongs to the community that posted it, whichever
// is chosen there when it is pressed. Its data therefore begin with a mark of
// the community.

const (
	markLength = 4 // digits, followed by markEnd
	markEnd    = '!'
	// dataLimit is the smallest platform's limit in bytes.
	dataLimit = 64
)

func markOf(community string) string {
	sum := sha256.Sum256([]byte(community))
	return hex.EncodeToString(sum[:markLength/2])
}

// marked adds the community's mark to the buttons of a private message.
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

// unmarked splits a button's data into the mark, empty if there is none, and
// the feature's own data.
func unmarked(data string) (mark, rest string) {
	if len(data) <= markLength || data[markLength] != markEnd {
		return "", data
	}
	if _, err := hex.DecodeString(data[:markLength]); err != nil {
		return "", data
	}
	return data[:markLength], data[markLength+1:]
}

// byMark returns the community with a mark; nil if there is none, or several.
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
