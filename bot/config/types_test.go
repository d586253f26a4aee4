package config_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"log/slog"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/stewardbot/steward/bot/config"
)

func TestDurations(t *testing.T) {
	for text, want := range map[string]time.Duration{
		"0": 0, "0h": 0, "0d": 0, "60s": time.Minute, "1h30m": 90 * time.Minute, "7d": 7 * 24 * time.Hour,
		"1d12h": 36 * time.Hour, "-5m": -5 * time.Minute, "-1d1h": -25 * time.Hour, "1.5h": 90 * time.Minute, "106751d": 106751 * 24 * time.Hour,
	} {
		if got, err := config.ParseDuration(text); err != nil || got.Std() != want {
			t.Errorf("%q: %v, %v, want %v", text, got, err, want)
		}
	}
	for _, text := range []string{"", "d", "7", "7 d", "7days", "1w", "1.5d", "d5h", "--5m", "1d-5h", "+5m", "1d0", "1h1d", "106752d", "106751d24h", "99999999999999999999d", "5分钟"} {
		if got, err := config.ParseDuration(text); err == nil {
			t.Errorf("%q is taken as %v", text, got)
		} else if text != "" && strings.Contains(err.Error(), text+",") {
			t.Errorf("%q is repeated: %v", text, err)
		}
	}
}

func TestDurationsReadBack(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		d := config.Duration(rapid.Int64Min(-1<<63+1).Draw(t, "d"))
		if got, err := config.ParseDuration(d.String()); err != nil || got != d {
			t.Fatalf("%d is written %q and read %v, %v", d, d, got, err)
		}
	})
	for d, want := range map[time.Duration]string{0: "0s", 90 * time.Second: "1m30s", time.Hour: "1h", 36 * time.Hour: "1d12h", 48 * time.Hour: "2d", -time.Minute: "-1m"} {
		if got := config.Duration(d).String(); got != want {
			t.Errorf("%v: %q, want %q", d, got, want)
		}
	}
}

func TestTextInLanguage(t *testing.T) {
	both := config.Text{"en": "hello", "zh-Hans": "你好"}
	for _, c := range []struct {
		text       config.Text
		lang, want string
	}{
		{both, "en", "hello"}, {both, "zh-Hans", "你好"}, {both, "zh-Hant", "你好"}, {both, "en-GB", "hello"}, {both, "de", "hello"},
		{config.Plain("hi"), "zh-Hans", "hi"}, {config.Text{"zh-Hans": "你好"}, "en", "你好"}, {nil, "en", ""}, {config.Text{"en": ""}, "en", ""},
	} {
		if got := c.text.In(c.lang); got != c.want {
			t.Errorf("%v in %s: %q, want %q", c.text, c.lang, got, c.want)
		}
	}
	if !config.Text(nil).IsZero() || !config.Plain("").IsZero() || both.IsZero() {
		t.Error("IsZero")
	}
}

// TestSecretIsNotShown prints a secret in every way that logs and error messages could.
func TestSecretIsNotShown(t *testing.T) {
	type settings struct{ Token config.Secret }
	const s = config.Secret("hunter2")
	var out bytes.Buffer
	for _, v := range []any{s, &settings{s}, settings{s}, []config.Secret{s}, map[string]config.Secret{"a": s}} {
		for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x", "%d", "%t", "%10s"} {
			fmt.Fprintf(&out, verb+"\n", v)
		}
		if err := json.NewEncoder(&out).Encode(v); err != nil {
			t.Fatal(err)
		}
		slog.New(slog.NewTextHandler(&out, nil)).Info("m", "v", v)
		slog.New(slog.NewJSONHandler(&out, nil)).Info("m", "v", v)
	}
	fmt.Fprintln(&out, s, s.String(), s.GoString())
	if strings.Contains(out.String(), "hunter2") || strings.Contains(out.String(), fmt.Sprintf("%x", "hunter2")) {
		t.Error(out.String())
	}
	if s.Reveal() != "hunter2" {
		t.Error("Reveal does not reveal")
	}
}
