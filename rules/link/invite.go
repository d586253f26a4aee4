package link

import (
	"net/url"
	"strings"
)

// Invite is the invitation to a group that the link is, in its shortest spelling:
// discord.gg/CODE, t.me/+CODE, t.me/addlist/CODE for a folder of groups. Case counts in
// codes. What follows a code in its path belongs to it, since the platform may read on.
// https://support.discord.com/hc/articles/208866998 and
// https://core.telegram.org/api/links#chat-invite-links.
func (l Link) Invite() (invite string, ok bool) {
	if l.Path == "" {
		return "", false
	}
	host := strings.TrimPrefix(l.Host, "www.")
	path := segments(l.Path)
	switch {
	case len(path) == 0:
	case host == "discord.gg":
		if len(path) > 1 && strings.EqualFold(path[0], "invite") {
			path = path[1:]
		}
		return invitation("discord.gg/", path, 2)
	case l.Below("discord.com"), l.Below("discordapp.com"):
		if len(path) > 1 && strings.EqualFold(path[0], "invite") {
			return invitation("discord.gg/", path[1:], 2)
		}
	case telegramHosts[host]:
		code, plus := strings.CutPrefix(path[0], "+")
		switch {
		case plus && isPhoneNumber(code):
		case plus:
			return invitation("t.me/+", append([]string{code}, path[1:]...), 4)
		case len(path) > 1 && strings.EqualFold(path[0], "joinchat"):
			return invitation("t.me/+", path[1:], 4)
		case len(path) > 1 && strings.EqualFold(path[0], "addlist"):
			return invitation("t.me/addlist/", path[1:], 4)
		}
	}
	return "", false
}

var telegramHosts = map[string]bool{"t.me": true, "telegram.me": true, "telegram.dog": true, "tx.me": true}

// segments are the parts of a path that are not empty, unescaped.
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

// invitation is one with the code at the start of path, which has at least shortest
// characters.
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

// isPhoneNumber: t.me/+ before it leads to a person.
func isPhoneNumber(code string) bool {
	return len(code) >= 7 && len(code) <= 15 && strings.Trim(code, "0123456789") == ""
}
