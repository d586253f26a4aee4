package kit

import (
	"strings"

	"github.com/stewardbot/steward/bot"
)

// Split takes a place of a platform apart: the ids between the slashes, the
// space's first. Private: it is the chat with the one account that they name.
func Split(p bot.Place, platform string) (ids []string, private, ok bool) {
	if p.Platform() != platform {
		return nil, false, false
	}
	ids = strings.Split(p.Local(), "/")
	if ids[0] == "dm" {
		return ids[1:], true, len(ids) == 2
	}
	return ids, false, true
}
