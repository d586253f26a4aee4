package rules

import (
	"fmt"
	"slices"

	"github.com/stewardbot/steward/bot"
)

// ordinary lists harmless texts in several languages that no rule should match.
var ordinary = [][]string{
	{"good morning everybody", "ok", "see you at 5", "thanks, that did it", "why not?"},
	{"大家早上好", "好的", "谢谢，今天去喝茶", "下午5点见", "在哪里？"},
	{"доброе утро всем", "ок", "спасибо, увидимся в 5", "почему нет?", "да"},
}

// Doubt warns of rules that are hardly ever intended: an expression, without
// further conditions, that matches nearly every text, or nearly every text of
// one language if it has penalties; and deletion for people who join, since
// there is no message.
func (s *Settings) Doubt(warn func(path, code string, args ...any)) {
	for i, c := range *s {
		then := sanctions(c.Then)
		deletesOnly := !slices.ContainsFunc(then, func(s bot.Sanction) bool { return s.Act != bot.ActDelete })
		if len(then) > 0 && deletesOnly && kindsIn(c.In) == kindsOf(bot.PartName) {
			warn(fmt.Sprintf("[%d].then", i), "rules.join_delete")
		}
		beside := c.When
		if beside.Regex = nil; !beside.empty() || c.Mode == Off {
			continue
		}
		for j, p := range c.When.Regex {
			if text, all := foundInMost(p); text != "" && (all || !deletesOnly) {
				warn(fmt.Sprintf("[%d].when.regex[%d]", i, j), "rules.common_regex", text)
			}
		}
	}
}

// foundInMost returns a sample text of a language in most of whose texts an
// expression is found; empty if there is none. all reports that this is so in
// every language.
func foundInMost(pattern string) (text string, all bool) {
	e, err := compile(pattern)
	if err != nil {
		return "", false
	}
	languages := 0
	for _, texts := range ordinary {
		found := slices.DeleteFunc(slices.Clone(texts), func(t string) bool { return !e.MatchString(Normalize(t)) })
		if len(found) < len(texts)-1 {
			continue
		}
		languages++
		if text == "" {
			text = found[0]
		}
	}
	return text, languages == len(ordinary)
}
