// Package duration parses durations: as configurations write them, and as
// people do in a chat, before or after other text. Durations that are meant but
// can't be used are reported separately, so that the bot can ask.
package duration

import (
	"regexp"
	"strconv"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/stewardbot/steward/bot/script"
)

// The bounds of a duration.
const (
	Shortest = time.Minute
	Longest  = 3650 * day
)

const (
	day  = 24 * time.Hour
	week = 7 * day
)

// Parse parses a duration as configurations write it: 10m, 2h, 7d, 1d12h. ok is
// false if it is none, or not from a minute to ten years.
func Parse(s string) (time.Duration, bool) {
	d, ok := strict(s)
	return d, ok && d >= Shortest && d <= Longest
}

// strict parses what time.ParseDuration does, with days first.
func strict(s string) (d time.Duration, ok bool) {
	if days, rest, ok := strings.Cut(s, "d"); ok {
		n, err := strconv.ParseUint(days, 10, 16)
		if err != nil {
			return 0, false
		}
		d, s = time.Duration(n)*day, rest
	}
	if s != "" {
		rest, err := time.ParseDuration(s)
		if err != nil || rest <= 0 || s[0] < '0' || s[0] > '9' || rest > Longest {
			return 0, false
		}
		d += rest
	}
	return d, d > 0
}

// ParseChat parses a duration as people write it in a chat, with or without
// spaces: 10m, 2 days, 1h 30m, an hour, 30分钟, 1天12小时, 半小时. Less than a minute
// counts as a minute, the resolution of every platform. Months and years are
// rejected, since their length varies.
func ParseChat(s string) (time.Duration, bool) {
	words := strings.Fields(s)
	d, n := Take(words)
	if n == 0 || n < len(words) {
		return 0, false
	}
	return max(d, Shortest), true
}

// Take parses a duration from the front of the words, including "for", and
// returns how many words it used; 0 if there is no usable one. Durations below
// a minute are returned unchanged.
func Take(words []string) (d time.Duration, n int) {
	if d, n, ok := Ahead(words); ok {
		return d, n
	}
	return 0, 0
}

// TakeLast does the same at the end of the words.
func TakeLast(words []string) (d time.Duration, n int) {
	if d, n, ok := behind(words); ok {
		return d, n
	}
	return 0, 0
}

// maxWords is the maximum number of words in a duration.
const maxWords = 12

// Ahead parses the longest duration at the front. ok is false if it can't be
// used.
func Ahead(words []string) (d time.Duration, n int, ok bool) {
	start := 0
	if len(words) > 0 && isFor(words[0]) {
		start = 1
	}
	for n := min(len(words), start+maxWords); n > start; n-- {
		if d, ok, is := whole(words[start:n]); is {
			return d, n, ok
		}
	}
	return 0, 0, false
}

// behind parses the longest duration at the end.
func behind(words []string) (d time.Duration, n int, ok bool) {
	for n := min(len(words), maxWords); n > 0; n-- {
		if d, ok, is := whole(words[len(words)-n:]); is {
			if before := len(words) - n - 1; before >= 0 && isFor(words[before]) {
				n++
			}
			return d, n, ok
		}
	}
	return 0, 0, false
}

func isFor(word string) bool { return strings.EqualFold(word, "for") }

// whole parses words that are a duration and nothing else; is reports whether
// they are. ok is false if it can't be used: it has months or years or a vague
// number, is ambiguous, or is too long.
func whole(words []string) (d time.Duration, ok, is bool) {
	rest := strings.TrimRight(script.Plain(words), ",.;:!?。；、")
	if d, ok := strict(rest); ok {
		return d, d <= Longest && !twofold.MatchString(script.Fold(words)), true
	}
	ok = !twofold.MatchString(script.Fold(words))
	for least := time.Duration(1<<63 - 1); rest != ""; {
		n, half, after, found := takeNumber(rest)
		if !found {
			return 0, false, false
		}
		u, after, found := takeUnit(after)
		if !found {
			return 0, false, false
		}
		for _, more := range []string{"半", " and a half"} {
			if cut, found := strings.CutPrefix(after, more); found {
				half, after = half+0.5, cut
			}
		}
		// Units must descend across words: in "7d 3 days late", the second
		// belongs to the reason.
		if u.is > 0 && u.is >= least {
			return 0, false, false
		}
		if u.is == 0 || n < 0 || n > int64(Longest/u.is) {
			ok = false
		} else {
			d += time.Duration(n)*u.is + time.Duration(half*float64(u.is)+0.5)
		}
		ok = ok && d <= Longest
		rest = after
		least = 1<<63 - 1
		if cut := strings.TrimLeft(rest, " ,、"); cut != rest {
			rest = strings.TrimPrefix(cut, "and ")
			if u.is > 0 {
				least = u.is
			}
		}
	}
	return d, ok && d > 0, true
}

// twofold matches ambiguous durations: a number with M, which means minutes
// after hours or days but otherwise perhaps months; and 十分, which also means
// "very".
var twofold = regexp.MustCompile(`^[^A-Za-z]*M([^A-Za-z]|$)|^十分\PL*$`)

// vague is an indefinite number ("several").
const vague = -1

// numberWords are numbers in words; longer ones come before their prefixes.
var numberWords = []struct {
	word string
	n    int64
	half float64
}{
	{"half an ", 0, 0.5}, {"half a ", 0, 0.5}, {"half ", 0, 0.5},
	{"a few ", vague, 0}, {"few ", vague, 0}, {"several ", vague, 0}, {"a couple of ", vague, 0}, {"couple of ", vague, 0},
	{"几", vague, 0}, {"幾", vague, 0}, {"数", vague, 0}, {"數", vague, 0},
	{"an ", 1, 0}, {"a ", 1, 0}, {"one ", 1, 0}, {"two ", 2, 0}, {"three ", 3, 0}, {"four ", 4, 0}, {"five ", 5, 0}, {"six ", 6, 0},
	{"seven ", 7, 0}, {"eight ", 8, 0}, {"nine ", 9, 0}, {"ten ", 10, 0}, {"twelve ", 12, 0},
	{"半", 0, 0.5},
}

// takeNumber parses the number before a unit: its integer part, and its
// fraction.
func takeNumber(s string) (n int64, part float64, rest string, ok bool) {
	if digits := len(s) - len(strings.TrimLeft(s, "0123456789")); digits > 0 {
		whole, err := strconv.ParseInt(s[:digits], 10, 64)
		if err != nil {
			whole = 1<<63 - 1 // exceeds the limit of every unit
		}
		rest = s[digits:]
		if behind, found := strings.CutPrefix(rest, "."); found {
			digits := len(behind) - len(strings.TrimLeft(behind, "0123456789"))
			if digits == 0 {
				return 0, 0, "", false
			}
			part, _ = strconv.ParseFloat("0."+behind[:digits], 64)
			rest = behind[digits:]
		}
		n, ok = whole, true
		rest = strings.TrimPrefix(strings.TrimPrefix(rest, " "), "-")
	} else if n, rest, ok = hanNumber(s); !ok {
		for _, w := range numberWords {
			if rest, ok = strings.CutPrefix(s, w.word); ok {
				n, part = w.n, w.half
				break
			}
		}
		if !ok {
			return 0, 0, "", false
		}
	}
	for _, measure := range []string{"个", "個"} {
		if after, found := strings.CutPrefix(rest, measure); found {
			rest = after
			if after, found = strings.CutPrefix(rest, "半"); found {
				rest, part = after, part+0.5
			}
			break
		}
	}
	return n, part, strings.TrimPrefix(rest, " "), true
}

// hanNumber parses a number in Chinese characters, below a thousand.
func hanNumber(s string) (n int64, rest string, ok bool) {
	digit := int64(-1)
	for rest = s; rest != ""; {
		r, size := utf8.DecodeRuneInString(rest)
		switch r {
		case '一', '二', '三', '四', '五', '六', '七', '八', '九', '两', '兩':
			if digit > 0 {
				return 0, "", false
			}
			digit = map[rune]int64{'一': 1, '二': 2, '两': 2, '兩': 2, '三': 3, '四': 4, '五': 5, '六': 6, '七': 7, '八': 8, '九': 9}[r]
		case '十', '百':
			by := map[rune]int64{'十': 10, '百': 100}[r]
			if n%100 != 0 || n > 0 && by == 100 || digit < 0 && by == 100 {
				return 0, "", false
			}
			n, digit = n+max(digit, 1)*by, -1
		case '零':
			if n == 0 || digit > 0 {
				return 0, "", false
			}
		default:
			return n + max(digit, 0), rest, n > 0 || digit > 0
		}
		rest = rest[size:]
	}
	return 0, "", false
}

// chatUnit is a unit of time. is: 0 means that it has no fixed length, or may
// also be a time of day or a date.
type chatUnit struct {
	words string
	is    time.Duration
}

var chatUnits = unitsByWord([]chatUnit{
	{"w wk wks week weeks 周 週 星期 礼拜 禮拜", week},
	{"d day days 天", day},
	{"h hr hrs hour hours 小时 小時 钟头 鐘頭", time.Hour},
	{"m min mins minute minutes 分钟 分鐘 分", time.Minute},
	{"s sec secs second seconds 秒钟 秒鐘 秒", time.Second},
	{"mo mos month months y yr yrs year years 月 年 日 时 時", 0},
})

func unitsByWord(list []chatUnit) map[string]chatUnit {
	units := map[string]chatUnit{}
	for _, u := range list {
		for word := range strings.FieldsSeq(u.words) {
			units[word] = u
		}
	}
	return units
}

// takeUnit parses a unit: all the letters of an English one, the longest match
// of a Chinese one.
func takeUnit(s string) (u chatUnit, rest string, ok bool) {
	if end := strings.IndexFunc(s, func(r rune) bool { return r < 'a' || r > 'z' }); end != 0 {
		if end < 0 {
			end = len(s)
		}
		if r, _ := utf8.DecodeRuneInString(s[end:]); unicode.IsLetter(r) {
			return u, "", false
		}
		// Drop the full stop of an abbreviation: 10 min. 30 sec.
		u, ok = chatUnits[s[:end]]
		return u, strings.TrimPrefix(s[end:], "."), ok
	}
	for end := min(len(s), 6); end > 0; end -= 3 {
		if u, ok = chatUnits[s[:end]]; ok {
			return u, s[end:], true
		}
	}
	return u, "", false
}
