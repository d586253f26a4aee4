// Package link determines where texts lead: as a browser would follow an
// address, and as people and platforms recognise one in a sentence.
//
// [Parse] parses an address that a platform marked as such, with the
// corrections of https://url.spec.whatwg.org (parse.go, host.go). [Find] looks
// for addresses in a person's text (find.go) and ignores names that only look
// like one (spared.go). [Link.Invite] recognises all spellings of invitations
// (invite.go); chat networks are described in networks.go. All functions are
// pure and take linear time.
package link

import "strings"

// Link is the destination of an address.
type Link struct {
	// Host is lower-case ASCII (xn--...), without a trailing dot; an IP address
	// is in its usual notation, without brackets.
	Host string
	// Path is empty or begins with "/". "." and ".." are resolved; escapes are
	// kept.
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
