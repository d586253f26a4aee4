package fakediscord

import (
	"cmp"
	"slices"
	"strconv"
	"time"
)

func (s *Server) messageRoutes() []route {
	const list, one = "/channels/{channel}/messages", "/channels/{channel}/messages/{message}"
	return []route{
		{method: "GET", pattern: "/channels/{channel}", run: s.getChannel},
		{method: "DELETE", pattern: "/channels/{channel}", run: s.deleteChannel},
		{method: "PATCH", pattern: "/channels/{channel}", run: s.patchChannel},
		{method: "POST", pattern: "/channels/{channel}/typing", run: s.typing},
		{method: "GET", pattern: list, run: s.listMessages, rule: ruleSay},
		{method: "POST", pattern: list, run: s.createMessage, rule: ruleSay},
		{method: "POST", pattern: list + "/bulk-delete", run: s.bulkDelete, rule: ruleBulk},
		{method: "POST", pattern: "/channels/{channel}/threads", run: s.createThread, rule: ruleMembers},
		{method: "POST", pattern: one + "/threads", run: s.createThread, rule: ruleMembers},
		{method: "GET", pattern: "/channels/{channel}/threads/archived/public", run: s.archivedThreads},
		{method: "PUT", pattern: "/channels/{channel}/pins/{message}", run: s.pin, rule: ruleEdit},
		{method: "DELETE", pattern: "/channels/{channel}/pins/{message}", run: s.unpin, rule: ruleEdit},
		{method: "PUT", pattern: "/channels/{channel}/messages/pins/{message}", run: s.pin, rule: ruleEdit},
		{method: "DELETE", pattern: "/channels/{channel}/messages/pins/{message}", run: s.unpin, rule: ruleEdit},
		{method: "PUT", pattern: "/channels/{channel}/permissions/{overwrite}", run: s.putOverwrite, rule: ruleMembers},
		{method: "DELETE", pattern: "/channels/{channel}/permissions/{overwrite}", run: s.deleteOverwrite, rule: ruleMembers},
		{method: "GET", pattern: one, run: s.getMessage},
		{method: "PATCH", pattern: one, run: s.editMessage, rule: ruleEdit},
		{method: "DELETE", pattern: one, run: s.deleteMessage, rule: ruleDelete},
		{method: "PUT", pattern: one + "/reactions/{emoji}/@me", run: s.addReaction, rule: ruleReact},
		{method: "DELETE", pattern: one + "/reactions/{emoji}/@me", run: s.removeReaction, rule: ruleReact},
		{method: "DELETE", pattern: one + "/reactions/{emoji}/{user}", run: s.removeReaction, rule: ruleReact},
		{method: "GET", pattern: one + "/reactions/{emoji}", run: s.listReactions},
		{method: "DELETE", pattern: one + "/reactions", run: s.clearReactions, rule: ruleReact},
	}
}

// visible returns the channel in the path if the bot can see it.
func (s *Server) visible(q *request) (*room, *apiError) {
	r := s.rooms[q.vars["channel"]]
	switch {
	case r == nil:
		return nil, errUnknownChannel
	case r.guild != nil && !s.may(r.guild, s.me.ID, r, PermViewChannel):
		return nil, errMissingAccess
	}
	return r, nil
}

// with returns the channel in the path if the bot has these permissions there. In a DM it can only
// send messages and react.
func (s *Server) with(q *request, want int64) (*room, *apiError) {
	r, err := s.visible(q)
	if err == nil && r.guild != nil && !s.may(r.guild, s.me.ID, r, want) {
		return nil, errMissing
	}
	return r, err
}

// message returns the channel and message in the path if the bot has these permissions there.
func (s *Server) message(q *request, want int64) (*room, *Message, *apiError) {
	r, err := s.with(q, want)
	if err != nil {
		return nil, nil, err
	}
	m := r.posts.get(q.vars["message"])
	if m == nil || m.OnlyFor != "" || s.unsettled(m) {
		return r, nil, errUnknownMessage
	}
	return r, m, nil
}

// listMessages implements
// https://discord.com/developers/docs/resources/message#get-channel-messages. Without permission to
// read the history the result is empty.
func (s *Server) listMessages(q *request) (any, *apiError) {
	r, err := s.visible(q)
	if err != nil {
		return nil, err
	}
	limit, err := q.count("limit", 50, 100)
	if err != nil {
		return nil, err
	}
	if r.kind == TypeForum {
		return nil, errNotText
	}
	if r.guild != nil && !s.may(r.guild, s.me.ID, r, PermReadHistory) {
		return []Message{}, nil
	}
	var found []*Message
	switch get := q.query.Get; {
	case get("around") != "":
		newer := r.posts.after(get("around"), limit/2)
		older := r.posts.before(strconv.FormatInt(number(get("around"))+1, 10), limit-limit/2)
		found = append(newer, older...)
	case get("after") != "":
		found = r.posts.after(get("after"), limit)
	case get("before") != "":
		found = r.posts.before(get("before"), limit)
	default:
		found = r.posts.before("9223372036854775807", limit)
	}
	out := []*Message{}
	for _, m := range found {
		if m.OnlyFor == "" {
			out = append(out, s.shown(r, m))
		}
	}
	return out, nil
}

// shown returns a message as REST returns it: without content if the application lacks the message
// content intent.
func (s *Server) shown(r *room, m *Message) *Message {
	if s.hidden(r, m) && !s.privileged.content {
		return m.redacted()
	}
	return m
}

// hidden reports whether a message's content requires the message content intent. DMs, the bot's
// own messages and those that mention it don't.
func (s *Server) hidden(r *room, m *Message) bool {
	return r.guild != nil && m.Author.ID != s.me.ID && !m.pings
}

// count returns a query parameter between 1 and most, or otherwise if it is missing.
func (q *request) count(name string, otherwise, most int) (int, *apiError) {
	text := q.query.Get(name)
	if text == "" {
		return otherwise, nil
	}
	n, err := strconv.Atoi(text)
	if err != nil || n < 1 || n > most {
		var f form
		f.wrong(name, "NUMBER_TYPE_MAX", "int value should be between 1 and "+strconv.Itoa(most)+".")
		return 0, f.err()
	}
	return n, nil
}

func (s *Server) getMessage(q *request) (any, *apiError) {
	r, m, err := s.message(q, PermReadHistory)
	if err != nil {
		return nil, err
	}
	return s.shown(r, m), nil
}

// createMessage implements https://discord.com/developers/docs/resources/message#create-message.
func (s *Server) createMessage(q *request) (any, *apiError) {
	r, err := s.visible(q)
	if err != nil {
		return nil, err
	}
	var in outgoing
	if err := q.decode(&in); err != nil {
		return nil, err
	}
	if err := s.maySpeak(r, &in); err != nil {
		return nil, err
	}
	if err := s.mayAttach(r, &in, q.files); err != nil {
		return nil, err
	}
	if err := in.check(len(q.files)); err != nil {
		return nil, err
	}
	nonce := string(in.Nonce)
	if in.EnforceNonce && !s.opts.Loose {
		if m := s.nonces.find(r.id, nonce, s.now().Add(-s.opts.NonceWindow)); m != nil {
			return m, nil
		}
	}
	m := s.compose(r, &in, q.files)
	if err := s.refer(r, &in, m); err != nil {
		return nil, err
	}
	s.post(r, m)
	s.nonces.keep(r.id, nonce, m)
	return m, nil
}

// maySpeak returns the error that keeps the bot from posting in a room, or nil.
func (s *Server) maySpeak(r *room, in *outgoing) *apiError {
	switch {
	case r.kind == TypeForum:
		return errNotText
	case r.guild == nil && s.account(r.with).refuses:
		return errNoDM
	case r.guild == nil:
		return nil
	case !s.may(r.guild, s.me.ID, r, r.speaking()):
		return errMissing
	case r.archived && r.locked && !s.may(r.guild, s.me.ID, r, PermManageThreads):
		return errArchived
	}
	return nil
}

// maxFile is documented at https://discord.com/developers/docs/reference#uploading-files.
const maxFile = 10 << 20

// mayAttach returns the error that keeps the bot from sending files, or nil.
func (s *Server) mayAttach(r *room, in *outgoing, files []file) *apiError {
	if in == nil {
		return nil
	}
	for _, f := range files {
		if f.size > maxFile {
			return errTooLarge
		}
	}
	switch {
	case r.guild == nil:
	case len(files) > 0 && !s.may(r.guild, s.me.ID, r, PermAttachFiles):
		return errMissing
	case len(in.Embeds) > 0 && !s.may(r.guild, s.me.ID, r, PermEmbedLinks):
		return errMissing
	}
	return nil
}

// refer fills in the message that this one replies to:
// https://discord.com/developers/docs/resources/message#message-reference.
func (s *Server) refer(r *room, in *outgoing, m *Message) *apiError {
	ref := in.Reference
	if ref == nil || ref.MessageID == "" {
		return nil
	}
	if r.guild != nil && !s.may(r.guild, s.me.ID, r, PermReadHistory) {
		return errReplyHistory
	}
	to := r.posts.get(ref.MessageID)
	if to == nil || ref.ChannelID != "" && ref.ChannelID != r.id {
		if ref.FailIfNotExists != nil && !*ref.FailIfNotExists {
			return nil
		}
		var f form
		f.wrong("message_reference", "MESSAGE_REFERENCE_UNKNOWN_MESSAGE", "Unknown message")
		return f.err()
	}
	s.answers(r, m, to)
	if in.Allowed == nil || in.Allowed.RepliedUser {
		m.Mentions = mention(m.Mentions, to.Author)
	}
	return nil
}

// answers makes m a reply to a message.
func (s *Server) answers(r *room, m, to *Message) {
	m.Type = cmp.Or(m.Type, typeReply)
	m.Reference = &Reference{MessageID: to.ID, ChannelID: r.id}
	if r.guild != nil {
		m.Reference.GuildID = r.guild.id
	}
	plain := *to
	plain.Referenced = nil
	m.Referenced = &plain
}

func mention(list []User, u User) []User {
	if slices.ContainsFunc(list, func(o User) bool { return o.ID == u.ID }) {
		return list
	}
	return append(slices.Clone(list), u)
}

// editMessage implements https://discord.com/developers/docs/resources/message#edit-message.
func (s *Server) editMessage(q *request) (any, *apiError) {
	r, m, err := s.message(q, 0)
	if err != nil {
		return nil, err
	}
	if m.Author.ID != s.me.ID || m.Flags&FlagLoading != 0 {
		return nil, errNotOwn
	}
	var in outgoing
	if err := q.decode(&in); err != nil {
		return nil, err
	}
	return s.revise(r, m, &in, q)
}

// revise applies the fields present to one of the bot's messages. Null components change nothing,
// while an empty list removes them: https://github.com/discord/discord-api-docs/issues/5860.
func (s *Server) revise(r *room, m *Message, in *outgoing, q *request) (*Message, *apiError) {
	if err := in.checkEdit(m, len(q.files)); err != nil {
		return nil, err
	}
	next := s.compose(r, in, q.files)
	if in.Content.set {
		m.Content, m.Mentions, m.MentionRoles = next.Content, next.Mentions, next.MentionRoles
	}
	if in.has("embeds") {
		m.Embeds = next.Embeds
	}
	if in.Components != nil {
		m.Components = next.Components
	}
	if in.has("attachments") || len(q.files) > 0 {
		m.Attachments = append(in.kept(m.Attachments), next.Attachments...)
	}
	if in.has("flags") {
		m.Flags = m.Flags&^FlagSuppressEmbeds | in.Flags&FlagSuppressEmbeds
	}
	m.whole()
	m.EditedTimestamp = isoPointer(s.now())
	s.messageChanged(r, m)
	return m, nil
}

// deleteMessage implements https://discord.com/developers/docs/resources/message#delete-message.
func (s *Server) deleteMessage(q *request) (any, *apiError) {
	r, m, err := s.message(q, 0)
	switch {
	case err != nil:
		return nil, err
	case m.Author.ID == s.me.ID:
	case r.guild == nil:
		return nil, errDMChannel
	case !s.may(r.guild, s.me.ID, r, PermManageMessages):
		return nil, errMissing
	case !deletable(m.Type):
		return nil, errSystemMessage
	}
	s.erase(r, m.ID)
	return nil, nil
}

// deletable reports whether messages of a type can be deleted:
// https://discord.com/developers/docs/resources/message#message-object-message-types.
func deletable(kind int) bool {
	switch kind {
	case 1, 2, 3, 4, 5, 14, 15, 16, 17, 21:
		return false
	}
	return true
}

// maxBulkAge is documented at
// https://discord.com/developers/docs/resources/message#bulk-delete-messages.
const maxBulkAge = 14 * 24 * time.Hour

// bulkDelete implements https://discord.com/developers/docs/resources/message#bulk-delete-messages.
func (s *Server) bulkDelete(q *request) (any, *apiError) {
	r, err := s.with(q, PermManageMessages)
	if err != nil {
		return nil, err
	}
	if r.guild == nil {
		return nil, errDMChannel
	}
	var in struct {
		Messages []string `json:"messages"`
	}
	if err := q.decode(&in); err != nil {
		return nil, err
	}
	if n := len(in.Messages); n < 2 || n > 100 {
		return nil, errBulkCount
	}
	seen := map[string]bool{}
	for _, id := range in.Messages {
		if number(id) == 0 || seen[id] {
			var f form
			f.wrong("messages", "SET_TYPE_ALREADY_CONTAINS_VALUE", "The set already contains this value")
			return nil, f.err()
		}
		if s.now().Sub(made(id)) > maxBulkAge {
			return nil, errBulkOld
		}
		seen[id] = true
	}
	s.eraseAll(r, in.Messages)
	return nil, nil
}

func (s *Server) getChannel(q *request) (any, *apiError) {
	r, err := s.visible(q)
	switch {
	case err != nil:
		return nil, err
	case r.guild == nil:
		return s.dmObject(r), nil
	}
	return s.threadObject(r), nil
}

func (s *Server) typing(q *request) (any, *apiError) {
	r, err := s.visible(q)
	if err == nil {
		err = s.maySpeak(r, &outgoing{})
	}
	return nil, err
}
