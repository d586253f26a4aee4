package link

import (
	"net/url"
	"strings"
)

// Invite returns the invitation to a group that the link is, in its shortest
// spelling: discord.gg/CODE, t.me/+CODE, t.me/addlist/CODE for a folder of
// groups. Case counts in codes. What follows a code in its path belongs to it,
// since the platform may read on.
func (l Link) Invite() (invite string, ok bool) {
	path := segments(l.Path)
	if len(path) == 0 {
		return "", false
	}
	for _, s := range spellings {
		if code := s.code(l, path); code != nil {
			return invitation(s.as, code, s.shortest)
		}
	}
	return "", false
}

// segments returns the non-empty, unescaped parts of a path.
func segments(path string) (list []string) {
	for part := range strings.SplitSeq(path, "/") {
		if decoded, err := url.PathUnescape(part); err == nil {
			part = decoded
		}
		for part := range strings.SplitSeq(part, "/") {
			if part = strings.TrimSpace(part); part != "" {
				list = append(list, part)
			}
		}
	}
	return list
}

// invitation returns an invitation with the code at the start of path, which
// has at least shortest characters.
func invitation(prefix string, path []string, shortest int) (string, bool) {
	code := path[0]
	n := strings.IndexFunc(code, func(r rune) bool { return !isCode(r) })
	if n < 0 {
		n = len(code)
	}
	rest := code[n:]
	if len(path) > 1 || strings.IndexFunc(rest, isCode) >= 0 && rest[0] < 0x80 {
		return prefix + strings.Join(path, "/"), n > 0 || len(path) > 1
	}
	return prefix + code[:n], n >= shortest
}

func isCode(r rune) bool {
	return r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' || r == '-' || r == '_'
}
