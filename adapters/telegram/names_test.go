package telegram_test

import (
	"testing"

	fake "github.com/stewardbot/steward/adapters/telegram/faketelegram"
	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/bot/markup"
)

// TestNamesAreNotLive checks that Telegram detects no link, mention or command in escaped names,
// and that it would without the escaping.
func TestNamesAreNotLive(t *testing.T) {
	w := newTown(t, fake.Options{})
	a := w.adapter(nil)
	for _, name := range []string{
		"FREE CASINO t.me/AbCd", "@annabel @bobby", "https://evil.example/x", "/ban@some_bot", "bob@evil.com", "[x](https://evil.me)",
	} {
		said := func(e bot.Say) []fake.Entity {
			e.Place = place(w.forum)
			if _, err := a.Perform(t.Context(), bot.Delivery{Effect: e}); err != nil {
				t.Fatal(err)
			}
			sent := w.Sent(w.forum)
			return sent[len(sent)-1].Entities
		}
		if found := said(bot.Say{Text: "Welcome, " + name}); len(found) == 0 {
			t.Errorf("%q is nothing to Telegram anyway", name)
		}
		shown := bot.ShowName(name)
		for _, e := range []bot.Say{{Text: "Welcome, " + shown + "."}, {Text: shown}, {Text: "Welcome, " + markup.Escape(shown) + ".", Rich: true}} {
			if found := said(e); len(found) > 0 {
				t.Errorf("of %q Telegram makes %+v", e.Text, found)
			}
		}
	}
}
