// Package duration reads how long something is to last: as configurations write it, and
// as people do in a chat, at the front or the end of what else they say. What is meant
// as a time and can't be kept to is told apart, so that it can be asked about.
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

// The shortest and the longest time for which something can be ordered.
const (
	Shortest = time.Minute
	Longest  = 3650 * day
)

const (
	day  = 24 * time.Hour
	week = 7 * day
)

// Parse reads how long something is to last as configurations write it:
// 10m, 2h, 7d, 1d12h. False: it is no time, or not one from a minute to ten years.
func Parse(s string) (time.Duration, bool) {
	d, ok := strict(s)
	return d, ok && d >= Shortest && d <= Longest
}

// strict is what time.ParseDuration reads, with days in front.
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

// ParseChat reads how long something is to last as people write it in a
// chat, in several words or none between: 10m, 2 days, 1h 30m, an hour, 30分钟, 1天12小时,
// 半小时. What is shorter than a minute is a minute: no platform's clock is finer in
// what is ordered so. Months and years are not read, for they have no fixed length.
func ParseChat(s string) (time.Duration, bool) {
	words := strings.Fields(s)
	d, n := Take(words)
	if n == 0 || n < len(words) {
		return 0, false
	}
	return max(d, Shortest), true
}

// Take takes a time from the front of the words, and tells how many of them
// it is; 0: there is none that can be kept to. "for" is taken with it. What is shorter
// than a minute is returned as it is.
func Take(words []string) (d time.Duration, n int) {
	if d, n, ok := Ahead(words); ok {
		return d, n
	}
	return 0, 0
}

// TakeLast takes a time from the end of the words as Take does from
// the front.
func TakeLast(words []string) (d time.Duration, n int) {
	if d, n, ok := behind(words); ok {
		return d, n
	}
	return 0, 0
}

// maxWords is of how many words a time is made at most.
const maxWords = 12

// Ahead finds the time that the most words at the front make. It is not ok
// if it can't be kept to.
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

// behind finds the time that the most words at the end make.
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

// whole reads words that are a time and nothing else. It is not ok if it
// can't be kept to: with months or years, with a vague number, in what may be something
// else, or too long.
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
		// Between words a sum goes from the longest to the shortest: in "7d 3 days
		// late" the second belongs to the reason.
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

// twofold finds what may be a time or something else: so many M, which behind hours or
// days are minutes, else perhaps months; 十分, which is "very", too.
var twofold = regexp.MustCompile(`^[^A-Za-z]*M([^A-Za-z]|$)|^十分\PL*$`)

// vague is a number of which nobody knows how many it is.
const vague = -1

// numberWords are numbers in words; longer ones stand before those that they begin
// with.
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

// takeNumber takes how many of a unit there are: the whole ones, and the part of one
// beside them.
func takeNumber(s string) (n int64, part float64, rest string, ok bool) {
	if digits := len(s) - len(strings.TrimLeft(s, "0123456789")); digits > 0 {
		whole, err := strconv.ParseInt(s[:digits], 10, 64)
		if err != nil {
			whole = 1<<63 - 1 // more than any unit allows
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

// hanNumber takes a number in Chinese characters, below a thousand.
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

// chatUnit is a unit of time; is: 0 for one that has no fixed length, or is also read
// as a time of day or a date.
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

// takeUnit takes a unit: all the letters of an English one, as many as make one of a
// Chinese one.
func takeUnit(s string) (u chatUnit, rest string, ok bool) {
	if end := strings.IndexFunc(s, func(r rune) bool { return r < 'a' || r > 'z' }); end != 0 {
		if end < 0 {
			end = len(s)
		}
		if r, _ := utf8.DecodeRuneInString(s[end:]); unicode.IsLetter(r) {
			return u, "", false
		}
		// The full stop of an abbreviation: 10 min. 30 sec.
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
