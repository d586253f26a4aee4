package rules

import (
	"fmt"
	"slices"

	"github.com/stewardbot/steward/rules/link"
)

// Invites configures the check for invitations to other groups.
type Invites struct {
	Except []string `yaml:"except,one" doc:"invitations that may be posted, such as discord.gg/CODE or t.me/+CODE"`
	Own    bool     `yaml:"own" doc:"true: those to the community's own groups count as well"`
}

func (s *Invites) validate(at string, fault func(path, code string, args ...any)) {
	for i, e := range s.Except {
		if _, ok := invitation(e); !ok {
			fault(fmt.Sprintf("%s.except[%d]", at, i), "rules.invite")
		}
	}
}

// invitation returns the invitation that an exception stands for, in the form
// of [link.Link.Invite].
func invitation(except string) (string, bool) {
	found := link.Find(except)
	if len(found) != 1 {
		return "", false
	}
	return found[0].Invite()
}

type invites struct{ except []string }

func newInvites(s Invites) *invites {
	v := &invites{}
	for _, e := range s.Except {
		if code, ok := invitation(e); ok {
			v.except = append(v.except, code)
		}
	}
	return v
}

// find implements reader.
func (v *invites) find(p *Piece) (Found, bool) { return firstLink(p, v.strikes) }

// strikes implements linkTest.
func (v *invites) strikes(to link.Link) (string, bool) {
	code, ok := to.Invite()
	return code, ok && !slices.Contains(v.except, code)
}
