package faketelegram

import (
	"regexp"
	"slices"
	"unicode/utf16"
)

// detectors match an entity in their first group. A command must not follow a word character or a
// slash.
var detectors = []struct {
	kind    string
	pattern *regexp.Regexp
}{
	{"url", regexp.MustCompile(`(?i)(?:^|[^\pL\pN_@/.-])((?:https?://)?(?:[a-z0-9-]+\.)+(?:com|org|net|io|me|example|cn)\b(?:/[^\s]*)?)`)},
	{"email", regexp.MustCompile(`(?i)(?:^|\s)([a-z0-9._%+-]+@[a-z0-9.-]+\.[a-z]{2,})\b`)},
	{"bot_command", regexp.MustCompile(`(?:^|[^\pL\pN_/<>])(/[A-Za-z0-9_]{1,64}(?:@[A-Za-z0-9_]{3,32})?)\b`)},
	{"mention", regexp.MustCompile(`(?:^|[^\pL\pN_/@])(@[A-Za-z0-9_]{3,32})\b`)},
	{"hashtag", regexp.MustCompile(`(?:^|[^\pL\pN_#])(#[\pL\pN_]*\pL[\pL\pN_]*)`)},
}

// findEntities returns the entities that the platform detects in a text:
// https://core.telegram.org/bots/api#messageentity. Offsets are in UTF-16 units.
func findEntities(text string) []Entity {
	var out []Entity
	for _, d := range detectors {
		for _, at := range d.pattern.FindAllStringSubmatchIndex(text, -1) {
			e := Entity{Type: d.kind, Offset: length16(text[:at[2]]), Length: length16(text[at[2]:at[3]])}
			if !slices.ContainsFunc(out, e.overlaps) {
				out = append(out, e)
			}
		}
	}
	slices.SortFunc(out, func(a, b Entity) int { return a.Offset - b.Offset })
	return out
}

func (e Entity) equal(o Entity) bool {
	if e.User != nil && o.User != nil && *e.User == *o.User {
		e.User = o.User
	}
	return e == o
}

func (e Entity) overlaps(o Entity) bool {
	return e.Offset < o.Offset+o.Length && o.Offset < e.Offset+e.Length
}

// length16 returns the length in UTF-16 units.
func length16(s string) int {
	n := 0
	for _, r := range s {
		n += max(1, utf16.RuneLen(r))
	}
	return n
}

// slice16 returns a substring of s; offset and length are in UTF-16 units and are clipped to s.
func slice16(s string, offset, length int) string {
	units := utf16.Encode([]rune(s))
	from := min(max(offset, 0), len(units))
	to := min(from+max(length, 0), len(units))
	return string(utf16.Decode(units[from:to]))
}
