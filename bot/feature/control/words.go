package control

import (
	"strings"
	"time"

	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/bot/override"
	"github.com/stewardbot/steward/rules"
)

// longest is how long an override may last: the configuration is the truth.
const longest = 7 * 24 * time.Hour

// words are the arguments, the last of which may hold several.
func words(args []string) []string { return strings.Fields(strings.Join(args, " ")) }

// pauses are the words for what can pause.
func pauses(word string) (override.What, bool) {
	switch strings.ToLower(word) {
	case "rules", "群规", "群規", "规则", "規則":
		return override.Rules, true
	case "posts", "定时", "定時", "发布", "發布":
		return override.Posts, true
	}
	return "", false
}

// modes are the words for how a rule may count.
func modes(word string) (string, bool) {
	switch strings.ToLower(word) {
	case rules.Enforce, "启用", "啟用", "执行", "執行":
		return rules.Enforce, true
	case rules.Shadow, "试行", "試行", "试运行":
		return rules.Shadow, true
	case rules.Off, "关", "關", "关闭", "關閉":
		return rules.Off, true
	}
	return "", false
}

// takeDuration takes a time from the end of the words; the usual one if there is none.
func takeDuration(words []string, usual time.Duration) (rest []string, d time.Duration) {
	if d, n := bot.TakeLastDuration(words); n > 0 {
		return words[:len(words)-n], max(d, bot.ShortestDuration)
	}
	return words, usual
}
