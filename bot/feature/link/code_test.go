package link

import "testing"

func TestNormal(t *testing.T) {
	for text, want := range map[string]string{
		"ABCD2345":   "ABCD2345",
		"abcd-2345":  "ABCD2345",
		"ab cd 2345": "ABCD2345",
		"ＡＢＣＤ２３４５":   "ABCD2345",
		"ａｂｃｄ　２３４５":  "ABCD2345",
		"ABCD234":    "",
		"ABCD23456":  "",
		"ABCDEFGH":   "",
		"23456789":   "",
		"ABCD2340":   "", // contains an ambiguous character
		"my ABCD2":   "",
	} {
		if got := normal(narrow(text)); got != want {
			t.Errorf("%q reads %q, want %q", text, got, want)
		}
	}
}
