package telegram

import (
	"context"
	"strconv"
	"time"

	"github.com/stewardbot/steward/bot"
)

// A mute or a ban of less than 30 seconds or more than 366 days is for ever:
// https://core.telegram.org/bots/api#restrictchatmember. What is asked for stays
// away from both, since it takes time to arrive.
const (
	shortestMute = 45 * time.Second
	longestMute  = 365 * 24 * time.Hour
)

// kickedFor is how long somebody stays out who is kicked, if Steward is stopped
// before it has let them in again.
const kickedFor = 2 * time.Minute

type restrictMember struct {
	ChatID      int64           `json:"chat_id"`
	UserID      int64           `json:"user_id"`
	Permissions map[string]bool `json:"permissions"`
	Independent bool            `json:"use_independent_chat_permissions"` // each as it is said
	Until       int64           `json:"until_date,omitempty"`
}

// mute takes all permissions, or gives back those that the group gives to
// everybody. Whoever is banned is let be: a restriction would end the ban.
func (a *Adapter) mute(ctx context.Context, to destination, e bot.Mute) error {
	who, err := a.subject(ctx, to, e.User)
	switch {
	case err != nil:
		return err
	case who.channel:
		return refused("a channel can't be muted, only banned")
	case !supergroup(to.chat):
		return refused("%s", onlySupergroups)
	case who.status == "kicked":
		return gone("the person is banned")
	}
	r := restrictMember{ChatID: to.chat, UserID: who.id, Independent: true}
	if e.Until.IsZero() {
		if r.Permissions, err = a.permissions(ctx, to.chat); err != nil {
			return err
		}
	} else {
		r.Permissions, r.Until = nothing(), upToSecond(e.Until)
	}
	_, err = call[any](ctx, a.client, "restrictChatMember", r)
	return err
}

// permissionNames: https://core.telegram.org/bots/api#chatpermissions.
var permissionNames = [...]string{
	"can_send_messages", "can_send_audios", "can_send_documents", "can_send_photos", "can_send_videos", "can_send_video_notes",
	"can_send_voice_notes", "can_send_polls", "can_send_other_messages", "can_add_web_page_previews", "can_change_info",
	"can_invite_users", "can_pin_messages", "can_manage_topics",
}

func nothing() map[string]bool {
	out := make(map[string]bool, len(permissionNames))
	for _, name := range permissionNames {
		out[name] = false
	}
	return out
}

// permissions are what the group lets everybody do; all where it does not tell.
func (a *Adapter) permissions(ctx context.Context, group int64) (map[string]bool, error) {
	info, err := call[struct {
		Permissions map[string]bool `json:"permissions"`
	}](ctx, a.client, "getChat", chatParams{group})
	if err != nil || info.Permissions != nil {
		return info.Permissions, err
	}
	all := nothing()
	for name := range all {
		all[name] = true
	}
	return all, nil
}

type banMember struct {
	ChatID int64 `json:"chat_id"`
	UserID int64 `json:"user_id"`
	Until  int64 `json:"until_date,omitempty"`      // 0: for ever
	Revoke bool  `json:"revoke_messages,omitempty"` // all of their messages go too
}

type unbanMember struct {
	ChatID int64 `json:"chat_id"`
	UserID int64 `json:"user_id"`
	Only   bool  `json:"only_if_banned"` // else it removes who is there
}

// kick bans and lifts the ban, for which Telegram has no single method. If the
// process ends between the two, the person stays out for kickedFor. It is not to
// be repeated when in doubt: they may be back already. In a basic group nobody
// stays banned anyway.
func (a *Adapter) kick(ctx context.Context, to destination, e bot.Kick) error {
	who, err := a.subject(ctx, to, e.User)
	switch {
	case err != nil:
		return err
	case who.channel:
		return refused("a channel can't be kicked, only banned")
	}
	end := upToSecond(time.Now().Add(kickedFor))
	halfDone := who.status == "kicked" && who.until != 0 && who.until <= end
	if !who.present && !halfDone {
		return gone("the person is not in the group")
	}
	if !halfDone {
		ban := banMember{ChatID: to.chat, UserID: who.id, Until: end}
		if _, err := call[any](ctx, a.client, "banChatMember", ban); err != nil || !supergroup(to.chat) {
			return err
		}
	}
	_, err = call[any](ctx, a.client, "unbanChatMember", unbanMember{ChatID: to.chat, UserID: who.id, Only: true})
	if err == nil {
		return nil
	}
	// They are out, so that trying again harms nobody.
	d := bot.AsDeliveryError(deliveryError(err))
	return &bot.DeliveryError{Code: bot.CodeRetry, Reason: "the person is removed, but can't come back yet: " + d.Reason, After: d.After}
}

type senderChat struct {
	ChatID int64 `json:"chat_id"`
	Sender int64 `json:"sender_chat_id"`
}

// ban also bans channels, which speak in groups in their own name. A purge takes
// all messages of the banned, whatever their age: Telegram knows nothing else.
func (a *Adapter) ban(ctx context.Context, to destination, e bot.Ban) error {
	who, err := a.subject(ctx, to, e.User)
	if err != nil {
		return err
	}
	switch {
	case who.channel && e.Lift:
		_, err = call[any](ctx, a.client, "unbanChatSenderChat", senderChat{to.chat, who.id})
	case who.channel:
		_, err = call[any](ctx, a.client, "banChatSenderChat", senderChat{to.chat, who.id})
	case e.Lift && (who.status != "kicked" || !supergroup(to.chat)):
		return gone("the person is not banned")
	case e.Lift:
		_, err = call[any](ctx, a.client, "unbanChatMember", unbanMember{ChatID: to.chat, UserID: who.id, Only: true})
	default:
		_, err = call[any](ctx, a.client, "banChatMember", banMember{ChatID: to.chat, UserID: who.id, Revoke: e.Purge > 0})
	}
	return err
}

// subject is whom a sanction is about.
type subject struct {
	id      int64
	channel bool
	status  string // of a person, as Telegram calls it
	present bool
	until   int64 // when a ban or a restriction ends; 0: never
}

// subject asks how somebody stands, since a sanction upon another may undo that
// one. Those whom nobody can act on are refused here.
func (a *Adapter) subject(ctx context.Context, to destination, u bot.UserID) (subject, error) {
	id, err := strconv.ParseInt(u.Local(), 10, 64)
	switch {
	case err != nil || id == 0 || u.Platform() != Platform:
		return subject{}, refused("%q is no account on Telegram", u)
	case to.private:
		return subject{}, refused("nobody can be muted or removed in a private chat")
	case id < 0 && !supergroup(id):
		return subject{}, refused("%q is a group, not a member of one", u)
	case id < 0:
		return subject{id: id, channel: true}, nil
	}
	m, err := call[chatMember](ctx, a.client, "getChatMember", memberParams{ChatID: to.chat, UserID: id})
	switch {
	case unknownUser(err):
		return subject{}, refused("there is no such account, or Telegram never showed it to Steward")
	case err != nil:
		return subject{}, err
	case m.authority() == bot.Owner:
		return subject{}, refused("%s", isOwner)
	case m.authority() == bot.Admin:
		return subject{}, refused("%s", isAdministrator)
	}
	return subject{id: id, status: m.Status, present: m.present(), until: m.Until}, nil
}

// supergroup tells a supergroup or a channel from a basic group by its number.
func supergroup(chat int64) bool { return chat < -1_000_000_000_000 }

func upToSecond(t time.Time) int64 { return t.Add(time.Second - 1).Unix() }

type pinMessage struct {
	ChatID    int64 `json:"chat_id"`
	MessageID int64 `json:"message_id"`
	Quiet     bool  `json:"disable_notification,omitempty"`
}

func (a *Adapter) pin(ctx context.Context, to destination, e bot.Pin) error {
	m, ok := parseMessage(e.Target.Message.ID)
	switch {
	case !ok:
		return refused("%q is no message on Telegram", e.Target.Message.ID)
	case m.ephemeral != 0:
		return refused("a message that one member alone sees can't be pinned")
	}
	method, p := "pinChatMessage", pinMessage{ChatID: to.chat, MessageID: m.id, Quiet: true}
	if e.Off {
		method, p.Quiet = "unpinChatMessage", false
	}
	_, err := call[any](ctx, a.client, method, p)
	return err
}
