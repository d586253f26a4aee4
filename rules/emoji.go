package rules

import (
	"regexp"
	"strings"
	"unicode"

	"github.com/stewardbot/steward/bot"
)

// Emoji configures the check for many emoji in one message.
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

// withoutCustom replaces each custom emoji in a text.
func withoutCustom(text, instead string) string {
	if !strings.Contains(text, "<") {
		return text
	}
	return custom.ReplaceAllString(text, instead)
}

const (
	joiner      = 0x200d // joins the emoji on both sides
	asText      = 0xfe0e // shows the preceding character as text
	asEmoji     = 0xfe0f // shows the preceding character as an emoji
	keycap      = 0x20e3 // makes the preceding digit an emoji
	firstFlag   = 0x1f1e6
	lastFlag    = 0x1f1ff
	firstColour = 0x1f3fb
	lastColour  = 0x1f3ff
)

// countEmoji counts what people see as one emoji: a family, a flag, a face with
// a skin tone, a boxed digit.
func countEmoji(text string) (n int) {
	if strings.Contains(text, "<") {
		n = len(custom.FindAllStringIndex(text, -1))
	}
	var last rune                     // the previous one, ignoring selectors
	halfFlag, counted := false, false // what last left open, and whether it is an emoji
	joined := false                   // part of the preceding emoji
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

// picture reports whether r is shown as an emoji by default.
func picture(r rune) bool { return r >= 0x231a && unicode.Is(emojiPresentation, r) }

// canBePicture: shown as an emoji if asEmoji follows.
func canBePicture(r rune) bool {
	return r > 0x7f && (unicode.IsSymbol(r) || unicode.IsPunct(r) || r == 'ℹ')
}

// withoutEmoji replaces each Unicode emoji with a space.
func withoutEmoji(text string) string {
	if !strings.ContainsFunc(text, func(r rune) bool { return r == asEmoji || r == keycap || picture(r) }) {
		return text
	}
	var out []rune
	last := -1 // position of the previous one, ignoring selectors
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
