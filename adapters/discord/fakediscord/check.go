package fakediscord

import (
	"fmt"
	"strconv"
	"unicode/utf8"
)

// Embed limits: https://discord.com/developers/docs/resources/message#embed-object-embed-limits.
const (
	maxEmbeds    = 10
	maxEmbedText = 6000
)

func checkEmbeds(f *form, list []Embed) {
	if len(list) > maxEmbeds {
		f.wrong("embeds", "BASE_TYPE_MAX_LENGTH", "Must be 10 or fewer in length.")
	}
	total := 0
	for i := range list {
		total += checkEmbed(f, "embeds."+strconv.Itoa(i), &list[i])
	}
	if total > maxEmbedText {
		f.wrong("embeds", "MAX_EMBED_SIZE_EXCEEDED", "Embed size exceeds maximum size of 6000")
	}
}

// checkEmbed validates an embed and returns its size towards the message's combined limit.
func checkEmbed(f *form, path string, e *Embed) int {
	total := 0
	part := func(name, value string, most int) {
		n := utf8.RuneCountInString(value)
		total += n
		if n > most {
			f.wrong(path+"."+name, "BASE_TYPE_MAX_LENGTH", fmt.Sprintf("Must be %d or fewer in length.", most))
		}
	}
	part("title", e.Title, 256)
	part("description", e.Description, 4096)
	if e.Footer != nil {
		part("footer.text", e.Footer.Text, 2048)
	}
	if e.Author != nil {
		part("author.name", e.Author.Name, 256)
	}
	if len(e.Fields) > 25 {
		f.wrong(path+".fields", "BASE_TYPE_MAX_LENGTH", "Must be 25 or fewer in length.")
	}
	for i, field := range e.Fields {
		at := "fields." + strconv.Itoa(i)
		part(at+".name", field.Name, 256)
		part(at+".value", field.Value, 1024)
		if field.Name == "" || field.Value == "" {
			f.wrong(path+"."+at, "BASE_TYPE_REQUIRED", "This field is required")
		}
	}
	if total == 0 && e.Image == nil && e.Thumbnail == nil {
		f.wrong(path+".description", "BASE_TYPE_REQUIRED", "This field is required")
	}
	return total
}

// Component types:
// https://discord.com/developers/docs/components/reference#component-object-component-types.
const (
	componentRow    = 1
	componentButton = 2
	componentSelect = 3
	componentInput  = 4
	styleLink       = 5
	stylePremium    = 6
)

func isSelect(kind int) bool { return kind == componentSelect || kind >= 5 && kind <= 8 }

// checkRows requires at most five rows, each with up to five buttons or one select menu:
// https://discord.com/developers/docs/components/reference#action-row.
func checkRows(f *form, rows []Component) {
	if len(rows) > 5 {
		f.wrong("components", "BASE_TYPE_MAX_LENGTH", "Must be 5 or fewer in length.")
	}
	seen := map[string]bool{}
	for i := range rows {
		path := "components." + strconv.Itoa(i)
		if rows[i].Type != componentRow {
			f.wrong(path+".type", "BASE_TYPE_CHOICES", "Value must be one of (1,).")
			continue
		}
		checkRow(f, path, rows[i].Components, seen)
	}
}

func checkRow(f *form, path string, list []Component, seen map[string]bool) {
	if len(list) < 1 || len(list) > 5 {
		f.wrong(path+".components", "BASE_TYPE_BAD_LENGTH", between(1, 5))
	}
	for i := range list {
		c, at := &list[i], path+".components."+strconv.Itoa(i)
		switch {
		case c.Type == componentButton:
			checkButton(f, at, c)
		case isSelect(c.Type):
			if len(list) > 1 {
				f.wrong(path+".components", "COMPONENT_LAYOUT_WIDTH_EXCEEDED", "The specified components exceed the maximum width")
			}
			checkID(f, at, c.CustomID)
		default:
			f.wrong(at+".type", "BASE_TYPE_CHOICES", "Value must be one of (2, 3, 5, 6, 7, 8).")
		}
		unique(f, at, c.CustomID, seen)
	}
}

// checkButton validates a button: https://discord.com/developers/docs/components/reference#button.
func checkButton(f *form, path string, c *Component) {
	switch {
	case c.Style == styleLink:
		if c.URL == "" {
			f.wrong(path+".url", "BASE_TYPE_REQUIRED", "This field is required")
		}
		if c.CustomID != "" {
			f.wrong(path+".custom_id", "BUTTON_COMPONENT_CUSTOM_ID_URL_MUTUALLY_EXCLUSIVE", "A custom id and url cannot both be specified")
		}
	case c.Style < 1 || c.Style > stylePremium:
		f.wrong(path+".style", "BASE_TYPE_CHOICES", "Value must be one of (1, 2, 3, 4, 5, 6).")
	case c.Style != stylePremium:
		checkID(f, path, c.CustomID)
	}
	if n := utf8.RuneCountInString(c.Label); n > 80 {
		f.wrong(path+".label", "BASE_TYPE_MAX_LENGTH", "Must be 80 or fewer in length.")
	}
	if c.Label == "" && c.Emoji == nil && c.Style != stylePremium {
		f.wrong(path, "BUTTON_COMPONENT_INVALID_CONTENT", "A button must have a label or an emoji")
	}
}

func checkID(f *form, path, id string) {
	switch n := utf8.RuneCountInString(id); {
	case n == 0:
		f.wrong(path+".custom_id", "BASE_TYPE_REQUIRED", "This field is required")
	case n > 100:
		f.wrong(path+".custom_id", "BASE_TYPE_BAD_LENGTH", between(1, 100))
	}
}

// unique rejects duplicate custom ids in a message:
// https://discord.com/developers/docs/components/reference#anatomy-of-a-component-custom-id.
func unique(f *form, path, id string, seen map[string]bool) {
	if id != "" && seen[id] {
		f.wrong(path+".custom_id", "COMPONENT_CUSTOM_ID_DUPLICATED", "Component custom id cannot be duplicated")
	}
	seen[id] = true
}

// Limits of components v2: https://discord.com/developers/docs/components/reference.
const (
	maxLayout     = 40
	maxLayoutText = 4000
)

// checkLayout validates a components v2 message.
func checkLayout(f *form, list []Component) {
	n, text, seen := 0, 0, map[string]bool{}
	var walk func(path string, list []Component)
	walk = func(path string, list []Component) {
		for i := range list {
			c, at := &list[i], path+"."+strconv.Itoa(i)
			n++
			text += utf8.RuneCountInString(c.Content)
			if c.Type == componentRow {
				checkRow(f, at, c.Components, seen)
				n += len(c.Components)
				continue
			}
			if c.Type == componentButton {
				checkButton(f, at, c)
			}
			unique(f, at, c.CustomID, seen)
			walk(at+".components", c.Components)
			if c.Accessory != nil {
				walk(at+".accessory", []Component{*c.Accessory})
			}
		}
	}
	walk("components", list)
	switch {
	case n == 0:
		f.wrong("components", "BASE_TYPE_REQUIRED", "This field is required")
	case n > maxLayout:
		f.wrong("components", "COMPONENT_MAX_TOTAL_COMPONENTS_EXCEEDED", "The total number of components may not exceed 40")
	case text > maxLayoutText:
		f.wrong("components", "COMPONENT_DISPLAYABLE_TEXT_SIZE_EXCEEDED", "Displayable text size exceeds maximum size of 4000")
	}
}
