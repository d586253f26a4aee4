package faketelegram

import "encoding/json"

// User is an account: https://core.telegram.org/bots/api#user.
type User struct {
	ID           int64  `json:"id"`
	IsBot        bool   `json:"is_bot"`
	FirstName    string `json:"first_name"`
	LastName     string `json:"last_name,omitempty"`
	Username     string `json:"username,omitempty"`
	LanguageCode string `json:"language_code,omitempty"`
}

// Chat is a chat: https://core.telegram.org/bots/api#chat.
type Chat struct {
	ID        int64  `json:"id"`
	Type      string `json:"type"` // private, group, supergroup or channel
	Title     string `json:"title,omitempty"`
	Username  string `json:"username,omitempty"`
	FirstName string `json:"first_name,omitempty"`
	LastName  string `json:"last_name,omitempty"`
	IsForum   bool   `json:"is_forum,omitempty"`
}

// Entity marks up part of a text; offset and length are in UTF-16 units:
// https://core.telegram.org/bots/api#messageentity.
type Entity struct {
	Type          string `json:"type"`
	Offset        int    `json:"offset"`
	Length        int    `json:"length"`
	URL           string `json:"url,omitempty"`
	User          *User  `json:"user,omitempty"`
	Language      string `json:"language,omitempty"`
	CustomEmojiID string `json:"custom_emoji_id,omitempty"`
}

// Button is a button of an inline keyboard:
// https://core.telegram.org/bots/api#inlinekeyboardbutton.
type Button struct {
	Text         string `json:"text"`
	URL          string `json:"url,omitempty"`
	CallbackData string `json:"callback_data,omitempty"`
}

// Keyboard is the inline keyboard below a message:
// https://core.telegram.org/bots/api#inlinekeyboardmarkup.
type Keyboard struct {
	Rows [][]Button `json:"inline_keyboard"`
}

// Reaction is an emoji, a custom emoji or a paid star:
// https://core.telegram.org/bots/api#reactiontype.
type Reaction struct {
	Type          string `json:"type"`
	Emoji         string `json:"emoji,omitempty"`
	CustomEmojiID string `json:"custom_emoji_id,omitempty"`
}

// Origin is the origin of a forwarded channel post:
// https://core.telegram.org/bots/api#messageoriginchannel.
type Origin struct {
	Type      string `json:"type"`
	Date      int64  `json:"date"`
	Chat      *Chat  `json:"chat,omitempty"`
	MessageID int64  `json:"message_id,omitempty"`
}

// Topic is the content of a service message about a new forum topic:
// https://core.telegram.org/bots/api#forumtopiccreated.
type Topic struct {
	Name      string `json:"name"`
	IconColor int    `json:"icon_color"`
}

// Message is one message: https://core.telegram.org/bots/api#message. Ephemeral ones have
// message_id 0 and an ephemeral_message_id:
// https://core.telegram.org/bots/api#ephemeral-messages-and-commands.
type Message struct {
	ID                 int64     `json:"message_id"`
	EphemeralID        int64     `json:"ephemeral_message_id,omitempty"`
	ThreadID           int64     `json:"message_thread_id,omitempty"`
	From               *User     `json:"from,omitempty"`
	SenderChat         *Chat     `json:"sender_chat,omitempty"`
	ReceiverUser       *User     `json:"receiver_user,omitempty"`
	Date               int64     `json:"date"`
	EditDate           int64     `json:"edit_date,omitempty"`
	Chat               Chat      `json:"chat"`
	ForwardOrigin      *Origin   `json:"forward_origin,omitempty"`
	IsTopicMessage     bool      `json:"is_topic_message,omitempty"`
	IsAutomaticForward bool      `json:"is_automatic_forward,omitempty"`
	AuthorSignature    string    `json:"author_signature,omitempty"`
	ReplyTo            *Message  `json:"reply_to_message,omitempty"`
	Text               string    `json:"text,omitempty"`
	Entities           []Entity  `json:"entities,omitempty"`
	Caption            string    `json:"caption,omitempty"`
	CaptionEntities    []Entity  `json:"caption_entities,omitempty"`
	Keyboard           *Keyboard `json:"reply_markup,omitempty"`
	NewMembers         []User    `json:"new_chat_members,omitempty"`
	LeftMember         *User     `json:"left_chat_member,omitempty"`
	TopicCreated       *Topic    `json:"forum_topic_created,omitempty"`
	MigrateTo          int64     `json:"migrate_to_chat_id,omitempty"`
	MigrateFrom        int64     `json:"migrate_from_chat_id,omitempty"`

	media map[string]json.RawMessage
}

// isService reports whether it is a service message.
func (m *Message) isService() bool {
	return m.Text == "" && m.Caption == "" && m.media == nil
}

// MarshalJSON adds the media, of any kind.
func (m Message) MarshalJSON() ([]byte, error) {
	type plain Message
	b, err := json.Marshal(plain(m))
	if err != nil || len(m.media) == 0 {
		return b, err
	}
	extra, err := json.Marshal(m.media)
	if err != nil {
		return nil, err
	}
	b[len(b)-1] = ','
	return append(b, extra[1:]...), nil
}

// answer is a response: https://core.telegram.org/bots/api#making-requests.
type answer struct {
	OK          bool        `json:"ok"`
	Result      any         `json:"result,omitempty"`
	ErrorCode   int         `json:"error_code,omitempty"`
	Description string      `json:"description,omitempty"`
	Parameters  *parameters `json:"parameters,omitempty"`
}

// updates are the result of getUpdates. They are kept as raw bytes, so that a test can deliver
// anything.
type updates []json.RawMessage

func (a answer) bytes() []byte {
	found, ok := a.Result.(updates)
	if !ok {
		return encode(a)
	}
	b := []byte(`{"ok":true,"result":[`)
	for i, u := range found {
		if i > 0 {
			b = append(b, ',')
		}
		b = append(b, u...)
	}
	return append(b, "]}"...)
}

// encode returns v as JSON. It panics on error, which only raw values from a test can cause.
func encode(v any) []byte {
	b, err := json.Marshal(v)
	if err != nil {
		panic("faketelegram: encode: " + err.Error())
	}
	return b
}

// parameters tell the client how to continue after an error:
// https://core.telegram.org/bots/api#responseparameters.
type parameters struct {
	MigrateTo  int64 `json:"migrate_to_chat_id,omitempty"`
	RetryAfter int   `json:"retry_after,omitempty"`
}

// apiError is a rejection by the platform.
type apiError struct {
	code        int
	description string
	parameters
}

func (e *apiError) answer() answer {
	a := answer{ErrorCode: e.code, Description: e.description}
	if e.parameters != (parameters{}) {
		a.Parameters = &e.parameters
	}
	return a
}

func bad(why string) *apiError       { return &apiError{code: 400, description: "Bad Request: " + why} }
func forbidden(why string) *apiError { return &apiError{code: 403, description: "Forbidden: " + why} }
func conflict(why string) *apiError  { return &apiError{code: 409, description: "Conflict: " + why} }
