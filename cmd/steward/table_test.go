package main

import (
	"bytes"
	"testing"
)

// TestTable: columns are aligned by display width, and headings are in the reader's language.
func TestTable(t *testing.T) {
	for lang, want := range map[string]string{
		"en":      "MEMBER  NAME    BALANCE\n1       김하늘  10\n2       Zoë     7\n300     a b     0\n",
		"zh-Hant": "成員  名字    餘額\n1     김하늘  10\n2     Zoë     7\n300   a b     0\n",
	} {
		var out bytes.Buffer
		rows := newTable(&out, lang, "MEMBER NAME BALANCE")
		rows.row(1, "김하늘", 10)
		rows.row(2, "Zoë", 7)
		rows.row(300, "a\nb", 0)
		if err := rows.flush(); err != nil {
			t.Fatal(err)
		}
		if got := out.String(); got != want {
			t.Errorf("%s:\n%swant\n%s", lang, got, want)
		}
	}
	var out bytes.Buffer
	if err := newTable(&out, "en", "").flush(); err != nil || out.Len() > 0 {
		t.Errorf("a table without rows: %q, %v", out.String(), err)
	}
}
