package telegram

import (
	"errors"
	"fmt"
	"net/http"
	"strings"

	"github.com/stewardbot/steward/bot"
)

// deliveryError says what an error means for the effect.
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

// unansweredError: something other than the Bot API answered, or nothing did.
func unansweredError(c *callError) *bot.DeliveryError {
	e := &bot.DeliveryError{Code: bot.CodeUnknown, Reason: "Telegram gave no proper answer: " + c.description, After: c.retryAfter}
	switch {
	case c.code == 0 && !c.maybeDone:
		e.Code, e.Reason, e.Whole = bot.CodeRetry, "Telegram can't be reached: "+c.description, true
	case c.code == http.StatusTooManyRequests:
		e.Code, e.Whole = bot.CodeRetry, true
	case c.code >= 300 && c.code < 500:
		e.Code, e.Whole = bot.CodeRetry, true // some other server's: the Bot API never saw it
	case c.code >= 500:
		e.Reason = fmt.Sprintf("Telegram is not available (status %d)", c.code)
	}
	return e
}

// answeredError: the Bot API itself said no.
func answeredError(c *callError) *bot.DeliveryError {
	switch {
	case c.migrateTo != 0:
		return &bot.DeliveryError{Code: bot.CodeMoved, Reason: "the group is a supergroup now and has another id", Moved: spacePlace(c.migrateTo)}
	case c.code == http.StatusTooManyRequests:
		return &bot.DeliveryError{Code: bot.CodeRetry, Reason: "Telegram asks us to wait", After: c.retryAfter}
	case c.code == http.StatusUnauthorized:
		return &bot.DeliveryError{Code: bot.CodeRetry, Reason: "the Bot API rejects the token", Whole: true}
	case c.code == http.StatusConflict:
		return &bot.DeliveryError{Code: bot.CodeRetry, Reason: c.description}
	case c.code >= 500:
		return &bot.DeliveryError{Code: bot.CodeUnknown, Reason: fmt.Sprintf("Telegram failed: %d %s", c.code, c.description), After: c.retryAfter}
	case c.code == http.StatusNotFound:
		return &bot.DeliveryError{Code: bot.CodeRefused, Reason: "this Bot API server does not know " + c.method}
	}
	said := strings.ToLower(c.description)
	for _, r := range refusals {
		if strings.Contains(said, r.says) {
			return &bot.DeliveryError{Code: r.code, Reason: r.means}
		}
	}
	return &bot.DeliveryError{Code: bot.CodeRefused, Reason: "Telegram refused: " + c.description}
}

// refusals are Telegram's own words, in lower case, and what they mean; the
// first that fits counts. The Bot API documents the codes but not the words:
// these are those of its published server.
var refusals = []struct{ says, code, means string }{
	{"message is not modified", bot.CodeGone, "the message reads so already"},
	{"message to delete not found", bot.CodeGone, "the message is no more"},
	{"message to edit not found", bot.CodeGone, "the message is no more"},
	{"message to react not found", bot.CodeGone, "the message is no more"},
	{"message to pin not found", bot.CodeGone, "the message is no more"},
	{"message to unpin not found", bot.CodeGone, "the message is not pinned"},
	{"chat_not_modified", bot.CodeGone, "that is so already"},
	{"message_id_invalid", bot.CodeGone, "the message is no more"},
	{"query is too old", bot.CodeGone, "the press waits no longer for an answer"},
	{"query_id_invalid", bot.CodeGone, "the press waits no longer for an answer"},

	{"message can't be deleted", bot.CodeRefused, "the message can't be deleted: it is older than 48 hours, or Steward lacks the right \"Delete messages\" " +
		"(can_delete_messages), which an administrator of the group gives under Administrators"},
	{"message can't be edited", bot.CodeRefused, "the message can't be edited: it is not Steward's, or too old"},
	{"reaction_invalid", bot.CodeRefused, "this emoji can't be a reaction here"},
	{"reactions_too_many", bot.CodeRefused, "the message bears no more kinds of reactions"},
	{"reaction", bot.CodeRefused, "reactions are not allowed here"},
	{"topic_closed", bot.CodeRefused, "the topic is closed: reopen it, or give Steward the right \"Manage topics\" (can_manage_topics)"},
	{"topic_deleted", bot.CodeRefused, "the topic was deleted"},
	{"thread not found", bot.CodeRefused, "there is no such topic"},
	{"chat not found", bot.CodeRefused, "there is no such chat, or Steward was never in it: add it, and check the id with /id"},
	{"peer_id_invalid", bot.CodeRefused, "there is no such chat, or Steward was never in it: add it, and check the id with /id"},
	{"bot was kicked", bot.CodeRefused, "Steward was removed from the group: add it again"},
	{"bot is not a member", bot.CodeRefused, "Steward is not in the group: add it"},
	{"blocked by the user", bot.CodeRefused, "the person has blocked Steward"},
	{"user is deactivated", bot.CodeRefused, "the account was deleted"},
	{"can't initiate conversation", bot.CodeRefused, "the person never wrote to Steward in private, so it may not write first"},
	{"can't send messages to bots", bot.CodeRefused, "bots can't write to each other"},
	{"rights to send", bot.CodeRefused, "Steward may not write here: allow members to send messages, or make it an administrator"},
	{"chat_write_forbidden", bot.CodeRefused, "Steward may not write here: allow members to send messages, or make it an administrator"},
	{"chat_restricted", bot.CodeRefused, "Steward may not write here: allow members to send messages, or make it an administrator"},
	{"change chat permissions", bot.CodeRefused, "Steward lacks the right \"Ban users\" (can_restrict_members), which an administrator of the group gives under Administrators"},
	{"rights to restrict", bot.CodeRefused, "Steward lacks the right \"Ban users\" (can_restrict_members), which an administrator of the group gives under Administrators"},
	{"rights to manage pinned", bot.CodeRefused, "Steward lacks the right \"Pin messages\" (can_pin_messages), which an administrator of the group gives under Administrators"},
	{"rights to pin", bot.CodeRefused, "Steward lacks the right \"Pin messages\" (can_pin_messages), which an administrator of the group gives under Administrators"},
	{"is an administrator of the chat", bot.CodeRefused, isAdministrator},
	{"user_admin_invalid", bot.CodeRefused, isAdministrator},
	{"chat owner", bot.CodeRefused, isOwner},
	{"restrict self", bot.CodeRefused, "Steward can't do this to itself"},
	{"participant_id_invalid", bot.CodeRefused, "there is no such account, or Telegram never showed it to Steward"},
	{"invalid user_id", bot.CodeRefused, "there is no such account, or Telegram never showed it to Steward"},
	{"supergroup", bot.CodeRefused, onlySupergroups},
	{"caption is too long", bot.CodeRefused, "the text is longer than the 1,024 characters that Telegram takes with a picture"},
	{"wrong type of the web page content", bot.CodeRefused, "the picture's address leads to something that is no picture"},
	{"failed to get http url content", bot.CodeRefused, "Telegram can't fetch the picture from its address"},
	{"wrong file identifier", bot.CodeRefused, "the picture's address is none that Telegram takes"},
	{"image_process_failed", bot.CodeRefused, "the picture is in no format that Telegram takes: JPEG and PNG are"},
	{"photo_invalid_dimensions", bot.CodeRefused, "the picture is too large or too long for Telegram: width and height together may be 10,000 pixels, and one 20 times the other"},
	{"not enough rights", bot.CodeRefused, "Steward lacks the right to do this: an administrator of the group gives it under Administrators"},
	{"administrator rights", bot.CodeRefused, "Steward must be an administrator of the group for this"},
	{"chat_admin_required", bot.CodeRefused, "Steward must be an administrator of the group for this"},
	{"message is too long", bot.CodeRefused, "the text is longer than the 4,096 characters that Telegram takes"},
	{"text is empty", bot.CodeRefused, "there is no text to send"},
	{"text must be non-empty", bot.CodeRefused, "there is no text to send"},
	{"button_data_invalid", bot.CodeRefused, "a button carries more than the 64 bytes that Telegram takes"},
	{"button_url_invalid", bot.CodeRefused, "a button's address is no web address"},
}

const (
	isAdministrator = "Telegram lets bots act on ordinary members only, and this one is an administrator of the group"
	isOwner         = "nobody can do this to the owner of the group"
	onlySupergroups = "Telegram does this in supergroups only: the group becomes one when its chat history is made visible to new members (Edit -> Chat history)"
)

// says tells whether the Bot API answered with a description that has this in
// it; in lower case.
func says(err error, part string) bool {
	var c *callError
	return errors.As(err, &c) && c.answered && strings.Contains(strings.ToLower(c.description), part)
}

// unknownUser: the Bot API knows no such member of that chat.
func unknownUser(err error) bool {
	var c *callError
	if !errors.As(err, &c) || !c.answered || c.code != http.StatusBadRequest {
		return false
	}
	said := strings.ToLower(c.description)
	for _, s := range []string{"user not found", "member not found", "participant_id_invalid", "user_id_invalid", "invalid user_id"} {
		if strings.Contains(said, s) {
			return true
		}
	}
	return false
}
