package fakediscord

import (
	"encoding/json"
	"slices"
	"time"
)

// Message is one message: https://discord.com/developers/docs/resources/message#message-object. Its
// slices are never modified in place.
type Message struct {
	ID              string           `json:"id"`
	ChannelID       string           `json:"channel_id"`
	Type            int              `json:"type"`
	Author          User             `json:"author"`
	Content         string           `json:"content"`
	Timestamp       string           `json:"timestamp"`
	EditedTimestamp *string          `json:"edited_timestamp"`
	TTS             bool             `json:"tts"`
	MentionEveryone bool             `json:"mention_everyone"`
	Mentions        []User           `json:"mentions"`
	MentionRoles    []string         `json:"mention_roles"`
	Attachments     []Attachment     `json:"attachments"`
	Embeds          []Embed          `json:"embeds"`
	Reactions       []Reaction       `json:"reactions,omitempty"`
	Nonce           json.RawMessage  `json:"nonce,omitempty"`
	Pinned          bool             `json:"pinned"`
	WebhookID       string           `json:"webhook_id,omitempty"`
	ApplicationID   string           `json:"application_id,omitempty"`
	Flags           int              `json:"flags"`
	Components      []Component      `json:"components"`
	Stickers        []Sticker        `json:"sticker_items,omitempty"`
	Reference       *Reference       `json:"message_reference,omitempty"`
	Referenced      *Message         `json:"referenced_message,omitempty"`
	Interaction     *InteractionNote `json:"interaction_metadata,omitempty"`
	Position        *int             `json:"position,omitempty"` // only in threads

	// OnlyFor is the only user who sees it; "": everyone.
	OnlyFor string `json:"-"`

	settled bool // it has been fetched by its id; see Options.Loose

	pings bool // it mentions the bot, so its content is always sent
	at    time.Time
}

// Message flags:
// https://discord.com/developers/docs/resources/message#message-object-message-flags.
const (
	FlagSuppressEmbeds = 1 << 2
	FlagEphemeral      = 1 << 6
	FlagLoading        = 1 << 7
	FlagSilent         = 1 << 12
	FlagComponentsV2   = 1 << 15
)

// Attachment is documented at
// https://discord.com/developers/docs/resources/message#attachment-object.
type Attachment struct {
	ID          string `json:"id"`
	Filename    string `json:"filename"`
	Description string `json:"description,omitempty"`
	ContentType string `json:"content_type,omitempty"`
	Size        int    `json:"size"`
	URL         string `json:"url"`
	ProxyURL    string `json:"proxy_url"`
}

// Sticker is documented at
// https://discord.com/developers/docs/resources/sticker#sticker-item-object.
type Sticker struct {
	ID     string `json:"id"`
	Name   string `json:"name"`
	Format int    `json:"format_type"`
}

// Reference is documented at
// https://discord.com/developers/docs/resources/message#message-reference-structure.
type Reference struct {
	Type      int    `json:"type"`
	MessageID string `json:"message_id,omitempty"`
	ChannelID string `json:"channel_id"`
	GuildID   string `json:"guild_id,omitempty"`
}

// Emoji is a Unicode emoji, or a custom emoji with an id:
// https://discord.com/developers/docs/resources/emoji#emoji-object.
type Emoji struct {
	ID   *string `json:"id"`
	Name string  `json:"name"`
}

// Reaction is documented at https://discord.com/developers/docs/resources/message#reaction-object.
type Reaction struct {
	Count int   `json:"count"`
	Me    bool  `json:"me"`
	Emoji Emoji `json:"emoji"`

	Users []string `json:"-"` // ids, in order of reacting
}

// InteractionNote is the interaction that a message responds to:
// https://discord.com/developers/docs/resources/message#message-interaction-metadata-object.
type InteractionNote struct {
	ID    string `json:"id"`
	Type  int    `json:"type"`
	User  User   `json:"user"`
	Named string `json:"name,omitempty"`
}

// Embed is documented at https://discord.com/developers/docs/resources/message#embed-object.
type Embed struct {
	Type        string       `json:"type,omitempty"`
	Title       string       `json:"title,omitempty"`
	Description string       `json:"description,omitempty"`
	URL         string       `json:"url,omitempty"`
	Timestamp   string       `json:"timestamp,omitempty"`
	Color       int          `json:"color,omitempty"`
	Footer      *EmbedFooter `json:"footer,omitempty"`
	Image       *EmbedMedia  `json:"image,omitempty"`
	Thumbnail   *EmbedMedia  `json:"thumbnail,omitempty"`
	Author      *EmbedAuthor `json:"author,omitempty"`
	Fields      []EmbedField `json:"fields,omitempty"`
}

// EmbedFooter is an embed's footer.
type EmbedFooter struct {
	Text    string `json:"text"`
	IconURL string `json:"icon_url,omitempty"`
}

// EmbedMedia is an image in an embed.
type EmbedMedia struct {
	URL string `json:"url"`
}

// EmbedAuthor is an embed's author line.
type EmbedAuthor struct {
	Name    string `json:"name"`
	URL     string `json:"url,omitempty"`
	IconURL string `json:"icon_url,omitempty"`
}

// EmbedField is a field of an embed.
type EmbedField struct {
	Name   string `json:"name"`
	Value  string `json:"value"`
	Inline bool   `json:"inline,omitempty"`
}

// Component is documented at https://discord.com/developers/docs/components/reference.
type Component struct {
	Type        int             `json:"type"`
	ID          int             `json:"id,omitempty"`
	CustomID    string          `json:"custom_id,omitempty"`
	Style       int             `json:"style,omitempty"`
	Label       string          `json:"label,omitempty"`
	Emoji       *Emoji          `json:"emoji,omitempty"`
	URL         string          `json:"url,omitempty"`
	Disabled    bool            `json:"disabled,omitempty"`
	Content     string          `json:"content,omitempty"` // of a text display
	Placeholder string          `json:"placeholder,omitempty"`
	MinValues   *int            `json:"min_values,omitempty"`
	MaxValues   *int            `json:"max_values,omitempty"`
	Required    *bool           `json:"required,omitempty"`
	MinLength   *int            `json:"min_length,omitempty"`
	MaxLength   *int            `json:"max_length,omitempty"`
	Value       string          `json:"value,omitempty"`
	Options     json.RawMessage `json:"options,omitempty"`
	Components  []Component     `json:"components,omitempty"`
	Accessory   *Component      `json:"accessory,omitempty"`
}

// find returns the component with a custom id, or nil.
func find(list []Component, customID string) *Component {
	for i := range list {
		c := &list[i]
		if c.CustomID == customID && customID != "" {
			return c
		}
		if in := find(c.Components, customID); in != nil {
			return in
		}
		if c.Accessory != nil && c.Accessory.CustomID == customID {
			return c.Accessory
		}
	}
	return nil
}

// Buttons returns the custom ids of the message's interactive components.
func (m Message) Buttons() []string { return customIDs(nil, m.Components) }

func customIDs(out []string, list []Component) []string {
	for _, c := range list {
		if c.CustomID != "" {
			out = append(out, c.CustomID)
		}
		out = customIDs(out, c.Components)
		if c.Accessory != nil && c.Accessory.CustomID != "" {
			out = append(out, c.Accessory.CustomID)
		}
	}
	return out
}

// whole initializes the lists that are present on the wire even when empty.
func (m *Message) whole() {
	m.Mentions = notNil(m.Mentions)
	m.MentionRoles = notNil(m.MentionRoles)
	m.Attachments = notNil(m.Attachments)
	m.Embeds = notNil(m.Embeds)
	m.Components = notNil(m.Components)
}

func notNil[T any](list []T) []T {
	if list == nil {
		return []T{}
	}
	return slices.Clip(list)
}

// redacted returns the message as sent to a bot without the message content intent:
// https://discord.com/developers/docs/events/gateway#message-content-intent.
func (m *Message) redacted() *Message {
	out := *m
	out.Content, out.Attachments, out.Embeds, out.Components = "", []Attachment{}, []Embed{}, []Component{}
	if out.Referenced != nil {
		out.Referenced = out.Referenced.redacted()
	}
	return &out
}
