package place

import (
	"testing"
	"time"
)

func TestReadSlow(t *testing.T) {
	for _, c := range []struct {
		text  string
		form  bool
		every time.Duration
		rest  string
		ok    bool
	}{
		{"30 too fast", false, 30 * time.Second, "too fast", true},
		{"关闭", false, 0, "", true},
		{"9h", false, 0, "9h", false},
		{"5 m", false, 5 * time.Minute, "", true},
		{"5 m", true, 5 * time.Minute, "", true},
		{"5 m spam", true, 5 * time.Minute, "spam", false},
		{"30 seconds too fast", false, 30 * time.Second, "too fast", true},
		{"2 months", false, 0, "2 months", false},
		{"半分钟", false, 30 * time.Second, "", true},
		{"soon", true, 0, "soon", false},
		{"", false, 0, "", false},
	} {
		every, rest, ok := readSlow(c.text, c.form)
		if every != c.every || rest != c.rest || ok != c.ok {
			t.Errorf("readSlow(%q, %t) = %s, %q, %t; want %s, %q, %t", c.text, c.form, every, rest, ok, c.every, c.rest, c.ok)
		}
	}
}

func FuzzReadSlow(f *testing.F) {
	for _, text := range []string{"30s", "off", "２h", "半分钟 x", "-1"} {
		f.Add(text, true)
	}
	f.Fuzz(func(t *testing.T, text string, form bool) {
		if every, _, _ := readSlow(text, form); every < 0 || every > slowest || every > 0 && every < time.Second {
			t.Errorf("every %s", every)
		}
	})
}
