package bottest_test

import (
	"encoding/json"
	"net/url"
	"strings"
	"time"

	fake "github.com/stewardbot/steward/adapters/discord/fakediscord"
	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/bot/bottest"
	"github.com/stewardbot/steward/bot/markup"
)

// take reads the fake's record of requests.
func (s *discordSide) take() (list []bottest.Deed) {
	calls := s.dc.Calls("", "")
	for _, c := range calls[s.calls:] {
		if !c.Applied || c.Method == "GET" {
			continue
		}
		parts := strings.Split(strings.Trim(c.Path, "/"), "/")
		if parts[0] == "api" {
			parts = parts[1:]
		}
		if len(parts) > 0 && strings.HasPrefix(parts[0], "v") && len(parts[0]) <= 3 {
			parts = parts[1:]
		}
		if d, ok := s.deed(c, parts); ok {
			list = append(list, d...)
		}
	}
	s.calls = len(calls)
	return list
}

// updatesMessage is the interaction callback type that edits the message with the button:
// https://discord.com/developers/docs/interactions/receiving-and-responding#interaction-response-object-interaction-callback-type.
const updatesMessage = 7

// showsForm is the one that shows a form.
const showsForm = 9

// formOf returns the form in a response.
func (s *discordSide) formOf(body []byte) (e bot.Form) {
	var callback struct {
		Data struct {
			ID    string `json:"custom_id"`
			Title string `json:"title"`
			Rows  []struct {
				Inputs []struct {
					ID    string `json:"custom_id"`
					Label string `json:"label"`
				} `json:"components"`
			} `json:"components"`
		} `json:"data"`
	}
	if json.Unmarshal(body, &callback) != nil {
		return e
	}
	e.Title, e.Data = callback.Data.Title, callback.Data.ID
	for _, row := range callback.Data.Rows {
		for _, in := range row.Inputs {
			e.Fields = append(e.Fields, bot.Field{Name: in.ID, Label: in.Label})
		}
	}
	return e
}

type discordMessage struct {
	ID      string `json:"id"`
	Content string `json:"content"`
	Allowed struct {
		Users []string `json:"users"`
	} `json:"allowed_mentions"`
	Flags int `json:"flags"`
	Reply struct {
		ID string `json:"message_id"`
	} `json:"message_reference"`
	Files []struct {
		Description string `json:"description"`
	} `json:"attachments"`
	Embeds []struct {
		Image struct {
			URL string `json:"url"`
		} `json:"image"`
	} `json:"embeds"`
	Rows []struct {
		Buttons []struct {
			ID    string `json:"custom_id"`
			Label string `json:"label"`
			URL   string `json:"url"`
		} `json:"components"`
	} `json:"components"`
}

func (m discordMessage) buttons() (rows [][]bot.Button) {
	for _, r := range m.Rows {
		var row []bot.Button
		for _, b := range r.Buttons {
			row = append(row, bot.Button{Label: b.Label, Data: b.ID, URL: b.URL})
		}
		rows = append(rows, row)
	}
	return rows
}

func (m discordMessage) picture() (p bot.Attachment) {
	for _, f := range m.Files {
		p = bot.Attachment{Name: "picture", Alt: f.Description}
	}
	for range m.Embeds {
		p = bot.Attachment{Name: "picture"}
	}
	return p
}

func (s *discordSide) named(p bot.Place, id string) bot.Target {
	if known, ok := s.names[id]; ok {
		return bot.Target{Message: known}
	}
	return bot.Target{Message: bot.MessageID{Place: p, ID: id}}
}

// deed translates a request into the scenario's terms.
func (s *discordSide) deed(c fake.Call, parts []string) (list []bottest.Deed, ok bool) {
	one := func(e bot.Effect) ([]bottest.Deed, bool) { return []bottest.Deed{{Effect: e}}, true }
	var body discordMessage
	if len(c.Body) > 0 && json.Unmarshal(c.Body, &body) != nil {
		body = discordMessage{}
	}
	p := func(i int) string {
		if i < len(parts) {
			return parts[i]
		}
		return ""
	}
	place := s.at(p(1))
	user := bot.UserID(s.known("discord:" + p(3)))
	switch kind := c.Method + " " + p(0) + " " + p(2); {
	case kind == "POST channels messages" && p(3) == "":
		var made discordMessage
		if json.Unmarshal(c.Result, &made) != nil {
			return nil, false
		}
		e := bot.Say{Place: place, Text: body.Content, Rich: true, Buttons: body.buttons(), Picture: body.picture()}
		for i, id := range body.Allowed.Users {
			if i == 0 {
				e.Text, _, _ = strings.Cut(e.Text, "\n<@")
			}
			e.Ping = append(e.Ping, bot.User{ID: bot.UserID(s.known("discord:" + id))})
		}
		if body.Reply.ID != "" {
			e.ReplyTo = s.named(place, body.Reply.ID).Message.ID
		}
		id := bot.MessageID{Place: place, ID: "b" + made.ID}
		s.keep(id, made.ID)
		return []bottest.Deed{{Effect: e, Message: id.ID}}, true
	case kind == "POST channels invites":
		var made struct{ Code string }
		if json.Unmarshal(c.Result, &made) == nil {
			s.inviting[made.Code] = place
		}
		return one(bot.Invite{Place: place})
	case c.Method == "DELETE" && p(0) == "invites":
		return one(bot.Uninvite{Place: s.inviting[p(1)], Link: "https://discord.gg/" + p(1)})
	case kind == "PATCH channels messages":
		return one(bot.Edit{Place: place, Target: s.named(place, p(3)), Text: body.Content, Rich: true, Buttons: body.buttons()})
	case kind == "DELETE channels messages" && p(4) == "":
		return one(bot.Delete{Place: place, Target: s.named(place, p(3))})
	case kind == "POST channels messages" && p(3) == "bulk-delete":
		var ids struct {
			Messages []string `json:"messages"`
		}
		if json.Unmarshal(c.Body, &ids) == nil {
			for _, id := range ids.Messages {
				list = append(list, bottest.Deed{Effect: bot.Delete{Place: place, Target: s.named(place, id)}})
			}
		}
		return list, true
	case kind == "PUT channels messages" && p(4) == "reactions":
		emoji, err := url.PathUnescape(p(5))
		if err != nil {
			emoji = p(5)
		}
		return one(bot.React{Place: place, Target: s.named(place, p(3)), Emoji: emoji})
	case kind == "PUT channels pins", kind == "DELETE channels pins":
		return one(bot.Pin{Place: place, Target: s.named(place, p(3)), Off: c.Method == "DELETE"})
	case kind == "PUT guilds members" && p(4) == "roles", kind == "DELETE guilds members" && p(4) == "roles":
		role := bot.Place(s.known("discord:" + p(1) + "/role/" + p(5)))
		return one(bot.Role{Place: place, User: user, Role: strings.TrimPrefix(role.Sub(), "role/"), Take: c.Method == "DELETE"})
	case kind == "PATCH guilds members":
		var m struct {
			Until *time.Time `json:"communication_disabled_until"`
		}
		if json.Unmarshal(c.Body, &m) != nil || m.Until == nil {
			return one(bot.Mute{Place: place, User: user})
		}
		return one(bot.Mute{Place: place, User: user, Until: *m.Until})
	case kind == "DELETE guilds members":
		return one(bot.Kick{Place: place, User: user})
	case kind == "PUT guilds bans", kind == "DELETE guilds bans":
		var ban struct {
			Purge int `json:"delete_message_seconds"`
		}
		if len(c.Body) > 0 && json.Unmarshal(c.Body, &ban) != nil {
			return nil, false
		}
		return one(bot.Ban{Place: place, User: user, Lift: c.Method == "DELETE", Purge: time.Duration(ban.Purge) * time.Second})
	case strings.HasPrefix(kind, "PATCH webhooks"): // an ephemeral message
		target := s.named("", p(4))
		return one(bot.Edit{Place: target.Message.Place, Target: target, Text: body.Content, Rich: true, Buttons: body.buttons()})
	case strings.HasPrefix(kind, "POST webhooks"): // to somebody who pressed
		var made discordMessage
		if json.Unmarshal(c.Result, &made) != nil {
			return nil, false
		}
		return []bottest.Deed{s.whisper(body, made.ID)}, true
	case strings.HasPrefix(kind, "POST interactions") && s.forms[p(1)].User != nil:
		return s.answered(c, s.forms[p(1)])
	case strings.HasPrefix(kind, "POST interactions"):
		var callback struct {
			Type int            `json:"type"`
			Data discordMessage `json:"data"`
		}
		var made madeMessage
		if json.Unmarshal(c.Body, &callback) != nil {
			return nil, false
		}
		if callback.Type == showsForm {
			return one(s.formOf(c.Body))
		}
		if (callback.Data.buttons() != nil || callback.Data.picture().Name != "") && callback.Type != updatesMessage && json.Unmarshal(c.Result, &made) == nil {
			return []bottest.Deed{s.whisper(callback.Data, made.Resource.Message.ID), {Effect: bot.Ack{}}}, true
		}
		if callback.Type == updatesMessage {
			target := bot.Target{Message: s.pressed}
			return one(bot.Edit{Place: target.Message.Place, Target: target, Text: callback.Data.Content, Rich: true, Buttons: callback.Data.buttons()})
		}
		return one(bot.Ack{Text: markup.Plain(callback.Data.Content)})
	case strings.HasPrefix(kind, "POST users"):
		return nil, false
	case kind == "PATCH channels ":
		var slow struct {
			Seconds int `json:"rate_limit_per_user"`
		}
		if json.Unmarshal(c.Body, &slow) != nil {
			return nil, false
		}
		return one(bot.Slow{Place: place, Every: time.Duration(slow.Seconds) * time.Second})
	case kind == "PUT channels permissions":
		var o struct {
			Deny int64 `json:"deny,string"`
		}
		if _, everyone := s.ids["discord:"+p(3)]; !everyone || json.Unmarshal(c.Body, &o) != nil {
			return nil, false // Steward's own permission to speak
		}
		return one(bot.Lock{Place: place, Lift: o.Deny&fake.PermSendMessages == 0, Earlier: "as it was"})
	case kind == "DELETE channels permissions":
		if _, everyone := s.ids["discord:"+p(3)]; !everyone {
			return nil, false
		}
		return one(bot.Lock{Place: place, Lift: true, Earlier: "as it was"})
	}
	return one(bot.Lookup{Place: bot.Place(c.Method + " " + c.Path)})
}

// madeMessage is the result of a response with a message.
type madeMessage struct {
	Resource struct {
		Message discordMessage `json:"message"`
	} `json:"resource"`
}

// whisper returns a message to the person who pressed a button.
func (s *discordSide) whisper(m discordMessage, id string) bottest.Deed {
	d := bottest.Deed{Message: "b" + id, Hidden: m.Flags&fake.FlagEphemeral != 0}
	e := bot.Say{Place: s.pressed.Place, Text: m.Content, Rich: true, Buttons: m.buttons(), Picture: m.picture()}
	if d.Hidden {
		e.To = s.presser
	}
	d.Effect = e
	s.keep(bot.MessageID{Place: e.Place, ID: d.Message}, id)
	return d
}

// answered returns the first response to a slash command.
func (s *discordSide) answered(c fake.Call, to bot.Event) ([]bottest.Deed, bool) {
	var callback struct {
		Data discordMessage `json:"data"`
	}
	var made madeMessage
	if json.Unmarshal(c.Body, &callback) != nil || json.Unmarshal(c.Result, &made) != nil {
		return nil, false
	}
	d := bottest.Deed{Message: "b" + made.Resource.Message.ID, Hidden: callback.Data.Flags&fake.FlagEphemeral != 0}
	e := bot.Say{Place: to.Place, Text: callback.Data.Content, Rich: true, Buttons: callback.Data.buttons(), Picture: callback.Data.picture()}
	if d.Hidden {
		e.To = to.User.ID
	}
	d.Effect = e
	s.keep(bot.MessageID{Place: to.Place, ID: d.Message}, made.Resource.Message.ID)
	return []bottest.Deed{d}, true
}
