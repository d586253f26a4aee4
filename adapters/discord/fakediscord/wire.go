package fakediscord

// User is an account: https://discord.com/developers/docs/resources/user#user-object.
type User struct {
	ID            string  `json:"id"`
	Username      string  `json:"username"`
	GlobalName    string  `json:"global_name"`
	Discriminator string  `json:"discriminator"`
	Avatar        *string `json:"avatar"`
	Bot           bool    `json:"bot,omitempty"`
	System        bool    `json:"system,omitempty"`
	PublicFlags   int     `json:"public_flags"`
}

// Member is a member of a guild:
// https://discord.com/developers/docs/resources/guild#guild-member-object.
type Member struct {
	User     *User    `json:"user,omitempty"` // absent inside messages
	Nick     *string  `json:"nick"`
	Avatar   *string  `json:"avatar"`
	Roles    []string `json:"roles"`
	JoinedAt string   `json:"joined_at"`
	Premium  *string  `json:"premium_since"`
	Deaf     bool     `json:"deaf"`
	Mute     bool     `json:"mute"`
	Flags    int      `json:"flags"`
	Pending  bool     `json:"pending"`
	Timeout  *string  `json:"communication_disabled_until"`
	// Permissions are only sent in interactions.
	Permissions string `json:"permissions,omitempty"`
}

// roleObject is documented at https://discord.com/developers/docs/topics/permissions#role-object.
type roleObject struct {
	ID           string    `json:"id"`
	Name         string    `json:"name"`
	Color        int       `json:"color"`
	Hoist        bool      `json:"hoist"`
	Icon         *string   `json:"icon"`
	UnicodeEmoji *string   `json:"unicode_emoji"`
	Position     int       `json:"position"`
	Permissions  int64     `json:"permissions,string"`
	Managed      bool      `json:"managed"`
	Mentionable  bool      `json:"mentionable"`
	Flags        int       `json:"flags"`
	Tags         *roleTags `json:"tags,omitempty"`
}

type roleTags struct {
	BotID string `json:"bot_id,omitempty"`
}

// Overwrite allows and denies permissions for a role or a member in one channel:
// https://discord.com/developers/docs/resources/channel#overwrite-object.
type Overwrite struct {
	ID    string `json:"id"`
	Type  int    `json:"type"` // 0: role, 1: member
	Allow int64  `json:"allow,string"`
	Deny  int64  `json:"deny,string"`
}

// channelObject is documented at
// https://discord.com/developers/docs/resources/channel#channel-object.
type channelObject struct {
	ID            string          `json:"id"`
	Type          int             `json:"type"`
	GuildID       string          `json:"guild_id,omitempty"`
	Position      *int            `json:"position,omitempty"`
	Overwrites    []Overwrite     `json:"permission_overwrites,omitempty"`
	Name          string          `json:"name,omitempty"`
	Topic         *string         `json:"topic,omitempty"`
	NSFW          bool            `json:"nsfw"`
	LastMessageID *string         `json:"last_message_id"`
	RateLimit     *int            `json:"rate_limit_per_user,omitempty"`
	Recipients    []User          `json:"recipients,omitempty"`
	OwnerID       string          `json:"owner_id,omitempty"`
	ParentID      *string         `json:"parent_id,omitempty"`
	MessageCount  *int            `json:"message_count,omitempty"`
	MemberCount   *int            `json:"member_count,omitempty"`
	Thread        *threadMetadata `json:"thread_metadata,omitempty"`
	Member        *threadMember   `json:"member,omitempty"`
	NewlyCreated  bool            `json:"newly_created,omitempty"`
	AppliedTags   []string        `json:"applied_tags,omitempty"`
	AvailableTags []forumTag      `json:"available_tags,omitempty"`
	Flags         int             `json:"flags"`
	Permissions   string          `json:"permissions,omitempty"`
}

// threadMetadata is documented at
// https://discord.com/developers/docs/resources/channel#thread-metadata-object.
type threadMetadata struct {
	Archived    bool   `json:"archived"`
	AutoArchive int    `json:"auto_archive_duration"`
	ArchivedAt  string `json:"archive_timestamp"`
	Locked      bool   `json:"locked"`
	CreatedAt   string `json:"create_timestamp"`
}

// threadMember is documented at
// https://discord.com/developers/docs/resources/channel#thread-member-object.
type threadMember struct {
	ID       string `json:"id"`
	UserID   string `json:"user_id"`
	JoinedAt string `json:"join_timestamp"`
	Flags    int    `json:"flags"`
}

// voiceState is documented at
// https://discord.com/developers/docs/resources/voice#voice-state-object.
type voiceState struct {
	GuildID   string  `json:"guild_id,omitempty"`
	ChannelID *string `json:"channel_id"` // null after leaving
	UserID    string  `json:"user_id"`
	Member    *Member `json:"member,omitempty"`
	SessionID string  `json:"session_id"`
	Deaf      bool    `json:"deaf"`
	Mute      bool    `json:"mute"`
	SelfDeaf  bool    `json:"self_deaf"`
	SelfMute  bool    `json:"self_mute"`
	SelfVideo bool    `json:"self_video"`
	Suppress  bool    `json:"suppress"`
	Requested *string `json:"request_to_speak_timestamp"`
}
