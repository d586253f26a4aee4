// Package template fills in the texts that operators write: "It is {weekday},
// {days_until 2026-12-31} days are left."
//
// [Parse] splits a text at its placeholders and rejects unknown ones, so that
// mistakes are found when the configuration is read; [Template.Render] inserts
// the values. [Common] lists the placeholders of every text (common.go); a
// feature adds its own. Values depend only on the state.
//
// A placeholder is a name in braces, in any case, optionally followed by an
// argument. Doubled braces produce a literal placeholder; any other brace is an
// ordinary character.
package template

import (
	"regexp"
	"slices"
	"strings"

	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/bot/phrase"
	"github.com/stewardbot/steward/bot/spelling"
)

// Func is one kind of placeholder.
type Func struct {
	Name string // a-z and _
	// Arg validates the argument, "" if there is none; nil: no argument is
	// allowed.
	Arg func(arg string) error
}

// Template is a parsed text. The zero value is an empty text.
type Template struct{ parts []part }

// part is literal text, and the placeholder after it.
type part struct{ text, name, arg string }

var (
	placePattern = regexp.MustCompile(`(\{?)\{[ \t]*([\p{L}_]+)((?:[ \t]+[^{}\s]+)*)[ \t]*\}(\}?)`)
	widePattern  = regexp.MustCompile(`｛[ \t　]*([\p{L}_]+)[^{}｛｝\n]*｝`)
)

// Parse parses a text with the known placeholders. It returns an error for
// people if there is an unknown placeholder or an invalid argument. The
// template can still be used; such a placeholder is left as it is.
func Parse(text string, known []Func) (t Template, err error) {
	note := func(e error) {
		if err == nil {
			err = e
		}
	}
	from := 0
	for _, m := range placePattern.FindAllStringSubmatchIndex(text, -1) {
		if doubled := m[2] < m[3] && m[8] < m[9]; doubled {
			t.parts = append(t.parts, part{text: text[from:m[0]] + text[m[3]:m[8]]})
			from = m[1]
			continue
		}
		start, end := m[3], m[8] // the surrounding brace is text
		p := part{text[from:start], strings.ToLower(text[m[4]:m[5]]), strings.Join(strings.Fields(text[m[6]:m[7]]), " ")}
		if e := check(p, text[start:end], known); e != nil {
			note(e)
			p = part{text: text[from:end]}
		}
		t.parts = append(t.parts, p)
		from = end
	}
	t.parts = append(t.parts, part{text: text[from:]})
	for _, m := range widePattern.FindAllStringSubmatch(text, -1) {
		name := strings.ToLower(m[1])
		if meant := foreign[name]; meant != "" {
			name = meant
		}
		if _, ok := find(known, name); ok {
			note(phrase.New("template.wide_braces", m[0], name))
		}
	}
	return t, err
}

// foreign maps Chinese placeholder names to ours.
var foreign = map[string]string{
	"名字": "name", "名称": "name", "名稱": "name", "昵称": "name", "暱稱": "name", "姓名": "name", "用户": "name", "用戶": "name", "用户名": "name", "成员": "name", "成員": "name",
	"群": "community", "群名": "community", "社区": "community", "社群": "community", "日期": "date", "时间": "time", "時間": "time", "星期": "weekday",
	"人数": "member_count", "人數": "member_count", "群规": "rules", "群規": "rules", "规则": "rules", "規則": "rules",
}

func find(known []Func, name string) (Func, bool) {
	for _, f := range known {
		if f.Name == name {
			return f, true
		}
	}
	return Func{}, false
}

func check(p part, written string, known []Func) error {
	f, ok := find(known, p.name)
	switch {
	case !ok:
		return unknown(p.name, written, known)
	case f.Arg == nil && p.arg != "":
		return phrase.New("template.no_argument", written, p.name)
	case f.Arg == nil:
		return nil
	}
	if err := f.Arg(p.arg); err != nil {
		return phrase.New("template.argument", written, err)
	}
	return nil
}

// unknown returns the error for an unknown placeholder, with the likely name
// or, failing that, all names.
func unknown(name, written string, known []Func) error {
	names := make([]string, len(known))
	for i, f := range known {
		names[i] = f.Name
	}
	n := spelling.Suggest(name, names)
	if meant := foreign[name]; slices.Contains(names, meant) {
		n = meant
	}
	if n != "" {
		return phrase.New("template.meant", written, "{"+n+"}")
	}
	for i, n := range names {
		names[i] = "{" + n + "}"
	}
	return phrase.New("template.unknown", written, names)
}

// Render fills in the placeholders, calling value with a name in lower case and
// its argument. Values are inserted verbatim: in a text in Steward's markup,
// value must escape them.
func (t Template) Render(value func(name, arg string) (string, error)) (string, error) {
	var b strings.Builder
	for _, p := range t.parts {
		b.WriteString(p.text)
		if p.name == "" {
			continue
		}
		s, err := value(p.name, p.arg)
		if err != nil {
			return "", phrase.New("template.fill", p.name, err)
		}
		b.WriteString(s)
	}
	return b.String(), nil
}

// Validate calls fault if a text has an invalid placeholder, in any language.
func Validate(text bot.Text, known []Func, fault func(code string, args ...any)) {
	for _, s := range text {
		if _, err := Parse(s, known); err != nil {
			fault("as_is", err)
			return
		}
	}
}
