package bottest_test

import (
	"encoding/json"
	"fmt"
	"iter"
	"maps"
	"strconv"
	"strings"
	"time"
	"unicode/utf16"

	fake "github.com/stewardbot/steward/adapters/telegram/faketelegram"
	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/bot/bottest"
	"github.com/stewardbot/steward/bot/markup"
)

func keysOf[K comparable, V any](m map[K]V) iter.Seq[K] { return maps.Keys(m) }

// take reads the fake's record of requests.
func (s *telegramSide) take() (list []bottest.Deed) {
	calls := s.tg.Calls("")
	kicked := map[string]bool{}
	for _, c := range calls[s.calls:] {
		refused := c.Fault == fake.APIError
		if !c.Applied && !refused {
			continue
		}
		who := c.Params["chat_id"] + " " + c.Params["user_id"]
		if c.Method == "unbanChatMember" && kicked[who] {
			continue // the second half of a kick
		}
		kicked[who] = kicks(c)
		for _, d := range s.deeds(c) {
			d.Refused = refused
			list = append(list, d)
		}
	}
	s.calls = len(calls)
	return list
}

// kicks reports whether a call is the first half of a kick rather than a temporary ban.
func kicks(c fake.Call) bool {
	end := number(c.Params["until_date"])
	return c.Method == "banChatMember" && end != 0 && time.Unix(end, 0).Sub(c.At) < 3*time.Minute
}

func number(text string) int64 {
	n, err := strconv.ParseInt(text, 10, 64)
	if err != nil {
		return 0
	}
	return n
}

func fields[T any](text string) (v T) {
	if json.Unmarshal([]byte(text), &v) != nil {
		return *new(T)
	}
	return v
}

// deeds translates a call into the scenario's terms. Queries have no effect and return nil.
func (s *telegramSide) deeds(c fake.Call) []bottest.Deed {
	chat := number(c.Params["chat_id"])
	place, user := s.at(chat, 0), s.account(number(c.Params["user_id"]))
	one := func(e bot.Effect) []bottest.Deed { return []bottest.Deed{{Effect: e}} }
	switch c.Method {
	case "sendMessage", "sendPhoto":
		return []bottest.Deed{s.said(c)}
	case "editMessageText", "editEphemeralMessageText", "editMessageCaption":
		e := bot.Edit{Place: place, Target: s.target(c, "message_id"), Buttons: buttons(fields[fake.Keyboard](c.Params["reply_markup"]))}
		e.Text, e.Rich = look(c.Params["text"]+c.Params["caption"], fields[[]fake.Entity](c.Params["entities"]+c.Params["caption_entities"]))
		return one(e)
	case "deleteMessage", "deleteEphemeralMessage":
		return one(bot.Delete{Place: place, Target: s.target(c, "message_id")})
	case "deleteMessages":
		var list []bottest.Deed
		for _, id := range fields[[]int64](c.Params["message_ids"]) {
			list = append(list, bottest.Deed{Effect: bot.Delete{Place: place, Target: s.named(messageKey{chat: chat, id: id})}})
		}
		return list
	case "setMessageReaction":
		e := bot.React{Place: place, Target: s.target(c, "message_id")}
		for _, r := range fields[[]fake.Reaction](c.Params["reaction"]) {
			e.Emoji = r.Emoji
		}
		return one(e)
	case "answerCallbackQuery":
		return one(bot.Ack{Place: place, Text: c.Params["text"]})
	case "setChatMemberTag":
		return one(bot.Tag{Place: place, User: user, Tag: c.Params["tag"]})
	case "restrictChatMember":
		return one(bot.Mute{Place: place, User: user, Until: until(c)})
	case "banChatMember":
		if kicks(c) {
			return one(bot.Kick{Place: place, User: user})
		}
		ban := bot.Ban{Place: place, User: user}
		if c.Params["revoke_messages"] == "true" {
			ban.Purge = 1
		}
		return one(ban)
	case "unbanChatMember":
		return one(bot.Ban{Place: place, User: user, Lift: true})
	case "banChatSenderChat", "unbanChatSenderChat":
		sender := s.account(number(c.Params["sender_chat_id"]))
		return one(bot.Ban{Place: place, User: sender, Lift: c.Method == "unbanChatSenderChat"})
	case "createChatInviteLink":
		return one(bot.Invite{Place: place})
	case "revokeChatInviteLink":
		return one(bot.Uninvite{Place: place, Link: c.Params["invite_link"]})
	case "pinChatMessage", "unpinChatMessage":
		return one(bot.Pin{Place: place, Target: s.target(c, "message_id"), Off: c.Method == "unpinChatMessage"})
	case "setChatPermissions":
		return one(bot.Lock{Place: place, Lift: fields[map[string]bool](c.Params["permissions"])["can_send_messages"], Earlier: "as it was"})
	}
	if strings.HasPrefix(c.Method, "get") || c.Method == "setMyCommands" {
		return nil // queries, and the command menu
	}
	return one(bot.Lookup{Place: bot.Place(fmt.Sprintf("%s %v", c.Method, c.Params))})
}

// until returns when a restriction ends; zero if it lifts one.
func until(c fake.Call) time.Time {
	if fields[map[string]bool](c.Params["permissions"])["can_send_messages"] {
		return time.Time{}
	}
	return time.Unix(number(c.Params["until_date"]), 0)
}

func (s *telegramSide) target(c fake.Call, param string) bot.Target {
	k := messageKey{chat: number(c.Params["chat_id"]), id: number(c.Params[param])}
	if hidden := c.Params["ephemeral_message_id"]; hidden != "" {
		k.id, k.hidden = number(hidden), number(c.Params["receiver_user_id"])
	}
	return s.named(k)
}

func (s *telegramSide) named(k messageKey) bot.Target {
	id, ok := s.names[k]
	if !ok {
		id = bot.MessageID{Place: s.at(k.chat, 0), ID: strconv.FormatInt(k.id, 10)}
	}
	return bot.Target{Message: id}
}

func (s *telegramSide) said(c fake.Call) bottest.Deed {
	m := c.Message
	e := bot.Say{
		Place:   s.at(number(c.Params["chat_id"]), number(c.Params["message_thread_id"])),
		Buttons: buttons(fields[fake.Keyboard](c.Params["reply_markup"])),
	}
	e.Text, e.Rich = look(c.Params["text"]+c.Params["caption"], fields[[]fake.Entity](c.Params["entities"]+c.Params["caption_entities"]))
	for _, entity := range fields[[]fake.Entity](c.Params["entities"]) {
		if entity.Type == "text_mention" {
			e.Ping = append(e.Ping, bot.User{ID: s.account(entity.User.ID)})
		}
	}
	if c.Method == "sendPhoto" {
		e.Picture.Name = "picture"
	}
	reply := fields[struct {
		ID     int64 `json:"message_id"`
		Hidden int64 `json:"ephemeral_message_id"`
	}](c.Params["reply_parameters"])
	if m.ReceiverUser != nil {
		e.To = s.account(m.ReceiverUser.ID)
	}
	switch k := (messageKey{chat: m.Chat.ID, id: reply.ID}); {
	case reply.Hidden != 0:
		e.ReplyTo = s.named(messageKey{m.Chat.ID, reply.Hidden, m.ReceiverUser.ID}).Message.ID
	case reply.ID != 0:
		e.ReplyTo = s.named(k).Message.ID
	}
	id := bot.MessageID{Place: e.Place, ID: fmt.Sprintf("b%d-%d", m.ID, m.EphemeralID)}
	if e.To != "" {
		id.ID += "-" + string(e.To)
	}
	if c.Fault == "" {
		s.keep(id, m)
	}
	return bottest.Deed{Effect: e, Message: id.ID, Hidden: m.EphemeralID != 0}
}

func buttons(k fake.Keyboard) (rows [][]bot.Button) {
	for _, row := range k.Rows {
		var list []bot.Button
		for _, b := range row {
			list = append(list, bot.Button{Label: b.Text, Data: b.CallbackData, URL: b.URL})
		}
		rows = append(rows, list)
	}
	return rows
}

// entityLooks maps Telegram's entity types to Steward's markup.
var entityLooks = map[string]markup.Look{
	"bold": markup.Bold, "italic": markup.Italic, "strikethrough": markup.Strike, "code": markup.Code, "pre": markup.Block, "blockquote": markup.Quote, "text_link": 0,
}

// look returns a text as people see it, in markup if it has any formatting.
func look(text string, entities []fake.Entity) (string, bool) {
	units := utf16.Encode([]rune(text))
	var spans []markup.Span
	for i := 0; i < len(units); {
		span, n := markup.Span{}, 1
		if utf16.IsSurrogate(rune(units[i])) {
			n = min(2, len(units)-i)
		}
		for _, e := range entities {
			if l, ok := entityLooks[e.Type]; ok && e.Offset <= i && i < e.Offset+e.Length {
				span.Look |= l
				if e.Type == "text_link" {
					span.Link = e.URL
				}
			}
		}
		piece := string(utf16.Decode(units[i : i+n]))
		if last := len(spans) - 1; last >= 0 && spans[last].Look == span.Look && spans[last].Link == span.Link {
			spans[last].Text += piece
		} else {
			span.Text = piece
			spans = append(spans, span)
		}
		i += n
	}
	return marked(spans)
}
