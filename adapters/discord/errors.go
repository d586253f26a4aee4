package discord

import (
	"cmp"
	"errors"
	"fmt"
	"net/http"
	"strings"

	"github.com/stewardbot/steward/bot"
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

// says tells whether Discord answered with one of the codes.
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

// expired: the interaction can't be answered any more. Its token is good for
// three seconds, and for fifteen minutes once it was answered.
func expired(err error) bool { return says(err, unknownInteraction, unknownWebhook, badWebhookToken) }

// deliveryError says what an error means for the effect.
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

// unansweredError: something other than Discord answered, or nothing did.
func unansweredError(c *callError) *bot.DeliveryError {
	e := &bot.DeliveryError{Code: bot.CodeUnknown, Reason: "Discord gave no proper answer: " + c.message, After: c.retryAfter}
	switch {
	case c.status == 0 && !c.maybeDone:
		e.Reason = "Discord can't be reached: " + c.message
	case c.unknownRoute():
		return &bot.DeliveryError{Code: bot.CodeRefused, Reason: "the server that platforms.discord.api_url names does not know how to do this: " + c.route}
	case c.status >= 500: // a gateway's 502 may come after the message was created
		e.Reason = fmt.Sprintf("Discord is not available (status %d)", c.status)
	}
	if !c.maybeDone {
		e.Code, e.Whole = bot.CodeRetry, true
	}
	return e
}

// unknownRoute: the server is not Discord itself and can't do everything.
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

// answeredError: Discord itself said no.
func answeredError(c *callError) *bot.DeliveryError {
	switch {
	case c.status == http.StatusTooManyRequests:
		return &bot.DeliveryError{Code: bot.CodeRetry, Reason: "Discord asks us to wait", After: c.retryAfter, Whole: c.global}
	case c.refusesToken():
		return &bot.DeliveryError{Code: bot.CodeRetry, Whole: true, Reason: "Discord rejects the token: put a valid one into platforms.discord.token " +
			"(Developer Portal -> your application -> Bot -> Reset Token)"}
	case c.status >= 500 && c.maybeDone:
		return &bot.DeliveryError{Code: bot.CodeUnknown, Reason: fmt.Sprintf("Discord failed: %d %s", c.status, c.message), After: c.retryAfter}
	case c.status >= 500:
		return &bot.DeliveryError{Code: bot.CodeRetry, Reason: fmt.Sprintf("Discord failed: %d %s", c.status, c.message), After: c.retryAfter}
	case c.code == missingPermissions:
		return &bot.DeliveryError{Code: bot.CodeRefused, Reason: lacking(c.route)}
	}
	if m, ok := meanings[c.code]; ok {
		return &bot.DeliveryError{Code: m.code, Reason: m.says}
	}
	return &bot.DeliveryError{Code: bot.CodeRefused, Reason: fmt.Sprintf("Discord refused: %s (code %d)", c.message, cmp.Or(c.code, c.status))}
}

// where is where rights are given.
const where = "Server Settings -> Roles -> Steward's role -> Permissions, or the channel's settings -> Permissions"

// lacking names the right that a route needs:
// https://discord.com/developers/docs/topics/permissions.
func lacking(route string) string {
	method, path, _ := strings.Cut(route, " ")
	right := ""
	switch {
	case strings.Contains(path, "/roles/"):
		return "Steward lacks the right \"Manage Roles\", or the role stands above Steward's own: give the right, and move Steward's role " +
			"above it, under Server Settings -> Roles"
	case strings.HasPrefix(path, "/guilds/") && strings.Contains(path, "/members/"):
		return "Steward lacks the right \"Moderate Members\" or \"Kick Members\", or the person's role stands above Steward's own: give the right, and move Steward's role " +
			"above it, under Server Settings -> Roles"
	case strings.Contains(path, "/bans/"):
		return "Steward lacks the right \"Ban Members\", or the person's role stands above Steward's own: give the right, and move Steward's role " +
			"above it, under Server Settings -> Roles"
	case path == "/users/@me/channels":
		return meanings[50007].says
	case strings.Contains(path, "/reactions/"):
		right = "\"Add Reactions\" and \"Read Message History\""
	case strings.Contains(path, "/permissions/"):
		right = "\"Manage Roles\" (in a channel \"Manage Permissions\"), and what it is to take from others"
	case method == "PATCH" && strings.HasPrefix(path, "/channels/") && strings.Count(path, "/") == 2:
		right = "\"Manage Channels\" (in threads \"Manage Threads\")"
	case strings.Contains(path, "/pins/"):
		right = "\"Pin Messages\""
	case method == "POST" && strings.HasSuffix(path, "/threads"):
		right = "\"Send Messages\""
	case method == "DELETE" && strings.Contains(path, "/messages/"), strings.HasSuffix(path, "/bulk-delete"):
		right = "\"Manage Messages\""
	case method == "POST" && strings.HasSuffix(path, "/messages"):
		right = "\"Send Messages\" (in threads \"Send Messages in Threads\")"
	case method == "GET" && strings.Contains(path, "/messages"):
		right = "\"Read Message History\""
	default:
		return "Steward lacks a right that this needs: it is given under " + where
	}
	return "Steward lacks the right " + right + " here: it is given under " + where
}

// meaning is what one of Discord's codes means for an effect.
type meaning struct{ code, says string }

// meanings leave out what lacking says.
var meanings = map[int]meaning{
	unknownMessage:     {bot.CodeGone, "the message is no more"},
	unknownMember:      {bot.CodeGone, "the person is not in the server any more"},
	unknownBan:         {bot.CodeGone, "the person is not banned"},
	unknownInteraction: {bot.CodeGone, "the press or command waits no longer for an answer"},
	unknownWebhook:     {bot.CodeGone, "the press or command waits no longer for an answer"},
	badWebhookToken:    {bot.CodeGone, "the press or command waits no longer for an answer"},
	acknowledged:       {bot.CodeGone, "the press or command is answered already"},

	missingAccess:  {bot.CodeRefused, "Steward can't see this channel: it needs the right \"View Channel\", which is given under " + where},
	unknownChannel: {bot.CodeRefused, "there is no such channel, or Steward's server has lost it: check the id with /id"},
	unknownGuild:   {bot.CodeRefused, "there is no such server, or Steward is not in it: add it, and check the id with /id"},
	10011:          {bot.CodeRefused, "there is no such role in the server: check the id under Server Settings -> Roles"},
	unknownUser:    {bot.CodeRefused, "there is no such account"},
	unknownEmoji:   {bot.CodeRefused, "this emoji can't be a reaction here"},
	20009:          {bot.CodeRefused, "Discord holds the text to be explicit and does not deliver it to this person"},
	20016:          {bot.CodeRetry, "the channel is in slow mode"},
	20028:          {bot.CodeRetry, "too much is written in this channel at the moment"},
	20029:          {bot.CodeRetry, "too much is written in this server at the moment"},
	30003:          {bot.CodeRefused, "the channel has as many pinned messages as Discord takes: unpin one first"},
	30010:          {bot.CodeRefused, "the message bears no more kinds of reactions"},
	30046:          {bot.CodeRetry, "the message is older than an hour and was edited too often recently"},
	40003:          {bot.CodeRetry, "too many private chats were started recently"},
	40004:          {bot.CodeRetry, "Discord has switched off sending for a while"},
	40005:          {bot.CodeRefused, "the picture is larger than the server takes"},
	40067:          {bot.CodeRefused, "posts in this forum need a tag: name one under tags"},
	40006:          {bot.CodeRetry, "Discord has switched this off for a while"},
	40007:          {bot.CodeRefused, "the person is banned from the server"},
	50005:          {bot.CodeRefused, "the message is not Steward's, so it can't be edited"},
	50006:          {bot.CodeRefused, "there is no text to send"},
	50007: {bot.CodeRefused, "the person takes no private messages from Steward: they allow it under User Settings -> Content & Social -> " +
		"Direct Messages, or by writing to Steward first"},
	notText:       {bot.CodeRefused, "nothing can be written in this kind of channel"},
	50009:         {bot.CodeRefused, "the server's verification level keeps Steward from writing here"},
	50021:         {bot.CodeRefused, "this can't be done to a message of Discord's own"},
	50024:         {bot.CodeRefused, "this can't be done in this kind of channel"},
	50028:         {bot.CodeRefused, "the role can't be given: it is everyone's, or belongs to an integration"},
	50033:         {bot.CodeRefused, "there is no such account to write to"},
	tooOldForBulk: {bot.CodeRefused, "a message older than 14 days can't be deleted together with others"},
	50083:         {bot.CodeRefused, "the thread is archived: write in it to open it again, or give Steward the right \"Manage Threads\""},
	60003:         {bot.CodeRefused, "the server asks for two-factor authentication: the owner of the application must switch it on for their account"},
	90001:         {bot.CodeRefused, "the author of the message has blocked Steward, so it can't react"},
	130000:        {bot.CodeRetry, "Discord is overloaded"},
	160002:        {bot.CodeRefused, "Steward can't answer a message that it can't read: it needs the right \"Read Message History\", which is given under " + where},
	160005:        {bot.CodeRefused, "the thread is locked: unlock it, or give Steward the right \"Manage Threads\""},
	200000:        {bot.CodeRefused, "AutoMod blocked the text: exempt Steward's role under Server Settings -> AutoMod"},
	200001:        {bot.CodeRefused, "AutoMod blocked the title: exempt Steward's role under Server Settings -> AutoMod"},
	240000:        {bot.CodeRefused, "Discord blocked a harmful link in the text"},
}
