package web_test

import (
	"fmt"
	"math"
	"os"
	"regexp"
	"strconv"
	"strings"
	"testing"
)

// palettes parses the colours of both schemes from the style sheet.
func palettes(t *testing.T) map[string]map[string]string {
	t.Helper()
	body, err := os.ReadFile("assets/tokens.css")
	if err != nil {
		t.Fatal(err)
	}
	light, dark, ok := strings.Cut(string(body), "@media (prefers-color-scheme: dark)")
	if !ok {
		t.Fatal("there is no dark scheme")
	}
	out := map[string]map[string]string{"light": {}, "dark": {}}
	property := regexp.MustCompile(`--([\w-]+): (#[0-9a-f]{6}|var\(--[\w-]+\));`)
	for _, m := range property.FindAllStringSubmatch(light, -1) {
		out["light"][m[1]], out["dark"][m[1]] = m[2], m[2]
	}
	for _, m := range property.FindAllStringSubmatch(dark, -1) {
		out["dark"][m[1]] = m[2]
	}
	return out
}

// luminance returns the relative luminance, as defined by WCAG 2.2.
func luminance(t *testing.T, palette map[string]string, name string) float64 {
	t.Helper()
	value := palette[name]
	for strings.HasPrefix(value, "var(--") {
		value = palette[strings.TrimSuffix(strings.TrimPrefix(value, "var(--"), ")")]
	}
	n, err := strconv.ParseUint(strings.TrimPrefix(value, "#"), 16, 32)
	if err != nil {
		t.Fatalf("--%s is %q", name, value)
	}
	channel := func(shift int) float64 {
		c := float64(n>>shift&0xff) / 255
		if c <= 0.04045 {
			return c / 12.92
		}
		return math.Pow((c+0.055)/1.055, 2.4)
	}
	return 0.2126*channel(16) + 0.7152*channel(8) + 0.0722*channel(0)
}

func TestContrast(t *testing.T) {
	grounds := []string{"ground", "chat", "surface", "own", "sunken"}
	pairs := [][2]string{
		{"on-accent", "accent"}, {"accent-text", "accent-soft"}, {"text", "accent-soft"},
		{"amber-text", "amber-soft"}, {"amber-text", "surface"}, {"red-text", "red-soft"}, {"red-text", "surface"},
		{"surface", "text"},
	}
	for _, ground := range grounds {
		pairs = append(pairs, [2]string{"text", ground}, [2]string{"muted", ground}, [2]string{"accent-text", ground})
		for i := range 8 {
			if ground != "ground" {
				pairs = append(pairs, [2]string{fmt.Sprintf("name-%d", i), ground})
			}
		}
	}
	for i := range 8 {
		pairs = append(pairs, [2]string{"on-tint", fmt.Sprintf("tint-%d", i)})
	}
	for scheme, palette := range palettes(t) {
		contrast := func(a, b string, least float64) {
			x, y := luminance(t, palette, a), luminance(t, palette, b)
			if ratio := (math.Max(x, y) + 0.05) / (math.Min(x, y) + 0.05); ratio < least {
				t.Errorf("%s: --%s on --%s has a contrast of %.2f, want %v", scheme, a, b, ratio, least)
			}
		}
		for _, p := range pairs {
			contrast(p[0], p[1], 4.5)
		}
		for _, ground := range append(grounds, "accent-soft") { // focus, dots, selection
			contrast("accent", ground, 3)
		}
	}
}
