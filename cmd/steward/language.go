package main

import (
	"strings"

	"github.com/stewardbot/steward/bot/locale"
)

// ownLanguage returns the user's language from the environment: zh_TW.UTF-8 is
// zh-Hant. C, POSIX and unsupported languages are English.
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
