package timing

import (
	"strings"
	"testing"
	"time"

	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/bot/phrase"
)

// ics returns a calendar with entries, each a list of properties with | between them.
func ics(head string, entries ...string) string {
	text := "BEGIN:VCALENDAR\nVERSION:2.0"
	if head != "" {
		text += "\n" + strings.ReplaceAll(head, "|", "\n")
	}
	for _, e := range entries {
		text += "\nBEGIN:VEVENT\n" + strings.ReplaceAll(e, "|", "\n") + "\nEND:VEVENT"
	}
	return text + "\nEND:VCALENDAR\n"
}

// said formats a calendar's days in a period: days off, workdays with "+", and warnings with "!".
func said(t testing.TB, cal Calendar, zoneName string, from, to string) string {
	t.Helper()
	c := Calendars{"x": cal}
	first, _ := parseDay(from)
	last, _ := parseDay(to)
	var told []string
	tell := func(_, code string, args ...any) { told = append(told, "!"+phrase.New(code, args...).Error()) }
	c.Validate(zone(t, zoneName), first.Date(), tell, tell)
	off, worked := c.Days(zone(t, zoneName)).Between(first, last)
	var out []string
	for _, d := range off {
		out = append(out, d.Date().Format("0102"))
	}
	for _, d := range worked {
		out = append(out, "+"+d.Date().Format("0102"))
	}
	for _, n := range told {
		if !strings.Contains(n, "ends soon") && !strings.Contains(n, "is over") && !strings.Contains(n, "is empty") {
			out = append(out, n)
		}
	}
	return strings.Join(out, " ")
}

func TestCalendars(t *testing.T) {
	const cn = "Asia/Shanghai"
	const doubtful = "!the entry on line 3, 2026-10-10, may be a day off or not, and counts as neither; name the day under off or worked"
	entry := func(name string) string { return "DTSTART;VALUE=DATE:20261010|SUMMARY:" + name }
	for _, c := range []struct {
		name string
		cal  string
		want string
	}{
		{"iCloud", ics("", "DTSTART;VALUE=DATE:20261001|DTEND;VALUE=DATE:20261004|SUMMARY;LANGUAGE=zh_CN:国庆节（休）|X-APPLE-SPECIAL-DAY:WORK-HOLIDAY",
			"DTSTART;VALUE=DATE:20261010|SUMMARY;LANGUAGE=zh_CN:国庆节（班）|X-APPLE-SPECIAL-DAY:ALTERNATE-WORKDAY",
			"DTSTART;VALUE=DATE:20231111|SUMMARY;LANGUAGE=zh_CN:元旦|RRULE:FREQ=YEARLY;COUNT=5", "DTSTART;VALUE=DATE:20261023|SUMMARY:霜降"), "1001 1002 1003 +1010"},
		{"a mark that is no holiday's", ics("", "DTSTART;VALUE=DATE:20261001|SUMMARY:National Day|X-APPLE-SPECIAL-DAY:TRUE"), "1001"},
		{"yearly", ics("", "DTSTART;VALUE=DATE:20001225|RRULE:FREQ=YEARLY|SUMMARY:Christmas"), "1225"},
		{"fourth Thursday", ics("", "DTSTART;VALUE=DATE:20201126|RRULE:FREQ=YEARLY;BYMONTH=11;BYDAY=4TH|SUMMARY:Thanksgiving"), "1126"},
		{"until", ics("", "DTSTART;VALUE=DATE:20201126|RRULE:FREQ=YEARLY;UNTIL=20261125|SUMMARY:x"), ""},
		{"until the day itself", ics("", "DTSTART;VALUE=DATE:20201126|RRULE:FREQ=YEARLY;UNTIL=20261126T000000Z|SUMMARY:x"), "1126"},
		{"until a moment of its zone", ics("", "DTSTART;TZID=Asia/Shanghai:20261005T000000|DTEND;TZID=Asia/Shanghai:20261006T000000|RRULE:FREQ=DAILY;UNTIL=20261006T160000Z|SUMMARY:x"), "1005 1006 1007"},
		{"the end of a day elsewhere", ics("", "DTSTART;TZID=America/New_York:20261005T000000|DTEND;TZID=America/New_York:20261006T000000|RRULE:FREQ=DAILY;UNTIL=20261008T035959Z|SUMMARY:x"), "1005 1006 1007"},
		{"until a moment of a zone that nobody knows", ics("", "DTSTART;TZID=China Standard Time:20261005T000000|DURATION:P1D|RRULE:UNTIL=20261006T160000Z;FREQ=DAILY|SUMMARY:x"), "1005 1006 1007"},
		{"no time at all", ics("", "DTSTART;VALUE=DATE:20261001|RRULE:FREQ=DAILY;COUNT=0|SUMMARY:x"), "!the entry on line 3 repeats in a way that can't be read, and is left out"},
		{"count and interval", ics("", "DTSTART;VALUE=DATE:20261001|RRULE:FREQ=DAILY;INTERVAL=2;COUNT=3;|SUMMARY:x"), "1001 1003 1005"},
		{"its own day counts", ics("", "DTSTART;VALUE=DATE:20261001|RRULE:FREQ=MONTHLY;BYMONTHDAY=5;COUNT=2|SUMMARY:x"), "1001 1005 1105"},
		{"taken out", ics("", "DTSTART;VALUE=DATE:20261001|RRULE:FREQ=DAILY;COUNT=5|EXDATE;VALUE=DATE:20261002,20261003|EXDATE:20261004|SUMMARY:x"), "1001 1005"},
		{"added", ics("", "DTSTART;VALUE=DATE:20261001|RDATE;VALUE=DATE:20261008,20261009|RDATE;VALUE=PERIOD:20261012T000000Z/P1D|SUMMARY:x"), "1001 1008 1009 1012"},
		{"one was moved", ics("", "UID:a|DTSTART;VALUE=DATE:20261001|RRULE:FREQ=DAILY;COUNT=3|SUMMARY:x", "UID:a|RECURRENCE-ID;VALUE=DATE:20261002|DTSTART;VALUE=DATE:20261020|SUMMARY:x"), "1001 1003 1020"},
		{"one was cancelled", ics("", "UID:a|DTSTART;VALUE=DATE:20261001|RRULE:FREQ=DAILY;COUNT=3|SUMMARY:x", "UID:a|RECURRENCE-ID;VALUE=DATE:20261002|DTSTART;VALUE=DATE:20261002|STATUS:CANCELLED"), "1001 1003"},
		{"all that come", ics("", "UID:a|DTSTART;VALUE=DATE:20261001|SUMMARY:x", "UID:b|RECURRENCE-ID;RANGE=THISANDFUTURE:20261002|DTSTART;VALUE=DATE:20261020|SUMMARY:x"), "1001 !the entry on line 8 repeats in a way that can't be read, and is left out"},
		{"cancelled", ics("", "DTSTART;VALUE=DATE:20261001|STATUS:CANCELLED|SUMMARY:x", "DTSTART;VALUE=DATE:20261002|SUMMARY:y|STATUS:TENTATIVE"), "1002"},
		{"all cancelled", ics("METHOD:CANCEL", "DTSTART;VALUE=DATE:20261001|SUMMARY:x"), "!says of itself that it is cancelled; none of its entries counts"},
		{"duration", ics("", "DTSTART;VALUE=DATE:20261001|DURATION:P2D|SUMMARY:x", "DTSTART;VALUE=DATE:20261010|DURATION:P1W|SUMMARY:x", "DTSTART:20261020T000000|DURATION:PT24H|SUMMARY:x"), "1001 1002 1010 1011 1012 1013 1014 1015 1016 1020"},
		{"end as the last day", ics("", "DTSTART;VALUE=DATE:20261001|DTEND;VALUE=DATE:20261001|SUMMARY:x"), "1001"},
		{"no value type", ics("", "DTSTART:20261001|DTEND:20261003|SUMMARY:x"), "1001 1002"},
		{"backwards", ics("", "DTSTART;VALUE=DATE:20261001|DTEND;VALUE=DATE:20260901|SUMMARY:x"), "!the entry on line 3 ends before it begins"},
		{"a meeting", ics("", "DTSTART:20261001T090000|DTEND:20261001T100000|SUMMARY:Meeting", "DTSTART:20261001T180000|DTEND:20261003T180000|SUMMARY:Camp"), "!has 2 entries that last hours, not whole days, and take no day off, the first on line 3"},
		{"a working day in hours", ics("", "DTSTART:20261010T090000|DTEND:20261010T180000|SUMMARY:工作日", "DTSTART:20261011T090000|DTEND:20261011T120000|SUMMARY:补班（上午）", "DTSTART:20261017T083000|DURATION:PT8H|SUMMARY:Working day"), "+1010 +1011 +1017"},
		{"quoted-printable", ics("", "DTSTART;VALUE=DATE:20261010|SUMMARY;ENCODING=QUOTED-PRINTABLE;CHARSET=UTF-8:=E5=9B=BD=E5=BA=86=E8=A1=A5=E7=8F=AD"), "+1010"},
		{"a course about working days", ics("", "DTSTART:20261010T140000|DTEND:20261010T160000|SUMMARY:workday training"), "!has 1 entries that last hours, not whole days, and take no day off, the first on line 3"},
		{"a course that lasts all day", ics("", "DTSTART:20261010T090000|DTEND:20261010T170000|SUMMARY:Workday training"), doubtful},
		{"a talk about make-up days", ics("", "DTSTART:20261010T140000|DTEND:20261010T150000|SUMMARY:补班安排说明会"), "!has 1 entries that last hours, not whole days, and take no day off, the first on line 3"},
		{"出社日", ics("", entry("出社日")), "+1010"},
		{"振替出勤日", ics("", entry("振替出勤日")), "+1010"},
		{"休日出勤", ics("", entry("休日出勤")), "+1010"},
		{"臨時営業日", ics("", entry("臨時営業日")), "+1010"},
		{"非営業日", ics("", entry("非営業日")), "1010"},
		{"근무일", ics("", entry("근무일")), "+1010"},
		{"대체공휴일 휴무", ics("", entry("대체공휴일 휴무")), "1010"},
		{"颱風停班停課", ics("", entry("颱風停班停課")), "1010"},
		{"停课", ics("", entry("停课")), doubtful}, {"Working holiday", ics("", entry("Working holiday")), "+1010 !the entry on line 3, 2026-10-10, speaks of a day off and of a working day, and counts as worked; name the day under off or worked"},
		{"midnight to midnight", ics("", "DTSTART;TZID=China Standard Time:20261001T000000|DTEND;TZID=China Standard Time:20261002T000000|SUMMARY:x", "DTSTART:20261003T000000|DTEND:20261003T235959|SUMMARY:x"), "1001 1003"},
		{"UTC, midnight here", ics("", "DTSTART:20260930T160000Z|DTEND:20261003T160000Z|SUMMARY:国庆节"), "1001 1002 1003"},
		{"UTC, midnight there", ics("", "DTSTART:20261001T000000Z|DTEND:20261002T000000Z|SUMMARY:x"), "1001 !the entry on line 3, 2026-10-01, begins at midnight UTC, which is not midnight here; it counts as if it were"},
		{"UTC make-up day", ics("", "DTSTART:20261010T010000Z|DTEND:20261010T100000Z|SUMMARY:国庆节 补班"), "+1010"},
		{"a time zone of its own", ics("BEGIN:VTIMEZONE|TZID:X|BEGIN:STANDARD|DTSTART:19700101T000000|RRULE:FREQ=YEARLY|TZOFFSETFROM:+0800|TZOFFSETTO:+0800|END:STANDARD|END:VTIMEZONE",
			"DTSTART;TZID=X:20261001T000000|DTEND;TZID=X:20261002T000000|SUMMARY:x|BEGIN:VALARM|TRIGGER:-PT60M|END:VALARM"), "1001"},
		{"folded", "\ufeffBEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nDTSTART;VALUE=DA\r\n TE:20261010\r\nSUMMARY:国庆\r\n\t补\r\n 班\r\n\r\nEND:VEVENT\r\nEND:VCALENDAR", "+1010"},
		{"cut off", "BEGIN:VCALENDAR\nBEGIN:VEVENT\nDTSTART:20261001\nEND:VEVENT\nBEGIN:VEVENT\nDTSTART:20261002\nX-APPLE", "1001 !line 7 is not in the iCalendar format, and is left out; download the file again !ends in the middle, on line 7; what comes after the last whole entry is left out: download the file again"},
		{"a text that is not folded", ics("", "DTSTART:20261001|DESCRIPTION:a|more of it|SUMMARY:x"), "1001 !line 6 is not in the iCalendar format, and is left out; download the file again"},
		{"Apple's without marks", ics("", "DTSTART:20261023|SUMMARY:霜降|X-APPLE-UNIVERSAL-ID:x", "DTSTART:20261001|SUMMARY:国庆节（休）"), "1001 !the entry on line 3, 2026-10-23, may be a day off or not, and counts as neither; name the day under off or worked"},
		{"old line ends", "BEGIN:VCALENDAR\rBEGIN:VEVENT\rDTSTART:20261001\rEND:VEVENT\rEND:VCALENDAR\r", "1001"},
		{"two in one", ics("", "DTSTART:20261001|SUMMARY:x") + ics("", "DTSTART:20261002|SUMMARY:x"), "1001 1002"},
		{"small letters", "begin:vcalendar\nbegin:vevent\ndtstart;value=date:20261001\nend:vevent\nend:vcalendar\n", "1001"},
		{"Google's 节日", ics("PRODID:-//Google Inc//Google Calendar 70.9054//EN", "DTSTART;VALUE=DATE:20261001|SUMMARY:国庆节|DESCRIPTION:公众假期", `DTSTART;VALUE=DATE:20261018|SUMMARY:重阳节|DESCRIPTION:节日\n如需隐藏节日，请前往 Google 日历的“设置”> 中国节假日`,
			`DTSTART;VALUE=DATE:20261031|SUMMARY:Halloween|DESCRIPTION:Observance\nTo hide observances\, go to Google Calendar Settings`, `DTSTART;VALUE=DATE:20261224|SUMMARY:Heiligabend|DESCRIPTION:Gedenktag\nWenn du Gedenktage ausblenden möchtest\, gehe in Google Kalender`,
			`DTSTART;VALUE=DATE:20261130|SUMMARY:St Andrew's Day|DESCRIPTION:Public holiday in Scotland`), "1001 !the entry on line 24, 2026-11-30, may be a day off or not, and counts as neither; name the day under off or worked"},
		{"observed by word", ics("", "DTSTART;VALUE=DATE:20261018|SUMMARY:重阳节|DESCRIPTION:节日", "DTSTART;VALUE=DATE:20261019|SUMMARY:x|DESCRIPTION:Not a Public Holiday"), ""},

		{"", ics("", entry("Special Non-Working Day")), "1010"}, {"", ics("", entry("休假，不用上班")), "1010"}, {"", ics("", entry("国庆节，无需上班")), "1010"}, {"", ics("", entry("非工作日")), "1010"},
		{"", ics("", entry("No work today")), "1010"}, {"", ics("", entry("not a working day")), "1010"}, {"", ics("", entry("Нерабочий день")), "1010"}, {"", ics("", entry("免上班")), "1010"},
		{"", ics("", entry("国庆节[班]")), "+1010"}, {"", ics("", entry("国庆节【班】")), "+1010"}, {"", ics("", entry("班")), "+1010"}, {"", ics("", entry("班｜国庆节")), "+1010"}, {"", ics("", entry("国庆节 班")), "+1010"},
		{"", ics("", entry("补班")), "+1010"}, {"", ics("", entry("國慶節補班")), "+1010"}, {"", ics("", entry("工作日")), "+1010"}, {"", ics("", entry("周六上班，别忘记起床")), "+1010"}, {"", ics("", entry("国庆调休上班")), "+1010"},
		{"", ics("", entry("Special Working Day")), "+1010"}, {"", ics("", entry("Make-up workday")), "+1010"}, {"", ics("", entry("Рабочий день — перенос с 20 апреля")), "+1010"}, {"", ics("", entry("不放假，正常上班")), "+1010"},
		{"", ics("", entry("国庆节（休）")), "1010"}, {"", ics("", entry("休｜国庆节")), "1010"}, {"", ics("", entry("国庆节 假期 第1天/共7天")), "1010"}, {"", ics("", entry("International Workers' Day")), "1010"}, {"", ics("", entry("放假调休")), "1010"},
		{"", ics("", entry("Выходной день — рабочий день перенесён на 25 апреля")), "1010 !the entry on line 3, 2026-10-10, speaks of a day off and of a working day, and counts as off; name the day under off or worked"},
		{"", ics("", entry("Робочий день (перенесення)")), "+1010"}, {"", ics("", entry("Áthelyezett munkanap")), "+1010"}, {"", ics("", entry("Работен ден")), "+1010"}, {"", ics("", entry("Làm bù nghỉ Tết")), "+1010"}, {"", ics("", entry("Рабочы дзень")), "+1010"},
		{"", ics("", entry("Munkaszüneti nap")), "1010"}, {"", ics("", entry("Неробочий день")), "1010"}, {"", ics("", entry("Kein Arbeitstag")), "1010"}, {"", ics("", entry("Неработен ден")), "1010"}, {"", ics("", entry("día no laborable")), "1010"},
		{"", ics("", entry("取消补班")), doubtful}, {"", ics("", entry("补班取消")), doubtful}, {"", ics("", entry("Working day cancelled")), doubtful}, {"", ics("", entry("取消放假，正常上班")), "+1010"}, {"", ics("", entry("取消调休")), ""},
		{"", ics("", entry("国庆调休")), "!the entry on line 3, 2026-10-10, may be a day off or not, and counts as neither; name the day under off or worked"},
		{"", ics("", entry("Good Friday (Regional Holiday)")), "!the entry on line 3, 2026-10-10, may be a day off or not, and counts as neither; name the day under off or worked"},
		{"", ics("", entry("Father's Day (Not a Public Holiday)")), ""},
	} {
		if got := said(t, Calendar{ICS: c.cal}, cn, "2026-10-01", "2027-01-01"); got != c.want {
			t.Errorf("%s: got  %q\nwant %q\n%s", c.name, got, c.want, c.cal)
		}
	}
}

// TestCalendarSaid: the configuration overrides calendars.
func TestCalendarSaid(t *testing.T) {
	week := ics("", "DTSTART;VALUE=DATE:20261001|DTEND;VALUE=DATE:20261004|SUMMARY:国庆节", "DTSTART;VALUE=DATE:20261010|SUMMARY:值班", "DTSTART;VALUE=DATE:20261017|SUMMARY:国庆节补班")
	for _, c := range []struct {
		cal  Calendar
		want string
	}{
		{Calendar{ICS: week, Worked: []string{"2026-10-02", "值班"}, Off: []string{"2026-10-17", "2026-12-31"}}, "1001 1003 1017 1231 +1002 +1010"},
		{Calendar{Off: []string{"2026-12-31"}, Worked: []string{"2026-12-27"}}, "1231 +1227"},
		{Calendar{ICS: week, Off: []string{"补班", "值班"}}, "1001 1002 1003 1010 1017"},
		{Calendar{Worked: []string{"2026-13-01"}}, "!wants a day such as 2026-10-10, or a word in the names of entries"},
	} {
		if got := said(t, c.cal, "Asia/Shanghai", "2026-10-01", "2027-01-01"); got != c.want {
			t.Errorf("got  %q\nwant %q", got, c.want)
		}
	}
}

// TestCalendarDays: an unsupported date notation is reported instead of being taken for a word in
// entries' names.
func TestCalendarDays(t *testing.T) {
	const fault = "!wants a day such as 2026-10-10, or a word in the names of entries"
	for _, s := range []string{"1月1日", "10月1号", "十月一日", "2026年10月1日", "2026/10/1", "10/1", "10-01", "10.1", "20261001", "２０２６－１０－０１", "2026-10-1", "Jan 1", "1 January 2027", "October 1st, 2026", "3. Oct",
		"2026-10-01~2026-10-07", "10月1日-7日", "10月1日至10月7日", "Oct 1 - Oct 7", "1月1日、1月2日"} {
		if got := said(t, Calendar{Off: []string{s}}, "Asia/Shanghai", "2026-10-01", "2027-01-01"); got != fault {
			t.Errorf("%q: got %q", s, got)
		}
	}
	for _, s := range []string{"五一", "十一", "国庆", "正月初一", "May Day", "2nd holiday", "6月", "Q4", "4th of July", "11", "Marchfest 10"} {
		if got := said(t, Calendar{Off: []string{s}}, "Asia/Shanghai", "2026-10-01", "2027-01-01"); got != "" {
			t.Errorf("%q: got %q", s, got)
		}
	}
}

func TestCalendarFaults(t *testing.T) {
	at := time.Date(2026, 10, 20, 0, 0, 0, 0, time.UTC)
	for _, c := range []struct{ text, want string }{
		{"", "is not a calendar"}, {"<html>", "is not a calendar"}, {"BEGIN:VCARD\nEND:VCARD", "is not a calendar"}, {"BEGIN:VCALENDAR\nBEGIN:VEVENT\nDTSTART:20261001\n", "ends in the middle"}, {"BEGIN:VCALENDAR\n", "ends in the middle"},
		{ics("", "DTSTART:soon"), "line 3 wants a date"}, {ics("", "SUMMARY:x"), "line 3 has no DTSTART"}, {ics("", "DTSTART:20261001|garbled"), "line 5 is not in"}, {ics("", `DTSTART;X="a:20261001`), "line 4 is not in"},
		{ics("", "DTSTART:20261001|DTEND:20281001"), "line 3 is longer than 366"}, {ics("", "DTSTART:20261001|DURATION:P999999999999W"), "DURATION"},
		{ics("", "DTSTART;X="+strings.Repeat("a", 5000)+":20261001"), "line 3 has no DTSTART"}, {"BEGIN:VCALENDAR\n" + strings.Repeat("BEGIN:X\n", 100_000), "is not in"},
		{ics(""), "is empty"}, {ics("", "DTSTART:20261001|SUMMARY:x"), "is over: its last day is 2026-10-01"}, {ics("", "DTSTART:20261120|SUMMARY:x"), "ends soon: its last day is 2026-11-20"},
		{ics("", "DTSTART:20270120|SUMMARY:x"), ""}, {ics("", "DTSTART:20001225|RRULE:FREQ=YEARLY|SUMMARY:x"), ""},
	} {
		var got []string
		tell := func(_, code string, args ...any) { got = append(got, phrase.New(code, args...).Error()) }
		Calendars{"x": {ICS: c.text}}.Validate(time.UTC, at, tell, tell)
		if all := strings.Join(got, "; "); (all == "") != (c.want == "") || !strings.Contains(all, c.want) {
			t.Errorf("%.80q: %q, want %q", c.text, all, c.want)
		}
	}
}

// TestCalendarHostile: endless recurrence rules are expanded up to a limit, or reported.
func TestCalendarHostile(t *testing.T) {
	for _, rule := range []string{
		"FREQ=SECONDLY", "FREQ=HOURLY", "FREQ=DAILY;INTERVAL=2000000000", "FREQ=YEARLY;BYEASTER=99999999", "FREQ=YEARLY;INTERVAL=-1", "FREQ=YEARLY;BYMONTH=99", "BYDAY=MO", "FREQ=NEVER", "FREQ=YEARLY;X=1", "FREQ=YEARLY;BYDAY=9", "",
	} {
		if got := said(t, Calendar{ICS: ics("", "DTSTART;VALUE=DATE:20261001|RRULE:"+rule+"|SUMMARY:x")}, "UTC", "2026-10-01", "2026-12-01"); !strings.Contains(got, "can't be read") {
			t.Errorf("%s: %q", rule, got)
		}
	}
	for rule, want := range map[string]string{
		"FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30": "1001", "FREQ=YEARLY;COUNT=2000000000": "1001", "FREQ=YEARLY;UNTIL=99991231": "1001", "FREQ=YEARLY;BYEASTER=1": "1001", "FREQ=DAILY;BYMONTH=2;BYMONTHDAY=31": "1001",
	} {
		if got := said(t, Calendar{ICS: ics("", "DTSTART;VALUE=DATE:20261001|RRULE:"+rule+"|SUMMARY:x")}, "UTC", "2026-10-01", "2026-12-01"); got != want {
			t.Errorf("%s: %q", rule, got)
		}
	}
	many := make([]string, 3000)
	for i := range many {
		many[i] = "DTSTART;VALUE=DATE:19010101|RRULE:FREQ=DAILY;BYMONTH=2;BYMONTHDAY=31|SUMMARY:x"
	}
	if got := said(t, Calendar{ICS: ics("", many...)}, "UTC", "2026-10-01", "2026-12-01"); !strings.Contains(got, "more entries like these") {
		t.Error(got)
	}
	if got := said(t, Calendar{ICS: ics("", "DTSTART;VALUE=DATE:19010101|RRULE:FREQ=DAILY|SUMMARY:x")}, "UTC", "2026-10-01", "2026-10-02"); !strings.Contains(got, "more than 50000 days") {
		t.Error(got)
	}
}

func FuzzCalendar(f *testing.F) {
	for _, s := range []string{
		"BEGIN:VCALENDAR\nBEGIN:VEVENT\nEND:VEVENT", ics("", "DTSTART:00010101|DTEND:99991231"), ics("", "DTSTART:20261001T000000Z|DURATION:P1D|RRULE:FREQ=MONTHLY;BYDAY=-1MO;BYSETPOS=1|EXDATE:20261001,x|RDATE:20261001/P1D"),
		ics("PRODID:Google", `DTSTART;TZID="x":20261001|SUMMARY:(班)|DESCRIPTION:a\nGoogle`), ics("", "DTSTART:99991231|RRULE:FREQ=DAILY;BYEASTER=0"), ics("METHOD:CANCEL", "BEGIN:VALARM|END:VALARM|RECURRENCE-ID:20261001"),
	} {
		f.Add(s)
	}
	loc := zone(f, "Asia/Shanghai")
	f.Fuzz(func(t *testing.T, text string) {
		c := Calendars{"x": {ICS: text}}
		tell := func(_, code string, args ...any) {
			if s := phrase.New(code, args...).Error(); s == "" || strings.ContainsRune(s, '\n') {
				t.Errorf("no clause: %q", s)
			}
		}
		c.Validate(loc, time.Date(2026, 10, 1, 0, 0, 0, 0, time.UTC), tell, tell)
		off, worked := c.Days(loc).Between(bot.Day(0), bot.Day(50_000))
		if len(off)+len(worked) > maxDays {
			t.Errorf("%d days", len(off)+len(worked))
		}
	})
}
