package standings

import (
	"strconv"
	"strings"

	"github.com/stewardbot/steward/bot"
)

// Section is the key of the settings in a community's configuration.
const Section = "top"

// Settings say who is hidden from the boards.
type Settings struct {
	Hide []string `yaml:"hide,one" doc:"who is left out: platform-admins (also written moderators), left for those who have left, or an account such as telegram:42; who is banned always is"`
}

// Defaults hide nobody.
func Defaults() *Settings { return &Settings{} }

// Words for those who have authority in one of the community's spaces.
const (
	platformAdmins = "platform-admins"
	moderators     = "moderators"
	// gone stands for members who have left all spaces.
	gone = "left"
)

// Validate calls fault for each invalid value, with its path within the
// section.
func (s *Settings) Validate(fault func(path, code string, args ...any)) {
	for i, h := range s.Hide {
		platform, id, ok := strings.Cut(h, ":")
		if h != platformAdmins && h != moderators && h != gone && (!ok || platform == "" || id == "" || strings.Contains(id, "/")) {
			fault("hide["+strconv.Itoa(i)+"]", "standings.except", h)
		}
	}
}

// Hides reports whether a member is hidden, by the settings or because of a
// ban.
func (f *Feature) Hides(t *bot.Turn, m *bot.Member) (bool, error) {
	if banned, err := f.file.Banned(t, m.ID); banned || err != nil {
		return banned, err
	}
	s := bot.Setting[*Settings](t.Community, Section)
	if len(s.Hide) == 0 {
		return false, nil
	}
	accounts, err := f.members.Accounts(t.State(), t.Community.ID, m.ID)
	if err != nil {
		return false, err
	}
	for _, h := range s.Hide {
		if h == gone {
			away, err := f.members.Away(t.State(), t.Community.Spaces, accounts)
			if away || err != nil {
				return away, err
			}
			continue
		}
		for _, u := range accounts {
			if h == string(u) || (h == platformAdmins || h == moderators) && hasAuthority(t, u) {
				return true, nil
			}
		}
	}
	return false, nil
}

func hasAuthority(t *bot.Turn, u bot.UserID) bool {
	for _, space := range t.Community.Spaces {
		if space.Platform() == u.Platform() && t.Authority(space, u) > bot.Ordinary {
			return true
		}
	}
	return false
}
