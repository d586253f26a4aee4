package timing

import (
	"testing"
)

func TestWeekdays(t *testing.T) {
	for text, want := range map[string]string{
		"WED": "WED", "wed": "WED", "Wednesday": "WED", "wednesdays": "WED", "Thurs": "THU", "Tues": "TUE", "周三": "WED", "星期日": "SUN", "每週六": "SAT",
		"SAT,SUN": "SUN,SAT", "Saturday and Sunday": "SUN,SAT", "FRI-MON": "SUN,MON,FRI,SAT", "周一至周五": "MON,TUE,WED,THU,FRI", "ＦＲＩ": "FRI",
		"": "", "3": "", "*": "", "FRI#1": "", "FRIL": "", "day": "", "WED 20:00": "", "Wendesday": "",
	} {
		var w Weekdays
		err := w.UnmarshalText([]byte(text))
		got, _ := w.MarshalText()
		if string(got) != want || (err == nil) != (want != "") {
			t.Errorf("%q: %q, %v; want %q", text, got, err, want)
		}
	}
}
