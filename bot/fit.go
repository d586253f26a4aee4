package bot

import "unicode/utf8"

// cutRunes shortens a text to so many characters; 0: any.
func cutRunes(s string, max int) string {
	if max <= 0 || utf8.RuneCountInString(s) <= max {
		return s
	}
	r := []rune(s)
	return string(r[:max-1]) + "…"
}
