package kit

import (
	"strings"

	"github.com/stewardbot/steward/bot"
)

// Split splits a platform's place into its ids, the space's first. private
// reports a private chat; the id is then the account's.
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
