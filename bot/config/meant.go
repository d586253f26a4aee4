package config

import (
	"regexp"
	"strings"

	"golang.org/x/text/unicode/norm"

	"github.com/stewardbot/steward/bot/phrase"
)

var (
	spokenSpan   = regexp.MustCompile(`^([0-9]+)\s*(?:个|個)?\s*([a-z]+|[秒分时時小天日周週星期钟鐘]+)$`)
	spokenNumber = regexp.MustCompile(`^([0-9]{1,9})\s*(?:[^0-9.,]*)$`)
)

// write appends to a message how the value should be written, if known.
func write(wrong *phrase.Phrase, meant string) *phrase.Phrase {
	if meant == "" {
		return wrong
	}
	return phrase.New("hint.write", wrong, meant)
}

// meantDuration returns the correct form of a duration with a spelled-out unit
// or full-width digits.
func meantDuration(n *node) string {
	m := spokenSpan.FindStringSubmatch(strings.ToLower(strings.TrimSpace(norm.NFKC.String(n.text))))
	if m == nil || n.private {
		return ""
	}
	units := map[string]string{
		"s": "s", "sec": "s", "secs": "s", "second": "s", "seconds": "s", "秒": "s", "秒钟": "s", "秒鐘": "s",
		"m": "m", "min": "m", "mins": "m", "minute": "m", "minutes": "m", "分": "m", "分钟": "m", "分鐘": "m",
		"h": "h", "hour": "h", "hours": "h", "hr": "h", "hrs": "h", "时": "h", "時": "h", "小时": "h", "小時": "h",
		"d": "d", "day": "d", "days": "d", "天": "d", "日": "d",
	}
	if unit := units[m[2]]; unit != "" {
		return m[1] + unit
	}
	return ""
}

// meantNumber returns the correct form of a number with full-width digits or a
// trailing word.
func meantNumber(n *node) string {
	m := spokenNumber.FindStringSubmatch(strings.TrimSpace(norm.NFKC.String(n.text)))
	if m == nil || n.private || n.kind != String {
		return ""
	}
	return m[1]
}

// meantPair returns the key and value meant by a text without a colon.
func meantPair(n *node, keys []string) string {
	key, value, ok := strings.Cut(n.text, "=")
	if key = strings.TrimSpace(key); !ok || n.private || n.kind != String {
		return ""
	}
	for _, k := range keys {
		if k == key {
			return quoted(k + ": " + strings.TrimSpace(value))
		}
	}
	return ""
}
