package bank_test

import (
	"strconv"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/stewardbot/steward/bot/feature/quiz/bank"
)

func TestAcceptsWhatPeopleCallTheSame(t *testing.T) {
	for answer, given := range map[string]struct{ yes, no []string }{
		"Saint Petersburg": {
			[]string{"saint petersburg", " SAINT-PETERSBURG. ", "ｓａｉｎｔ　ｐｅｔｅｒｓｂｕｒｇ", "Saint Petersburg!!", "“saint petersburg”", "saint petersburg 😀"},
			[]string{"", "petersburg", "saint petersburg 2"},
		},
		"北京":      {[]string{"北 京", "北京。", "《北京》", "北京～"}, []string{"北京市"}},
		"?":       {[]string{"？"}, []string{"!", ""}},
		"32":      {[]string{"３２", "32.", "(32)", "三十二", "+32", "32!", "３２！", "٣٢", "=32", "#32"}, []string{"3-2", "3 2", "3/2", "3.2", "3,2", "3:2", "-32", "(3)(2)", "3²", "三二", "32%", "$32", "3、2", "3_2", "3*2", "3!2"}},
		"3-2":     {[]string{"3 - 2", "3–2", "3−2", "３－２"}, []string{"32", "3 2", "3:2", "-3-2", "3 -2", "2-3"}},
		"1/3":     {[]string{"⅓", "1 / 3", "1⁄3", "１／３"}, []string{"13", "3/1", "1 3", "1:3"}},
		"1½":      {[]string{"1 1/2", "1 ½"}, []string{"11/2", "112", "½"}},
		"0.5":     {[]string{"0,5", ".5", "０．５", "零点五", "0。5"}, []string{"05", "5", "0-5", "0 5", "..5", "5.0"}},
		"-3":      {[]string{"−3", "- 3", "－３", "负三", "(-3)"}, []string{"3", "+3", "三"}},
		"3.14":    {[]string{"3,14", "三点一四"}, []string{"314", "3 14", "31.4", "3.140", "三点十四"}},
		"1000":    {[]string{"1,000", "1 000", "1'000", "1’000", "一千", "1，000"}, []string{"1.000", "1", "1,0", "10,00"}},
		"1.234":   {nil, []string{"1,234", "1234"}},
		"1234":    {[]string{"1,234", "一千二百三十四", "一二三四"}, []string{"1.234", "12,34", "一千二百三四"}},
		"1234567": {[]string{"1,234,567", "1 234 567"}, []string{"1.234.567", "1,234567", "1234,567"}},
		"亿亿":      {[]string{"亿亿。"}, []string{"一千亿亿", "九百亿亿", "一万亿亿", "十万亿亿亿", "负一千亿亿", "亿"}},
		"1, 2":    {[]string{"1,2", "1;2", "1 2", "1、2"}, []string{"12", "1.2", "1-2"}},

		"255.255.0.0": {[]string{"255.255.0.0."}, []string{"25525500", "255 255 0 0", "255.2550.0"}},
		"10²":         {[]string{"10^2"}, []string{"102", "100"}},
		"10⁻³":        {[]string{"10^-3"}, []string{"10-3", "103", "10³"}},
		"10₂":         {nil, []string{"102", "10²"}},
		"10¹²":        {[]string{"10^12"}, []string{"1012", "10^1^2"}}, "E=mc²": {[]string{"e = mc^2", "E=mc2"}, []string{"E=m2c"}}, "H₂O": {[]string{"H2O", "h 2 o"}, []string{"H₃O"}},
		"5!":     {[]string{"5！"}, []string{"5"}},
		"50%":    {[]string{"50 %", "５０％"}, []string{"50", "50‰"}},
		"-40 °C": {[]string{"−40°C", "-40℃"}, []string{"40 °C", "-40 K"}},
		"2024":   {[]string{"二〇二四", "二零二四", "两千零二十四"}, []string{"20 24", "二十二十四", "20-24"}},
		"12":     {[]string{"十二", "一十二", "12。"}, []string{"十 二", "一二", "1十", "二十"}},
		"12月":    {[]string{"十二月", "12 月"}, []string{"二月", "1-2月"}},
		"150":    {[]string{"一百五十"}, []string{"一百五", "一百零五"}},
		"10000":  {[]string{"一万", "一萬", "10 000"}, []string{"1,0000", "万"}},

		"F#": {[]string{"f♯", "F #", "f#."}, []string{"F", "F+"}},
		"F":  {nil, []string{"F#", "F♯", "F♭"}}, "C++": {[]string{"c++", "Ｃ＋＋", "C ++", "C++!"}, []string{"C", "C#", "C+"}},
		"C": {[]string{"c", "C."}, []string{"C++", "C#", "C ++"}}, "O-": {[]string{"o−"}, []string{"O", "O+"}},
		"1e-6": {[]string{"1E-6", "1×10⁻⁶", "1 x 10^-6"}, []string{"1e6", "1-6", "16"}}, "::1": {nil, []string{"1", ":1"}}, "5>3": {[]string{"5 > 3"}, []string{"5<3", "53", "5 3"}}, "≥3": {[]string{">=3", "≥ 3"}, []string{"3", ">3", "<=3"}},
		"NO₃⁻": {[]string{"NO3-", "no3⁻"}, []string{"NO3", "NO3+", "NO-3"}}, "US$": {[]string{"us＄"}, []string{"us", "US€"}}, "1000000": {[]string{"100万", "100萬", "一百万"}, []string{"1000万", "10万", "1,0万"}},
		"1.5亿": {[]string{"150000000", "150,000,000", "1.5億"}, []string{"1.5万", "15亿", "1.5"}}, "1.23百": {[]string{"123"}, []string{"1.23"}}, "1.234百": {nil, []string{"1234", "123"}},
		"AB": {[]string{"a b", "AB!"}, []string{"AB-", "AB+"}}, "Disney+": {nil, []string{"Disney"}},
		"R&B": {[]string{"r & b", "R and B"}, []string{"RB"}}, "Simon and Garfunkel": {[]string{"simon & garfunkel", "Simon＆Garfunkel"}, []string{"simon garfunkel"}},
		"B-52": {[]string{"b52", "B 52", "b–52"}, []string{"B 5-2", "B 5 2"}}, "U.S.A.": {[]string{"usa", "U S A"}, []string{"us"}},
		"The Beatles": {[]string{"beatles", "the beatles"}, []string{"a", "the"}}, "an elephant": {[]string{"Elephant", "the elephant"}, nil},
		"A": {[]string{"a"}, []string{"the a b"}}, "Vitamin A": {[]string{"vitamin a"}, []string{"vitamin", "vitamin an"}},
		"O'Brien": {[]string{"obrien", "O’Brien"}, nil}, "AC/DC": {[]string{"acdc", "ac dc"}, nil},

		"São Paulo": {[]string{"sao paulo", "SÃO PAULO", "sa\u0303o paulo"}, []string{"sào paulo"}},
		"Malmo":     {[]string{"Malmö"}, nil}, "Łódź": {[]string{"lodz"}, nil}, "København": {[]string{"kobenhavn"}, nil},
		"Пётр": {[]string{"петр"}, nil}, "й": {nil, []string{"и"}}, "が": {nil, []string{"か"}}, "Straße": {[]string{"STRASSE"}, nil},
		"列奥纳多·达·芬奇": {[]string{"列奥纳多达芬奇", "列奥纳多•达•芬奇"}, nil},
	} {
		q := bank.Question{Answers: []string{"nothing", answer}}
		for _, text := range append(given.yes, answer) {
			if !q.Accepts(text) {
				t.Errorf("%q is not accepted for %q", text, answer)
			}
		}
		for _, text := range given.no {
			if q.Accepts(text) {
				t.Errorf("%q is accepted for %q", text, answer)
			}
		}
	}
}

// written is a number with common notations that all mean it and nothing else.
type written struct {
	value string
	forms []string
}

func numbersWritten() *rapid.Generator[written] {
	return rapid.Custom(func(t *rapid.T) written {
		n := rapid.OneOf(rapid.IntRange(0, 200), rapid.IntRange(0, 9_999_999)).Draw(t, "whole")
		whole := strconv.Itoa(n)
		minus := rapid.Bool().Draw(t, "negative")
		part := ""
		if rapid.Bool().Draw(t, "broken") {
			part = rapid.StringMatching(`[0-9]{1,4}`).Draw(t, "part")
		}
		w := written{value: whole}
		forms := []string{whole}
		if len(whole) > 3 {
			for _, sep := range []string{",", " ", "'"} {
				forms = append(forms, apart(whole, sep))
			}
		}
		if part != "" {
			w.value += "." + part
			plain := forms
			forms = nil
			for _, f := range plain {
				forms = append(forms, f+"."+part)
			}
			if len(part) != 3 || len(whole) > 3 || n == 0 {
				forms = append(forms, whole+","+part)
			}
		}
		signs := []string{"", "+"}
		if minus {
			w.value, signs = "-"+w.value, []string{"-", "−", "－"}
		}
		for _, s := range signs {
			for _, f := range forms {
				w.forms = append(w.forms, s+f, " "+s+f+".", "（"+s+f+"）")
			}
		}
		return w
	})
}

// apart formats a number with a thousands separator.
func apart(n, sep string) string {
	for i := len(n) - 3; i > 0; i -= 3 {
		n = n[:i] + sep + n[i:]
	}
	return n
}

// TestNoOtherNumber: an answer is right only if it is the same number, in any notation.
func TestNoOtherNumber(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		x, y := numbersWritten().Draw(t, "x"), numbersWritten().Draw(t, "y")
		for _, a := range x.forms {
			q := bank.Question{Answers: []string{strings.TrimSpace(a)}}
			for _, b := range y.forms {
				if x.value != y.value && q.Accepts(b) {
					t.Fatalf("%q is accepted for %q", b, a)
				}
			}
		}
		for _, b := range x.forms {
			if q := (&bank.Question{Answers: []string{x.value}}); !q.Accepts(b) {
				t.Fatalf("%q is not accepted for %q", b, x.value)
			}
		}
	})
}

// TestNoOtherSigns: digits with other separators are a different answer, unless they separate
// list items or thousands.
func TestNoOtherSigns(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		digits := rapid.StringMatching(`[1-9][0-9]{1,3}`).Draw(t, "digits")
		at := rapid.IntRange(1, len(digits)-1).Draw(t, "at")
		sign := rapid.SampledFrom([]string{"-", "/", ".", ":", "−", "–", "^", "*", "_", "×", "÷", "+", "=", "%", "\\", "|", "~", "·", "²", "½", "⁻", "①", "'", "\"", "&", "#", "一", "点", "?", "!"}).Draw(t, "sign")
		other := digits[:at] + sign + digits[at:]
		if (&bank.Question{Answers: []string{digits}}).Accepts(other) || (&bank.Question{Answers: []string{other}}).Accepts(digits) {
			if sign == "'" && len(digits)-at == 3 {
				return
			}
			t.Fatalf("%q and %q are taken for the same", digits, other)
		}
	})
}
