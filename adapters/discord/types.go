package discord

import (
	"time"

	"github.com/go-json-experiment/json/jsontext"

	"github.com/stewardbot/steward/adapters/loosely"
)

// The parts of Discord's objects that Steward reads, named as in
// https://discord.com/developers/docs. For gateway events they replace the library's types,
// which take several times as long to decode; tests compare the two. Ids are strings; optional
// fields are pointers or empty.

type userObject struct {
	ID         string `json:"id"`
	Username   string `json:"username"`
	GlobalName string `json:"global_name"`
	Bot        bool   `json:"bot"`
	System     bool   `json:"system"`
}

// memberObject is a guild member. It has no user within messages.
type memberObject struct {
	User     *userObject `json:"user"`
	Nick     string      `json:"nick"`
	Roles    []string    `json:"roles"`
	JoinedAt string      `json:"joined_at"`
	// Timeout is when the member may speak again; null: now, absent: unknown.
	Timeout jsontext.Value `json:"communication_disabled_until"`
}

// mutedUntil returns zero if the member may speak, or that is unknown.
func (m *memberObject) mutedUntil() time.Time { return parseTime(loosely.Scalar(m.Timeout)) }

// messageRef is a message that another message or an interaction refers to.
type messageRef struct {
	ID        string      `json:"id"`
	Flags     int         `json:"flags"`
	Author    *userObject `json:"author"`
	WebhookID string      `json:"webhook_id"`
}

// answeredMessage is a message that another one, or a command, replies to.
type answeredMessage struct {
	messageRef
	Content     string       `json:"content"`
	Attachments []attachment `json:"attachments"`
}

type messageObject struct {
	messageRef
	ChannelID  string               `json:"channel_id"`
	GuildID    string               `json:"guild_id"`
	Type       int                  `json:"type"`
	Member     *memberObject        `json:"member"`
	Content    string               `json:"content"`
	Edited     jsontext.Value       `json:"edited_timestamp"` // null: never
	Mentions   []mentionObject      `json:"mentions"`
	Reference  *messageReference    `json:"message_reference"`
	Referenced *answeredMessage     `json:"referenced_message"`
	Snapshots  []snapshot           `json:"message_snapshots"`
	Thread     loosely.Field[named] `json:"thread"` // that was opened from it
	content
}

// mentionObject is a user with the guild-specific fields.
type mentionObject struct {
	userObject
	Member *memberObject `json:"member"`
}

type messageReference struct {
	Type      int    `json:"type"` // 1: forwarded from there
	MessageID string `json:"message_id"`
	ChannelID string `json:"channel_id"`
}

// snapshot is a message that was forwarded.
type snapshot struct {
	Message struct {
		Content   string     `json:"content"`
		Flags     int        `json:"flags"`
		Snapshots []snapshot `json:"message_snapshots"`
		content
	} `json:"message"`
}

type deletedObject struct {
	ID        string   `json:"id"`
	IDs       []string `json:"ids"`
	ChannelID string   `json:"channel_id"`
	GuildID   string   `json:"guild_id"`
}

type reactionObject struct {
	UserID    string        `json:"user_id"`
	ChannelID string        `json:"channel_id"`
	MessageID string        `json:"message_id"`
	GuildID   string        `json:"guild_id"`
	AuthorID  string        `json:"message_author_id"`
	Member    *memberObject `json:"member"`
	Emoji     struct {
		ID   string `json:"id"`
		Name string `json:"name"`
	} `json:"emoji"`
}

type voiceObject struct {
	GuildID   string        `json:"guild_id"`
	ChannelID string        `json:"channel_id"` // empty: in none
	UserID    string        `json:"user_id"`
	Member    *memberObject `json:"member"`
	Deaf      bool          `json:"deaf"`
	SelfDeaf  bool          `json:"self_deaf"`
}

type interactionObject struct {
	ID        string         `json:"id"`
	Type      int            `json:"type"`
	Token     string         `json:"token"`
	GuildID   string         `json:"guild_id"`
	ChannelID string         `json:"channel_id"`
	Channel   *channelObject `json:"channel"`
	Member    *memberObject  `json:"member"`
	User      *userObject    `json:"user"` // in private chats
	Message   *messageRef    `json:"message"`
	Locale    string         `json:"locale"`
	Data      struct {
		Name     string   `json:"name"`
		Type     int      `json:"type"`
		Options  []option `json:"options"`
		TargetID string   `json:"target_id"`
		CustomID string   `json:"custom_id"`
		Values   []string `json:"values"`
		// Components are those of a form that was filled in.
		Components []filledComponent `json:"components"`
		Resolved   struct {
			Users    map[string]userObject      `json:"users"`
			Members  map[string]memberObject    `json:"members"`
			Messages map[string]answeredMessage `json:"messages"`
		} `json:"resolved"`
	} `json:"data"`
}

// filledComponent is a text that was filled in, or holds such ones.
type filledComponent struct {
	CustomID   string            `json:"custom_id"`
	Value      string            `json:"value"`
	Components []filledComponent `json:"components"`
	Component  *filledComponent  `json:"component"` // of a label
}

type option struct {
	Name    string         `json:"name"`
	Type    int            `json:"type"`
	Value   jsontext.Value `json:"value"`
	Options []option       `json:"options"`
	Focused bool           `json:"focused"` // it is being typed
}

// memberChange is a member who joined, changed or left.
type memberChange struct {
	GuildID string `json:"guild_id"`
	memberObject
	UserID string `json:"user_id"` // for the user, of a compatible server
}

type guildObject struct {
	ID          string     `json:"id"`
	Name        string     `json:"name"`
	Unavailable bool       `json:"unavailable"`
	Vanity      string     `json:"vanity_url_code"` // of its invitation
	Invites     []struct { // fetched separately
		Code string `json:"code"`
	} `json:"-"`
	OwnerID     string          `json:"owner_id"`
	System      string          `json:"system_channel_id"` // where Discord greets newcomers
	JoinedAt    string          `json:"joined_at"`
	Roles       []roleObject    `json:"roles"`
	Channels    []channelObject `json:"channels"`
	Threads     []channelObject `json:"threads"`
	Members     []memberObject  `json:"members"`
	VoiceStates []voiceObject   `json:"voice_states"`
}

type roleObject struct {
	ID          string `json:"id"`
	Name        string `json:"name"`
	Permissions string `json:"permissions"`
	Position    int    `json:"position"`
	Managed     bool   `json:"managed"`
}

type roleChange struct {
	GuildID string     `json:"guild_id"`
	Role    roleObject `json:"role"`
	RoleID  string     `json:"role_id"` // of a deleted role
}

// inviteChange is an invitation that was created or deleted; without a guild for group
// chats.
type inviteChange struct {
	GuildID string `json:"guild_id"`
	Code    string `json:"code"`
}

type channelObject struct {
	ID            string       `json:"id"`
	Type          int          `json:"type"`
	GuildID       string       `json:"guild_id"`
	Name          string       `json:"name"`
	ParentID      string       `json:"parent_id"` // a thread's channel, a channel's category
	LastMessageID string       `json:"last_message_id"`
	Recipients    []userObject `json:"recipients"`
	Thread        *struct {
		Archived   bool   `json:"archived"`
		ArchivedAt string `json:"archive_timestamp"`
	} `json:"thread_metadata"`
}

// The types of channel that Steward distinguishes:
// https://discord.com/developers/docs/resources/channel#channel-object-channel-types.
const (
	channelText          = 0
	channelDM            = 1
	channelNews          = 5
	channelNewsThread    = 10
	channelPublicThread  = 11
	channelPrivateThread = 12
	channelForum         = 15
	channelMedia         = 16
)

// posts reports whether the channel contains only threads; its last message is
// its newest thread.
func (c *channelObject) posts() bool { return c.Type == channelForum || c.Type == channelMedia }

// talks reports whether it is primarily a text channel.
func (c *channelObject) talks() bool {
	return c.Type == channelText || c.Type == channelNews || c.thread()
}

// threads reports whether the channel may have threads.
func (c *channelObject) threads() bool {
	return c.Type == channelText || c.Type == channelNews || c.posts()
}

func (c *channelObject) thread() bool {
	return c.Type == channelNewsThread || c.Type == channelPublicThread || c.Type == channelPrivateThread
}

type threadList struct {
	GuildID string          `json:"guild_id"`
	Threads []channelObject `json:"threads"`
}

type readyObject struct {
	User        userObject    `json:"user"`
	SessionID   string        `json:"session_id"`
	ResumeURL   string        `json:"resume_gateway_url"`
	Guilds      []guildObject `json:"guilds"`
	Application struct {
		ID string `json:"id"`
	} `json:"application"`
}
