package textfile

import (
	"encoding/csv"
	"strings"
	"testing"
	"time"
)

// TestCSVIsSafe: no text becomes a formula, numbers stay numbers, and everything is read back.
func TestCSVIsSafe(t *testing.T) {
	var b strings.Builder
	out, err := NewTable(&b, "name", "n", "=at")
	if err != nil {
		t.Fatal(err)
	}
	if err := out.Flush(); err != nil || b.String() != byteOrderMark+"name,n,'=at\n" {
		t.Errorf("the header is written %q (%v)", b.String(), err)
	}
	for _, c := range []struct{ name, want string }{
		{"Ann", "Ann"}, {"", ""}, {"Ann, \"the\"\nbest", "Ann, \"the\"\nbest"}, {"a=1", "a=1"}, {"老王", "老王"},
		{"=HYPERLINK(\"http://x\")", "'=HYPERLINK(\"http://x\")"}, {"+1", "'+1"}, {"-2+3", "'-2+3"}, {"@SUM(1)", "'@SUM(1)"}, {"\t=1", "'\t=1"}, {" =1", "' =1"}, {"＝1", "'＝1"},
	} {
		b.Reset()
		b.WriteString("name\n")
		if err := out.Row(c.name, int64(-5), time.Date(2026, 11, 29, 8, 0, 0, 0, time.FixedZone("", 8*3600))); err != nil {
			t.Fatal(err)
		}
		if err := out.Flush(); err != nil {
			t.Fatal(err)
		}
		r := csv.NewReader(strings.NewReader(b.String()))
		r.FieldsPerRecord = -1
		rows, err := r.ReadAll()
		if err != nil {
			t.Fatal(err)
		}
		if last := rows[len(rows)-1]; last[0] != c.want || last[1] != "-5" || last[2] != "2026-11-29T00:00:00Z" {
			t.Errorf("%q is written %q", c.name, last)
		}
	}
}
