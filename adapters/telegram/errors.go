package telegram

import (
	"errors"
	"net/http"
	"strings"

	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/bot/phrase"
)

// deliveryError returns what an error means for the effect.
func deliveryError(err error) error {
	var c *callError
	if !errors.As(err, &c) {
		return bot.AsDeliveryError(err)
	}
	if c.answered {
		return answeredError(c)
	}
	return unansweredError(c)
}

// unansweredError classifies a failure without an answer from the Bot API itself.
func unansweredError(c *callError) *bot.DeliveryError {
	e := &bot.DeliveryError{Code: bot.CodeUnknown, Reason: phrase.AsLine("platform.no_answer", title, c.description), After: c.retryAfter}
	switch {
	case c.code == 0 && !c.maybeDone:
		e.Code, e.Reason, e.Whole = bot.CodeRetry, phrase.AsLine("platform.offline", title, c.description), true
	case c.code == http.StatusTooManyRequests:
		e.Code, e.Whole = bot.CodeRetry, true
	case c.code >= 300 && c.code < 500:
		e.Code, e.Whole = bot.CodeRetry, true // from another server: the Bot API never received it
	case c.code >= 500:
		e.Reason = phrase.AsLine("platform.unavailable", title, c.code)
	}
	return e
}

// answeredError classifies a refusal by the Bot API itself.
func answeredError(c *callError) *bot.DeliveryError {
	switch {
	case c.migrateTo != 0:
		return &bot.DeliveryError{Code: bot.CodeMoved, Reason: "telegram.supergroup_now", Moved: spacePlace(c.migrateTo)}
	case c.code == http.StatusTooManyRequests:
		return &bot.DeliveryError{Code: bot.CodeRetry, Reason: phrase.AsLine("platform.wait", title), After: c.retryAfter}
	case c.code == http.StatusUnauthorized:
		return &bot.DeliveryError{Code: bot.CodeRetry, Reason: "telegram.rejects_token", Whole: true}
	case c.code == http.StatusConflict:
		return &bot.DeliveryError{Code: bot.CodeRetry, Reason: c.description}
	case c.code >= 500:
		return &bot.DeliveryError{Code: bot.CodeUnknown, Reason: phrase.AsLine("platform.failed", title, c.code, c.description), After: c.retryAfter}
	case c.code == http.StatusNotFound:
		return bot.Refuse("telegram.no_method", c.method)
	}
	said := c.said()
	for _, r := range refusals {
		if strings.Contains(said, r.says) {
			return &bot.DeliveryError{Code: r.code, Reason: r.means}
		}
	}
	return bot.Refuse("platform.refused", title, c.description)
}

// refusals maps parts of Telegram's descriptions, in lower case, to their meaning; the first
// match applies. The Bot API does not document descriptions: these are from its published
// server.
var refusals = []struct {
	says, code string
	means      phrase.Line
}{
	{"message is not modified", bot.CodeGone, "telegram.same_text"},
	{"message to delete not found", bot.CodeGone, "target.message_gone"},
	{"message to edit not found", bot.CodeGone, "target.message_gone"},
	{"message to react not found", bot.CodeGone, "target.message_gone"},
	{"message to pin not found", bot.CodeGone, "target.message_gone"},
	{"message to unpin not found", bot.CodeGone, "telegram.not_pinned"},
	{"chat_not_modified", bot.CodeGone, "target.so_already"},
	{"message_id_invalid", bot.CodeGone, "target.message_gone"},
	{"invite_hash_", bot.CodeGone, "target.no_link"},
	{"query is too old", bot.CodeGone, "telegram.press_over"},
	{"query_id_invalid", bot.CodeGone, "telegram.press_over"},

	{"message can't be deleted", bot.CodeRefused, "telegram.delete_refused"},
	{"message can't be edited", bot.CodeRefused, "telegram.edit_refused"},
	{"reaction_invalid", bot.CodeRefused, "target.no_emoji"},
	{"reactions_too_many", bot.CodeRefused, "target.many_reactions"},
	{"reaction", bot.CodeRefused, "telegram.no_reactions"},
	{"topic_closed", bot.CodeRefused, "telegram.topic_closed"},
	{"topic_deleted", bot.CodeRefused, "telegram.topic_deleted"},
	{"thread not found", bot.CodeRefused, "telegram.no_topic"},
	{"chat not found", bot.CodeRefused, "telegram.no_chat"},
	{"peer_id_invalid", bot.CodeRefused, "telegram.no_chat"},
	{"bot was kicked", bot.CodeRefused, "telegram.removed"},
	{"bot is not a member", bot.CodeRefused, "telegram.not_member"},
	{"blocked by the user", bot.CodeRefused, "telegram.blocked"},
	{"user is deactivated", bot.CodeRefused, "telegram.account_deleted"},
	{"can't initiate conversation", bot.CodeRefused, "telegram.never_wrote"},
	{"can't send messages to bots", bot.CodeRefused, "telegram.bots"},
	{"rights to send", bot.CodeRefused, "telegram.may_not_write"},
	{"chat_write_forbidden", bot.CodeRefused, "telegram.may_not_write"},
	{"chat_restricted", bot.CodeRefused, "telegram.may_not_write"},
	{"change chat permissions", bot.CodeRefused, phrase.AsLine("telegram.lacks_right", "Ban users", "can_restrict_members")},
	{"rights to restrict", bot.CodeRefused, phrase.AsLine("telegram.lacks_right", "Ban users", "can_restrict_members")},
	{"rights to manage chat invite link", bot.CodeRefused, phrase.AsLine("telegram.lacks_right", "Invite users via link", "can_invite_users")},
	{"rights to manage pinned", bot.CodeRefused, phrase.AsLine("telegram.lacks_right", "Pin messages", "can_pin_messages")},
	{"rights to pin", bot.CodeRefused, phrase.AsLine("telegram.lacks_right", "Pin messages", "can_pin_messages")},
	{"is an administrator of the chat", bot.CodeRefused, "telegram.is_administrator"},
	{"user_admin_invalid", bot.CodeRefused, "telegram.is_administrator"},
	{"chat owner", bot.CodeRefused, "telegram.is_owner"},
	{"restrict self", bot.CodeRefused, "cannot.sanction_itself"},
	{"participant_id_invalid", bot.CodeRefused, "telegram.no_account"},
	{"invalid user_id", bot.CodeRefused, "telegram.no_account"},
	{"supergroup", bot.CodeRefused, "telegram.supergroups_only"},
	{"caption is too long", bot.CodeRefused, "telegram.caption_long"},
	{"wrong type of the web page content", bot.CodeRefused, "telegram.no_picture_there"},
	{"failed to get http url content", bot.CodeRefused, "telegram.picture_unfetched"},
	{"wrong file identifier", bot.CodeRefused, "telegram.picture_address"},
	{"image_process_failed", bot.CodeRefused, "telegram.picture_format"},
	{"photo_invalid_dimensions", bot.CodeRefused, "telegram.picture_size"},
	{"not enough rights", bot.CodeRefused, "telegram.lacks_a_right"},
	{"administrator rights", bot.CodeRefused, "telegram.must_administer"},
	{"chat_admin_required", bot.CodeRefused, "telegram.must_administer"},
	{"message is too long", bot.CodeRefused, "telegram.text_long"},
	{"text is empty", bot.CodeRefused, "say.no_text"},
	{"text must be non-empty", bot.CodeRefused, "say.no_text"},
	{"button_data_invalid", bot.CodeRefused, "telegram.button_data"},
	{"button_url_invalid", bot.CodeRefused, "telegram.button_address"},
}

// says reports whether the Bot API's description contains part, in lower case.
func says(err error, part string) bool {
	var c *callError
	return errors.As(err, &c) && c.answered && strings.Contains(c.said(), part)
}

// unknownUser reports that the Bot API knows no such member of the chat.
func unknownUser(err error) bool {
	var c *callError
	if !errors.As(err, &c) || !c.answered || c.code != http.StatusBadRequest {
		return false
	}
	said := c.said()
	for _, s := range []string{"user not found", "member not found", "participant_id_invalid", "user_id_invalid", "invalid user_id"} {
		if strings.Contains(said, s) {
			return true
		}
	}
	return false
}
