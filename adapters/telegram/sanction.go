package telegram

import (
	"context"
	"strconv"
	"time"

	tg "github.com/go-telegram/bot"

	"github.com/stewardbot/steward/adapters/kit"
	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/bot/phrase"
)

// A mute or a ban of less than 30 seconds or more than 366 days is for ever:
// https://core.telegram.org/bots/api#restrictchatmember. What is asked for stays
// away from both, since it takes time to arrive.
const (
	shortestMute = 45 * time.Second
	longestMute  = 365 * 24 * time.Hour
	longestBan   = longestMute
)

// kickedFor is how long a kicked person stays banned if Steward is stopped before it lifts the
// ban.
const kickedFor = 2 * time.Minute

// restrictMember holds raw JSON, like setPermissions.
type restrictMember struct {
	ChatID      int64           `json:"chat_id"`
	UserID      int64           `json:"user_id"`
	Permissions map[string]bool `json:"permissions"`
	Independent bool            `json:"use_independent_chat_permissions"` // no permission implies another
	Until       int64           `json:"until_date,omitempty"`
}

// mute takes all permissions, or restores the group's defaults. It does nothing to banned
// people, since a restriction would end the ban.
func (a *Adapter) mute(ctx context.Context, to destination, e bot.Mute) error {
	who, err := a.subject(ctx, to, e.User)
	switch {
	case err != nil:
		return err
	case who.channel:
		return bot.Refuse("telegram.mute_channel")
	case !supergroup(to.chat):
		return bot.Refuse("telegram.supergroups_only")
	case who.banned:
		return kit.Gone("target.banned")
	case e.Until.IsZero() && who.Status != statusRestricted:
		return kit.Gone("target.not_muted")
	case e.Ours != nil && e.Until.IsZero() && !kit.InForce(e.Ours, who.end(), longestMute):
		return kit.ByHand()
	case e.Ours != nil && !e.Until.IsZero() && !who.muted() && e.Ours.Until.After(time.Now()):
		return kit.ByHand() // nothing to renew
	}
	r := restrictMember{ChatID: to.chat, UserID: who.id, Independent: true}
	if e.Until.IsZero() {
		if r.Permissions, err = a.permissions(ctx, to.chat); err != nil {
			return err
		}
	} else {
		r.Permissions, r.Until = nothing(), upToSecond(e.Until)
	}
	_, err = callRaw[any](ctx, a.client, "restrictChatMember", r)
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

// permissions returns the group's default permissions; all if unknown.
func (a *Adapter) permissions(ctx context.Context, group int64) (map[string]bool, error) {
	info, err := call[struct {
		Permissions map[string]bool `json:"permissions"`
	}](ctx, a.client, (*tg.Bot).GetChat, &tg.GetChatParams{ChatID: group})
	if err != nil || info.Permissions != nil {
		return info.Permissions, err
	}
	all := nothing()
	for name := range all {
		all[name] = true
	}
	return all, nil
}

// kick bans and unbans, since Telegram has no single method. If the process ends in between, the
// person stays banned for kickedFor. It must not be repeated in doubt: they may be back already.
// In a basic group nobody stays banned anyway.
func (a *Adapter) kick(ctx context.Context, to destination, e bot.Kick) error {
	who, err := a.subject(ctx, to, e.User)
	switch {
	case err != nil:
		return err
	case who.channel:
		return bot.Refuse("telegram.kick_channel")
	}
	end := upToSecond(time.Now().Add(kickedFor))
	halfDone := who.banned && who.Until != 0 && who.Until <= end
	switch {
	case who.banned && !halfDone:
		return kit.Gone("target.banned")
	case !who.present && !halfDone:
		return kit.Gone("target.not_in_group")
	}
	if !halfDone {
		ban := &tg.BanChatMemberParams{ChatID: to.chat, UserID: who.id, UntilDate: int(end)}
		if _, err := call[any](ctx, a.client, (*tg.Bot).BanChatMember, ban); err != nil || !supergroup(to.chat) {
			return err
		}
	}
	if err = a.unban(ctx, to, who.id); err == nil {
		return nil
	}
	// They are out, so a retry does no harm.
	d := bot.AsDeliveryError(deliveryError(err))
	return &bot.DeliveryError{Code: bot.CodeRetry, Reason: phrase.AsLine("telegram.half_kicked", d.Reason), After: d.After}
}

// unban lifts a ban without removing a current member.
func (a *Adapter) unban(ctx context.Context, to destination, user int64) error {
	_, err := call[any](ctx, a.client, (*tg.Bot).UnbanChatMember, &tg.UnbanChatMemberParams{ChatID: to.chat, UserID: user, OnlyIfBanned: true})
	return err
}

// senderChat replaces the library's type, whose int is too small for a channel's id on 32-bit
// systems.
type senderChat struct {
	ChatID int64 `json:"chat_id"`
	Sender int64 `json:"sender_chat_id"`
}

// ban also bans channels, which post in groups in their own name. A purge deletes all messages
// of the banned account, whatever their age, since Telegram has no other option.
func (a *Adapter) ban(ctx context.Context, to destination, e bot.Ban) error {
	who, err := a.subject(ctx, to, e.User)
	if err != nil {
		return err
	}
	switch {
	case who.channel && e.Lift:
		_, err = callRaw[any](ctx, a.client, "unbanChatSenderChat", senderChat{to.chat, who.id})
	case who.channel:
		_, err = callRaw[any](ctx, a.client, "banChatSenderChat", senderChat{to.chat, who.id})
	case e.Lift && (!who.banned || !supergroup(to.chat)):
		return kit.Gone("target.not_banned")
	case e.Lift && e.Ours != nil && !kit.InForce(e.Ours, who.end(), longestBan):
		return kit.ByHand()
	case e.Lift:
		err = a.unban(ctx, to, who.id)
	default:
		ban := &tg.BanChatMemberParams{ChatID: to.chat, UserID: who.id, RevokeMessages: e.Purge > 0, UntilDate: banUntil(e.Until, time.Now())}
		_, err = call[any](ctx, a.client, (*tg.Bot).BanChatMember, ban)
	}
	return err
}

// banUntil returns a ban's end for Telegram; 0 means never. Steward lifts the ban itself, too,
// and recognises its own ban by the end.
func banUntil(until, now time.Time) int {
	switch {
	case until.IsZero() || until.Sub(now) > longestBan:
		return 0
	case until.Sub(now) < shortestMute:
		until = now.Add(shortestMute)
	}
	return int(upToSecond(until))
}

// subject is the target of a sanction.
type subject struct {
	id      int64
	channel bool
	present bool
	banned  bool
	chatMember
}

// subject looks up the target's status, since one sanction may end another. It refuses targets
// that nobody can act on.
func (a *Adapter) subject(ctx context.Context, to destination, u bot.UserID) (subject, error) {
	id, err := strconv.ParseInt(u.Local(), 10, 64)
	switch {
	case err != nil || id == 0 || u.Platform() != Platform:
		return subject{}, bot.Refuse("target.no_account", u, title)
	case to.private:
		return subject{}, bot.Refuse("cannot.sanction_privately")
	case id < 0 && !supergroup(id):
		return subject{}, bot.Refuse("telegram.group_account", u)
	case id < 0:
		return subject{id: id, channel: true}, nil
	}
	m, err := call[chatMember](ctx, a.client, (*tg.Bot).GetChatMember, &tg.GetChatMemberParams{ChatID: to.chat, UserID: id})
	switch {
	case unknownUser(err):
		return subject{}, bot.Refuse("telegram.no_account")
	case err != nil:
		return subject{}, err
	case m.Status == statusOwner:
		return subject{}, bot.Refuse("telegram.is_owner")
	case m.Status == statusAdmin:
		return subject{}, bot.Refuse("telegram.is_administrator")
	}
	return subject{id: id, present: m.inChat(), banned: m.Status == statusBanned, chatMember: m}, nil
}

// supergroup distinguishes a supergroup or a channel from a basic group by its id.
func supergroup(chat int64) bool { return chat < -1_000_000_000_000 }

func upToSecond(t time.Time) int64 { return t.Add(time.Second - 1).Unix() }

func (a *Adapter) pin(ctx context.Context, to destination, e bot.Pin) error {
	m, ok := parseMessage(e.Target.Message.ID)
	switch {
	case !ok:
		return bot.Refuse("target.no_message", e.Target.Message.ID, title)
	case m.ephemeral != 0:
		return bot.Refuse("cannot.pin_hidden")
	}
	var err error
	if e.Off {
		_, err = call[any](ctx, a.client, (*tg.Bot).UnpinChatMessage, &tg.UnpinChatMessageParams{ChatID: to.chat, MessageID: int(m.id)})
	} else {
		_, err = call[any](ctx, a.client, (*tg.Bot).PinChatMessage, &tg.PinChatMessageParams{ChatID: to.chat, MessageID: int(m.id), DisableNotification: true})
	}
	return err
}
