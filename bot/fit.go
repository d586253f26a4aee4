package bot

import "unicode/utf8"

// cutRunes shortens s to max characters; 0: no limit.
func cutRunes(s string, max int) string {
	if max <= 0 || utf8.RuneCountInString(s) <= max {
		return s
	}
	r := []rune(s)
	return string(r[:max-1]) + "…"
}
