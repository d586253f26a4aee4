package textfile_test

import (
	"strings"
	"testing"
	"unicode/utf8"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/japanese"
	"golang.org/x/text/encoding/korean"
	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/encoding/traditionalchinese"
	"golang.org/x/text/encoding/unicode"

	"github.com/stewardbot/steward/bot/textfile"
)

// TestDecode: files from spreadsheets are decoded as intended or rejected, never garbled.
func TestDecode(t *testing.T) {
	const (
		simplified  = "question,a,b,answer\n中国的首都是？,北京,上海,北京\n诗人“李白”姓什么？,李,白,李\n"
		rare        = "question,answer\n朱镕基的镕字怎么读？,róng\n囍是什么意思？,双喜\n喆字有几个吉？,两个\n"
		traditional = "question,answer\n台灣最高的山是什麼？,玉山\n功課許蓋？,許功蓋\n珍珠奶茶發源於哪裡？,台中\n"
		short       = "question,answer\n中国?,茶\n"
		french      = "question,answer\nOù est l’été à Orléans ?,“Ça”, 5 € – déjà\n"
		spanish     = "question,answer\n¿Que es esto?,nada\n¡Qué año! ½,España\n"
		japan       = "question,answer\n日本の首都はどこですか？,東京\nカタカナの「ア」は？,ア\n"
		korea       = "question,answer\n한국의 수도는?,서울\n김치는 무엇으로 만드나요?,배추\n"
		russia      = "question,answer\nСтолица России?,Москва\nКакой город на Неве?,Санкт-Петербург\n"
	)
	utf16 := unicode.UTF16(unicode.LittleEndian, unicode.UseBOM)
	for _, c := range []struct {
		name string
		text string
		in   encoding.Encoding
		ok   bool
	}{
		{"GBK", simplified, simplifiedchinese.GBK, true}, {"GBK, rare", rare, simplifiedchinese.GBK, true}, {"GB18030", traditional, simplifiedchinese.GB18030, true}, {"GBK, short", short, simplifiedchinese.GBK, true},
		{"Big5", traditional, traditionalchinese.Big5, true},
		{"UTF-16", simplified, utf16, true}, {"UTF-16, big end first", traditional, unicode.UTF16(unicode.BigEndian, unicode.UseBOM), true},
		{"UTF-16LE", simplified, unicode.UTF16(unicode.LittleEndian, unicode.IgnoreBOM), true}, {"UTF-16BE", rare, unicode.UTF16(unicode.BigEndian, unicode.IgnoreBOM), true},
		{"Windows-1252, French", french, charmap.Windows1252, true}, {"Windows-1252, Spanish", spanish, charmap.Windows1252, true},
		{"Shift JIS", japan, japanese.ShiftJIS, false}, {"EUC-JP", japan, japanese.EUCJP, false}, {"EUC-KR", korea, korean.EUCKR, false},
		{"Windows-1251", russia, charmap.Windows1251, false}, {"KOI8-R", russia, charmap.KOI8R, false},
	} {
		raw, err := c.in.NewEncoder().String(strings.ReplaceAll(c.text, "\n", "\r\n"))
		if err != nil {
			t.Fatalf("%s: %v", c.name, err)
		}
		got, err := textfile.Decode([]byte(raw))
		if (err == nil) != c.ok || c.ok && got != c.text {
			t.Errorf("%s: %q, %v", c.name, got, err)
		}
	}
	for data, want := range map[string]string{
		"\xef\xbb\xbfa\r\nb\rc": "a\nb\nc", "\xff\xfea\x00,\x00\x2d\x4e": "a,中", "\xfe\xff\x4e\x2d": "中", "": "",
		"Caf\xe9;\x80 5;na\xefve": "Café;€ 5;naïve", "\xd6\xd0\xb9\xfa,\xb2\xe8": "中国,茶", "中国 and\nCaf\xe9": "中国 and\nCafé",
	} {
		if got, err := textfile.Decode([]byte(data)); got != want || err != nil {
			t.Errorf("%q is read as %q, want %q, %v", data, got, want, err)
		}
	}
	if _, err := textfile.Decode([]byte("PK\x03\x04\x14\x00\x06\x00\xff\x00\x01")); err == nil || !strings.Contains(err.Error(), "is no text") {
		t.Error(err)
	}
}

func FuzzDecode(f *testing.F) {
	f.Add([]byte("\xff\xfea\x00"))
	f.Add([]byte("\xd6\xd0?\xe9\x81"))
	f.Fuzz(func(t *testing.T, raw []byte) {
		text, err := textfile.Decode(raw)
		if err == nil && (!utf8.ValidString(text) || strings.Contains(text, "\r")) {
			t.Fatalf("%q", text)
		}
	})
}
