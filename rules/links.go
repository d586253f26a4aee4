package rules

import (
	"regexp"
	"slices"
	"strings"
)

// Links is the setting of the check for links.
type Links struct {
	Except []string `yaml:"except,one" doc:"domains that may be linked to, with what is below them"`
}

// link finds an address with its scheme, or a bare name that begins with www.
// or ends in one of the endings that adverts in chats use most.
var link = regexp.MustCompile(`(?:https?://|www\.)([^\s/?#:]+)|\b((?:[a-z0-9-]+\.)+(?:com|net|org|me|io|cc|xyz|top|info|shop|ru|cn|link|site|online|vip))\b`)

type links struct{ except []string }

func newLinks(s Links) *links {
	l := &links{}
	for _, d := range s.Except {
		l.except = append(l.except, strings.TrimPrefix(strings.ToLower(d), "www."))
	}
	return l
}

// Match implements Check.
func (l *links) Match(m *Subject) (Found, bool) {
	if !strings.Contains(m.Facts.Normal, ".") {
		return Found{}, false
	}
	for _, found := range link.FindAllStringSubmatch(m.Facts.Normal, -1) {
		host := strings.TrimPrefix(found[1]+found[2], "www.")
		host = strings.Trim(host[strings.LastIndexByte(host, '@')+1:], ".") // https://good.example@evil.example
		if host != "" && !l.allowed(host) {
			return piece(host), true
		}
	}
	return Found{}, false
}

// allowed: the domain or something below it is excepted.
func (l *links) allowed(host string) bool {
	return slices.ContainsFunc(l.except, func(d string) bool {
		return host == d || strings.HasSuffix(host, "."+d)
	})
}
