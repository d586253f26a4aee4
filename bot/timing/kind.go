package timing

import (
	"io"
	"mime/quotedprintable"
	"regexp"
	"strings"
	"time"
	"unicode"

	"github.com/emersion/go-ical"
	"golang.org/x/text/unicode/norm"
)

// kind is what an entry means for its days.
type kind int

const (
	neither kind = iota + 1 // ordinary days of the week
	off
	worked
)

// special returns the kind given by Apple's property; 0 if none.
func special(props ical.Props) kind {
	switch strings.ToUpper(plain(props, "X-APPLE-SPECIAL-DAY")) {
	case "WORK-HOLIDAY":
		return off
	case "ALTERNATE-WORKDAY":
		return worked
	}
	return 0
}

// kindOf returns the kind of an entry, and whether it is certain: from the
// words in the configuration, Apple's property, its name, where a negation
// wins, or its description. Otherwise it is a holiday, except in Apple's
// calendars, which contain every festival: some mark days off, in others that
// is unknown.
func (r *reader) kindOf(props ical.Props) (what kind, sure bool) {
	name := readable(props, ical.PropSummary)
	switch {
	case hasWord(name, r.own.Worked):
		return worked, true
	case hasWord(name, r.own.Off):
		return off, true
	case special(props) != 0:
		return special(props), true
	}
	about := readable(props, ical.PropDescription)
	what, sure = named(name)
	switch {
	case what != 0:
		return what, sure
	case r.marked || observed.MatchString(about) || r.google && strings.Contains(about, `\n`) && strings.Contains(about, "google"):
		return neither, true
	case !sure || r.apple || partial.MatchString(about) || elsewhere.MatchString(about):
		return neither, false
	}
	return off, true
}

// shift is the minimum number of hours of an entry that makes a day a workday.
const shift = 3 * time.Hour

// inHours returns the kind of an entry with times that has the given kind as a
// whole day. It never makes a holiday: 0. A workday is only certain if the
// entry is just that: "workday training" may be an appointment.
func (r *reader) inHours(props ical.Props, s span, what kind, sure bool) (kind, bool) {
	name := readable(props, ical.PropSummary)
	switch {
	case what != worked || s.end.Sub(s.start) < shift && !hasWord(name, r.own.Worked):
		return 0, true
	case special(props) != 0 || hasWord(name, r.own.Worked) || makeUp.MatchString(name) || noHoliday.MatchString(name):
		return worked, sure
	case strings.ContainsFunc(working.ReplaceAllString(name, ""), unicode.IsLetter):
		return neither, false
	}
	return worked, sure
}

// readable normalises a text of an entry for comparison.
func readable(props ical.Props, property string) string {
	text := plain(props, property)
	if p := props.Get(property); p != nil && strings.EqualFold(p.Params.Get("ENCODING"), "QUOTED-PRINTABLE") { // vCalendar 1.0
		if b, err := io.ReadAll(quotedprintable.NewReader(strings.NewReader(text))); err == nil {
			text = string(b)
		}
	}
	return strings.ToLower(norm.NFKC.String(text))
}

func hasWord(name string, words []string) bool {
	for _, w := range words {
		if _, isDay := parseDay(w); !isDay && w != "" && strings.Contains(name, strings.ToLower(norm.NFKC.String(w))) {
			return true
		}
	}
	return false
}

// edge matches a word in brackets, or next to a separator, where it stands
// alone.
func edge(word string) string {
	return `[(\[【〔「『]` + word + `[)\]】〕」』]|^` + word + `(?:[|:·\s]|$)|[|:·\s]` + word + `$`
}

var (
	denied = regexp.MustCompile(`(?:不用|不必|不需|不须|不須|无需|無需|无须|無須|毋须|毋須|毋需|免|不|非|未|停止|暂停|暫停)(?:要|再|去|得)*(?:上班|上工|工作|补班|補班|出勤|出社|営業|근무)` +
		`|\bnon[- ]?work|\bno[nt]?[- ](?:a )?(?:special )?work|\bno work\b|\bdays? off\b|\bdon'?t work|\bwithout work|не\s?рабоч|не\s?робоч|не\s?работ[ео]н|arbeitsfrei|\bkeine? (?:arbeits|werk)tag|munkaszünet|pihenőnap|\bno laborable|\bnon travaill|\bchômé|wolny od pracy|停班|비근무|휴무|쉬는 날`)
	noHoliday = regexp.MustCompile(`(?:不|取消|没有|沒有)(?:放假|休假|休息|调休|調休)|\bnot? a (?:public |bank |national )?holiday|\bno holiday\b`)
	makeUp    = regexp.MustCompile(`补班|補班|补上班|補上班|调休上班|調休上班|\bmake[- ]?up (?:work|day)|` + edge("班"))
	working   = regexp.MustCompile(`上班|工作日|出勤|出社|営業日|근무일|출근|\bwork(?:ing)?[- ]?days?\b|\bspecial work|\bbusiness day|\boffice (?:is )?open|р[ао]боч\S+ (?:день|дзень)|работен ден|munkanap|arbeitstag|werktag|làm bù|dzień roboczy|día laborable|jour (?:ouvré|travaillé)|勤務日|\bworking holiday`)
	resting   = regexp.MustCompile(`休假|放假|假期|公休|补休|補休|休息|停工|выходной|\bholiday\b|` + edge("休"))
	unsure    = regexp.MustCompile(`班|工作|调休|調休|停课|停課|半天|半日|\bwork(?:ing|ed)?\b|рабоч|\bhalf[- ]day`)
	partial   = regexp.MustCompile(`\b(?:optional|restricted|regional|local|partial)\b.{0,12}\bholiday|\bhalf[- ]day|半天|半日`)
	cancelled = regexp.MustCompile(`取消|\bcancel`)
	elsewhere = regexp.MustCompile(`\bholiday in \S`) // Google's, for a region
	observed  = regexp.MustCompile(`^(?:observance|not a public holiday|season|clock change|节日|節日|節慶|节庆|纪念日|紀念日|节气|節氣)|\bto hide observances`)
)

// named returns the kind given by an entry's name, 0 if none, and whether it is
// certain. Of two signs the first one counts, and neither is certain.
func named(name string) (what kind, sure bool) {
	no, yes := denied.MatchString(name), noHoliday.MatchString(name)
	switch {
	case no && yes, cancelled.MatchString(name) && !yes:
		return 0, false
	case no:
		return off, true
	case yes && working.MatchString(name) || makeUp.MatchString(name):
		return worked, true
	case yes:
		return neither, true
	case partial.MatchString(name):
		return 0, false
	}
	w, o := working.FindStringIndex(name), resting.FindStringIndex(name)
	switch {
	case w != nil && o != nil && w[0] < o[0]:
		return worked, false
	case w != nil && o != nil:
		return off, false
	case w != nil:
		return worked, true
	case o != nil:
		return off, true
	}
	return 0, !unsure.MatchString(name)
}
