// Package textfile reads text files that people and spreadsheets wrote: it
// detects their encoding (decode.go), and puts a parser's complaints into plain
// words (words.go). It writes tables that spreadsheets read safely (table.go).
package textfile

import (
	"bytes"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/encoding/traditionalchinese"
	"golang.org/x/text/encoding/unicode"

	"github.com/stewardbot/steward/bot/phrase"
)

// Charset is an encoding other than UTF-8.
type Charset struct {
	Name   string // for people: GBK
	Iconv  string // iconv's name: GB18030
	Marked bool   // begins with a byte order mark
	encoding.Encoding
}

var (
	utf16   = Charset{"UTF-16", "UTF-16", true, unicode.UTF16(unicode.LittleEndian, unicode.UseBOM)}
	utf16LE = Charset{"UTF-16", "UTF-16LE", false, unicode.UTF16(unicode.LittleEndian, unicode.IgnoreBOM)}
	utf16BE = Charset{"UTF-16", "UTF-16BE", false, unicode.UTF16(unicode.BigEndian, unicode.IgnoreBOM)}
	gbk     = Charset{"GBK", "GB18030", false, simplifiedchinese.GB18030}
	big5    = Charset{"Big5", "BIG5", false, traditionalchinese.Big5}
	western = Charset{"Windows-1252", "WINDOWS-1252", false, charmap.Windows1252}
)

// Wide returns the UTF-16 encoding of a text, with or without a byte order
// mark; nil if it is not UTF-16.
func Wide(raw []byte) *Charset {
	if bytes.HasPrefix(raw, []byte{0xff, 0xfe}) || bytes.HasPrefix(raw, []byte{0xfe, 0xff}) {
		return &utf16
	}
	head := raw[:min(len(raw), 64)&^1]
	even, odd := 0, 0
	for i := 0; i < len(head); i += 2 {
		if head[i] == 0 {
			even++
		}
		if head[i+1] == 0 {
			odd++
		}
	}
	switch zeros := max(even, odd); {
	case len(head) < 4 || zeros <= len(head)/3 || min(even, odd) > 0:
		return nil
	case even > 0:
		return &utf16BE
	}
	return &utf16LE
}

// Guess guesses the encoding of a text that is neither UTF-8 nor UTF-16: a
// Chinese one if its byte pairs are common characters, or Windows-1252 if its
// non-ASCII letters are among others. Nil if unclear.
func Guess(raw []byte) *Charset {
	p := pairsOf(raw)
	switch {
	case isWestern(raw):
		return &western
	case p.all == 0 || p.single > 0:
	case p.big5*10 >= p.all*8 && p.low*7 >= p.all && reads(big5, raw):
		return &big5
	case p.kana*10 > p.all || p.all >= 12 && p.hangul == p.all: // Japanese or Korean
	case p.gbk*10 >= p.all*6 && reads(gbk, raw):
		return &gbk
	}
	return nil
}

func reads(c Charset, raw []byte) bool {
	text, err := c.NewDecoder().Bytes(raw)
	return err == nil && !bytes.ContainsRune(text, utf8.RuneError)
}

// pairs counts the byte pairs that are common characters in each encoding.
type pairs struct {
	all, gbk, big5, kana, hangul int
	low                          int // whose second byte is ASCII
	single                       int // bytes without a pair
}

func pairsOf(raw []byte) (p pairs) {
	for i := 0; i < len(raw); i++ {
		lead := raw[i]
		if lead < 0x80 {
			continue
		}
		if i+1 >= len(raw) || lead == 0x80 || lead == 0xff || raw[i+1] < 0x30 || raw[i+1] == 0x7f || raw[i+1] == 0xff {
			p.single++
			continue
		}
		i++
		trail := raw[i]
		if trail < 0x40 { // half of a four-byte character of GB 18030
			continue
		}
		p.all++
		high := trail >= 0xa1
		if trail < 0x80 {
			p.low++
		}
		switch {
		case high && (lead == 0xa4 || lead == 0xa5):
			p.kana++
		case high && lead >= 0xb0 && lead <= 0xc8:
			p.hangul++
		}
		if high && (lead >= 0xb0 && lead <= 0xd7 || lead >= 0xa1 && lead <= 0xa3) {
			p.gbk++
		}
		if lead >= 0xa1 && lead <= 0xc6 && (trail <= 0x7e || high) {
			p.big5++
		}
	}
	return p
}

// isWestern reports whether the non-ASCII bytes are letters among other
// letters, and their usual punctuation.
func isWestern(raw []byte) bool {
	letter := func(b byte) bool {
		return b >= 0xc0 && b != 0xd7 && b != 0xf7 || strings.IndexByte("\x8a\x8c\x8e\x9a\x9c\x9e\x9f", b) >= 0
	}
	all, odd, run := 0, 0, 0
	for i, b := range raw {
		if !letter(b) {
			run = 0
		}
		if b < 0x80 {
			continue
		}
		all++
		next := byte(0)
		if i+1 < len(raw) {
			next = raw[i+1]
		}
		switch {
		case letter(b):
			run++
			if run > 2 || b < 0xdf && next >= 0xa1 {
				odd++
			}
		case strings.IndexByte("\x80\x85\x91\x92\x93\x94\x95\x96\x97\x99\xa0\xa1\xa3\xa7\xa9\xab\xae\xb0\xb1\xb2\xb3\xb5\xb7\xba\xaa\xbb\xbc\xbd\xbe\xbf\xd7\xf7", b) < 0:
			odd++
		}
	}
	return odd*10 <= all
}

var errUnknown = phrase.New("file.unknown_encoding")

// Decode decodes a file in whatever encoding to text with "\n" line ends and no
// byte order mark. In a file that is mostly UTF-8, other lines are taken for
// Windows-1252. The error is a clause for people.
func Decode(raw []byte) (string, error) {
	if wide := Wide(raw); wide != nil {
		raw, _ = wide.NewDecoder().Bytes(raw) // invalid characters are replaced
	}
	if bytes.IndexByte(raw, 0) >= 0 {
		return "", phrase.New("file.not_text")
	}
	text := strings.NewReplacer("\r\n", "\n", "\r", "\n").Replace(strings.TrimPrefix(string(raw), "\ufeff"))
	if utf8.ValidString(text) {
		return text, nil
	}
	var rest []string // lines that are not UTF-8
	lines := strings.Split(text, "\n")
	for _, line := range lines {
		if !utf8.ValidString(line) {
			rest = append(rest, line)
		}
	}
	c := Guess([]byte(strings.Join(rest, "\n")))
	if c == nil {
		return "", errUnknown
	}
	if c.Name != western.Name {
		return c.NewDecoder().String(text)
	}
	for i, line := range lines {
		if !utf8.ValidString(line) {
			lines[i], _ = c.NewDecoder().String(line)
		}
	}
	return strings.Join(lines, "\n"), nil
}
