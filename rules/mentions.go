package rules

import (
	"regexp"
	"strings"

	"github.com/stewardbot/steward/bot"
)

// Mentions is the setting of the check for many people named at once. A call to
// everybody is more than any number.
type Mentions struct {
	MoreThan int `yaml:"more_than,required" doc:"so many different people may be named in one message" min:"0" max:"100"`
}

// mention finds names in a text as platforms have them: <@17>, <@&17> for a
// role, @name. An address (a@b.c) and a package (@scope/name) are none.
var mention = regexp.MustCompile(`<@[!&]?(\d+)>|(?:^|[^a-zA-Z0-9_@./-])@([a-zA-Z0-9_.]{2,32})(/?)`)

// Match implements Check.
func (s *Mentions) Match(m *Subject) (Found, bool) {
	named, everybody := named(m.raw(), m.Event.Message.Mentions)
	switch {
	case everybody != "":
		return piece(everybody), true
	case named > s.MoreThan:
		return Found{Key: "rules.mentions", Args: bot.Args{"Count": named}}, true
	}
	return Found{}, false
}

// named counts the people whom a text names, or the platform found in it, each
// once. Everybody is the call to all, if there is one.
func named(text string, resolved []bot.User) (n int, everybody string) {
	seen := map[string]bool{}
	if strings.Contains(text, "@") {
		for _, found := range mention.FindAllStringSubmatch(text, -1) {
			name := strings.ToLower(strings.TrimRight(found[2], "."))
			switch {
			case found[3] != "":
			case name == "everyone" || name == "here":
				return 0, "@" + name
			case name != "":
				seen["@"+name] = true
			default:
				seen[found[1]] = true
			}
		}
	}
	for _, u := range resolved {
		handle := "@" + strings.ToLower(u.Handle)
		switch {
		case u.Handle != "" && (u.ID == "" || seen[handle]):
			seen[handle] = true
		case u.ID != "":
			seen[u.ID.Local()] = true
		}
	}
	return len(seen), ""
}
