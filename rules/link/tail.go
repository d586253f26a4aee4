package link

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// tail returns the path and the rest of an address after a host that ends at
// end, and its port.
func (s *scanner) tail(end int) string {
	rest := s.text[end:]
	rest = rest[portLength(rest):]
	if rest == "" || strings.IndexByte(`/\?#`, rest[0]) < 0 {
		return ""
	}
	n := addressEnd(rest)
	if n == 1 && rest[0] != '/' { // a question
		return ""
	}
	return rest[:n]
}

// portLength returns the length of the port after a host, including the host's
// trailing dot.
func portLength(s string) int {
	dot := 0
	if len(s) > 1 && s[0] == '.' && strings.IndexByte(`/\?#:`, s[1]) >= 0 {
		dot = 1
	}
	port, ok := strings.CutPrefix(s[dot:], ":")
	if !ok {
		return dot
	}
	digits := len(port) - len(strings.TrimLeft(port, "0123456789"))
	if digits == 0 && (port == "" || strings.IndexByte(`/\`, port[0]) < 0) {
		return dot
	}
	return dot + 1 + digits
}

// addressEnd returns the latest end of an address in a text: white space, a
// quote, punctuation of another script, or enclosing markup.
func addressEnd(s string) int {
	for i, r := range s {
		switch {
		case r <= ' ', r == '<', r == '>', r == '"', r == '`', r == 0x7f:
			return i
		case r == ']' && strings.HasPrefix(s[i:], "]("), r == '|' && strings.HasPrefix(s[i:], "||"):
			return i
		case r >= utf8.RuneSelf && (unicode.IsSpace(r) || unicode.IsPunct(r)):
			return i
		}
	}
	return len(s)
}

// trimmed removes punctuation and markup from the end of an address.
func trimmed(tail string) string {
	for {
		cut := strings.TrimSuffix(strings.TrimRight(tail, ".,:;!?'*~|)]}"), "__")
		if cut == tail {
			return tail
		}
		tail = cut
	}
}
