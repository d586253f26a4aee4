package faketelegram

import (
	"encoding/json"
	"maps"
	"time"
)

// Rights are an administrator's rights: https://core.telegram.org/bots/api#chatmemberadministrator.
type Rights struct {
	CanManageChat       bool `json:"can_manage_chat"`
	CanDeleteMessages   bool `json:"can_delete_messages"`
	CanManageVideoChats bool `json:"can_manage_video_chats"`
	CanRestrictMembers  bool `json:"can_restrict_members"`
	CanPromoteMembers   bool `json:"can_promote_members"`
	CanChangeInfo       bool `json:"can_change_info"`
	CanInviteUsers      bool `json:"can_invite_users"`
	CanPostMessages     bool `json:"can_post_messages,omitempty"`
	CanEditMessages     bool `json:"can_edit_messages,omitempty"`
	CanPinMessages      bool `json:"can_pin_messages,omitempty"`
	CanManageTopics     bool `json:"can_manage_topics,omitempty"`
	CanManageTags       bool `json:"can_manage_tags,omitempty"`
	IsAnonymous         bool `json:"is_anonymous"`
}

// AllRights returns all rights except anonymity.
func AllRights() Rights {
	return Rights{
		CanManageChat: true, CanDeleteMessages: true, CanManageVideoChats: true, CanRestrictMembers: true,
		CanPromoteMembers: true, CanChangeInfo: true, CanInviteUsers: true, CanPostMessages: true,
		CanEditMessages: true, CanPinMessages: true, CanManageTopics: true, CanManageTags: true,
	}
}

// permissionNames returns the field names in https://core.telegram.org/bots/api#chatpermissions.
func permissionNames() []string {
	return []string{
		"can_send_messages", "can_send_audios", "can_send_documents", "can_send_photos", "can_send_videos",
		"can_send_video_notes", "can_send_voice_notes", "can_send_polls", "can_send_other_messages",
		"can_add_web_page_previews", "can_change_info", "can_invite_users", "can_pin_messages", "can_manage_topics",
	}
}

// Member is a user's status in a chat: https://core.telegram.org/bots/api#chatmember.
type Member struct {
	Status      string // creator, administrator, member, restricted, left or kicked
	Rights      Rights // of administrators
	Title       string // of the owner and administrators
	Tag         string // of ordinary and restricted members
	InChat      bool   // of restricted members
	Permissions map[string]bool
	Until       time.Time // end of a restriction or ban; zero: never
}

// present reports whether the user is in the chat.
func (m *Member) present() bool {
	return m != nil && (m.Status != "left" && m.Status != "kicked" && m.Status != "restricted" || m.Status == "restricted" && m.InChat)
}

func (m *Member) hasAuthority() bool {
	return m != nil && (m.Status == "creator" || m.Status == "administrator")
}

// may reports whether an owner or administrator has a right.
func (m *Member) may(right func(Rights) bool) bool {
	return m != nil && (m.Status == "creator" || m.Status == "administrator" && right(m.Rights))
}

func (m *Member) maySpeak() bool {
	return m.present() && (m.Status != "restricted" || m.Permissions["can_send_messages"])
}

// wire returns the member in the wire format for its status.
func (m Member) wire(u User) map[string]any {
	out := map[string]any{"status": m.Status, "user": u}
	switch m.Status {
	case "creator":
		out["is_anonymous"] = m.Rights.IsAnonymous
	case "administrator":
		json.Unmarshal(encode(m.Rights), &out) //nolint:errcheck // just encoded
		out["can_be_edited"] = false
	case "restricted":
		for _, name := range permissionNames() {
			out[name] = m.Permissions[name]
		}
		out["is_member"], out["until_date"] = m.InChat, unix(m.Until)
	case "kicked":
		out["until_date"] = unix(m.Until)
	}
	if m.Title != "" {
		out["custom_title"] = m.Title
	}
	if m.Tag != "" {
		out["tag"] = m.Tag
	}
	return out
}

// clone returns a deep copy.
func (m Member) clone() Member {
	m.Permissions = maps.Clone(m.Permissions)
	return m
}

// unix returns 0 for the zero time.
func unix(t time.Time) int64 {
	if t.IsZero() {
		return 0
	}
	return t.Unix()
}
