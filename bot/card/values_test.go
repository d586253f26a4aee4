package card

import (
	"encoding/json"
	"math"
	"slices"
	"testing"

	"pgregory.net/rapid"
)

// TestNumbers checks how values are written in each language.
func TestNumbers(t *testing.T) {
	for _, c := range []struct {
		value      float64
		unit       string
		en, zh, tw string
	}{
		{0, "", "0", "0", "0"},
		{1240, "leaves", "1240 leaves", "1240 leaves", "1240 leaves"},
		{9999, "", "9999", "9999", "9999"},
		{9999.6, "", "10K", "1万", "1萬"},
		{12345, "", "12.3K", "1.23万", "1.23萬"},
		{-12345, "茶叶", "−12.3K 茶叶", "−1.23万 茶叶", "−1.23萬 茶叶"},
		{123456, "", "123K", "12.3万", "12.3萬"},
		{999950, "", "1M", "100万", "100萬"},
		{12345678, "", "12.3M", "1235万", "1235萬"},
		{99999999, "", "100M", "1亿", "1億"},
		{MaxValue, "", "1000T", "1000万亿", "1000兆"},
		{43.25, Percent, "43.3%", "43.3%", "43.3%"},
		{8.99, Percent, "9%", "9%", "9%"},
		{0.051, Percent, "0.05%", "0.05%", "0.05%"},
		{3.14159, "", "3.14", "3.14", "3.14"},
		{31.4159, "", "31.4", "31.4", "31.4"},
		{314.159, "", "314", "314", "314"},
	} {
		if en, zh, tw := number(c.value, c.unit, "en"), number(c.value, c.unit, "zh-Hans"), number(c.value, c.unit, "zh-Hant"); en != c.en || zh != c.zh || tw != c.tw {
			t.Errorf("%v %q is %s, %s, %s", c.value, c.unit, en, zh, tw)
		}
	}
}

// TestIntervals checks that an axis has few lines, at round numbers.
func TestIntervals(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		span := rapid.Float64Range(1e-9, 2*MaxValue).Draw(t, "span")
		n := rapid.IntRange(4, 5).Draw(t, "n")
		by := interval(span, n, false)
		if lines := span / by; lines > float64(n)*(1+1e-6) || lines < float64(n)/2.6 {
			t.Fatalf("%v apart, %v lines", by, lines)
		}
		lead := by / math.Pow(10, math.Floor(math.Log10(by)+1e-9))
		if !slices.ContainsFunc([]float64{1, 2, 5}, func(x float64) bool { return math.Abs(x-lead) < 1e-6 }) {
			t.Fatalf("%v apart", by)
		}
		if by := interval(span, n, true); by < 1 || by != math.Trunc(by) {
			t.Fatalf("integers %v apart", by)
		}
	})
}

// TestUnknownValues checks that unknown values are null in JSON, and unknown again when read.
func TestUnknownValues(t *testing.T) {
	b, err := json.Marshal(Values{1, math.NaN(), 2.5})
	if err != nil || string(b) != "[1,null,2.5]" {
		t.Fatalf("%s, %v", b, err)
	}
	var v Values
	if err := json.Unmarshal(b, &v); err != nil || len(v) != 3 || v[0] != 1 || !math.IsNaN(v[1]) || v[2] != 2.5 {
		t.Errorf("%v, %v", v, err)
	}
}
