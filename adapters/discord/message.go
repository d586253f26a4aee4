package discord

import (
	"cmp"
	"strings"
	"time"

	"github.com/bwmarrin/discordgo"

	"github.com/stewardbot/steward/bot"
)

// Flags of a message:
// https://discord.com/developers/docs/resources/message#message-object-message-flags.
const (
	noPreviewFlag = 1 << 2 // no previews of links
	hiddenFlag    = 1 << 6 // only one person sees it
	loadingFlag   = 1 << 7 // a deferred answer
)

// maxLabel is the longest text on a button, in characters:
// https://discord.com/developers/docs/components/reference#button.
const maxLabel = 80

// outgoing is a message to send. The library's type has no nonce.
type outgoing struct {
	Content   string                           `json:"content"`
	Nonce     string                           `json:"nonce,omitempty"`
	Enforce   bool                             `json:"enforce_nonce,omitempty"` // a repeated nonce returns the existing message
	Mentions  discordgo.MessageAllowedMentions `json:"allowed_mentions"`        // none: mentions in a text notify nobody
	Reference *reference                       `json:"message_reference,omitempty"`
	Flags     int                              `json:"flags,omitempty"`
	Rows      []discordgo.ActionsRow           `json:"components"` // empty: an edit removes them
	Embeds    []discordgo.MessageEmbed         `json:"embeds,omitempty"`
	Files     []fileNote                       `json:"attachments,omitempty"`

	file *file // goes with it
}

func (m *outgoing) attached() *file { return m.file }

// reference is the message to reply to. If it is gone and Required is false, the text is
// posted without it.
type reference struct {
	MessageID string `json:"message_id"`
	Required  bool   `json:"fail_if_not_exists"`
}

func newOutgoing(text string, rich bool, buttons [][]bot.Button) *outgoing {
	return &outgoing{
		Content:  written(text, rich),
		Mentions: discordgo.MessageAllowedMentions{Parse: []discordgo.AllowedMentionType{}},
		Flags:    noPreviewFlag,
		Rows:     rowsOf(buttons),
	}
}

// ping mentions accounts below the text. Names in a text notify nobody.
func (m *outgoing) ping(users []bot.User) {
	for i, u := range users {
		m.Content += map[bool]string{true: "\n", false: " "}[i == 0] + "<@" + u.ID.Local() + ">"
		m.Mentions.Users = append(m.Mentions.Users, u.ID.Local())
	}
}

// edit returns the message for an edit, which can't change the reference or the visibility.
func (m *outgoing) edit() *outgoing {
	return &outgoing{Content: m.Content, Mentions: m.Mentions, Rows: m.Rows, Embeds: m.Embeds, Files: m.Files, file: m.file}
}

func rowsOf(buttons [][]bot.Button) []discordgo.ActionsRow {
	rows := make([]discordgo.ActionsRow, 0, len(buttons))
	for _, row := range buttons {
		var r discordgo.ActionsRow
		for _, b := range row {
			r.Components = append(r.Components, buttonOf(b))
		}
		if len(r.Components) > 0 {
			rows = append(rows, r)
		}
	}
	return rows
}

func buttonOf(b bot.Button) discordgo.Button {
	label := cmp.Or(shorten(strings.TrimSpace(b.Label), maxLabel), "·") // Discord requires a label
	if b.URL != "" {
		return discordgo.Button{Label: label, Style: discordgo.LinkButton, URL: b.URL}
	}
	return discordgo.Button{Label: label, Style: discordgo.SecondaryButton, CustomID: b.Data}
}

// shorten cuts a text to a maximum number of characters.
func shorten(s string, most int) string {
	r := []rune(s)
	if len(r) <= most {
		return s
	}
	return string(r[:most-1]) + "…"
}

// posted is a message as Discord returns it. The library's type fails on unknown parts, which
// would leave the effect in doubt.
type posted struct {
	ID      string     `json:"id"`
	Content string     `json:"content"`
	Flags   int        `json:"flags"`
	Nonce   string     `json:"nonce"`
	Author  userObject `json:"author"`
	Files   []struct{} `json:"attachments"`
	Reply   struct {
		MessageID string `json:"message_id"`
	} `json:"message_reference"`
}

func (p posted) at() time.Time { return parseSnowflake(p.ID).at() }

// same reports whether the shown text equals the written one, ignoring outer space, which
// Discord trims.
func same(shown, written string) bool {
	return strings.TrimSpace(shown) == strings.TrimSpace(written)
}

// handle identifies a sent message in receipts: by its id, or, if only one person sees it,
// with the interaction's token: "e:<token>:<id>".
type handle struct{ id, token string }

func (h handle) String() string {
	if h.token == "" {
		return h.id
	}
	return "e:" + h.token + ":" + h.id
}

// parseHandle reverses String; ok is false for anything else.
func parseHandle(s string) (h handle, ok bool) {
	rest, hidden := strings.CutPrefix(s, "e:")
	if !hidden {
		return handle{id: s}, isID(s)
	}
	h.token, h.id, _ = strings.Cut(rest, ":")
	return h, isToken(h.token) && isID(h.id)
}

// receipt returns the receipt; token is that of the answered interaction, if any.
func (p posted) receipt(token string) bot.Receipt {
	if p.ID == "" { // the server did not return it
		return bot.Receipt{At: time.Now()}
	}
	h, hidden := handle{id: p.ID}, p.Flags&hiddenFlag != 0
	if hidden {
		h.token = token
	}
	return bot.Receipt{Messages: []string{h.String()}, At: p.at(), Hidden: hidden}
}
