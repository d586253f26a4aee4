package bank

import (
	"strings"
	"unicode"
)

// What stands between letters and digits is a gap. Most gaps are for the look of a
// text and close; those that make it another number or name stay.

type class int

const (
	edge class = iota
	letter
	digit
	gap
)

func classOf(r rune) class {
	switch {
	case r >= '0' && r <= '9':
		return digit
	case unicode.IsLetter(r), unicode.IsMark(r), unicode.IsNumber(r):
		return letter
	}
	return gap
}

// tidy closes the gaps of a text in the form of plain. Where there is neither letter
// nor digit, the text stays as it is.
func tidy(s string) string {
	var b, between strings.Builder
	last, written := edge, 0
	for _, r := range s {
		c := classOf(r)
		if c == gap {
			between.WriteRune(r)
			continue
		}
		b.WriteString(closed(between.String(), last, c, written))
		b.WriteRune(r)
		between.Reset()
		last, written = c, written+1
	}
	if written == 0 {
		return s
	}
	b.WriteString(closed(between.String(), last, edge, written))
	return b.String()
}

// closed returns what stays of a gap between two classes, written characters
// into the text.
func closed(s string, before, after class, written int) string {
	switch {
	case s == "":
		return ""
	case before == digit && after == digit:
		return inNumber(s)
	case after == digit:
		return beforeNumber(s, before)
	case after == edge && before == digit:
		charge := ""
		if s == "-" { // of an ion: NO3-
			charge = s
		}
		return strings.Map(func(r rune) rune { return kept(r, "%‰!") }, strings.TrimRight(s, "~")) + charge
	case after == edge:
		return behindName(s, written)
	case before == edge:
		return ""
	}
	some := "&%‰"
	if before == digit { // 1/x is not 1x
		some += "/"
	}
	if s[0] == '#' {
		some += "#"
	}
	return strings.Map(func(r rune) rune { return kept(r, some) }, s)
}

// kept drops spaces, emoji and punctuation, but for some.
func kept(r rune, some string) rune {
	if r != ' ' && strings.ContainsRune(some, r) || unicode.In(r, unicode.Sm, unicode.Sc) && r != '~' || strings.ContainsRune("^°♭♮", r) {
		return r
	}
	return -1
}

// inNumber returns the sign between two digits. Spaces around it don't count,
// unless they stand on one side alone: "3 -2" are two numbers.
func inNumber(s string) string {
	words := strings.Fields(s)
	sign := strings.Join(words, " ")
	if (s[0] == ' ') == (s[len(s)-1] == ' ') {
		sign = strings.Join(words, "")
	} else if s[0] == ' ' {
		sign = " " + sign
	}
	switch sign {
	case ",", ";", "、", "":
		return " "
	case "。":
		return "."
	}
	if bare := strings.Trim(sign, "()[]{}\"'“”「」《》 ,;、"); bare == "" {
		return " "
	}
	return sign
}

// beforeNumber keeps what makes another number of one: a minus, a leading point, a
// currency. A hyphen between a name and its number is none.
func beforeNumber(s string, before class) string {
	dropped, sign := "", ""
	if before == edge {
		dropped = "+=≈#@" // +5 is 5
	}
	bare := strings.TrimRight(s, " ")
	if point := strings.TrimSuffix(s, "."); point != s && !strings.HasSuffix(point, ".") && (before == edge || point != "") {
		bare, sign = point, "0."
	}
	if strings.HasSuffix(bare, "-") && (before == edge || bare != "-" && s != " - ") {
		sign = "-" + sign
	}
	some := "&%‰"
	if strings.Contains(s, "::") { // of an address
		some += ":"
	}
	return strings.Map(func(r rune) rune {
		if strings.ContainsRune(dropped, r) {
			return -1
		}
		return kept(r, some)
	}, s) + sign
}

// behindName keeps the signs that names end in: C++, F#, Disney+; of very short ones a
// minus and a star as well (O-, A*).
func behindName(s string, written int) string {
	s = strings.TrimLeft(s, " ")
	n := 0
	for _, r := range s {
		if !strings.ContainsRune("+#°♭♮", r) && !unicode.Is(unicode.Sc, r) && (written > 2 || r != '-' && r != '*') {
			break
		}
		n += len(string(r))
	}
	return s[:n]
}
