package faketelegram

import (
	"cmp"
	"fmt"
	"html"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// htmlTags maps the supported tags to entity types: https://core.telegram.org/bots/api#html-style.
var htmlTags = map[string]string{
	"b": "bold", "strong": "bold", "i": "italic", "em": "italic", "u": "underline", "ins": "underline",
	"s": "strikethrough", "strike": "strikethrough", "del": "strikethrough", "tg-spoiler": "spoiler",
	"code": "code", "pre": "pre", "blockquote": "blockquote", "a": "text_link", "span": "spoiler", "tg-emoji": "custom_emoji",
}

var (
	htmlTag       = regexp.MustCompile(`^<(/?)([a-zA-Z-]*)((?:[^>"']|"[^"]*"|'[^']*')*)>`)
	htmlAttribute = regexp.MustCompile(`([a-zA-Z-]+)\s*=\s*["']?([^"'\s>]*)["']?`)
	htmlReference = regexp.MustCompile(`^&(?:lt|gt|amp|quot|#[0-9]{1,7}|#x[0-9a-fA-F]{1,6});`)
)

// openTag is a tag that has not been closed yet.
type openTag struct {
	name   string
	entity Entity
}

// htmlText is the state of parsing an HTML text.
type htmlText struct {
	out      strings.Builder
	open     []openTag
	entities []Entity
}

// parseHTML returns the plain text and its entities, or an error.
func (s *Server) parseHTML(text string) (string, []Entity, *apiError) {
	var h htmlText
	for at := 0; at < len(text); {
		n := 1
		var err *apiError
		switch rest := text[at:]; rest[0] {
		case '<':
			n, err = s.tag(&h, rest, at)
		case '&':
			n = h.reference(rest)
		default:
			h.out.WriteByte(rest[0])
		}
		if err != nil {
			return "", nil, err
		}
		at += n
	}
	if n := len(h.open); n > 0 {
		return "", nil, unparsed("Can't find end tag corresponding to start tag \"%s\"", h.open[n-1].name)
	}
	slices.SortStableFunc(h.entities, func(a, b Entity) int { // outer entities before inner ones
		return cmp.Or(a.Offset-b.Offset, b.Length-a.Length)
	})
	out, entities := trim(h.out.String(), h.entities)
	return out, entities, nil
}

func unparsed(format string, args ...any) *apiError {
	return bad("can't parse entities: " + fmt.Sprintf(format, args...))
}

// reference decodes an entity such as &lt;. Any other & is literal.
func (h *htmlText) reference(rest string) int {
	found := htmlReference.FindString(rest)
	if found == "" {
		h.out.WriteByte('&')
		return 1
	}
	h.out.WriteString(html.UnescapeString(found))
	return len(found)
}

// tag opens or closes a tag and returns its length in bytes.
func (s *Server) tag(h *htmlText, rest string, at int) (int, *apiError) {
	found := htmlTag.FindStringSubmatch(rest)
	if found == nil {
		return 0, unparsed("Unclosed start tag at byte offset %d", at)
	}
	name := strings.ToLower(found[2])
	if found[1] == "/" {
		return len(found[0]), h.end(name, at)
	}
	kind, ok := htmlTags[name]
	if !ok {
		return 0, unparsed("Unsupported start tag \"%s\" at byte offset %d", name, at)
	}
	e := Entity{Type: kind, Offset: length16(h.out.String())}
	for _, a := range htmlAttribute.FindAllStringSubmatch(found[3], -1) {
		s.attribute(&e, name, strings.ToLower(a[1]), html.UnescapeString(a[2]))
	}
	if name == "span" && !strings.Contains(found[3], "tg-spoiler") {
		return 0, unparsed("Tag \"span\" must have class \"tg-spoiler\" at byte offset %d", at)
	}
	h.open = append(h.open, openTag{name, e})
	return len(found[0]), nil
}

// attribute stores a tag's attribute in its entity. A link to a known user becomes a mention:
// https://core.telegram.org/bots/api#formatting-options.
func (s *Server) attribute(e *Entity, tag, name, value string) {
	switch {
	case tag == "tg-emoji" && name == "emoji-id":
		e.CustomEmojiID = value
	case tag != "a" || name != "href":
	case strings.HasPrefix(value, "tg://user?id="):
		id, _ := strconv.ParseInt(strings.TrimPrefix(value, "tg://user?id="), 10, 64)
		if u := s.users[id]; u != nil {
			known := u.User
			e.Type, e.User = "text_mention", &known
		}
	default:
		e.URL = value
	}
}

func (h *htmlText) end(name string, at int) *apiError {
	n := len(h.open)
	if n == 0 {
		return unparsed("Unexpected end tag at byte offset %d", at)
	}
	last := h.open[n-1]
	if name != "" && name != last.name {
		return unparsed("Unmatched end tag at byte offset %d, expected \"</%s>\", found \"</%s>\"", at, last.name, name)
	}
	h.open = h.open[:n-1]
	last.entity.Length = length16(h.out.String()) - last.entity.Offset
	linkless := last.entity.Type == "text_link" && last.entity.URL == ""
	if last.entity.Length > 0 && !linkless {
		h.entities = append(h.entities, last.entity)
	}
	return nil
}
