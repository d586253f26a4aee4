package shop

import (
	"errors"
	"strings"

	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/bot/answer"
	"github.com/stewardbot/steward/bot/define"
	"github.com/stewardbot/steward/bot/phrase"
)

// define handles /item, by which operators add, replace or remove items in the chat: an item is
// written as in the file, on one line, and "ID off" removes one.
func (f *Feature) define(t *bot.Turn, in *bot.Input) error {
	t = t.ToUser()
	text := strings.TrimSpace(in.Text("text"))
	say, err := "", error(nil)
	if id, ok := strings.CutSuffix(text, " off"); ok {
		id = strings.TrimSpace(id)
		if err = f.items.Drop(t, id); err == nil {
			define.Tell(t, Section, id, true)
			say = t.Text("shop.item_gone", bot.Args{"Item": bot.ShowName(bot.Head(id, 64))})
		}
	} else {
		say, err = f.put(t, text)
	}
	if why, ok := errors.AsType[*phrase.Phrase](err); ok {
		say, err = t.Text("shop.item_refused", bot.Args{"Reason": why.In(t.Language())}), nil
	}
	if err != nil {
		return err
	}
	answer.Privately(t, answer.Reply{Text: say})
	return nil
}

// put stores an item in the place of the one with its id, if any, and returns how the list shows it.
func (f *Feature) put(t *bot.Turn, text string) (say string, err error) {
	if !strings.HasPrefix(text, "{") {
		text = "{" + text + "}"
	}
	list, flaws := t.Community.Entries.UncheckedEntry(Section, text)
	if len(flaws) > 0 {
		return "", phrase.New("define.flaw", flaws[0].Path, flaws[0].Message)
	}
	items := *list.(*Settings)
	if len(items) != 1 {
		return "", phrase.New("config.not_yaml")
	}
	if err := f.items.Put(t, items[0]); err != nil {
		return "", err
	}
	it, err := f.item(t, items[0].ID)
	if err != nil || it == nil {
		return "", err
	}
	define.Tell(t, Section, it.ID, false)
	t.Find(bot.Finding{Code: "defined", Args: bot.Args{"Item": it.ID}})
	row, _, err := f.row(t, it)
	return t.Text("shop.item_kept", bot.Args{"Item": row}), err
}
