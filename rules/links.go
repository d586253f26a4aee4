package rules

import (
	"fmt"
	"slices"
	"strings"

	"github.com/stewardbot/steward/rules/link"
)

// Links is the setting of the check for links.
type Links struct {
	Except []string `yaml:"except,one" doc:"domains that may be linked to, with what is below them; invitations to the community's own groups may be"`
}

func (s *Links) validate(at string, fault func(path, code string, args ...any)) {
	for i, e := range s.Except {
		if _, ok := domain(e); !ok {
			fault(fmt.Sprintf("%s.except[%d]", at, i), "rules.domain")
		}
	}
}

// domain returns the domain of an exception, which may be an address.
func domain(except string) (string, bool) {
	l, ok := link.Parse(strings.TrimPrefix(strings.TrimSpace(except), "*."))
	return strings.TrimPrefix(l.Host, "www."), ok
}

type links struct{ except []string }

func newLinks(s Links) *links {
	l := &links{}
	for _, e := range s.Except {
		if d, ok := domain(e); ok {
			l.except = append(l.except, d)
		}
	}
	return l
}

// find implements reader.
func (l *links) find(p *Piece) (Found, bool) { return firstLink(p, l.strikes) }

// strikes implements linkTest.
func (l *links) strikes(to link.Link) (string, bool) {
	return strings.TrimPrefix(to.Host, "www."), !slices.ContainsFunc(l.except, to.Below)
}

// linkTest reports whether a check looks for a link, and the evidence to show.
type linkTest func(to link.Link) (evidence string, ok bool)

// firstLink returns the first link in a piece that a check looks for.
func firstLink(p *Piece, strikes linkTest) (Found, bool) {
	for _, to := range p.links() {
		if evidence, ok := strikes(to); ok {
			return excerpt(evidence), true
		}
	}
	return Found{}, false
}

// foreign is the condition that a found link is not an invitation to the community's own groups.
type foreign struct {
	strikes linkTest
	of      kinds
}

// Holds implements Condition.
func (f foreign) Holds(m *Subject, s Speaker) (Found, bool) {
	for i := range m.Pieces {
		p := &m.Pieces[i]
		if p.of&^f.of != 0 {
			continue
		}
		found, ok := firstLink(p, func(to link.Link) (string, bool) {
			evidence, ok := f.strikes(to)
			if invite, invites := to.Invite(); ok && invites {
				ok = !s.Own(invite)
			}
			return evidence, ok
		})
		if ok {
			found.In = p.Kind
			return found, true
		}
	}
	return Found{}, false
}
