package link

import (
	"net/netip"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Find returns the links in a text that somebody wrote, in order: addresses
// with a scheme, and bare names under a public suffix. A name ends where a host
// can end, so surrounding brackets, markup and punctuation don't matter. Mail
// addresses, and names of files and frameworks, don't count.
//
// Markup within a name hides it from platforms, but not from people: such a
// name counts if there is no other link, or if it is an invitation. Spelled-out
// invitations (discord dot gg/CODE) count as well.
func Find(text string) []Link {
	if strings.IndexByte(text, '.') < 0 && strings.IndexByte(text, ':') < 0 && slashIn(text) < 0 && !hasWideSign(text) {
		return nil
	}
	text = tidy(text)
	found := find(text)
	bare := withoutMarkup(text)
	if len(bare) < len(text) {
		none := len(found) == 0
		for _, l := range find(bare) {
			if _, invites := l.Invite(); (none || invites) && !slices.Contains(found, l) {
				found = append(found, l)
			}
		}
	}
	return findSpelled(bare, found)
}

func find(text string) []Link {
	s := scanner{text: text}
	for {
		i := s.at + indexAny(s.text[s.at:], ".:")
		if i == len(s.text) {
			return s.found
		}
		if s.text[i] == ':' {
			s.scheme(i)
		} else {
			s.bare(i)
		}
		s.at = max(s.at, i+1)
	}
}

// scanner scans a text; everything before at has been read.
type scanner struct {
	text  string
	at    int
	found []Link
}

// scheme reads an address with its colon at i.
func (s *scanner) scheme(i int) {
	begin := i
	for begin > s.at && isSchemeLetter(s.text[begin-1]) {
		begin--
	}
	name, rest := strings.ToLower(s.text[begin:i]), s.text[i+1:]
	slashes := len(rest) - len(strings.TrimLeft(rest, `/\`))
	app, isApp := apps[name]
	switch {
	case isApp && slashes >= app.slashes && (slashes > 0 || rest != "" && isAlnum(rest[0])):
		s.at = i + 1 + slashes + addressEnd(rest[slashes:])
		if l, ok := Parse(trimmed(s.text[begin:s.at])); ok {
			s.found = append(s.found, l)
		}
	case slashes > 0 && (slashes > 1 || name == "http" || name == "https") && begin < i:
		s.authority(i+1+slashes, name == "http" || name == "https")
	}
}

// authority reads what follows the slashes, at from. For schemes other than the
// web's, the host must have a known suffix.
func (s *scanner) authority(from int, web bool) {
	rest := s.text[from:]
	auth := rest[:indexFunc(rest, func(r rune) bool { return unicode.IsSpace(r) || strings.ContainsRune(`/\?#<>"`, r) })]
	add := func(begin int) bool {
		n, host, ok := s.host(begin, web && s.at <= from)
		if ok {
			s.take(begin+n, host)
		}
		return ok
	}
	user := strings.LastIndexByte(auth, '@')
	if user < 0 || indexFunc(auth[:user], func(r rune) bool { return !isHost(r) && !strings.ContainsRune("%:@+!$&=", r) }) < user {
		// Some programs end the address where its host can end, others at the
		// last @.
		add(from)
	}
	if user >= 0 {
		add(from + user + 1)
	}
	s.at = max(s.at, from)
}

// host reads a host with a scheme at from: n bytes.
func (s *scanner) host(from int, web bool) (n int, host string, ok bool) {
	rest := s.text[from:]
	if strings.HasPrefix(rest, "[") {
		n = strings.IndexByte(rest, ']') + 1
		host, ok = readHost(rest[:n])
		return n, host, ok
	}
	n = indexFunc(rest, func(r rune) bool { return !isHost(r) && r != '%' && !unicode.Is(unicode.So, r) })
	name := strings.TrimRight(rest[:n], "._-")
	if cut, host, ok := site(name); ok {
		return cut, host, true
	}
	host, ok = readHost(name)
	if !ok { // a stray %, or characters that no name has
		n = indexFunc(rest, func(r rune) bool { return r >= utf8.RuneSelf || !isHost(r) })
		name = strings.TrimRight(rest[:n], "._-")
		host, ok = readHost(name)
	}
	_, err := netip.ParseAddr(host)
	return len(name), host, ok && (web || err == nil)
}

// site returns the longest prefix of a name that is a host with a known suffix,
// without adjoining words of another script or of the next sentence.
func site(name string) (n int, host string, ok bool) {
	for n = len(name); n > 0; {
		if host, ok := readHost(name[:n]); ok && listed(host) {
			return n, host, true
		}
		dot := strings.LastIndexByte(name[:n], '.')
		if dot <= 0 {
			return 0, "", false
		}
		// evil.app看看 ends before the other script.
		if at := indexFunc(name[dot+1:n], func(r rune) bool { return r >= utf8.RuneSelf }); at > 0 && dot+1+at < n {
			n = dot + 1 + at
			continue
		}
		if first := name[dot+1]; first >= 'a' && first <= 'z' || first >= '0' && first <= '9' || first == '_' || name[dot-1] >= utf8.RuneSelf {
			return 0, "", false
		}
		n = dot
	}
	return 0, "", false
}

// bare reads a name without a scheme with its first dot at i.
func (s *scanner) bare(i int) {
	if i == 0 || i+1 == len(s.text) || !isHostAt(s.text[i-1]) || !isHostAt(s.text[i+1]) {
		return
	}
	begin := i
	for begin > s.at {
		r, n := utf8.DecodeLastRuneInString(s.text[s.at:begin])
		if !isHost(r) || r == '.' {
			break
		}
		begin -= n
	}
	n := indexFunc(s.text[begin:], func(r rune) bool { return !isHost(r) })
	if dots := strings.Index(s.text[begin:begin+n], ".."); dots >= 0 {
		n = dots
	}
	run := s.text[begin : begin+n]
	s.at = begin + n
	if strings.HasPrefix(s.text[s.at:], "@") { // of an address of mail
		if skip := indexFunc(s.text[s.at+1:], func(r rune) bool { return !isHost(r) }); s.mail(s.at+1, skip) {
			s.at += 1 + skip
		}
		return
	}
	name := strings.Trim(run, ".-_")
	begin += strings.Index(run, name)
	if tail := latinTail(name); tail > 0 {
		name, begin = name[tail:], begin+tail
	}
	before, _ := utf8.DecodeLastRuneInString(s.text[:begin])
	length, host, ok := site(name)
	if !ok {
		s.ip(begin, name)
		return
	}
	tail := s.tail(begin + length)
	if before == '@' && (tail == "" || tail[0] != '/') || isInPath(s.text[:begin]) || tail == "" && spared(name[:length], host, s.text[begin+length:]) {
		return
	}
	s.take(begin+length, host)
}

// mail reports whether a mail domain of n bytes is at from.
func (s *scanner) mail(from, n int) bool {
	_, _, ok := site(strings.TrimRight(s.text[from:from+n], "."))
	return ok && s.tail(from+n) == ""
}

// ip takes a bare address with a port or a path. Addresses of a private network, and
// networks (10.0.0.0/8), are talked about.
func (s *scanner) ip(begin int, name string) {
	addr, err := netip.ParseAddr(name)
	if err != nil || !addr.Is4() || addr.IsPrivate() || addr.IsLoopback() || addr.IsUnspecified() || isInPath(s.text[:begin]) {
		return
	}
	rest := s.text[begin+len(name):]
	port := portLength(rest)
	tail := s.tail(begin + len(name))
	network := port == 0 && len(tail) > 1 && len(tail) <= 3 && strings.Trim(tail[1:], "0123456789") == ""
	if network || port == 0 && (tail == "" || tail[0] != '/') {
		return
	}
	s.take(begin+len(name), addr.String())
}

// take adds a link whose host ends at end.
func (s *scanner) take(end int, host string) {
	tail := s.tail(end)
	s.at = max(s.at, end+portLength(s.text[end:])+len(tail))
	if l, ok := newLink(host, trimmed(tail)); ok {
		s.found = append(s.found, l)
	}
}
