package main

import (
	"fmt"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stewardbot/steward/adapters/telegram/faketelegram"
)

// TestPartsOnTheWire: a rule reaches what Telegram tells of a message beside its text, and
// reads no code as speech.
func TestPartsOnTheWire(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		h := &hostile{bob: person(1, "Bob"), eve: person(2, "Eve"), next: 5000}
		h.wired = newWired(t, faketelegram.Options{}, `    rules:
      - {name: adverts, when: {links: {except: [example.com]}}, then: delete}
      - {name: words, when: {words: [casino]}, then: delete}
      - {name: calls, when: {mentions: {more_than: 2}}, then: delete}
`, h.bob, h.eve)
		for fields, deleted := range map[string]bool{
			`"text":"click here","entities":[{"type":"text_link","offset":0,"length":10,"url":"https://evil.app"}]`:                                                                  true,
			`"text":"click here","entities":[{"type":"text_link","offset":0,"length":10,"url":"https://example.com/tea"}]`:                                                           false,
			`"text":"hi","reply_markup":{"inline_keyboard":[[{"text":"Go","url":"https://evil.app"}]]}`:                                                                              true,
			`"contact":{"phone_number":"+155","first_name":"Free casino"}`:                                                                                                           true,
			`"poll":{"id":"1","question":"Tea?","options":[{"text":"casino"},{"text":"no"}]}`:                                                                                        true,
			`"poll":{"id":"1","question":"Tea?","options":[{"text":"green"},{"text":"black"}]}`:                                                                                      false,
			`"document":{"file_id":"x","file_name":"free casino.apk"}`:                                                                                                               true,
			`"venue":{"location":{},"title":"The casino","address":"here"},"location":{}`:                                                                                            true,
			`"checklist":{"title":"Today","tasks":[{"id":1,"text":"visit evil.app/now"}]}`:                                                                                           true,
			`"text":"yes","quote":{"text":"the casino","position":0}`:                                                                                                                true,
			`"text":"@Override @Test @Inject class A","entities":[{"type":"pre","offset":0,"length":31,"language":"java"}]`:                                                          false,
			`"text":"@annie @bobby @cleo1","entities":[{"type":"mention","offset":0,"length":6},{"type":"mention","offset":7,"length":6},{"type":"mention","offset":14,"length":6}]`: true,
		} {
			id := h.next + 1
			h.message(`"from":%eve,` + fields)
			h.settle()
			time.Sleep(time.Minute)
			synctest.Wait()
			asked := fmt.Sprint(h.tg.Calls("deleteMessage"), h.tg.Calls("deleteMessages"))
			if got := strings.Contains(asked, fmt.Sprint(id)); got != deleted {
				t.Errorf("%s: deleted %t, want %t", fields, got, deleted)
			}
		}
	})
}
