package telegram

import (
	"strings"

	"github.com/go-telegram/bot/models"

	"github.com/stewardbot/steward/adapters/loosely"
	"github.com/stewardbot/steward/bot"
)

// around holds a message's fields besides its text and content: those of
// https://core.telegram.org/bots/api#message that people see or can open.
type around struct {
	Album     string                        `json:"media_group_id"`
	Markup    loosely.Field[inlineKeyboard] `json:"reply_markup"`
	Preview   loosely.Field[preview]        `json:"link_preview_options"`
	Quote     loosely.Field[quoted]         `json:"quote"`
	External  loosely.Field[external]       `json:"external_reply"`
	Forward   loosely.Field[forwardOrigin]  `json:"forward_origin"`
	Signature string                        `json:"author_signature"`
	Tag       string                        `json:"sender_tag"`
	Via       *models.User                  `json:"via_bot"`
	Created   loosely.Field[topic]          `json:"forum_topic_created"`
	Renamed   loosely.Field[topic]          `json:"forum_topic_edited"`
	Tasks     content                       `json:"checklist_tasks_added"`
	Option    content                       `json:"poll_option_added"`
}

type inlineKeyboard struct {
	Rows [][]struct {
		Text     string `json:"text"`
		URL      string `json:"url"`
		LoginURL struct {
			URL string `json:"url"`
		} `json:"login_url"`
		WebApp struct {
			URL string `json:"url"`
		} `json:"web_app"`
		Copy styled `json:"copy_text"`
	} `json:"inline_keyboard"`
}

type preview struct {
	URL string `json:"url"`
}

type topic struct {
	Name string `json:"name"`
}

type quoted struct {
	Text     string                 `json:"text"`
	Entities []models.MessageEntity `json:"entities"`
}

// external is a replied-to message from another chat.
type external struct {
	Origin  forwardOrigin          `json:"origin"`
	Chat    *models.Chat           `json:"chat"`
	Preview loosely.Field[preview] `json:"link_preview_options"`
	media
}

type forwardOrigin struct {
	User      *models.User `json:"sender_user"`
	UserName  string       `json:"sender_user_name"`
	Sender    *models.Chat `json:"sender_chat"`
	Chat      *models.Chat `json:"chat"`
	Signature string       `json:"author_signature"`
}

// parts returns all of a message that people see or can open, but for its text,
// in the order of the text what stands in it.
func (m *message) parts(text string, entities []models.MessageEntity) []bot.Part {
	list := linked(text, entities)
	for _, e := range entities {
		if e.Type == models.MessageEntityTypeCode || e.Type == models.MessageEntityTypePre {
			part, at := cut16(text, e.Offset, e.Length)
			list = append(list, bot.Part{Kind: bot.PartCode, Text: part, At: at})
		}
	}
	list = append(list, m.media.parts()...)
	return append(list, m.around.parts()...)
}

func (a *around) parts() (list []bot.Part) {
	add := func(kind bot.PartKind, text, url string) {
		if text = strings.TrimSpace(text); text != "" || url != "" {
			list = append(list, bot.Part{Kind: kind, Text: text, URL: url})
		}
	}
	for _, row := range a.Markup.Value.Rows {
		for _, b := range row {
			add(bot.PartButton, b.Text, b.URL+b.LoginURL.URL+b.WebApp.URL) // it has one of them
			add(bot.PartButton, b.Copy.Text, "")
		}
	}
	add(bot.PartEmbed, "", a.Preview.Value.URL)
	add(bot.PartQuote, a.Quote.Value.Text, "")
	list = append(list, linked(a.Quote.Value.Text, a.Quote.Value.Entities)...)
	a.Forward.Value.each(func(name string) { add(bot.PartQuote, name, "") })
	if x := &a.External; x.There {
		x.Value.Origin.each(func(name string) { add(bot.PartQuote, name, "") })
		add(bot.PartQuote, chatName(x.Value.Chat), "")
		list = append(list, x.Value.media.parts()...)
		add(bot.PartEmbed, "", x.Value.Preview.Value.URL)
	}
	add(bot.PartName, a.Signature, "")
	add(bot.PartName, a.Tag, "")
	if a.Via != nil {
		add(bot.PartQuote, "@"+a.Via.Username, "")
	}
	add(bot.PartThread, a.Created.Value.Name, "")
	add(bot.PartThread, a.Renamed.Value.Name, "")
	list = append(list, a.Tasks.Value.parts(bot.PartChecklist)...)
	return append(list, a.Option.Value.parts(bot.PartPoll)...)
}

// each calls name for each name of a message's origin.
func (o *forwardOrigin) each(name func(string)) {
	if o.User != nil {
		name(o.User.FirstName + " " + o.User.LastName)
	}
	name(o.UserName)
	name(chatName(o.Sender))
	name(chatName(o.Chat))
	name(o.Signature)
}

// chatName returns a chat's title, and its name if it has one.
func chatName(c *models.Chat) string {
	if c == nil {
		return ""
	}
	if c.Username != "" {
		return strings.TrimSpace(c.Title + " @" + c.Username)
	}
	return c.Title
}
