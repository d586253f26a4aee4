package config

import (
	"regexp"
	"slices"
	"strconv"
	"strings"

	"golang.org/x/text/unicode/norm"

	"github.com/stewardbot/steward/bot/phrase"
)

var (
	spokenSpan   = regexp.MustCompile(`^([0-9]+)\s*(?:个|個)?\s*([a-z]+|[秒分时時小天日周週星期钟鐘月年]+)$`)
	spokenNumber = regexp.MustCompile(`^([0-9]{1,9})\s*([^0-9.,]*)$`)
)

// write appends to a message how the value should be written, if known.
func write(wrong *phrase.Phrase, meant string) *phrase.Phrase {
	if meant == "" {
		return wrong
	}
	return phrase.New("hint.write", wrong, meant)
}

// meantDuration returns the correct form of a duration with a spelled-out unit,
// a unit longer than a day or full-width digits, or of a word for none where
// there may be none.
func meantDuration(n *node, lim limits) string {
	if slices.Contains(noSpan, strings.ToLower(n.text)) && *lim.min <= 0 && !n.private {
		return "0"
	}
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
	days := map[string]int{
		"w": 7, "week": 7, "weeks": 7, "周": 7, "週": 7, "星期": 7,
		"mo": 30, "month": 30, "months": 30, "月": 30,
		"y": 365, "yr": 365, "yrs": 365, "year": 365, "years": 365, "年": 365,
	}[m[2]]
	if count, err := strconv.Atoi(m[1]); err == nil && days > 0 && count <= 100 {
		return strconv.Itoa(count*days) + "d"
	}
	return ""
}

// noSpan are words that are meant as no duration at all.
var noSpan = strings.Fields("no none off never false null ~ 无 無 否 关 關 不")

// meantNumber returns the correct form of a number with full-width digits, a
// trailing word or thousands written as one, and of a duration where days are
// counted. Elsewhere a duration means no number; 分 is a point as well.
func meantNumber(n *node, lim limits) string {
	m := spokenNumber.FindStringSubmatch(strings.ToLower(strings.TrimSpace(norm.NFKC.String(n.text))))
	if m == nil || n.private || n.kind != String {
		return ""
	}
	count, word := m[1], m[2]
	if span := meantDuration(n, lim.nonNegative()); span != "" && word != "分" {
		if days, whole := strings.CutSuffix(span, "d"); whole && lim.days {
			return days
		}
		return ""
	}
	switch word {
	case "k", "千":
		return count + "000"
	case "万", "萬":
		return count + "0000"
	case "%":
		return "" // a share
	}
	return count
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
