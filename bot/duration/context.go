package duration

import (
	"regexp"
	"slices"
	"strings"

	"github.com/stewardbot/steward/bot/script"
)

// forever are words for an unlimited duration, alone or after "for".
var forever = []string{"forever", "ever", "good", "permanently", "permanent", "indefinitely", "life", "lifetime", "perm", "perma", "infinite", "infinitely", "inf", "∞",
	"永久", "永远", "永遠", "无限期", "無限期", "永", "永封", "终身", "終身"}

// Endless returns how many words at the front mean an unlimited duration; 0:
// none.
func Endless(words []string) int {
	n := 1
	if isFor(words[0]) && len(words) > 1 {
		n = 2
	}
	word := script.PlainWord(words[n-1])
	if !slices.Contains(forever, word) || n == 1 && (word == "ever" || word == "good" || word == "life") {
		return 0
	}
	return n
}

// passing are first words of a duration that, at the end of a text, may belong
// to it: "posts twice a day".
var passing = strings.Fields("a an half one two three four five six seven eight nine ten twelve")

// These words show that a duration is not meant as one: they follow it at the
// front of a text ("2 days ago he spammed"), or precede it at the end ("spams
// every 2 days").
var (
	goingOn = append(strings.Fields("ago old late later early earlier before after back straight running in of since already now per apart from each every without"),
		"前", "以前", "之前", "后", "後", "以后", "以後", "之后", "之後", "内", "內", "以内", "以內", "之内", "之內", "来", "來", "以来", "以來", "了", "多")
	leading = append(strings.Fields("every each since after before in within last past per about over under than these those this that the first next almost nearly only another"),
		"每", "过去", "過去", "最近", "近", "连续", "連續", "已经", "已經", "超过", "超過", "第", "前", "这", "這", "上", "下")
)

// GoesOn reports whether a duration before this word is not meant as one.
func GoesOn(word string) bool { return slices.Contains(goingOn, script.PlainWord(word)) }

// LeadsTo reports whether a duration after this word is not meant as one.
func LeadsTo(word string) bool { return slices.Contains(leading, script.PlainWord(word)) }

// InPassing reports whether a duration at the end of a text may belong to it.
func InPassing(words []string) bool { return slices.Contains(passing, strings.ToLower(words[0])) }

// Unitless reports whether a word is a number without a unit.
func Unitless(word string) bool { return unitless.MatchString(word) }

var unitless = regexp.MustCompile(`^[-+]?[0-9０-９]+([.,．，:][0-9０-９]+)?[,.;:!?，。；：！？、]*$`)

// BareNumber returns a number in the place of a duration, before the text;
// empty if there is none.
func BareNumber(words []string) string {
	if len(words) == 2 && isFor(words[0]) {
		words = words[1:]
	}
	if Unitless(words[0]) {
		return words[0]
	}
	return ""
}
