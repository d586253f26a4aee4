package faketelegram_test

import (
	"fmt"
	"strconv"
	"strings"
	"testing"
	"time"

	fake "github.com/stewardbot/steward/adapters/telegram/faketelegram"
)

func itoa(n int) string { return strconv.Itoa(n) }

// TestRejections compares the server's errors with the platform's. Placeholders such as {chat}
// stand for ids in the room below.
func TestRejections(t *testing.T) {
	long := strings.Repeat("😀", 2048)
	button := func(b string) string {
		return `{"chat_id":{chat},"text":"x","reply_markup":{"inline_keyboard":[[` + b + `]]}}`
	}
	tests := []struct{ method, ask, want string }{
		{"sendMessage", `{"chat_id":{chat},"text":"` + long + `"}`, ""},
		{"sendMessage", `{"chat_id":{chat},"text":"` + long + `a"}`, "400 Bad Request: message is too long"},
		{"sendMessage", `{"chat_id":{chat},"text":" \n "}`, "400 Bad Request: message text is empty"},
		{"sendMessage", `{"text":"x"}`, "400 Bad Request: chat_id is empty"},
		{"sendMessage", `{"chat_id":-5,"text":"x"}`, "400 Bad Request: chat not found"},
		{"sendMessage", `{"chat_id":"@tea","text":"x"}`, ""},
		{"sendMessage", `{"chat_id":"@nobody","text":"x"}`, "400 Bad Request: chat not found"},
		{"sendMessage", `{"chat_id":{kicked},"text":"x"}`, "403 Forbidden: bot was kicked from the supergroup chat"},
		{"sendMessage", `{"chat_id":{left},"text":"x"}`, "403 Forbidden: bot is not a member of the group chat"},
		{"sendMessage", `{"chat_id":{muted},"text":"x"}`, "400 Bad Request: not enough rights to send text messages to the chat"},
		{"sendMessage", `{"chat_id":{stranger},"text":"x"}`, "403 Forbidden: bot can't initiate conversation with a user"},
		{"sendMessage", `{"chat_id":{blocker},"text":"x"}`, "403 Forbidden: bot was blocked by the user"},
		{"sendMessage", `{"chat_id":{dead},"text":"x"}`, "403 Forbidden: user is deactivated"},
		{"sendMessage", `{"chat_id":{chat},"text":"<b>x","parse_mode":"HTML"}`, `400 Bad Request: can't parse entities: Can't find end tag corresponding to start tag "b"`},
		{"sendMessage", `{"chat_id":{chat},"text":"a<x>","parse_mode":"html"}`, `400 Bad Request: can't parse entities: Unsupported start tag "x" at byte offset 1`},
		{"sendMessage", `{"chat_id":{chat},"text":"<b>1</i>","parse_mode":"HTML"}`, `400 Bad Request: can't parse entities: Unmatched end tag at byte offset 4, expected "</b>", found "</i>"`},
		{"sendMessage", `{"chat_id":{chat},"text":"1 < 2","parse_mode":"HTML"}`, `400 Bad Request: can't parse entities: Unclosed start tag at byte offset 2`},
		{"sendMessage", `{"chat_id":{chat},"text":"1 < 2"}`, ""},
		{"sendMessage", `{"chat_id":{chat},"text":"x","message_thread_id":77}`, "400 Bad Request: message thread not found"},
		{"sendMessage", `{"chat_id":{forum},"text":"x","message_thread_id":1}`, "400 Bad Request: message thread not found"},
		{"sendMessage", `{"chat_id":{chat},"text":"x","reply_parameters":{"message_id":99}}`, "400 Bad Request: message to be replied not found"},
		{"sendMessage", `{"chat_id":{chat},"text":"x","reply_parameters":{"message_id":99,"allow_sending_without_reply":true}}`, ""},
		{"sendMessage", button(`{"text":"a","callback_data":"` + strings.Repeat("茶", 21) + `a"}`), ""},
		{"sendMessage", button(`{"text":"a","callback_data":"` + strings.Repeat("茶", 21) + `ab"}`), "400 Bad Request: BUTTON_DATA_INVALID"},
		{"sendMessage", button(`{"text":"a"}`), "400 Bad Request: can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard"},
		{"sendMessage", button(`{"text":"a","url":"nowhere"}`), "400 Bad Request: inline keyboard button URL 'nowhere' is invalid: Wrong HTTP URL"},
		{"editMessageText", `{"chat_id":{chat},"message_id":{mine},"text":"mine"}`, "400 Bad Request: message is not modified: specified new message content and reply markup are exactly the same as a current content and reply markup of the message"},
		{"editMessageText", `{"chat_id":{chat},"message_id":{hers},"text":"x"}`, "400 Bad Request: message can't be edited"},
		{"editMessageText", `{"chat_id":{chat},"message_id":99,"text":"x"}`, "400 Bad Request: message to edit not found"},
		{"editMessageText", `{"chat_id":{chat},"message_id":{mine},"text":"` + long + `a"}`, "400 Bad Request: MESSAGE_TOO_LONG"},
		{"editMessageReplyMarkup", `{"chat_id":{chat},"message_id":{mine}}`, "400 Bad Request: message is not modified: specified new message content and reply markup are exactly the same as a current content and reply markup of the message"},
		{"setMessageReaction", `{"chat_id":{chat},"message_id":{hers},"reaction":[{"type":"emoji","emoji":"✅"}]}`, "400 Bad Request: REACTION_INVALID"},
		{"setMessageReaction", `{"chat_id":{chat},"message_id":{hers},"reaction":[{"type":"emoji","emoji":"👍"},{"type":"emoji","emoji":"🔥"}]}`, "400 Bad Request: REACTIONS_TOO_MANY"},
		{"setMessageReaction", `{"chat_id":{chat},"message_id":99,"reaction":[]}`, "400 Bad Request: message to react not found"},
		{"setMessageReaction", `{"chat_id":{chat},"message_id":{hers},"reaction":[{"type":"emoji","emoji":"👍"}]}`, ""},
		{"setMessageReaction", `{"chat_id":{grim},"message_id":1,"reaction":[{"type":"emoji","emoji":"👍"}]}`, "400 Bad Request: REACTION_INVALID"},
		{"answerCallbackQuery", `{"callback_query_id":"5"}`, "400 Bad Request: query is too old and response timeout expired or query ID is invalid"},
		{"deleteMessage", `{"chat_id":{chat},"message_id":99}`, "400 Bad Request: message to delete not found"},
		{"deleteMessage", `{"chat_id":{chat},"message_id":{old}}`, "400 Bad Request: message can't be deleted"},
		{"deleteMessage", `{"chat_id":{grim},"message_id":1}`, "400 Bad Request: message can't be deleted"},
		{"deleteMessages", `{"chat_id":{chat},"message_ids":[]}`, "400 Bad Request: message identifiers are not specified"},
		{"deleteMessages", `{"chat_id":{chat},"message_ids":[99,{hers}]}`, ""},
		{"banChatMember", `{"chat_id":{chat},"user_id":{owner}}`, "400 Bad Request: can't remove chat owner"},
		{"banChatMember", `{"chat_id":{grim},"user_id":{ann}}`, "400 Bad Request: not enough rights to restrict/unrestrict chat member"},
		{"banChatMember", `{"chat_id":{chat},"user_id":5}`, "400 Bad Request: invalid user_id specified"},
		{"banChatMember", `{"chat_id":{chat},"user_id":{me}}`, "400 Bad Request: can't restrict self"},
		{"restrictChatMember", `{"chat_id":{group},"user_id":{ann},"permissions":{}}`, "400 Bad Request: method is available only for supergroups"},
		{"setChatMemberTag", `{"chat_id":{chat},"user_id":{ann},"tag":"` + strings.Repeat("茶", 16) + `"}`, ""},
		{"setChatMemberTag", `{"chat_id":{chat},"user_id":{ann},"tag":"` + strings.Repeat("茶", 17) + `"}`, "400 Bad Request: ADMIN_RANK_INVALID"},
		{"setChatMemberTag", `{"chat_id":{chat},"user_id":{ann},"tag":"tea ☕"}`, "400 Bad Request: ADMIN_RANK_EMOJI_NOT_ALLOWED"},
		{"setChatMemberTag", `{"chat_id":{chat},"user_id":{ann}}`, ""},
		{"setChatMemberTag", `{"chat_id":{chat},"user_id":{owner},"tag":"x"}`, "400 Bad Request: CHAT_CREATOR_REQUIRED"},
		{"setChatMemberTag", `{"chat_id":{chat},"user_id":{stranger},"tag":"x"}`, "400 Bad Request: PARTICIPANT_ID_INVALID"},
		{"setChatMemberTag", `{"chat_id":{chat},"user_id":5,"tag":"x"}`, "400 Bad Request: invalid user_id specified"},
		{"setChatMemberTag", `{"chat_id":{grim},"user_id":{ann},"tag":"x"}`, "400 Bad Request: not enough rights to manage member tags"},
		{"setMyCommands", `{"commands":[{"command":"签到","description":"x"}]}`, "400 Bad Request: BOT_COMMAND_INVALID"},
		{"setMyCommands", `{"commands":[{"command":"a","description":""}]}`, "400 Bad Request: BOT_COMMAND_DESCRIPTION_INVALID"},
		{"setMyCommands", `{"commands":[],"language_code":"zh-Hans"}`, "400 Bad Request: LANG_CODE_INVALID"},
		{"sendChatAction", `{"chat_id":{chat},"action":"dance"}`, "400 Bad Request: wrong parameter action in request"},
		{"sendChatAction", `{"chat_id":{chat},"action":"typing"}`, ""},
		{"leaveChat", `{"chat_id":{group}}`, ""},
	}
	for _, tt := range tests {
		t.Run(tt.method, func(t *testing.T) {
			s, fill := furnished(t)
			ask := fill.Replace(tt.ask)
			a := raw(t, s, tt.method, ask)
			got := ""
			if !a.OK {
				got = fmt.Sprint(a.Code, " ", a.Description)
			}
			if got != tt.want {
				t.Errorf("%.200s: %q, want %q", ask, got, tt.want)
			}
			c := s.Calls(tt.method)
			if last := c[len(c)-1]; last.Applied != (tt.want == "") || last.Code != a.Code {
				t.Errorf("journal: %+v", last)
			}
		})
	}
}

// furnished returns a world with one object of each kind, and a replacer for the placeholders.
func furnished(t *testing.T) (*fake.Server, *strings.Replacer) {
	clock := newClock()
	s := fake.New(fake.Options{Now: clock.now})
	t.Cleanup(s.Close)
	owner, ann := s.Person("Olga"), s.Person("Ann")
	stranger, blocker, dead := s.Person("Sam"), s.Person("Bill"), s.Person("Dee")
	s.Start(blocker)
	s.Block(blocker, true)
	s.Start(dead)
	s.Deactivate(dead)
	staff := fake.Staff(fake.Owner(owner), fake.Admin(s.Me(), fake.AllRights()))
	plain := fake.Ordinary(ann, s.Me())
	chat := s.AddChat(fake.Chat{Type: "supergroup", Title: "Tea", Username: "tea"}, staff, fake.Ordinary(ann))
	old := s.Say(ann, chat, "old")
	clock.advance(49 * time.Hour)
	hers := s.Say(ann, chat, "hers")
	raw(t, s, "sendMessage", `{"chat_id":"@tea","text":"mine"}`)
	mine := s.Sent(chat)[0]
	group, left := s.Group("Group", fake.Staff(fake.Owner(owner), fake.Admin(s.Me(), fake.AllRights())), fake.Ordinary(ann)), s.Group("Left", plain)
	s.Leave(s.Me(), left)
	kicked, muted, grim := s.Supergroup("Kicked", plain), s.Supergroup("Muted", plain), s.Supergroup("Grim", plain)
	s.Remove(owner, s.Me(), kicked)
	s.Seat(owner, s.Me(), muted, fake.Member{Status: "restricted", InChat: true})
	s.AllowReactions(grim)
	s.Say(ann, grim, "one")
	forum := s.Forum("Forum", staff)
	id := func(n int64) string { return strconv.FormatInt(n, 10) }
	return s, strings.NewReplacer("{chat}", id(chat.ID), "{old}", id(old.ID), "{hers}", id(hers.ID), "{mine}", id(mine.ID),
		"{group}", id(group.ID), "{left}", id(left.ID), "{kicked}", id(kicked.ID), "{muted}", id(muted.ID), "{grim}", id(grim.ID),
		"{forum}", id(forum.ID), "{owner}", id(owner.ID), "{ann}", id(ann.ID), "{stranger}", id(stranger.ID),
		"{blocker}", id(blocker.ID), "{dead}", id(dead.ID), "{me}", id(s.Me().ID))
}
