package rules

import (
	"fmt"
	"regexp"
	"slices"
)

// Invites is the setting of the check for invitations to other groups.
type Invites struct {
	Except []string `yaml:"except,one" doc:"invitations that may be posted, such as discord.gg/CODE or t.me/+CODE"`
}

func (s *Invites) validate(at string, fault func(path, format string, args ...any)) {
	for i, e := range s.Except {
		if len(invitesIn(Normalize(e))) != 1 {
			fault(fmt.Sprintf("%s.except[%d]", at, i), "wants an invitation such as discord.gg/CODE or t.me/+CODE")
		}
	}
}

// The forms of an invitation, in the normal form of a text:
// https://support.discord.com/hc/articles/208866998 and
// https://core.telegram.org/api/links#chat-invite-links.
var invitation = regexp.MustCompile(
	`\bdiscord(?:\.gg|(?:app)?\.com/invite)/(?:invite/)?([a-z0-9-]{2,64})` +
		`|\b(?:t|telegram)\.(?:me|dog)/(?:\+|%2b|joinchat/)([a-z0-9_-]{5,64})` +
		`|\btg://join\?invite=([a-z0-9_-]{5,64})` +
		`|\b(?:t|telegram)\.(?:me|dog)/addlist/([a-z0-9_-]{5,64})`)

// invitesIn are the invitations in a text's normal form, each in its shortest
// form: discord.gg/code, t.me/+code, t.me/addlist/code.
func invitesIn(normal string) (list []string) {
	for _, m := range invitation.FindAllStringSubmatch(normal, -1) {
		switch {
		case m[1] != "":
			list = append(list, "discord.gg/"+m[1])
		case m[4] != "":
			list = append(list, "t.me/addlist/"+m[4])
		default:
			list = append(list, "t.me/+"+m[2]+m[3])
		}
	}
	return list
}

type invites struct{ except []string }

func newInvites(s Invites) *invites {
	v := &invites{}
	for _, e := range s.Except {
		v.except = append(v.except, invitesIn(Normalize(e))...)
	}
	return v
}

// Match implements Check.
func (v *invites) Match(m *Subject) (Found, bool) {
	for _, code := range invitesIn(m.Facts.Normal) {
		if !slices.Contains(v.except, code) {
			return piece(code), true
		}
	}
	return Found{}, false
}
