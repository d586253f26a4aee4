package fakediscord

import (
	"encoding/json"
	"slices"
	"strconv"
	"time"
)

// Callback types:
// https://discord.com/developers/docs/interactions/receiving-and-responding#interaction-response-object-interaction-callback-type.
const (
	callbackPong        = 1
	callbackMessage     = 4
	callbackDefer       = 5
	callbackDeferUpdate = 6
	callbackUpdate      = 7
	callbackChoices     = 8
	callbackModal       = 9
)

// callbacks maps interaction types to their permitted callback types.
var callbacks = map[int][]int{
	interactionCommand:      {callbackMessage, callbackDefer, callbackModal},
	interactionComponent:    {callbackMessage, callbackDefer, callbackDeferUpdate, callbackUpdate, callbackModal},
	interactionAutocomplete: {callbackChoices},
	interactionModal:        {callbackMessage, callbackDefer, callbackDeferUpdate, callbackUpdate},
}

// interactionRoutes returns the interaction endpoints. They need no bot token and are exempt from
// the global rate limit:
// https://discord.com/developers/docs/interactions/receiving-and-responding#endpoints.
func (s *Server) interactionRoutes() []route {
	const hook, one = "/webhooks/{application}/{token}", "/webhooks/{application}/{token}/messages/{message}"
	rule := rule{5, 2 * time.Second}
	return []route{
		{method: "POST", pattern: "/interactions/{interaction}/{token}/callback", run: s.postCallback, open: true, free: true},
		{method: "POST", pattern: hook, run: s.postFollowup, open: true, free: true, rule: rule},
		{method: "GET", pattern: one, run: s.getAnswer, open: true, free: true, rule: rule},
		{method: "PATCH", pattern: one, run: s.patchAnswer, open: true, free: true, rule: rule},
		{method: "DELETE", pattern: one, run: s.deleteAnswer, open: true, free: true, rule: rule},
	}
}

// ackWithin is the deadline for the first response:
// https://discord.com/developers/docs/interactions/receiving-and-responding#responding-to-an-interaction.
const ackWithin = 3 * time.Second

// postCallback implements
// https://discord.com/developers/docs/interactions/receiving-and-responding#create-interaction-response.
func (s *Server) postCallback(q *request) (any, *apiError) {
	in := s.calls[q.vars["token"]]
	switch {
	case in == nil || in.id != q.vars["interaction"]:
		return nil, errUnknownCall
	case in.callback != 0:
		s.violate("acknowledged twice", in.id)
		return nil, errAcknowledged
	case s.now().Sub(in.at) > ackWithin:
		return nil, errUnknownCall
	}
	var body struct {
		Type int             `json:"type"`
		Data json.RawMessage `json:"data"`
	}
	if err := q.decode(&body); err != nil {
		return nil, err
	}
	if !slices.Contains(callbacks[in.kind], body.Type) || in.on == nil && needsMessage(body.Type) {
		var f form
		f.wrong("type", "BASE_TYPE_CHOICES", "Value is not allowed for an interaction of type "+strconv.Itoa(in.kind)+".")
		return nil, f.err()
	}
	if err := s.acknowledge(q, in, body.Type, body.Data); err != nil {
		return nil, err
	}
	in.callback, in.data, in.acked = body.Type, body.Data, s.now()
	if q.query.Get("with_response") == "true" {
		return map[string]any{
			"interaction": map[string]any{"id": in.id, "type": in.kind, "response_message_id": idOf(in.original)},
			"resource":    map[string]any{"type": body.Type, "message": in.original},
		}, nil
	}
	return nil, nil
}

func needsMessage(callback int) bool {
	return callback == callbackUpdate || callback == callbackDeferUpdate
}

func idOf(m *Message) *string {
	if m == nil {
		return nil
	}
	return &m.ID
}

// acknowledge performs a callback.
func (s *Server) acknowledge(q *request, in *interaction, kind int, data json.RawMessage) *apiError {
	inner := &request{body: data, files: q.files}
	switch kind {
	case callbackMessage:
		m, err := s.respond(inner, in, true)
		in.original = m
		return err
	case callbackDefer:
		var d outgoing
		if err := inner.decode(&d); err != nil {
			return err
		}
		in.original = s.deferred(in, d.Flags)
	case callbackDeferUpdate:
		in.original = in.on
	case callbackUpdate:
		var d outgoing
		if err := inner.decode(&d); err != nil {
			return err
		}
		if in.room.posts.get(in.on.ID) == nil {
			return errUnknownMessage
		}
		in.original = in.on
		_, err := s.revise(in.room, in.on, &d, inner)
		return err
	case callbackChoices:
		return checkCompletion(data)
	case callbackModal:
		return checkModal(data)
	}
	return nil
}

// checkCompletion validates autocomplete choices:
// https://discord.com/developers/docs/interactions/receiving-and-responding#interaction-response-object-autocomplete.
func checkCompletion(data json.RawMessage) *apiError {
	var d struct {
		Choices []Choice `json:"choices"`
	}
	if err := (&request{body: data}).decode(&d); err != nil {
		return err
	}
	var f form
	if d.Choices == nil {
		f.wrong("data.choices", "BASE_TYPE_REQUIRED", "This field is required")
	}
	checkChoices(&f, "data.choices", d.Choices)
	return f.err()
}

// checkModal validates a modal:
// https://discord.com/developers/docs/interactions/receiving-and-responding#interaction-response-object-modal.
func checkModal(data json.RawMessage) *apiError {
	var d struct {
		CustomID   string      `json:"custom_id"`
		Title      string      `json:"title"`
		Components []Component `json:"components"`
	}
	if err := (&request{body: data}).decode(&d); err != nil {
		return err
	}
	var f form
	checkName(&f, "data.title", d.Title, 45)
	checkID(&f, "data", d.CustomID)
	if n := len(d.Components); n < 1 || n > 5 {
		f.wrong("data.components", "BASE_TYPE_BAD_LENGTH", between(1, 5))
	}
	seen := map[string]bool{}
	for i, row := range d.Components {
		at := "data.components[" + strconv.Itoa(i) + "]"
		if row.Type != componentRow || len(row.Components) != 1 || row.Components[0].Type != componentInput {
			f.wrong(at, "UNION_TYPE_CHOICES", "A row of a form holds one text input.")
			continue
		}
		checkInput(&f, at+".components[0]", row.Components[0], seen)
	}
	return f.err()
}

// checkInput validates a text input: https://discord.com/developers/docs/components/reference#text-input.
func checkInput(f *form, at string, c Component, seen map[string]bool) {
	checkName(f, at+".label", c.Label, 45)
	checkID(f, at, c.CustomID)
	if c.Style != 1 && c.Style != 2 {
		f.wrong(at+".style", "BASE_TYPE_CHOICES", "Value must be one of {1, 2}.")
	}
	if n := c.MaxLength; n != nil && (*n < 1 || *n > 4000) {
		f.wrong(at+".max_length", "NUMBER_TYPE_MAX", between(1, 4000))
	}
	if seen[c.CustomID] {
		f.wrong(at+".custom_id", "COMPONENT_CUSTOM_ID_DUPLICATED", "Component custom id cannot be duplicated")
	}
	seen[c.CustomID] = true
}

// respond posts a response; first says that it is the acknowledgement.
func (s *Server) respond(q *request, in *interaction, first bool) (*Message, *apiError) {
	var d outgoing
	if err := q.decode(&d); err != nil {
		return nil, err
	}
	if err := d.check(len(q.files)); err != nil {
		return nil, err
	}
	m := s.compose(in.room, &d, q.files)
	s.address(in, m, d.Flags)
	if !first {
		m.Type = typeReply
		if in.original != nil {
			m.Reference = &Reference{MessageID: in.original.ID, ChannelID: in.room.id}
		}
	}
	s.post(in.room, m)
	return m, nil
}

// deferred posts the loading placeholder of a deferred response.
func (s *Server) deferred(in *interaction, flags int) *Message {
	m := &Message{Author: s.me}
	s.address(in, m, flags)
	m.Flags |= FlagLoading
	s.post(in.room, m)
	return m
}

// address marks a message as the response to an interaction.
func (s *Server) address(in *interaction, m *Message, flags int) {
	m.WebhookID, m.ApplicationID = s.app, s.app
	m.Interaction = &InteractionNote{ID: in.id, Type: in.kind, User: s.account(in.by).User, Named: in.name}
	switch {
	case in.on != nil:
		m.Type = typeReply
		m.Reference = &Reference{MessageID: in.on.ID, ChannelID: in.room.id}
	case in.kind == interactionCommand:
		m.Type = typeCommand
	}
	if flags&FlagEphemeral != 0 {
		m.Flags |= FlagEphemeral
		m.OnlyFor = in.by
	}
}

// answered returns an interaction that was acknowledged and whose token is still valid.
func (s *Server) answered(q *request) (*interaction, *apiError) {
	in := s.calls[q.vars["token"]]
	switch {
	case q.vars["application"] != s.app:
		return nil, errUnknownWebhook
	case in == nil || s.now().Sub(in.at) > tokenLife:
		return nil, errWebhookToken
	case in.callback == 0:
		return nil, errUnknownWebhook
	}
	return in, nil
}

// postFollowup implements
// https://discord.com/developers/docs/interactions/receiving-and-responding#create-followup-message.
// The first one after a deferral edits the original response instead.
func (s *Server) postFollowup(q *request) (any, *apiError) {
	in, err := s.answered(q)
	if err != nil {
		return nil, err
	}
	if o := in.original; o != nil && o.Flags&FlagLoading != 0 && in.room.posts.get(o.ID) == o {
		return s.settle(q, in, o)
	}
	m, err := s.respond(q, in, false)
	if err != nil {
		return nil, err
	}
	in.follows = append(in.follows, m)
	return m, nil
}

// settle edits a response and clears its deferred state.
func (s *Server) settle(q *request, in *interaction, m *Message) (any, *apiError) {
	var d outgoing
	if err := q.decode(&d); err != nil {
		return nil, err
	}
	loading := m.Flags & FlagLoading
	m.Flags &^= loading
	out, err := s.revise(in.room, m, &d, q)
	if err != nil {
		m.Flags |= loading
		return nil, err
	}
	return out, nil
}

// answer returns the original response or the follow-up in the path.
func (s *Server) answer(q *request) (*interaction, *Message, *apiError) {
	in, err := s.answered(q)
	if err != nil {
		return nil, nil, err
	}
	all := in.follows
	if in.original != nil {
		all = append([]*Message{in.original}, all...)
	}
	for i, m := range all {
		is := q.vars["message"] == m.ID || q.vars["message"] == "@original" && i == 0 && in.original != nil
		if is && in.room.posts.get(m.ID) == m {
			return in, m, nil
		}
	}
	return nil, nil, errUnknownMessage
}

// getAnswer implements
// https://discord.com/developers/docs/interactions/receiving-and-responding#get-original-interaction-response.
func (s *Server) getAnswer(q *request) (any, *apiError) {
	_, m, err := s.answer(q)
	if err != nil {
		return nil, err
	}
	return m, nil
}

func (s *Server) patchAnswer(q *request) (any, *apiError) {
	in, m, err := s.answer(q)
	if err != nil {
		return nil, err
	}
	return s.settle(q, in, m)
}

func (s *Server) deleteAnswer(q *request) (any, *apiError) {
	in, m, err := s.answer(q)
	if err != nil {
		return nil, err
	}
	s.erase(in.room, m.ID)
	return nil, nil
}
