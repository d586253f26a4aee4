package rules

import (
	"regexp"
	"strings"
	"unicode"

	"github.com/stewardbot/steward/bot"
)

// Emoji is the setting of the check for many emoji in one message.
type Emoji struct {
	MoreThan int `yaml:"more_than,required" doc:"so many may be in one message" min:"0" max:"1000"`
}

// find implements reader.
func (s *Emoji) find(p *Piece) (Found, bool) {
	n := countEmoji(p.Raw)
	if n <= s.MoreThan {
		return Found{}, false
	}
	return Found{Key: "rules.emoji", Args: bot.Args{"Count": n}}, true
}

// custom is an emoji of a Discord server in a text.
var custom = regexp.MustCompile(`<a?:[a-zA-Z0-9_]{1,64}:\d{1,32}>`)

// withoutCustom returns a text with something else in place of each of them.
func withoutCustom(text, instead string) string {
	if !strings.Contains(text, "<") {
		return text
	}
	return custom.ReplaceAllString(text, instead)
}

const (
	joiner      = 0x200d // makes one emoji of those on both sides
	asText      = 0xfe0e // makes a sign of the emoji before it
	asEmoji     = 0xfe0f // makes an emoji of the sign before it
	keycap      = 0x20e3 // makes an emoji of the digit before it
	firstFlag   = 0x1f1e6
	lastFlag    = 0x1f1ff
	firstColour = 0x1f3fb
	lastColour  = 0x1f3ff
)

// countEmoji counts what is seen as one: a family, a flag, a skin colour with
// its face, a digit in a box.
func countEmoji(text string) (n int) {
	if strings.Contains(text, "<") {
		n = len(custom.FindAllStringIndex(text, -1))
	}
	var last rune                     // the one before, selectors aside
	halfFlag, counted := false, false // what last left open, and whether it is an emoji
	joined := false                   // it is one with those before it
	for _, r := range withoutCustom(text, " ") {
		switch {
		case r == asEmoji:
			if !counted && canBePicture(last) {
				n, counted = n+1, true
			}
			continue
		case r == asText:
			if counted && picture(last) && !joined {
				n, counted = n-1, false
			}
			continue
		case r >= firstFlag && r <= lastFlag:
			if !halfFlag {
				n++
			}
			halfFlag, counted, last = !halfFlag, true, r
			continue
		case r >= firstColour && r <= lastColour && counted:
		case r == keycap && (last >= '0' && last <= '9' || last == '#' || last == '*'):
			n, counted = n+1, true
		case picture(r):
			if joined = last == joiner && counted; !joined {
				n++
			}
			counted = true
		case counted && (r == joiner || last == joiner && canBePicture(r)):
		default:
			counted = false
		}
		halfFlag, last = false, r
	}
	return n
}

// picture: shown as an emoji by itself.
func picture(r rune) bool { return r >= 0x231a && unicode.Is(emojiPresentation, r) }

// canBePicture: shown as an emoji if asEmoji follows.
func canBePicture(r rune) bool {
	return r > 0x7f && (unicode.IsSymbol(r) || unicode.IsPunct(r) || r == 'ℹ')
}

// withoutEmoji returns a text with a space in place of each emoji of the
// platforms' own.
func withoutEmoji(text string) string {
	if !strings.ContainsFunc(text, func(r rune) bool { return r == asEmoji || r == keycap || picture(r) }) {
		return text
	}
	var out []rune
	last := -1 // where the one before stands, selectors aside
	for _, r := range text {
		switch {
		case r == asEmoji:
			if last >= 0 && canBePicture(out[last]) {
				out[last] = ' '
			}
			continue
		case r == keycap && last >= 0 && (out[last] >= '0' && out[last] <= '9' || out[last] == '#' || out[last] == '*'):
			out[last] = ' '
			continue
		case picture(r):
			r = ' '
		}
		out = append(out, r)
		last = len(out) - 1
	}
	return string(out)
}
