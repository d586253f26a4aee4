package telegram

import (
	"maps"
	"slices"
	"strings"

	"github.com/go-telegram/bot/models"

	"github.com/stewardbot/steward/adapters/loosely"
	"github.com/stewardbot/steward/bot"
)

// content is the readable content of a message besides its text.
type content = loosely.Field[texts]

type texts struct {
	FileID              string                 `json:"file_id"`
	FileSize            int64                  `json:"file_size"`
	MIME                string                 `json:"mime_type"`
	FileName            string                 `json:"file_name"`
	Title               string                 `json:"title"`
	TitleEntities       []models.MessageEntity `json:"title_entities"`
	Performer           string                 `json:"performer"`
	SetName             string                 `json:"set_name"`
	FirstName           string                 `json:"first_name"`
	LastName            string                 `json:"last_name"`
	Phone               string                 `json:"phone_number"`
	VCard               string                 `json:"vcard"`
	Address             string                 `json:"address"`
	Question            string                 `json:"question"`
	QuestionEntities    []models.MessageEntity `json:"question_entities"`
	Explanation         string                 `json:"explanation"`
	ExplanationEntities []models.MessageEntity `json:"explanation_entities"`
	Description         string                 `json:"description"`
	DescriptionEntities []models.MessageEntity `json:"description_entities"`
	Options             []styled               `json:"options"`
	Tasks               []styled               `json:"tasks"`
	Prize               string                 `json:"prize_description"`
	Option              string                 `json:"option_text"` // added to a poll
	OptionEntities      []models.MessageEntity `json:"option_text_entities"`
	Chat                *models.Chat           `json:"chat"`  // author of the story
	Chats               []models.Chat          `json:"chats"` // that a giveaway requires joining
	styled
}

// styled is a text with its entities.
type styled struct {
	Text     string                 `json:"text"`
	Entities []models.MessageEntity `json:"text_entities"`
}

// files returns the picture or the document of a message.
func files(p photos, document content) (list []bot.File) {
	if n := len(p.Value); n > 0 {
		list = append(list, bot.File{ID: p.Value[n-1].FileID, Kind: "photo", Type: "image/jpeg", Size: p.Value[n-1].Size})
	}
	if d := document.Value; d.FileID != "" {
		list = append(list, bot.File{ID: d.FileID, Kind: "document", Type: d.MIME, Name: d.FileName, Size: d.FileSize})
	}
	return bot.FitFiles(list)
}

// parts returns everything there is to read, by kind.
func (t *texts) parts(kind bot.PartKind) (list []bot.Part) {
	add := func(text string, entities ...models.MessageEntity) {
		if text = strings.TrimSpace(text); text != "" {
			list = append(list, bot.Part{Kind: kind, Text: text})
			list = append(list, linked(text, entities)...)
		}
	}
	add(t.Title, t.TitleEntities...)
	add(t.Question, t.QuestionEntities...)
	add(t.Text, t.Entities...)
	for _, o := range append(t.Options, t.Tasks...) {
		add(o.Text, o.Entities...)
	}
	add(t.Option, t.OptionEntities...)
	add(t.Description, t.DescriptionEntities...)
	add(t.Explanation, t.ExplanationEntities...)
	for _, text := range []string{t.FirstName + " " + t.LastName, t.Phone, t.VCard, t.Address, t.FileName, t.Performer, t.SetName, t.Prize, chatName(t.Chat)} {
		add(text)
	}
	for i := range t.Chats {
		add(chatName(&t.Chats[i]))
	}
	return list
}

// parts returns the parts of content.
func (m *media) parts() (list []bot.Part) {
	for _, c := range []struct {
		kind bot.PartKind
		of   []*content
	}{
		{bot.PartPoll, []*content{&m.Poll}},
		{bot.PartFile, []*content{&m.Animation, &m.Audio, &m.Document, &m.Video}},
		{bot.PartSticker, []*content{&m.Sticker}},
		{bot.PartContact, []*content{&m.Contact}},
		{bot.PartVenue, []*content{&m.Venue}},
		{bot.PartChecklist, []*content{&m.Checklist}},
		{bot.PartEmbed, []*content{&m.Game, &m.Invoice, &m.Giveaway, &m.GiveawayWinners, &m.Story}},
	} {
		for _, of := range c.of {
			if of.There {
				list = append(list, of.Value.parts(c.kind)...)
			}
		}
	}
	return richText(list, m.RichMessage.Value, "")
}

// richText adds the texts and links of a message of nested blocks, whatever
// these are. Differently styled pieces of one text are one part.
func richText(list []bot.Part, v any, key string) []bot.Part {
	switch v := v.(type) {
	case string:
		if key == "url" {
			return append(list, bot.Part{Kind: bot.PartLink, URL: v})
		}
		if key == "text" || key == "caption" || key == "title" {
			return append(list, bot.Part{Kind: bot.PartText, Text: v})
		}
	case []any:
		first := len(list)
		for _, x := range v {
			list = richText(list, x, key)
		}
		if key == "text" {
			return oneText(list, first)
		}
	case map[string]any:
		for _, k := range slices.Sorted(maps.Keys(v)) {
			list = richText(list, v[k], k)
		}
	}
	return list
}

// oneText merges the texts from a part on; their links follow.
func oneText(list []bot.Part, first int) []bot.Part {
	text, links := "", []bot.Part{}
	for _, p := range list[first:] {
		if text += p.Text; p.URL != "" {
			links = append(links, p)
		}
	}
	return append(append(list[:first], bot.Part{Kind: bot.PartText, Text: text}), links...)
}

// linked returns the links that Telegram sees in a text.
func linked(text string, entities []models.MessageEntity) (list []bot.Part) {
	for _, e := range entities {
		switch e.Type {
		case models.MessageEntityTypeURL:
			list = append(list, bot.Part{Kind: bot.PartLink, Text: slice16(text, e.Offset, e.Length)})
		case models.MessageEntityTypeTextLink:
			list = append(list, bot.Part{Kind: bot.PartLink, Text: slice16(text, e.Offset, e.Length), URL: e.URL})
		}
	}
	return list
}
