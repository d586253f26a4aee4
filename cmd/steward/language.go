package main

import (
	"strings"

	"github.com/stewardbot/steward/bot/locale"
)

// ownLanguage returns the language of whoever runs the program, as the
// environment tells it: zh_TW.UTF-8 is zh-Hant. C, POSIX and what Steward
// doesn't speak are English.
func ownLanguage(texts *locale.Locale, getenv func(string) string) string {
	for _, name := range []string{"LC_ALL", "LC_MESSAGES", "LANG"} {
		if value := getenv(name); value != "" {
			tag, _, _ := strings.Cut(value, ".")
			tag, _, _ = strings.Cut(tag, "@")
			return texts.Match(tag)
		}
	}
	return locale.English
}
