package telegram

import (
	"strings"
	"unicode/utf8"

	"github.com/go-telegram/bot/models"

	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/bot/markup"
)

// shown returns a text as it is sent, with entities if it is in markup.
// Entities are used rather than HTML: nothing needs escaping, and nothing can
// make the whole text invalid. https://core.telegram.org/bots/api#messageentity
func shown(text string, rich bool) (string, []models.MessageEntity) {
	text = utf8Text(text)
	if !rich {
		return text, nil
	}
	var m marker
	for _, s := range markup.Parse(text) {
		m.add(s)
	}
	return string(m.text), m.entities
}

// pings make the names of accounts in a text mentions of them.
func pings(text string, users []bot.User) (list []models.MessageEntity) {
	for _, u := range users {
		id, ok := parseUser(u.ID)
		before, _, found := strings.Cut(text, u.Name)
		if ok && found {
			list = append(list, models.MessageEntity{
				Type: models.MessageEntityTypeTextMention, Offset: units(before), Length: units(u.Name), User: &models.User{ID: id},
			})
		}
	}
	return list
}

// marker writes spans one after another.
type marker struct {
	text     []byte
	at       int                              // UTF-16 units of text
	entities []models.MessageEntity           // offsets and lengths in UTF-16 units
	wide     map[models.MessageEntityType]int // positions of entities over several spans, which may continue
}

// The looks as entities. Code can't be combined with others.
var looks = [...]struct {
	look markup.Look
	kind models.MessageEntityType
}{{markup.Bold, "bold"}, {markup.Italic, "italic"}, {markup.Strike, "strikethrough"}}

func (m *marker) add(s markup.Span) {
	begin := m.at
	m.text = append(m.text, s.Text...)
	m.at += units(s.Text)
	e := models.MessageEntity{Offset: begin, Length: m.at - begin}
	m.keep(s)
	if s.Look&markup.Quote != 0 {
		m.widen("blockquote", "", e)
	}
	switch {
	case s.Look&markup.Block != 0:
		m.put("pre", e)
		return
	case s.Look&markup.Code != 0:
		m.put("code", e)
		return
	}
	if s.Link != "" {
		m.widen("text_link", s.Link, e)
	}
	for _, l := range looks {
		if s.Look&l.look != 0 {
			m.put(l.kind, e)
		}
	}
}

// keep forgets the wide entities that end before s.
func (m *marker) keep(s markup.Span) {
	for key, i := range m.wide {
		if key == "blockquote" && s.Look&markup.Quote == 0 || key != "blockquote" && m.entities[i].URL != s.Link {
			delete(m.wide, key)
		}
	}
}

// widen extends an entity to cover e, or begins it: entities may be nested but
// must not overlap otherwise.
func (m *marker) widen(kind models.MessageEntityType, url string, e models.MessageEntity) {
	if i, ok := m.wide[kind]; ok {
		m.entities[i].Length = e.Offset + e.Length - m.entities[i].Offset
		return
	}
	if m.wide == nil {
		m.wide = map[models.MessageEntityType]int{}
	}
	m.wide[kind] = len(m.entities)
	e.URL = url
	m.put(kind, e)
}

func (m *marker) put(kind models.MessageEntityType, e models.MessageEntity) {
	e.Type = kind
	m.entities = append(m.entities, e)
}

// utf8Text replaces invalid bytes, for which Telegram would reject the text.
func utf8Text(s string) string { return string([]rune(s)) }

func units(s string) int {
	n := 0
	for _, r := range s {
		n++
		if r > 0xFFFF && r <= utf8.MaxRune {
			n++
		}
	}
	return n
}
