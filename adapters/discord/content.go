package discord

import (
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/stewardbot/steward/adapters/loosely"
	"github.com/stewardbot/steward/bot"
)

// content is the visible content of a message besides its text, its own or a forwarded one's.
type content struct {
	Attachments []attachment               `json:"attachments"`
	Stickers    []sticker                  `json:"sticker_items"`
	Embeds      loosely.Field[[]embed]     `json:"embeds"`
	Poll        loosely.Field[poll]        `json:"poll"`
	Components  loosely.Field[[]component] `json:"components"`
}

type attachment struct {
	ContentType string `json:"content_type"`
	Name        string `json:"filename"`
	Title       string `json:"title"`
	Description string `json:"description"` // alt text
	URL         string `json:"url"`         // signed; the hexadecimal ex= is when it expires
	Size        int64  `json:"size"`
}

// files returns the attachments. Discord has no way to send one again but its address.
func (c *content) files(flags int) (list []bot.File) {
	for _, a := range c.Attachments {
		at, err := url.Parse(a.URL)
		rest, https := strings.CutPrefix(a.URL, "https://")
		if err != nil || !https {
			continue
		}
		f := bot.File{ID: rest, Kind: mediaKind(a.ContentType, flags), Type: a.ContentType, Name: a.Name, Size: a.Size}
		if unix, err := strconv.ParseInt(at.Query().Get("ex"), 16, 40); err == nil {
			f.Until = time.Unix(unix, 0).UTC()
		}
		list = append(list, f)
	}
	return bot.FitFiles(list)
}

type sticker struct {
	Name string `json:"name"`
}

type named struct {
	Name string `json:"name"`
	URL  string `json:"url"`
}

type embed struct {
	Title       string `json:"title"`
	Description string `json:"description"`
	URL         string `json:"url"`
	Author      named  `json:"author"`
	Provider    named  `json:"provider"`
	Footer      text   `json:"footer"`
	Fields      []struct {
		Name  string `json:"name"`
		Value string `json:"value"`
	} `json:"fields"`
}

type text struct {
	Text string `json:"text"`
}

type poll struct {
	Question text `json:"question"`
	Answers  []struct {
		Media text `json:"poll_media"`
	} `json:"answers"`
}

// component is any of https://discord.com/developers/docs/components/reference.
type component struct {
	Label       string      `json:"label"`
	URL         string      `json:"url"`
	Content     string      `json:"content"`
	Name        string      `json:"name"` // of a file
	Placeholder string      `json:"placeholder"`
	Description string      `json:"description"`
	Options     []component `json:"options"`
	Items       []component `json:"items"`
	Components  []component `json:"components"`
	Accessory   *component  `json:"accessory"`
}

// parts returns everything there is to read, and link destinations. Pictures of
// the embeds that Discord creates for links are left out: they are hosted by
// the linked site.
func (c *content) parts() (list []bot.Part) {
	add := func(kind bot.PartKind, url string, texts ...string) {
		if text := strings.TrimSpace(strings.Join(texts, "\n")); text != "" || url != "" {
			list = append(list, bot.Part{Kind: kind, Text: text, URL: url})
		}
	}
	for _, a := range c.Attachments {
		add(bot.PartFile, "", a.Name)
		add(bot.PartFile, "", a.Title)
		add(bot.PartFile, "", a.Description)
	}
	for _, s := range c.Stickers {
		add(bot.PartSticker, "", s.Name)
	}
	if p := &c.Poll.Value; c.Poll.There {
		add(bot.PartPoll, "", p.Question.Text)
		for _, a := range p.Answers {
			add(bot.PartPoll, "", a.Media.Text)
		}
	}
	for _, e := range c.Embeds.Value {
		add(bot.PartEmbed, e.Author.URL, e.Author.Name)
		add(bot.PartEmbed, e.URL, e.Title)
		add(bot.PartEmbed, "", e.Description)
		for _, f := range e.Fields {
			add(bot.PartEmbed, "", f.Name, f.Value)
		}
		add(bot.PartEmbed, "", e.Footer.Text)
		add(bot.PartEmbed, "", e.Provider.Name)
	}
	var below func([]component)
	below = func(all []component) {
		for i := range all {
			c := &all[i]
			add(bot.PartEmbed, "", c.Content)
			add(bot.PartFile, "", c.Name)
			add(bot.PartButton, c.URL, c.Label)
			add(bot.PartButton, "", c.Placeholder, c.Description)
			below(c.Options)
			below(c.Items)
			below(c.Components)
			if c.Accessory != nil {
				below([]component{*c.Accessory})
			}
		}
	}
	below(c.Components.Value)
	return list
}

// code returns the pieces of a text that Discord shows as code: between one,
// two or three backticks and as many again. A backslash escapes the next
// character, except within code.
func code(text string) (list []bot.Part) {
	var without [4]bool // no closing run of this length exists
	for i := 0; i < len(text); {
		switch text[i] {
		case '\\':
			i += 2
			continue
		case '`':
		default:
			i++
			continue
		}
		n := min(ticks(text[i:]), 3)
		end := -1
		if !without[n] {
			end = closing(text, i+n, n)
		}
		if end < 0 {
			without[n] = true
			i += ticks(text[i:])
			continue
		}
		list = append(list, bot.Part{Kind: bot.PartCode, Text: text[i:end], At: i})
		i = end
	}
	return list
}

// ticks returns how many backticks a text begins with.
func ticks(text string) int { return len(text) - len(strings.TrimLeft(text, "`")) }

// closing returns where code ends that n backticks opened before from; below 0:
// nowhere.
func closing(text string, from, n int) int {
	if n == 3 {
		if i := strings.Index(text[from:], "```"); i > 0 {
			return from + i + 3
		}
		return -1
	}
	for from < len(text) {
		i := strings.IndexByte(text[from:], '`')
		if i < 0 {
			return -1
		}
		from += i
		run := ticks(text[from:])
		if run == n && i > 0 {
			return from + run
		}
		from += run
	}
	return -1
}
