package standings

import (
	"strconv"
	"strings"

	"github.com/stewardbot/steward/bot"
)

// Section is the key of the settings in a community's configuration.
const Section = "top"

// Settings say who is not shown on the boards.
type Settings struct {
	Hide []string `yaml:"hide" doc:"who is left out: platform-admins (also written moderators), or an account such as telegram:42"`
}

// Defaults hide nobody.
func Defaults() *Settings { return &Settings{} }

// Words for those who have authority in one of the community's spaces.
const (
	platformAdmins = "platform-admins"
	moderators     = "moderators"
)

// Validate calls fault for each thing that makes no sense, with the path below
// the section.
func (s *Settings) Validate(fault func(path, format string, args ...any)) {
	for i, h := range s.Hide {
		platform, id, ok := strings.Cut(h, ":")
		if h != platformAdmins && h != moderators && (!ok || platform == "" || id == "" || strings.Contains(id, "/")) {
			fault("hide["+strconv.Itoa(i)+"]", "%q is neither platform-admins nor an account such as telegram:42", h)
		}
	}
}

// hides tells whether the settings leave a member out.
func (s *Settings) hides(t *bot.Turn, m *bot.Member) bool {
	for _, h := range s.Hide {
		if h == string(m.User) || (h == platformAdmins || h == moderators) && hasAuthority(t, m.User) {
			return true
		}
	}
	return false
}

func hasAuthority(t *bot.Turn, u bot.UserID) bool {
	for _, space := range t.Community.Spaces {
		if space.Platform() == u.Platform() && t.Authority(space, u) > bot.Ordinary {
			return true
		}
	}
	return false
}
