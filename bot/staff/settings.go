package staff

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/bot/duration"
)

// The keys of the settings in a community's configuration.
const (
	SectionModerators = "moderators"
	SectionHelpers    = "helpers"
)

// PlatformAdmins stands for the administrators of the community's spaces.
const PlatformAdmins = "platform-admins"

// Moderators lists who may use the moderators' commands. Owners of the spaces
// always may.
type Moderators []string

// Helpers are groups of people who may use some of these commands.
type Helpers []HelperGroup

// HelperGroup is who may use which of the commands, and where.
type HelperGroup struct {
	Who []string `yaml:"who,one" doc:"accounts such as telegram:42, roles such as discord:1122/role/888"`
	May []string `yaml:"may,one" doc:"the commands that they may give, with the longest time where there is one: warn, del, mute 1h"`
	In  []string `yaml:"in,one" doc:"the spaces in which they are helpers, of those under spaces; without it, in all of them and in private chats"`
}

// DefaultModerators returns the platforms' administrators.
func DefaultModerators() *Moderators { return &Moderators{PlatformAdmins} }

// DefaultHelpers is empty.
func DefaultHelpers() *Helpers { return &Helpers{} }

// Validate calls fault for each invalid value, with its path within the
// section.
func (s *Moderators) Validate(fault func(path, code string, args ...any)) {
	validateNames(*s, "", fault)
}

// Validate does the same; commands lists those that helpers can be given.
func (s *HelperGroup) Validate(commands []string, fault func(path, code string, args ...any)) {
	validateNames(s.Who, "who", fault)
	for i, may := range s.May {
		path := fmt.Sprintf("may[%d]", i)
		name, span, timed := strings.Cut(may, " ")
		if !slices.Contains(commands, name) {
			fault(path, "staff.no_command", name, commands)
		} else if _, ok := duration.Parse(strings.TrimSpace(span)); timed && (!ok || !slices.Contains(timedCommands, name)) {
			fault(path, "staff.plain_command", name)
		}
	}
	if len(s.Who) > 0 && len(s.May) == 0 {
		fault("may", "staff.no_powers")
	}
}

// timedCommands are those with a maximum duration for helpers.
var timedCommands = []string{string(bot.ActMute), string(bot.ActBan), string(bot.ActLock)}

func validateNames(names []string, path string, fault func(path, code string, args ...any)) {
	for i, name := range names {
		platform, id, _ := strings.Cut(name, ":")
		_, isRole := bot.Place(name).Role()
		ok := isRole || platform != "" && id != "" && !strings.Contains(id, "/")
		if name != PlatformAdmins && !ok {
			fault(fmt.Sprintf("%s[%d]", path, i),
				"staff.who", name)
		}
	}
}

// allow reports whether the group may use a command, and the maximum duration; 0: no maximum.
func (s *HelperGroup) allow(command string) (longest time.Duration, ok bool) {
	for _, may := range s.May {
		name, span, _ := strings.Cut(may, " ")
		if name == command {
			longest, _ = duration.Parse(strings.TrimSpace(span))
			return longest, true
		}
	}
	return 0, false
}
