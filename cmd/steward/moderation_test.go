package main

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stewardbot/steward/adapters/telegram/faketelegram"
	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/bot/inspect"
	"github.com/stewardbot/steward/bot/sanction"
)

// TestModerationOnTelegram runs commands against the fake Telegram and checks that cases are done
// because the platform performed them.
func TestModerationOnTelegram(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ann, mo := person(7, "Ann"), person(8, "Mo")
		w := newWired(t, faketelegram.Options{}, "    moderators: [telegram:8]\n", ann, mo)
		defer w.stop()
		say := func(who faketelegram.User, text string) {
			t.Helper()
			if _, err := w.tg.TrySay(who, w.group, text); err != nil {
				t.Fatal(err)
			}
			time.Sleep(time.Minute) // of fake time: until everything is done
			synctest.Wait()
		}
		say(ann, "good morning")
		say(mo, "/mute @ann 2h too loud")
		say(mo, "/unmute @ann")
		say(mo, "/ban @ann 1h adverts")
		time.Sleep(2 * time.Hour)
		say(mo, "/kick @ann")
		want := []string{"mute: mute lifted", "unmute: unmute done", "ban: ban lifted, unban done", "kick: kick done"}
		var got []string
		for _, row := range w.rows(inspect.Query{What: "cases", Community: "tea"}) {
			c := row.(inspect.Case)
			got = append(got, string(c.Kind)+": "+sanctions(c))
		}
		if !slices.Equal(got, want) {
			t.Errorf("the cases are %q, want %q; %q", got, want, w.sent(w.group))
		}
		// Kicking a banned person sends nothing, and the platform itself ended the ban after an
		// hour.
		for method, times := range map[string]int{"restrictChatMember": 2, "banChatMember": 1, "unbanChatMember": 0} {
			if got := len(w.tg.Calls(method)); got != times {
				t.Errorf("%s was called %d times, want %d", method, got, times)
			}
		}
		for _, c := range w.tg.Calls("sendMessage") {
			if strings.Contains(c.Params["text"], "You were removed, and may") {
				t.Errorf("who was not there is told of a kick: %q", c.Params["text"])
			}
		}
	})
}

// TestCaseRows checks the machine-readable form of cases.
func TestCaseRows(t *testing.T) {
	b, err := json.Marshal(inspect.Case{Case: sanction.Case{ID: 7, Kind: bot.ActBan}, Name: "ann", State: "open"})
	if err != nil || !strings.HasPrefix(string(b), `{"id":7,"kind":"ban",`) || !strings.HasSuffix(string(b), `"name":"ann","state":"open"}`) {
		t.Errorf("%s, %v", b, err)
	}
}
