package rules

import (
	"fmt"
	"slices"
	"strings"

	"github.com/stewardbot/steward/rules/link"
)

// Links is the setting of the check for links.
type Links struct {
	Except []string `yaml:"except,one" doc:"domains that may be linked to, with what is below them"`
}

func (s *Links) validate(at string, fault func(path, format string, args ...any)) {
	for i, e := range s.Except {
		if _, ok := domain(e); !ok {
			fault(fmt.Sprintf("%s.except[%d]", at, i), "wants a domain such as example.com")
		}
	}
}

// domain is what an exception means: a domain, or the one of an address.
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
func (l *links) find(p *Piece) (Found, bool) {
	for _, to := range p.links() {
		if !slices.ContainsFunc(l.except, to.Below) {
			return excerpt(strings.TrimPrefix(to.Host, "www.")), true
		}
	}
	return Found{}, false
}
