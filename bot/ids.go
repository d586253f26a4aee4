package bot

import "strings"

// Place says where something is said: a space (a group, a guild), a place in a
// space (a topic, a channel) or a private chat. It reads "platform:space",
// "platform:space/place" or "platform:dm/user". Only the platform's adapter
// understands what stands behind the colon.
type Place string

// PrivatePlace is the private chat with a user.
func PrivatePlace(u UserID) Place {
	platform, id, _ := strings.Cut(string(u), ":")
	return Place(platform + ":dm/" + id)
}

// Platform is the part before the colon, empty when there is none.
func (p Place) Platform() string { return platformOf(string(p)) }

// Space is the group or guild that the place belongs to; a space is its own.
// All private chats of a platform share the space "platform:dm".
func (p Place) Space() Place {
	if i := strings.IndexByte(string(p), '/'); i >= 0 {
		return p[:i]
	}
	return p
}

// Local is what stands behind the platform's colon.
func (p Place) Local() string {
	_, rest, _ := strings.Cut(string(p), ":")
	return rest
}

// Sub is the part behind the slash: a topic, a channel, a user in a private
// chat; empty for a space.
func (p Place) Sub() string {
	_, sub, _ := strings.Cut(string(p), "/")
	return sub
}

// In tells whether the place is another one, or below it: a topic in its group, a
// thread in its channel.
func (p Place) In(other Place) bool {
	return p == other || other != "" && strings.HasPrefix(string(p), string(other)+"/")
}

// Private tells whether the place is a private chat with one user.
func (p Place) Private() bool { return strings.HasPrefix(p.Local(), "dm/") }

// UserID is one account on one platform: "telegram:42".
type UserID string

// Platform is the part before the colon.
func (u UserID) Platform() string { return platformOf(string(u)) }

// Local is the platform's own id of the account.
func (u UserID) Local() string {
	_, rest, _ := strings.Cut(string(u), ":")
	return rest
}

func platformOf(s string) string {
	platform, _, ok := strings.Cut(s, ":")
	if !ok {
		return ""
	}
	return platform
}

// MessageID names one message: where it stands and the platform's id of it.
type MessageID struct {
	Place Place  `json:"place"`
	ID    string `json:"id"`
}

// Zero tells whether nothing is named.
func (m MessageID) Zero() bool { return m.ID == "" }

// MemberID is one person in one community, counted from 1. Zero is nobody.
type MemberID uint64

// Ref names an effect that a turn asked for, before and after it is performed.
// It may be the target of later effects. Zero is no effect.
type Ref uint64
