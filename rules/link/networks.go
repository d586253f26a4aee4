package link

import (
	"net/url"
	"regexp"
	"slices"
	"strings"
)

// Chat networks with invitations, whether Steward supports them or not: the
// hosts of their invitations, and the schemes that open their apps.

// spelling is one form of a network's invitations.
type spelling struct {
	hosts    []string
	below    bool   // hosts below those, too
	word     string // the first part of the path, before the code; empty: none
	sign     string // before the code; empty: none
	shortest int    // characters of a code
	as       string // what precedes the code in the shortest form
}

var telegram = []string{"t.me", "telegram.me", "telegram.dog", "tx.me"}

// spellings follow https://support.discord.com/hc/articles/208866998 and
// https://core.telegram.org/api/links#chat-invite-links. The first that fits counts.
var spellings = []spelling{
	{hosts: []string{"discord.gg"}, word: "invite", shortest: 2, as: "discord.gg/"},
	{hosts: []string{"discord.gg"}, shortest: 2, as: "discord.gg/"},
	{hosts: []string{"discord.com", "discordapp.com"}, below: true, word: "invite", shortest: 2, as: "discord.gg/"},
	{hosts: telegram, sign: "+", shortest: 4, as: "t.me/+"},
	{hosts: telegram, word: "joinchat", shortest: 4, as: "t.me/+"},
	{hosts: telegram, word: "addlist", shortest: 4, as: "t.me/addlist/"},
}

// code returns the path from the code on, nil for a link that is not spelled
// so.
func (s spelling) code(l Link, path []string) []string {
	host := strings.TrimPrefix(l.Host, "www.")
	if !slices.Contains(s.hosts, host) && (!s.below || !slices.ContainsFunc(s.hosts, l.Below)) {
		return nil
	}
	if s.word != "" {
		if len(path) < 2 || !strings.EqualFold(path[0], s.word) {
			return nil
		}
		return path[1:]
	}
	code, ok := strings.CutPrefix(path[0], s.sign)
	if !ok || s.sign == "+" && isPhoneNumber(code) {
		return nil
	}
	return append([]string{code}, path[1:]...)
}

// spelledOut matches spelled-out invitations: the part before the code (1), and
// the code (2) with the end of the host.
var spelledOut = []struct {
	*regexp.Regexp
	host, path string
}{
	{inWords(apart("discord")+dot+apart("gg")+slash+`|`+apart("discord")+`(?:app)?`+dot+apart("com")+slash+apart("invite")+slash,
		`[a-z0-9-]{3,}|(?:[a-z0-9-]\s){2,}[a-z0-9-]\b`), "discord.gg", "/"},
	{inWords(`(?:t|telegram)`+dot+`me`+slash+`(?:\+|plus|joinchat`+slash+`)\s?`, `[a-z0-9_-]{4,}`), "t.me", "/+"},
}

// prose matches sentences that look like such an address: "Discord? gg / well
// played", "telegram me / +friends". They only count if what follows looks like
// a code.
var prose = regexp.MustCompile(`(?i)^[a-z]+(?:\s*[,;:?!…–—-]+\s+(?:gg|me)\b|\s[–—-]+(?:gg|me)\b|\.?\s+(?:gg|me)(?:\s+[/\\]|[/\\]\s)|\s+me[/\\])`)

// looksLikeCode reports digits among letters, or capitals after small letters,
// which no word has.
func looksLikeCode(s string) bool {
	return len(s) >= 6 && (strings.ContainsAny(s, "0123456789") || capitalWithin.MatchString(s))
}

var capitalWithin = regexp.MustCompile(`[a-z][A-Z]`)

// beforeCodes are the endings of the words before the last slash.
var beforeCodes = []string{"gg", "me", "invite", "joinchat"}

// isPhoneNumber reports whether the code leads to a person, since after a plus
// it is a phone number.
func isPhoneNumber(code string) bool {
	return len(code) >= 7 && len(code) <= 15 && strings.Trim(code, "0123456789") == ""
}

// app is a network's program, which addresses with a scheme of their own open.
type app struct {
	slashes int                                 // minimum after the scheme in a text
	read    func(rest string) (l Link, ok bool) // converts the part after the scheme to the equivalent web address
}

var apps = map[string]app{
	"tg":      {0, readTG},
	"discord": {2, func(rest string) (Link, bool) { return Link{Host: "discord.com", Path: resolve(afterHost(rest))}, true }},
}

// readTG follows https://core.telegram.org/api/links. tg://user names a person and
// leads nowhere.
func readTG(rest string) (Link, bool) {
	what, query, _ := strings.Cut(strings.TrimLeft(rest, `/\`), "?")
	what = strings.ToLower(strings.Trim(what, `/\`))
	query, _, _ = strings.Cut(query, "#")
	values := map[string]string{} // their names in any case
	for pair := range strings.SplitSeq(query, "&") {
		name, value, _ := strings.Cut(pair, "=")
		if value, err := url.QueryUnescape(value); err == nil {
			values[strings.ToLower(name)] = value
		}
	}
	l := Link{Host: "t.me"}
	switch what {
	case "user", "settings", "":
		return Link{}, false
	case "join":
		l.Path = "/+" + values["invite"]
	case "addlist":
		l.Path = "/addlist/" + values["slug"]
	case "resolve":
		l.Path = "/" + values["domain"]
	default:
		l.Path, l.Query = "/"+what, query
	}
	return l, true
}

// inBrowser returns the address that a web app (web., webk., weba.telegram.org)
// is to open, after tg:.
func (l Link) inBrowser() (rest string, ok bool) {
	if !strings.HasPrefix(l.Host, "web") || !l.Below("telegram.org") {
		return "", false
	}
	_, inner, ok := strings.Cut(l.Fragment+"&"+l.Query, "tgaddr=")
	inner, _, _ = strings.Cut(inner, "&")
	inner, err := url.QueryUnescape(inner)
	if !ok || err != nil || len(inner) < 4 || !strings.EqualFold(inner[:3], "tg:") {
		return "", false
	}
	return inner[3:], true
}

// afterHost returns the path after "//host", for schemes whose hosts mean
// nothing.
func afterHost(rest string) string {
	rest = strings.TrimLeft(rest, `/\`)
	rest = rest[:indexAny(rest, "?#")]
	if host, _, _ := strings.Cut(strings.ReplaceAll(rest, `\`, "/"), "/"); host == "-" || strings.Contains(host, ".") {
		rest = rest[len(host):]
	}
	return "/" + strings.TrimLeft(rest, `/\`)
}
