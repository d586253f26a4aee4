package control

import (
	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/bot/define"
	"github.com/stewardbot/steward/rules"
)

// lists are the lists of words that rules name.
var lists = define.Of[rules.Lists](rules.ListSection, func(l *rules.List) string { return l.Name })

// Definitions implements definer.Owner.
func (*Feature) Definitions() define.List { return lists }

// List returns the list of words of a name, of the file or the chat, for
// engine.Options; nil if there is none.
func List(t *bot.Turn, name string) (*rules.List, error) {
	l, _, _, err := lists.Find(t, name)
	return l, err
}
