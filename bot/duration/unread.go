package duration

import (
	"regexp"
	"strings"

	"github.com/stewardbot/steward/bot/script"
	"github.com/stewardbot/steward/bot/spelling"
)

// Unread returns the words at the front that are meant as a duration but can't
// be used: 1y, 2 months, 99999d, -5m; empty if there are none. A bare number
// does not count.
func Unread(words []string) string {
	if _, n, ok := Ahead(words); n > 0 {
		return unless(ok, words[:n])
	}
	if text := strings.TrimRight(script.Plain(words), script.Punctuation); timeOnly.MatchString(text) {
		return strings.Join(words, " ")
	}
	start := 0
	if len(words) > 1 && isFor(words[0]) {
		start = 1
	}
	for n := start + 1; n <= min(start+2, len(words)); n++ {
		text := script.Plain(words[start:n])
		if timeAhead.MatchString(text) || timeOdd.MatchString(text) && !ordinal.MatchString(text) {
			return strings.Join(words[start:n], " ")
		}
	}
	return ""
}

// UnreadLast does the same at the end of the words.
func UnreadLast(words []string) string {
	if _, n, ok := behind(words); n > 0 {
		return unless(ok, words[len(words)-n:])
	}
	for n := 1; n <= min(2, len(words)); n++ {
		last := words[len(words)-n:]
		text := script.Plain(last)
		if timeBehind.MatchString(text) || n == 2 && (timeAlone.MatchString(text) || misspeltUnit(strings.Fields(text))) {
			return strings.Join(last, " ")
		}
	}
	return ""
}

// UnreadBetween returns a duration in the middle of the words that does not
// refer to the past.
func UnreadBetween(words []string) string {
	for i := 1; i < len(words); i++ {
		_, n, _ := Ahead(words[i:])
		if n == 0 {
			continue
		}
		next := i + n
		if next < len(words) && !GoesOn(words[next]) && !LeadsTo(words[i-1]) && !InPassing(words[i:next]) {
			return strings.Join(words[i:next], " ")
		}
		i = next - 1
	}
	return ""
}

func unless(ok bool, words []string) string {
	if ok {
		return ""
	}
	return strings.Join(words, " ")
}

// misspeltUnit reports whether two words are a number and almost a unit: 10
// mintues.
func misspeltUnit(words []string) bool {
	return len(words) == 2 && Unitless(words[0]) && len(words[1]) > 3 && spelling.Suggest(strings.TrimRight(words[1], script.Punctuation), unitNames) != ""
}

var unitNames = strings.Fields("second seconds minute minutes hour hours day days week weeks month months year years")

// Numbers with a unit, signed or in a form that is not parsed.
const (
	looseNumber = `[^\pL\pN\s@#]{0,3}\d+([.,:]\d+)*[-_ ]?`
	latinUnits  = `(s|secs?|seconds?|m|mins?|minutes?|h|hrs?|hours?|d|days?|nights?|w|wks?|weeks?|weekends?|fortnights?|mos?|mths?|months?|y|yrs?|years?)`
	hanUnits    = `([个個]?半?(秒|分|时|時|小时|小時|钟头|鐘頭|天|日|夜|晚|周|週|星期|礼拜|禮拜|月|年))`
	// hanSpans are units that are unambiguous in the middle of a text: 十分 also
	// means "very".
	hanSpans = `([个個]?半?(秒|分钟|分鐘|小时|小時|钟头|鐘頭|天|日|夜|晚|周|週|星期|礼拜|禮拜|[个個]月|年))`
	// otherUnits are units of other languages, with the numbers before them.
	otherUnits = `(tagen?|stunden?|minuten|sekunden|wochen?|monate?n?|jahre?n?|jours?|heures?|semaines?|mois|ans?|années?|d[ií]as?|horas?|minutos?|segundos?|semanas?|mes|meses|mês|años?|anos?|` +
		`giorn[oi]|or[ae]|minut[oi]|settiman[ae]|mes[ei]|ann[oi]|дн(я|ей|и|ів)|день|сут(ки|ок)|час(а|ов)?|ч|минут[аыу]?|мин|секунд[аыу]?|сек|недел[яюиь]|нед|месяц(а|ев)?|мес|год(а|ов)?|лет|годин[аи]?|хвилин[аи]?|тиж(день|ні|нів)|` +
		`gün|saat|dakika|hafta|ay|yıl|ngày|giờ|phút|tuần|tháng|năm|hari|jam|menit|minggu|bulan|tahun|dni|dzień|godzin[ay]?|minut[ay]?|tygodni[ea]?|miesi[ąa]c[ea]?|lat|` +
		`点|點|号|號|日間|時間|分間|週間|年間|[ヶカかケ]月|시간|일|주|분|초|개월|달|년)`
	otherNumbers = `(eine?n?|zwei|drei|vier|fünf|zehn|une?|deux|trois|quatre|cinq|dix|una?|dos|tres|cuatro|cinco|diez|uma?|dois|duas|três|due|tre|quattro|cinque|один|одну|два|две|двое|три|трое|четыре|пять|десять|` +
		`bir|iki|üç|một|hai|ba|dua|tiga|dwa|trzy|한|두|세)`
)

var (
	timeAhead  = regexp.MustCompile(`^` + looseNumber + `(` + latinUnits + `($|[^a-z])|` + hanUnits + `)`)
	timeAlone  = regexp.MustCompile(`^(` + looseNumber + `(` + latinUnits + `|` + otherUnits + `)|` + otherNumbers + ` ` + otherUnits + `)[^\pL]*$`)
	timeBehind = regexp.MustCompile(`((^|[^\pL\pN@#])` + looseNumber + `(` + latinUnits + `|` + otherUnits + `)|(` + looseNumber + `|` + hanNumbers + `|半)` + hanUnits + `[钟鐘半]?)[^\pL]*$`)
	// Other beginnings of a duration: digits and letters in one word, number
	// words that are not parsed, dates and durations in other notations.
	timeOdd = regexp.MustCompile(`^[^\pL\pN\s@#]{0,3}(\d+[smhdwy][a-z]{0,5}|\d+e\d\S*|\d+[^\x00-\x7f]\S*|\d*[½¼¾⅓⅔]|pt?\d\S*|[dhmw]\d+|` + numberNames + `[-_ ]` + latinUnits + `|` +
		otherNumbers + ` ` + otherUnits + `|` + hanNumbers + hanUnits + `|(an? )?fortnight|until|till|tomorrow|tonight|直到|到|` +
		`\d+[-–—~/至到]\d+[- ]?(` + latinUnits + `|` + hanUnits + `)|\d{4}[-/.]\d{1,2}[-/.]\d{1,2}|\d{1,2}:\d{2}:\d{2}|\d{1,2}(:\d{2})? ?[ap]\.?m|на \d+|` +
		monthNames + `\.? \d{1,2}(st|nd|rd|th)?|` +
		`(封禁?|禁言?|关|關)(\d+|` + hanNumbers + `)` + hanUnits + `|-{0,2}(time|duration|length|for|until|t|时间|時間|时长|時長|期限)[:=]\S+|--?(time|duration|length|for|t) \S+)($|[^\pL\pN])|^` +
		hanNumbers + hanSpans)
	// A complete duration and nothing else.
	timeOnly = regexp.MustCompile(`^(for |over |all |just |just for |on |by |until |till )?(an? |the |this |next |one )?(secs?|seconds?|mins?|minutes?|hrs?|hours?|weeks?|weekend|months?|years?|days?|nights?|evening|today|tonight|tomorrow|while|bit|some time|` +
		`temp|temporary|temporarily|(mon|tues|wednes|thurs|fri|satur|sun)day|临时|暂时|暫時|今天|今晚|今日|明天|后天|後天|一晚|一夜|一宿|周末|週末|[这這本下]?[个個]?(周|週|星期|月)|` +
		`下?[个個]?(周|週|星期|礼拜|禮拜)[一二三四五六日天]|(на )?(неделю|день|сутки|месяц|час|год)|неделя|` + numberNames + `|` + hanNumbers + `)$`)
	ordinal = regexp.MustCompile(`^\d+(st|nd|rd|th)($|[^\pL\pN])`)
)

const (
	numberNames = `(a|an|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|seventeen|eighteen|nineteen|` +
		`twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety|hundred|thousand|dozen|couple|several|few)`
	hanNumbers = `[一二三四五六七八九十百千万萬亿億两兩几幾数數壹贰貳叁參肆伍陆陸柒捌玖拾廿卅]+`
	monthNames = `(jan(uary)?|feb(ruary)?|mar(ch)?|apr(il)?|may|june?|july?|aug(ust)?|sept?(ember)?|oct(ober)?|nov(ember)?|dec(ember)?)`
)
