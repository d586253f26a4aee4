package main

import (
	"encoding/json"
	"fmt"
	"strconv"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stewardbot/steward/adapters/telegram/faketelegram"
)

// TestPartsOnTheWire: a rule also checks the non-text parts that Telegram reports of a message,
// and doesn't treat code as speech.
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
			`"text":"Evil.App","entities":[{"type":"url","offset":0,"length":8}]`:                                                                                                    true,
			`"text":"run start.sh","entities":[{"type":"url","offset":4,"length":8}]`:                                                                                                false,
			`"text":"run it","entities":[{"type":"text_link","offset":0,"length":6,"url":"https://evil.sh"}]`:                                                                        true,
			`"text":"see this","entities":[{"type":"text_link","offset":0,"length":8,"url":"https://evil.Me"}]`:                                                                      true,
			`"text":"sentence.Me too","entities":[{"type":"url","offset":0,"length":11}]`:                                                                                            false,
			`"text":"hi","reply_markup":{"inline_keyboard":[[{"text":"Play","web_app":{"url":"https://x!.evil.app"}}]]}`:                                                             true,
			`"text":"this","external_reply":{"origin":{"type":"hidden_user","sender_user_name":"Max"},"chat":{"id":-5,"title":"Casino"}}`:                                            true,
			`"giveaway":{"chats":[{"id":-5,"title":"The casino"}]}`:                                                                                                                  true,
			`"voice":{"file_id":"x"},"caption":"listen","caption_entities":[{"type":"text_link","offset":0,"length":6,"url":"http://0x7f.1"}]`:                                       true,
			`"checklist_tasks_added":{"tasks":[{"id":3,"text":"the casino"}]}`:                                                                                                       true,
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

// TestPartsOnDiscordsWire is the same for Discord.
func TestPartsOnDiscordsWire(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		w := newWiredBoth(t, `    rules:
      - {name: adverts, when: {links: {except: [example.com]}}, then: delete}
      - {name: words, when: {words: [casino]}, then: delete}
      - {name: calls, when: {mentions: {more_than: 2}}, then: delete}
`)
		bob := w.dc.AddUser("bob")
		w.guild.AddMember(bob)
		room := w.guild.AddChannel("general")
		time.Sleep(time.Minute)
		for fields, deleted := range map[string]bool{
			`"content":"[click here](https://evil.app)"`:                                                                                                            true,
			`"content":"click","embeds":[{"title":"Win","url":"https://evil.app"}]`:                                                                                 true,
			`"content":"click","embeds":[{"title":"Tea","url":"https://example.com/tea","image":{"url":"https://cdn.evil.app/1.png"}}]`:                             false,
			`"content":"","components":[{"type":17,"components":[{"type":9,"components":[{"type":10,"content":"the casino"}]}]}]`:                                   true,
			`"content":"","components":[{"type":12,"items":[{"media":{"url":"x"},"description":"c a s i n o"}]}]`:                                                   true,
			`"content":"","components":[{"type":1,"components":[{"type":2,"style":5,"label":"Go","url":"https://evil.app"}]}]`:                                      true,
			`"content":"","poll":{"question":{"text":"Where?"},"answers":[{"poll_media":{"text":"casino"}}]}`:                                                       true,
			`"content":"","attachments":[{"id":"1","filename":"tea.png","description":"see evil.app/now"}]`:                                                         true,
			`"content":"","attachments":[{"id":"1","filename":"evil.app"}]`:                                                                                         false,
			`"content":"","message_reference":{"type":1},"message_snapshots":[{"message":{"content":"","message_snapshots":[{"message":{"content":"casino"}}]}}]`:   true,
			`"content":"","message_reference":{"type":1},"message_snapshots":[{"message":{"content":"tea","embeds":[{"fields":[{"name":"a","value":"casino"}]}]}}]`: true,
			`"content":"` + "```java\\n@Override @Test @Inject```" + `","mentions":[]`:                                                                              false,
			`"content":"@media @import @font","mentions":[]`:                                                                                                        false,
			`"content":"","sticker_items":[{"id":"1","name":"the casino"}]`:                                                                                         true,
			`"content":"hi","thread":{"id":"7","name":"Casino"}`:                                                                                                    true,
		} {
			last, err := strconv.ParseUint(w.dc.Say(bob, room.ID, "hello"), 10, 64)
			if err != nil {
				t.Fatal(err)
			}
			id := fmt.Sprint(last + 1)
			w.dc.Dispatch("MESSAGE_CREATE", json.RawMessage(`{"id":"`+id+`","channel_id":"`+room.ID+`","guild_id":"`+w.guild.ID+`","author":{"id":"`+bob.ID+`","username":"bob"},"member":{"roles":[]},`+fields+`}`))
			time.Sleep(time.Minute)
			synctest.Wait()
			got := false
			for _, c := range w.dc.Calls("DELETE", "") {
				got = got || strings.HasSuffix(c.Path, "/"+id)
			}
			if got != deleted {
				t.Errorf("%s: deleted %t, want %t", fields, got, deleted)
			}
		}
	})
}
