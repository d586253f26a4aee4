package inspect

import (
	"strings"
	"testing"

	"github.com/stewardbot/steward/rules"
)

// FuzzWithin: the quick comparison of names finds what the rules' own does.
func FuzzWithin(f *testing.F) {
	for _, s := range [][2]string{{"Ann Becker", "ann"}, {"ＡＮＮ", "ann"}, {"陈小雨", "小雨"}, {"a  b", "b"}, {"0\x0e0", "00"}, {"", ""}} {
		f.Add(s[0], s[1])
	}
	f.Fuzz(func(t *testing.T, name, search string) {
		wanted := rules.Normalize(search)
		if strings.ContainsAny(wanted+name, " \t\r\n") || len(name) > 1000 {
			return // blanks are collapsed by one only
		}
		if got, want := within(name, wanted), strings.Contains(rules.Normalize(name), wanted); got != want {
			t.Errorf("%q in %q: %v, want %v", wanted, name, got, want)
		}
	})
}
