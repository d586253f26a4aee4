package moderation

import (
	"regexp"
	"strings"
)

// timeLike is a number with a unit of time, as people write it.
var timeLike = regexp.MustCompile(`(?i)^[-+]?\d+([.,]\d+)?(s|secs?|seconds?|m|mins?|minutes?|h|hrs?|hours?|d|days?|w|wks?|weeks?|mo|months?|y|yrs?|years?|` +
	`秒|秒钟|秒鐘|分|分钟|分鐘|时|時|小时|小時|个小时|個小時|天|日|周|週|个月|個月|月|年)$`)

// misread is the word of the reason that was meant as a time and is none that can
// be kept to, such as 1y, 3个月 or 99999d; empty: there is none. Without asking, what was
// to last a moment would last for good.
func (o *order) misread() string {
	words := strings.Fields(o.Reason)
	if !o.lasts() || o.For > 0 || len(words) == 0 {
		return ""
	}
	for _, word := range []string{words[0], words[len(words)-1]} {
		if timeLike.MatchString(word) {
			return word
		}
	}
	return ""
}
