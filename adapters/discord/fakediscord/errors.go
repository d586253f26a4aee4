package fakediscord

import (
	"encoding/json"
	"net/http"
	"strings"
)

// apiError is a rejection:
// https://discord.com/developers/docs/reference#error-messages.
type apiError struct {
	status  int
	Code    int             `json:"code"`
	Message string          `json:"message"`
	Errors  json.RawMessage `json:"errors,omitempty"`
}

func (e *apiError) answer() answer { return answer{status: e.status, body: encode(e)} }

// Errors: https://discord.com/developers/docs/topics/opcodes-and-status-codes#json.
var (
	errUnauthorized     = &apiError{status: 401, Message: "401: Unauthorized"}
	errNoRoute          = &apiError{status: 404, Message: "404: Not Found"}
	errNoMethod         = &apiError{status: 405, Message: "405: Method Not Allowed"}
	errUnknownChannel   = &apiError{status: 404, Code: 10003, Message: "Unknown Channel"}
	errUnknownGuild     = &apiError{status: 404, Code: 10004, Message: "Unknown Guild"}
	errUnknownMember    = &apiError{status: 404, Code: 10007, Message: "Unknown Member"}
	errUnknownMessage   = &apiError{status: 404, Code: 10008, Message: "Unknown Message"}
	errUnknownRole      = &apiError{status: 404, Code: 10011, Message: "Unknown Role"}
	errUnknownUser      = &apiError{status: 404, Code: 10013, Message: "Unknown User"}
	errUnknownEmoji     = &apiError{status: 400, Code: 10014, Message: "Unknown Emoji"}
	errUnknownWebhook   = &apiError{status: 404, Code: 10015, Message: "Unknown Webhook"}
	errUnknownInvite    = &apiError{status: 404, Code: 10006, Message: "Unknown Invite"}
	errUnknownBan       = &apiError{status: 404, Code: 10026, Message: "Unknown Ban"}
	errUnknownCall      = &apiError{status: 404, Code: 10062, Message: "Unknown interaction"}
	errUnknownCommand   = &apiError{status: 404, Code: 10063, Message: "Unknown application command"}
	errTooManyCommands  = &apiError{status: 400, Code: 30032, Message: "Maximum number of application commands reached"}
	errAcknowledged     = &apiError{status: 400, Code: 40060, Message: "Interaction has already been acknowledged."}
	errMissingAccess    = &apiError{status: 403, Code: 50001, Message: "Missing Access"}
	errDMChannel        = &apiError{status: 403, Code: 50003, Message: "Cannot execute action on a DM channel"}
	errNotOwn           = &apiError{status: 403, Code: 50005, Message: "Cannot edit a message authored by another user"}
	errEmpty            = &apiError{status: 400, Code: 50006, Message: "Cannot send an empty message"}
	errNoDM             = &apiError{status: 403, Code: 50007, Message: "Cannot send messages to this user"}
	errNotText          = &apiError{status: 400, Code: 50008, Message: "Cannot send messages in a non-text channel"}
	errMissing          = &apiError{status: 403, Code: 50013, Message: "Missing Permissions"}
	errBulkCount        = &apiError{status: 400, Code: 50016, Message: "Provided too few or too many messages to delete. Must provide at least 2 and fewer than 100 messages to delete"}
	errSystemMessage    = &apiError{status: 403, Code: 50021, Message: "Cannot execute action on a system message"}
	errWebhookToken     = &apiError{status: 401, Code: 50027, Message: "Invalid Webhook Token"}
	errInvalidRole      = &apiError{status: 400, Code: 50028, Message: "Invalid role"}
	errBulkOld          = &apiError{status: 400, Code: 50034, Message: "You can only bulk delete messages that are under 14 days old."}
	errArchived         = &apiError{status: 400, Code: 50083, Message: "Thread is archived"}
	errInvalidJSON      = &apiError{status: 400, Code: 50109, Message: "The request body contains invalid JSON."}
	errReplyHistory     = &apiError{status: 403, Code: 160002, Message: "Cannot reply without permission to read message history"}
	errTooManyPins      = &apiError{status: 400, Code: 30003, Message: "Maximum number of pins reached (50)"}
	errTooLarge         = &apiError{status: 413, Code: 40005, Message: "Request entity too large. Try sending something smaller"}
	errNeedsTag         = &apiError{status: 400, Code: 40067, Message: "A tag is required to create a forum post in this channel"}
	errTooManyReactions = &apiError{status: 400, Code: 30010, Message: "Maximum number of reactions reached (20)"}
	errThreadExists     = &apiError{status: 400, Code: 160004, Message: "A thread has already been created for this message"}
)

// form collects the errors in a body's fields.
type form struct {
	root  map[string]any
	found bool
}

// wrong adds an error for a field path such as embeds.0.title.
func (f *form) wrong(path, code, message string) {
	if f.root == nil {
		f.root = map[string]any{}
	}
	f.found = true
	at := f.root
	for _, key := range strings.Split(path, ".") {
		next, ok := at[key].(map[string]any)
		if !ok {
			next = map[string]any{}
			at[key] = next
		}
		at = next
	}
	list, _ := at["_errors"].([]any)
	at["_errors"] = append(list, map[string]string{"code": code, "message": message})
}

// err returns nil if there were no errors.
func (f *form) err() *apiError {
	if !f.found {
		return nil
	}
	return &apiError{status: http.StatusBadRequest, Code: 50035, Message: "Invalid Form Body", Errors: encode(f.root)}
}
