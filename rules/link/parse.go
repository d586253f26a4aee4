package link

import (
	"net/url"
	"strings"
)

// Parse reads one address, with its scheme or without. Not ok: it leads to no host, such
// as mailto: and tel:, or can't be read.
func Parse(address string) (l Link, ok bool) {
	s := strings.Trim(address, whitespaceAndControls)
	if strings.ContainsAny(s, "\t\r\n") {
		s = strings.NewReplacer("\t", "", "\r", "", "\n", "").Replace(s)
	}
	scheme, rest := cutScheme(s)
	switch scheme {
	case "", "http", "https", "ws", "wss", "ftp":
		rest = strings.TrimLeft(rest, `/\`)
	case "tg":
		return telegram(rest)
	case "discord":
		return Link{Host: "discord.com", Path: resolve(afterHost(rest))}, true
	default:
		inner, opaque := strings.CutPrefix(rest, "//")
		if !opaque {
			return Link{}, false
		}
		rest = inner
	}
	end := indexAny(rest, `/\?#`)
	name := rest[:end]
	name = name[strings.LastIndexByte(name, '@')+1:]
	host, ok := readHost(cutPort(name))
	if !ok {
		return Link{}, false
	}
	return newLink(host, rest[end:])
}

const whitespaceAndControls = "\x00\x01\x02\x03\x04\x05\x06\x07\x08\t\n\x0b\x0c\r\x0e\x0f\x10\x11\x12\x13\x14\x15\x16\x17\x18\x19\x1a\x1b\x1c\x1d\x1e\x1f \u00a0\u3000"

// newLink puts together a host and what stands behind it and its port.
func newLink(host, tail string) (Link, bool) {
	l := Link{Host: host}
	tail, l.Fragment, _ = strings.Cut(tail, "#")
	tail, l.Query, _ = strings.Cut(tail, "?")
	l.Path = resolve(tail)
	if strings.HasPrefix(l.Host, "web") && l.Below("telegram.org") { // web., webk., weba.
		if _, inner, ok := strings.Cut(l.Fragment+"&"+l.Query, "tgaddr="); ok {
			inner, _, _ = strings.Cut(inner, "&")
			if inner, err := url.QueryUnescape(inner); err == nil && len(inner) > 3 && strings.EqualFold(inner[:3], "tg:") {
				return telegram(inner[3:])
			}
		}
	}
	return l, true
}

// telegram reads what stands behind tg: as the address of t.me that means the same:
// https://core.telegram.org/api/links. tg://user names a person and leads nowhere.
func telegram(rest string) (Link, bool) {
	what, query, _ := strings.Cut(strings.TrimLeft(rest, `/\`), "?")
	what = strings.ToLower(strings.Trim(what, `/\`))
	query, _, _ = strings.Cut(query, "#")
	values, _ := url.ParseQuery(query)
	l := Link{Host: "t.me"}
	switch what {
	case "user", "settings", "":
		return Link{}, false
	case "join":
		l.Path = "/+" + values.Get("invite")
	case "addlist":
		l.Path = "/addlist/" + values.Get("slug")
	case "resolve":
		l.Path = "/" + values.Get("domain")
	default:
		l.Path, l.Query = "/"+what, query
	}
	return l, true
}

// afterHost is the path behind "//host", of a scheme whose hosts mean nothing.
func afterHost(rest string) string {
	rest = strings.TrimLeft(rest, `/\`)
	rest = rest[:indexAny(rest, "?#")]
	if host, _, _ := strings.Cut(strings.ReplaceAll(rest, `\`, "/"), "/"); host == "-" || strings.Contains(host, ".") {
		rest = rest[len(host):]
	}
	return "/" + strings.TrimLeft(rest, `/\`)
}

// cutScheme takes the scheme off an address, in lower case. What has a dot is a host
// with a port.
func cutScheme(s string) (scheme, rest string) {
	i := strings.IndexByte(s, ':')
	if i <= 0 {
		return "", s
	}
	for j := range i {
		c := s[j] | 0x20
		if (c < 'a' || c > 'z') && (j == 0 || s[j] != '+' && s[j] != '-' && (s[j] < '0' || s[j] > '9')) {
			return "", s
		}
	}
	return strings.ToLower(s[:i]), s[i+1:]
}

// cutPort takes a port off a host; a colon without digits is one, too.
func cutPort(s string) string {
	i := strings.LastIndexByte(s, ':')
	if i < 0 || strings.HasSuffix(s, "]") || strings.Trim(s[i+1:], "0123456789") != "" {
		return s
	}
	return s[:i]
}

// resolve is a path with backslashes as slashes, and without the segments "." and "..",
// escaped or not.
func resolve(path string) string {
	if path == "" || path == "/" {
		return ""
	}
	path = strings.ReplaceAll(path, `\`, "/")
	if !strings.Contains(path, "/.") && !strings.Contains(path, "%2") {
		return path
	}
	var kept []string
	segments := strings.Split(strings.TrimPrefix(path, "/"), "/")
	for i, segment := range segments {
		last := i == len(segments)-1
		switch strings.ReplaceAll(strings.ToLower(segment), "%2e", ".") {
		case ".":
			if last {
				kept = append(kept, "")
			}
		case "..":
			kept = kept[:max(0, len(kept)-1)]
			if last {
				kept = append(kept, "")
			}
		default:
			kept = append(kept, segment)
		}
	}
	if len(kept) == 0 || len(kept) == 1 && kept[0] == "" {
		return ""
	}
	return "/" + strings.Join(kept, "/")
}

// indexAny is strings.IndexAny, and the length of s where there is none.
func indexAny(s, chars string) int {
	if i := strings.IndexAny(s, chars); i >= 0 {
		return i
	}
	return len(s)
}
