package link

import (
	"strings"
)

// Parse parses one address, with or without a scheme. ok is false if it leads
// to no host, such as mailto: and tel:, or is invalid.
func Parse(address string) (l Link, ok bool) {
	s := strings.Trim(address, whitespaceAndControls)
	if strings.ContainsAny(s, "\t\r\n") {
		s = strings.NewReplacer("\t", "", "\r", "", "\n", "").Replace(s)
	}
	scheme, rest := cutScheme(s)
	if app, ok := apps[scheme]; ok {
		return app.read(rest)
	}
	switch scheme {
	case "", "http", "https", "ws", "wss", "ftp":
		rest = strings.TrimLeft(rest, `/\`)
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

// newLink combines a host with the rest of the address after its port.
func newLink(host, tail string) (Link, bool) {
	l := Link{Host: host}
	tail, l.Fragment, _ = strings.Cut(tail, "#")
	tail, l.Query, _ = strings.Cut(tail, "?")
	l.Path = resolve(tail)
	if rest, ok := l.inBrowser(); ok {
		return readTG(rest)
	}
	return l, true
}

// cutScheme cuts the scheme off an address, in lower case. A scheme with a dot
// is a host with a port.
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

// cutPort cuts a port off a host, even one without digits.
func cutPort(s string) string {
	i := strings.LastIndexByte(s, ':')
	if i < 0 || strings.HasSuffix(s, "]") || strings.Trim(s[i+1:], "0123456789") != "" {
		return s
	}
	return s[:i]
}

// resolve returns a path with backslashes as slashes, and without the segments
// "." and "..", escaped or not.
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

// indexAny is strings.IndexAny, but returns len(s) if there is none.
func indexAny(s, chars string) int {
	if i := strings.IndexAny(s, chars); i >= 0 {
		return i
	}
	return len(s)
}
