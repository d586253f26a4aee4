package discord

import (
	"cmp"
	"errors"
	"net/http"
	"strings"

	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/bot/phrase"
)

// Discord's codes that the adapter acts on itself:
// https://discord.com/developers/docs/topics/opcodes-and-status-codes#json.
const (
	unknownChannel     = 10003
	unknownGuild       = 10004
	unknownMember      = 10007
	unknownMessage     = 10008
	unknownUser        = 10013
	unknownEmoji       = 10014
	unknownWebhook     = 10015
	unknownOverwrite   = 10009
	unknownBan         = 10026
	unknownInteraction = 10062
	unauthorized       = 40001
	acknowledged       = 40060 // the interaction has its first answer
	missingAccess      = 50001
	missingPermissions = 50013
	tooFewToDelete     = 50016
	notText            = 50008
	badWebhookToken    = 50027
	tooOldForBulk      = 50034
	badForm            = 50035
)

// says reports whether Discord answered with one of the codes.
func says(err error, codes ...int) bool {
	var c *callError
	if !errors.As(err, &c) || !c.answered {
		return false
	}
	for _, code := range codes {
		if c.code == code {
			return true
		}
	}
	return false
}

// expired reports that an interaction can't be answered any more. Its token is valid for three
// seconds, and for fifteen minutes after the first answer.
func expired(err error) bool { return says(err, unknownInteraction, unknownWebhook, badWebhookToken) }

// deliveryError returns what an error means for the effect.
func deliveryError(err error) error {
	var c *callError
	if !errors.As(err, &c) {
		return bot.AsDeliveryError(err)
	}
	if c.answered && !c.unknownRoute() {
		return answeredError(c)
	}
	return unansweredError(c)
}

// unansweredError classifies a failure without an answer from Discord itself.
func unansweredError(c *callError) *bot.DeliveryError {
	e := &bot.DeliveryError{Code: bot.CodeUnknown, Reason: phrase.AsLine("platform.no_answer", title, c.message), After: c.retryAfter}
	switch {
	case c.status == 0 && !c.maybeDone:
		e.Reason = phrase.AsLine("platform.offline", title, c.message)
	case c.unknownRoute():
		return bot.Refuse("discord.no_route", c.route)
	case c.status >= 500: // a gateway's 502 may come after the message was created
		e.Reason = phrase.AsLine("platform.unavailable", title, c.status)
	}
	if !c.maybeDone {
		e.Code, e.Whole = bot.CodeRetry, true
	}
	return e
}

// unknownRoute reports that a compatible server does not support the route.
func (c *callError) unknownRoute() bool {
	switch c.status {
	case http.StatusMethodNotAllowed, http.StatusNotImplemented:
		return true
	case http.StatusNotFound:
		return c.code < lowestCode
	}
	return false
}

func unknownTo(err error) bool {
	var c *callError
	return errors.As(err, &c) && c.unknownRoute()
}

// answeredError classifies a refusal by Discord itself.
func answeredError(c *callError) *bot.DeliveryError {
	switch {
	case c.status == http.StatusTooManyRequests:
		return &bot.DeliveryError{Code: bot.CodeRetry, Reason: phrase.AsLine("platform.wait", title), After: c.retryAfter, Whole: c.global}
	case c.refusesToken():
		return &bot.DeliveryError{Code: bot.CodeRetry, Whole: true, Reason: "discord.rejects_token"}
	case c.status >= 500 && c.maybeDone:
		return &bot.DeliveryError{Code: bot.CodeUnknown, Reason: phrase.AsLine("platform.failed", title, c.status, c.message), After: c.retryAfter}
	case c.status >= 500:
		return &bot.DeliveryError{Code: bot.CodeRetry, Reason: phrase.AsLine("platform.failed", title, c.status, c.message), After: c.retryAfter}
	case c.code == missingPermissions:
		return &bot.DeliveryError{Code: bot.CodeRefused, Reason: lacking(c.route)}
	}
	if m, ok := meanings[c.code]; ok {
		return &bot.DeliveryError{Code: m.code, Reason: m.says}
	}
	return bot.Refuse("discord.refused", c.message, cmp.Or(c.code, c.status))
}

// lacking names the right that a route needs:
// https://discord.com/developers/docs/topics/permissions.
func lacking(route string) phrase.Line {
	method, path, _ := strings.Cut(route, " ")
	var right phrase.Line
	switch {
	case strings.Contains(path, "/roles/"):
		return "discord.role_right"
	case strings.HasPrefix(path, "/guilds/") && strings.Contains(path, "/members/"):
		return "discord.member_right"
	case strings.Contains(path, "/bans/"):
		return "discord.ban_right"
	case path == "/users/@me/channels":
		return meanings[50007].says
	case strings.Contains(path, "/reactions/"):
		right = "discord.react_rights"
	case strings.Contains(path, "/permissions/"):
		right = "discord.permission_rights"
	case method == "PATCH" && strings.HasPrefix(path, "/channels/") && strings.Count(path, "/") == 2:
		right = "discord.channel_rights"
	case method == "POST" && strings.HasSuffix(path, "/invites"):
		right = `"Create Invite"`
	case strings.Contains(path, "/pins/"):
		right = `"Pin Messages"`
	case method == "POST" && strings.HasSuffix(path, "/threads"):
		right = `"Send Messages"`
	case method == "DELETE" && strings.Contains(path, "/messages/"), strings.HasSuffix(path, "/bulk-delete"):
		right = `"Manage Messages"`
	case method == "POST" && strings.HasSuffix(path, "/messages"):
		right = "discord.send_rights"
	case method == "GET" && strings.Contains(path, "/messages"):
		right = `"Read Message History"`
	default:
		return "discord.lacks_a_right"
	}
	return phrase.AsLine("discord.lacks_here", right)
}

// meaning is the meaning of one of Discord's codes for an effect.
type meaning struct {
	code string
	says phrase.Line
}

// meanings excludes missing permissions, which lacking covers.
var meanings = map[int]meaning{
	unknownMessage:     {bot.CodeGone, "target.message_gone"},
	unknownMember:      {bot.CodeGone, "discord.left_server"},
	unknownBan:         {bot.CodeGone, "target.not_banned"},
	unknownInteraction: {bot.CodeGone, "discord.press_over"},
	unknownWebhook:     {bot.CodeGone, "discord.press_over"},
	badWebhookToken:    {bot.CodeGone, "discord.press_over"},
	acknowledged:       {bot.CodeGone, "discord.press_answered"},

	missingAccess:  {bot.CodeRefused, "discord.cannot_see"},
	unknownChannel: {bot.CodeRefused, "discord.no_channel"},
	unknownGuild:   {bot.CodeRefused, "discord.no_server"},
	10011:          {bot.CodeRefused, "discord.no_role"},
	unknownUser:    {bot.CodeRefused, "discord.no_account"},
	unknownEmoji:   {bot.CodeRefused, "target.no_emoji"},
	20009:          {bot.CodeRefused, "discord.explicit"},
	20016:          {bot.CodeRetry, "discord.slow_mode"},
	20028:          {bot.CodeRetry, "discord.busy_channel"},
	20029:          {bot.CodeRetry, "discord.busy_server"},
	30003:          {bot.CodeRefused, "discord.many_pins"},
	30010:          {bot.CodeRefused, "target.many_reactions"},
	30046:          {bot.CodeRetry, "discord.edited_often"},
	40003:          {bot.CodeRetry, "discord.many_private"},
	40004:          {bot.CodeRetry, "discord.sending_off"},
	40005:          {bot.CodeRefused, "discord.picture_large"},
	40067:          {bot.CodeRefused, "discord.forum_tag"},
	40006:          {bot.CodeRetry, "discord.switched_off"},
	40007:          {bot.CodeRefused, "discord.server_banned"},
	50005:          {bot.CodeRefused, "discord.not_own"},
	50006:          {bot.CodeRefused, "say.no_text"},
	50007:          {bot.CodeRefused, "discord.no_private"},
	notText:        {bot.CodeRefused, "discord.no_text_channel"},
	50009:          {bot.CodeRefused, "discord.verification"},
	50021:          {bot.CodeRefused, "discord.own_message"},
	50024:          {bot.CodeRefused, "discord.kind_of_channel"},
	50028:          {bot.CodeRefused, "discord.role_ungiven"},
	50033:          {bot.CodeRefused, "discord.no_account_to_write"},
	tooOldForBulk:  {bot.CodeRefused, "discord.bulk_old"},
	50083:          {bot.CodeRefused, "discord.archived"},
	60003:          {bot.CodeRefused, "discord.two_factor"},
	90001:          {bot.CodeRefused, "discord.author_blocked"},
	130000:         {bot.CodeRetry, "discord.overloaded"},
	160002:         {bot.CodeRefused, "discord.cannot_read"},
	160005:         {bot.CodeRefused, "discord.thread_locked"},
	200000:         {bot.CodeRefused, "discord.blocked_text"},
	200001:         {bot.CodeRefused, "discord.blocked_title"},
	240000:         {bot.CodeRefused, "discord.harmful_link"},
}
