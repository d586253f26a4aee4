package rules

import (
	"regexp"
	"strings"

	"github.com/stewardbot/steward/bot"
)

// Mentions is the setting of the check for many people named at once. @everyone
// exceeds any number.
type Mentions struct {
	MoreThan int `yaml:"more_than,required" doc:"so many different people may be named in one message" min:"0" max:"100"`
}

// mention matches the platforms' mentions in a text: <@17>, <@&17> for a role,
// @name. Addresses (a@b.c) and packages (@scope/name) don't match.
var mention = regexp.MustCompile(`<@([!&]?)(\d+)>|(?:^|[^a-zA-Z0-9_@./-])@([a-zA-Z0-9_.]{2,32})(/?)`)

// mentions is the check with the parts that it reads.
type mentions struct {
	Mentions
	of kinds
}

// Match implements Check. It counts the users reported by the platform if it
// reports any, or else the names in the text; roles and everybody always by the
// text.
func (s mentions) Match(m *Subject) (Found, bool) {
	seen := map[string]bool{}
	var resolved []bot.User
	if msg := m.Event.Message; msg != nil && s.of&speech != 0 {
		resolved = msg.Mentions
	}
	for i := range m.Pieces {
		p := &m.Pieces[i]
		if p.of&^s.of != 0 || !strings.Contains(p.Raw, "@") {
			continue
		}
		if all := named(p.Raw, resolved != nil && p.of&speech != 0, seen); all != "" {
			found := excerpt(all)
			found.In = p.Kind
			return found, true
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
	if len(seen) > s.MoreThan {
		return Found{Key: "rules.mentions", Args: bot.Args{"Count": len(seen)}}, true
	}
	return Found{}, false
}

// named adds the mentions in a text to seen, without people if they are known
// already. It returns the mention of everybody, if any.
func named(text string, known bool, seen map[string]bool) (everybody string) {
	for _, found := range mention.FindAllStringSubmatch(text, -1) {
		name := strings.ToLower(strings.TrimRight(found[3], "."))
		switch {
		case found[4] != "":
		case name == "everyone" || name == "here":
			return "@" + name
		case known && found[1] != "&":
		case name != "":
			seen["@"+name] = true
		default:
			seen[strings.TrimPrefix(found[1], "!")+found[2]] = true
		}
	}
	return ""
}
