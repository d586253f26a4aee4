package config

import (
	"cmp"
	"math"
	"regexp"
	"slices"
	"strings"

	"github.com/stewardbot/steward/bot/spelling"
)

// Hides secrets in excerpts, whether or not the file can be parsed. On a line
// that may hold a secret, only known keys, brackets and variables are shown.

var (
	// keyAt matches a key at the start of a line.
	keyAt = regexp.MustCompile(`^([-\s\x{3000}\x{a0}{]*)["'“”]?([^\s"'“”:：{}\[\],#]+)["'“”]?[\s\x{3000}\x{a0}]*[:：]`)
	// secretKey matches a key that names a secret, wherever it is.
	secretKey = regexp.MustCompile(`(?i)(token|secret|passw|api_?key|令牌|密钥|密鑰|金鑰|密码|密碼)[^\s:：=]*\s*[:：=]`)
	// loginInAddress matches the user and password in a URL.
	loginInAddress = regexp.MustCompile(`//[^/@\s]+@`)
	// variableAt matches a variable, the name of which may be a secret.
	variableAt = regexp.MustCompile(`\$\{([^}]*)`)
	// secretPart matches what may be a secret or part of one.
	secretPart = regexp.MustCompile(`\$\{[^}\s]*\}|[^\s{}\[\],"'#$]+|\$`)
	// safePart matches the start of a part that is none: a key or a variable.
	safePart = regexp.MustCompile(`^(?:([^\s:：]+)[:：]|\$\{[A-Z][A-Z0-9_]{0,39}\})`)
)

// hidden returns the byte ranges of a line that must not be shown, ascending
// and disjoint.
func (l *loader) hidden(src *source, line int) [][2]int {
	if _, known := l.private[src]; !known {
		l.private[src] = l.privateLines(src)
	}
	text := src.lines[line-1]
	var parts [][2]int
	if l.private[src][line-1] {
		parts = l.allButKeys(text)
	}
	for _, secret := range slices.Concat(l.secrets, l.used) {
		if len(secret) < shortSecret {
			continue
		}
		for at := 0; ; {
			i := strings.Index(text[at:], secret)
			if i < 0 {
				break
			}
			parts = append(parts, [2]int{at + i, at + i + len(secret)})
			at += i + len(secret)
		}
	}
	for _, shape := range []*regexp.Regexp{tokenShape, loginInAddress} {
		for _, m := range shape.FindAllStringIndex(text, -1) {
			parts = append(parts, [2]int{m[0], m[1]})
		}
	}
	for _, m := range variableAt.FindAllStringSubmatchIndex(text, -1) {
		if !properVariable.MatchString(text[m[2]:m[3]]) && m[2] < m[3] {
			parts = append(parts, [2]int{m[2], m[3]})
		}
	}
	slices.SortFunc(parts, func(a, b [2]int) int { return cmp.Compare(a[0], b[0]) })
	var out [][2]int
	for _, p := range parts {
		if n := len(out); n > 0 && (p[0] <= out[n-1][1] || strings.TrimSpace(text[out[n-1][1]:p[0]]) == "") {
			out[n-1][1] = max(out[n-1][1], p[1])
			continue
		}
		out = append(out, p)
	}
	return out
}

// allButKeys returns the byte ranges of a line that may be a secret.
func (l *loader) allButKeys(text string) (parts [][2]int) {
	for _, m := range secretPart.FindAllStringIndex(text, -1) {
		part := text[m[0]:m[1]]
		if part == "-" {
			continue
		}
		safe := safePart.FindStringSubmatch(part)
		if safe != nil && (safe[1] == "" || l.known[safe[1]] || l.meansPlatforms(safe[1])) {
			m[0] += len(safe[0])
		}
		if m[0] < m[1] {
			parts = append(parts, [2]int{m[0], m[1]})
		}
	}
	return parts
}

// privateLines marks the lines of a file that may hold a secret: before the
// first key, since the file may be something else, below platforms, also if
// that is misspelt, below an unknown top-level key, and with a key that names a
// secret.
func (l *loader) privateLines(src *source) []bool {
	private := make([]bool, len(src.lines))
	if l.hosted { // platforms are elsewhere
		return private
	}
	below, inside := math.MaxInt, true
	for i, line := range src.lines {
		if m := keyAt.FindStringSubmatch(line); m != nil && (!inside || len(m[1]) <= below) {
			below, inside = len(m[1]), l.mayBePlatforms(m[2], m[1] == "")
		}
		private[i] = inside || secretKey.MatchString(line) || l.platformKey(line)
	}
	for _, n := range l.kept {
		for line := n.pos.line; n.pos.src == src && line <= min(n.endLine, len(private)); line++ {
			private[line-1] = true
		}
	}
	return private
}

// mayBePlatforms reports whether secrets may follow a key: platforms, a
// misspelling of it or, at the top level, an unknown key.
func (l *loader) mayBePlatforms(key string, top bool) bool {
	return l.meansPlatforms(key) || top && l.meantRoot(key) == "" && !l.known[key] || top && slices.Contains(l.platformNames(), key)
}

func (l *loader) meansPlatforms(key string) bool { return l.meantRoot(key) == "platforms" }

// meantRoot returns the top-level key that a word is or was probably meant to
// be.
func (l *loader) meantRoot(key string) string {
	roots := append(l.keysIn(ScopeRoot), rootKeys()...)
	return cmp.Or(meantKey(key, roots), spelling.Suggest(key, roots))
}

// platformKey reports whether a line has a platform's name as a key.
func (l *loader) platformKey(line string) bool {
	return slices.ContainsFunc(l.platformNames(), func(name string) bool {
		_, behind, found := strings.Cut(line, name+":")
		return found && (behind == "" || behind[0] == ' ' || behind[0] == '\t')
	})
}
