package bot

import "strings"

// Place is where something is said: a space (a group, a guild), a place in a
// space (a topic, a channel) or a private chat. It reads "platform:space",
// "platform:space/place" or "platform:dm/user". Only the platform's adapter
// interprets the part after the colon.
type Place string

// PrivatePlace returns the private chat with a user.
func PrivatePlace(u UserID) Place {
	platform, id, _ := strings.Cut(string(u), ":")
	return Place(platform + ":dm/" + id)
}

// Platform returns the part before the colon; empty if there is no colon.
func (p Place) Platform() string { return platformOf(string(p)) }

// Space returns the group or guild that the place belongs to; for a space, the
// space itself. All private chats of a platform share the space "platform:dm".
func (p Place) Space() Place {
	if i := strings.IndexByte(string(p), '/'); i >= 0 {
		return p[:i]
	}
	return p
}

// Local returns the part after the platform's colon.
func (p Place) Local() string {
	_, rest, _ := strings.Cut(string(p), ":")
	return rest
}

// Sub returns the part after the slash: a topic, a channel, or the user of a
// private chat; empty for a space.
func (p Place) Sub() string {
	_, sub, _ := strings.Cut(string(p), "/")
	return sub
}

// Role returns the platform's id of a role that is written as a place in its
// space, discord:1122/role/555; ok is false for anything else.
func (p Place) Role() (id string, ok bool) {
	id, ok = strings.CutPrefix(p.Sub(), "role/")
	return id, ok && id != "" && !strings.Contains(id, "/") && p.Platform() != "" && p.Space().Local() != ""
}

// In reports whether the place equals other or is inside it: a topic in its
// group, a thread in its channel.
func (p Place) In(other Place) bool {
	return p == other || other != "" && strings.HasPrefix(string(p), string(other)+"/")
}

// Private reports whether the place is a private chat with one user.
func (p Place) Private() bool { return strings.HasPrefix(p.Local(), "dm/") }

// UserID is one account on one platform: "telegram:42".
type UserID string

// Platform returns the part before the colon.
func (u UserID) Platform() string { return platformOf(string(u)) }

// Local returns the platform's own id of the account.
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

// MessageID identifies one message: its place and the platform's id.
type MessageID struct {
	Place Place  `json:"place"`
	ID    string `json:"id"`
}

// Zero reports whether m identifies no message.
func (m MessageID) Zero() bool { return m.ID == "" }

// MemberID identifies one person in one community, counted from 1. Zero is
// nobody.
type MemberID uint64

// Ref identifies a requested effect, before and after it is performed. Later
// effects can use it as their target. Zero is no effect.
type Ref uint64
