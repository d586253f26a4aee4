// Package link reads where texts lead: as a browser would follow an address, and as
// people and platforms see one in a sentence.
//
// [Parse] reads one address that a platform gave as such, by the corrections of
// https://url.spec.whatwg.org (parse.go, host.go). [Find] looks for addresses in what
// somebody wrote (find.go) and spares names that only look like one (spared.go).
// [Link.Invite] knows the spellings of invitations (invite.go); what chat networks make
// of addresses is in one file (networks.go). All are pure and take
// time in proportion to the text.
package link

import "strings"

// Link is where an address leads.
type Link struct {
	// Host is in lower case and in ASCII (xn--...), without a dot at its end; an IP
	// address is in its usual notation, without brackets.
	Host string
	// Path is empty or begins with "/". Its "." and ".." are resolved; what is escaped
	// stays so.
	Path     string
	Query    string // without the "?"
	Fragment string // without the "#"
}

// Below reports whether the link leads to a domain, in the form of Host, or
// below it.
func (l Link) Below(domain string) bool {
	rest, ok := strings.CutSuffix(l.Host, domain)
	return ok && (rest == "" || strings.HasSuffix(rest, "."))
}
