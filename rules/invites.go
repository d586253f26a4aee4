package rules

import (
	"fmt"
	"slices"

	"github.com/stewardbot/steward/rules/link"
)

// Invites is the setting of the check for invitations to other groups.
type Invites struct {
	Except []string `yaml:"except,one" doc:"invitations that may be posted, such as discord.gg/CODE or t.me/+CODE"`
	Own    bool     `yaml:"own" doc:"true: those to the community's own groups count as well"`
}

func (s *Invites) validate(at string, fault func(path, format string, args ...any)) {
	for i, e := range s.Except {
		if _, ok := invitation(e); !ok {
			fault(fmt.Sprintf("%s.except[%d]", at, i), "wants an invitation such as discord.gg/CODE or t.me/+CODE")
		}
	}
}

// invitation is the one that an exception means, in the form of [link.Link.Invite].
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
func (v *invites) find(p *Piece) (Found, bool) {
	for _, to := range p.links() {
		if code, ok := to.Invite(); ok && !slices.Contains(v.except, code) {
			return excerpt(code), true
		}
	}
	return Found{}, false
}

// foreign is the condition that an invitation is not one to the community's own groups.
type foreign struct {
	*invites
	of kinds
}

// Holds implements Condition.
func (f foreign) Holds(m *Subject, s Speaker) (Found, bool) {
	for i := range m.Pieces {
		p := &m.Pieces[i]
		if p.of&^f.of != 0 {
			continue
		}
		for _, to := range p.links() {
			if code, ok := to.Invite(); ok && !slices.Contains(f.except, code) && !s.Own(code) {
				found := excerpt(code)
				found.In = p.Kind
				return found, true
			}
		}
	}
	return Found{}, false
}
