package grant

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/stewardbot/steward/bot"
)

// maxTag bounds the characters of a tag: Telegram's limit,
// https://core.telegram.org/bots/api#setchatmembertag.
const maxTag = 16

// CheckRole calls fault if a role has no full name.
func CheckRole(role, path string, fault func(path, code string, args ...any)) {
	if _, ok := bot.Place(role).Role(); !ok {
		fault(path, "grant.role")
	}
}

// CheckTag calls fault if platforms don't take a tag. The empty tag is none.
func CheckTag(tag, path string, fault func(path, code string, args ...any)) {
	switch n := utf8.RuneCountInString(tag); {
	case n > maxTag:
		fault(path, "grant.tag_length", n, maxTag)
	case strings.TrimSpace(tag) != tag:
		fault(path, "grant.tag_space")
	case strings.ContainsFunc(tag, picture):
		fault(path, "grant.tag_signs")
	}
}

// picture reports whether platforms take a character for an emoji or part of
// one, or it breaks the line.
func picture(r rune) bool {
	return unicode.In(r, unicode.So, unicode.Cc, unicode.Cf, unicode.Variation_Selector) || r >= 0x1F000 && r <= 0x1FAFF || r == '\u20E3'
}
