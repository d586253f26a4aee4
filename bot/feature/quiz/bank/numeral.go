package bank

import (
	"regexp"
	"strconv"
	"strings"
)

// Chinese numerals, as far as they mean one number alone.

var (
	numeral  = regexp.MustCompile(`(?:[0-9]+\.)?[0-9]*[零〇一二三四五六七八九十百千万亿点负两兩萬億點負]+[0-9]*`)
	ordinary = strings.NewReplacer("兩", "二", "两", "二", "萬", "万", "億", "亿", "點", "点", "負", "负", "〇", "零")
)

// shortened is a number as it is often written: 100万, 1.5亿.
var shortened = regexp.MustCompile(`^([0-9]{1,9})(?:\.([0-9]{1,8}))?([十百千]?[万亿]|[百千])$`)

// zeros are those that a unit stands for.
var zeros = map[rune]int{'十': 1, '百': 2, '千': 3, '万': 4, '亿': 8}

// inFullDigits writes a shortened number out, if it is a whole one.
func inFullDigits(n string) (string, bool) {
	m := shortened.FindStringSubmatch(n)
	if m == nil {
		return "", false
	}
	count := -len(m[2])
	for _, r := range m[3] {
		count += zeros[r]
	}
	digits := strings.TrimLeft(m[1]+m[2], "0")
	return digits + strings.Repeat("0", max(count, 0)), count >= 0 && digits != ""
}

const numeralDigits = "零一二三四五六七八九"

// withDigits writes the Chinese numerals of a text in digits. One that is not written
// in full, or that people read in two ways, stays: 一百五 is 150 or 105, 三四 three or
// four.
func withDigits(s string) string {
	return numeral.ReplaceAllStringFunc(s, func(n string) string {
		if digits, ok := inDigits(ordinary.Replace(n)); ok {
			return digits
		}
		return n
	})
}

func inDigits(n string) (string, bool) {
	if digits, ok := inFullDigits(n); ok {
		return digits, true
	}
	if rest, ok := strings.CutPrefix(n, "负"); ok {
		digits, ok := inDigits(rest)
		return "-" + digits, ok && !strings.HasPrefix(rest, "负")
	}
	if whole, part, ok := strings.Cut(n, "点"); ok {
		before, ok1 := inDigits(whole)
		after, ok2 := oneByOne(part)
		return before + "." + after, ok1 && ok2
	}
	if digits, ok := oneByOne(n); ok && len(digits) > 3 { // a year
		return digits, true
	}
	if strings.HasPrefix(n, "十") {
		n = "一" + n
	}
	v, ok := value(n)
	return strconv.FormatInt(v, 10), ok && inFull(v) == n
}

// oneByOne reads each character as a digit.
func oneByOne(n string) (string, bool) {
	var b strings.Builder
	for _, r := range n {
		at := strings.IndexRune(numeralDigits, r)
		if at < 0 {
			return "", false
		}
		b.WriteString(strconv.Itoa(at / len("零")))
	}
	return b.String(), n != ""
}

// mostNumeral is the largest number that a part of a numeral up to 万 or 亿 is read as.
const mostNumeral = 1e12

// value adds a numeral up, leniently.
func value(n string) (sum int64, ok bool) {
	var section, one int64
	for _, r := range n {
		switch at := strings.IndexRune(numeralDigits, r); {
		case at >= 0:
			one = int64(at / len("零"))
		case r == '万' || r == '亿':
			if sum += section + one; sum > mostNumeral/unit(r) {
				return 0, false
			}
			sum, section, one = sum*unit(r), 0, 0
		case unit(r) > 0:
			section, one = section+max(one, 1)*unit(r), 0
		default:
			return 0, false
		}
	}
	return sum + section + one, true
}

func unit(r rune) int64 {
	switch r {
	case '十':
		return 10
	case '百':
		return 100
	case '千':
		return 1000
	case '万':
		return 1e4
	case '亿':
		return 1e8
	}
	return 0
}

// inFull writes a number as it is read out, 12 as 一十二.
func inFull(v int64) string {
	if v == 0 {
		return "零"
	}
	var b strings.Builder
	zero := false
	for _, r := range "亿万千百十一" {
		u := max(unit(r), 1)
		n := v / u
		v %= u
		switch {
		case n == 0:
			zero = b.Len() > 0
			continue
		case zero:
			b.WriteString("零")
		}
		zero = false
		if n > 9 {
			b.WriteString(inFull(n))
		} else {
			b.WriteString(numeralDigits[n*3 : n*3+3])
		}
		if r != '一' {
			b.WriteRune(r)
		}
	}
	return b.String()
}
