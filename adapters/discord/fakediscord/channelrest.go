package fakediscord

import (
	"slices"
	"time"
	"unicode/utf8"
)

// patchChannel implements https://discord.com/developers/docs/resources/channel#modify-channel.
func (s *Server) patchChannel(q *request) (any, *apiError) {
	r, err := s.visible(q)
	if err != nil {
		return nil, err
	}
	if r.guild == nil {
		return nil, errDMChannel
	}
	want := PermManageChannels
	if r.thread() {
		want = PermManageThreads
	}
	if !s.may(r.guild, s.me.ID, r, want) && r.owner != s.me.ID {
		return nil, errMissing
	}
	var in struct {
		Name     *string `json:"name"`
		Slow     *int    `json:"rate_limit_per_user"`
		Archived *bool   `json:"archived"`
		Locked   *bool   `json:"locked"`
	}
	if err := q.decode(&in); err != nil {
		return nil, err
	}
	var f form
	if in.Name != nil {
		checkName(&f, "name", *in.Name, 100)
	}
	if in.Slow != nil && (*in.Slow < 0 || *in.Slow > 21600) {
		f.wrong("rate_limit_per_user", "NUMBER_TYPE_MAX", "int value should be between 0 and 21600.")
	}
	if err := f.err(); err != nil {
		return nil, err
	}
	r.set(s.now(), in.Name, in.Slow, in.Archived, in.Locked)
	s.roomEvent("UPDATE", r)
	return s.threadObject(r), nil
}

func (r *room) set(now time.Time, name *string, slow *int, archived, locked *bool) {
	if name != nil {
		r.name = *name
	}
	if slow != nil {
		r.slow = *slow
	}
	if archived != nil {
		r.archived, r.put = *archived, now
	}
	if locked != nil {
		r.locked = *locked
	}
}

// checkName requires 1 to most code points.
func checkName(f *form, path, value string, most int) {
	if n := utf8.RuneCountInString(value); n < 1 || n > most {
		f.wrong(path, "BASE_TYPE_BAD_LENGTH", between(1, most))
	}
}

// deleteChannel implements
// https://discord.com/developers/docs/resources/channel#deleteclose-channel.
func (s *Server) deleteChannel(q *request) (any, *apiError) {
	r, err := s.visible(q)
	if err != nil {
		return nil, err
	}
	if r.guild == nil {
		return s.dmObject(r), nil
	}
	want := PermManageChannels
	if r.thread() {
		want = PermManageThreads
	}
	if !s.may(r.guild, s.me.ID, r, want) {
		return nil, errMissing
	}
	s.removeRoom(r)
	return r.object(), nil
}

// createThread starts a thread, with or without a message, or a forum post:
// https://discord.com/developers/docs/resources/channel#start-thread-in-forum-or-media-channel.
func (s *Server) createThread(q *request) (any, *apiError) {
	r, err := s.visible(q)
	if err != nil {
		return nil, err
	}
	if r.guild == nil || r.thread() || r.kind == TypeVoice {
		return nil, errNotText
	}
	want := PermCreateThreads
	if r.kind == TypeForum {
		want = PermSendMessages
	}
	if !s.may(r.guild, s.me.ID, r, want) {
		return nil, errMissing
	}
	var in struct {
		Name    string    `json:"name"`
		Tags    []string  `json:"applied_tags"`
		Message *outgoing `json:"message"`
	}
	if err := q.decode(&in); err != nil {
		return nil, err
	}
	var f form
	r.checkTags(&f, in.Tags)
	checkName(&f, "name", in.Name, 100)
	if r.kind == TypeForum && in.Message == nil {
		f.wrong("message", "BASE_TYPE_REQUIRED", "This field is required")
	}
	if err := f.err(); err != nil {
		return nil, err
	}
	if r.needsTag && len(in.Tags) == 0 {
		return nil, errNeedsTag
	}
	return s.beginThread(q, r, in.Name, in.Message, in.Tags)
}

// checkTags validates a forum post's tags:
// https://discord.com/developers/docs/resources/channel#forum-and-media-thread-message-params-object.
func (r *room) checkTags(f *form, tags []string) {
	if len(tags) > 5 {
		f.wrong("applied_tags", "BASE_TYPE_MAX_LENGTH", "Must be 5 or fewer in length.")
	}
	for _, id := range tags {
		if !slices.ContainsFunc(r.tags, func(t forumTag) bool { return t.ID == id }) {
			f.wrong("applied_tags", "TAG_UNKNOWN", "Unknown tag "+id)
		}
	}
}

func (s *Server) beginThread(q *request, r *room, name string, first *outgoing, tags []string) (any, *apiError) {
	if on := q.vars["message"]; on != "" {
		switch {
		case r.posts.get(on) == nil:
			return nil, errUnknownMessage
		case s.rooms[on] != nil:
			return nil, errThreadExists
		}
		return s.threadObject(s.startThread(r, name, s.me.ID, on)), nil
	}
	if r.kind != TypeForum {
		return s.threadObject(s.startThread(r, name, s.me.ID, "")), nil
	}
	if err := s.mayAttach(r, first, q.files); err != nil {
		return nil, err
	}
	if err := first.check(len(q.files)); err != nil {
		return nil, err
	}
	t := s.startThread(r, name, s.me.ID, "")
	t.applied = tags
	m := s.compose(t, first, q.files)
	m.ID = t.id
	s.post(t, m)
	return struct {
		channelObject
		Message *Message `json:"message"`
	}{s.threadObject(t), m}, nil
}

// archivedThreads implements
// https://discord.com/developers/docs/resources/channel#list-public-archived-threads.
func (s *Server) archivedThreads(q *request) (any, *apiError) {
	r, err := s.with(q, PermReadHistory)
	if err != nil {
		return nil, err
	}
	if r.guild == nil {
		return nil, errDMChannel
	}
	limit, err := q.count("limit", 50, 100)
	if err != nil {
		return nil, err
	}
	before, parseErr := time.Parse(time.RFC3339, q.query.Get("before"))
	threads := []channelObject{}
	more := false
	latest := slices.SortedFunc(slices.Values(r.guild.rooms), func(a, b *room) int { return b.changed().Compare(a.changed()) })
	for _, t := range latest {
		if t.parent != r || !t.archived || parseErr == nil && !t.changed().Before(before) {
			continue
		}
		if len(threads) == limit {
			more = true
			break
		}
		threads = append(threads, s.threadObject(t))
	}
	return map[string]any{"threads": threads, "members": []threadMember{}, "has_more": more}, nil
}

// pin implements https://discord.com/developers/docs/resources/message#pin-message.
func (s *Server) pin(q *request) (any, *apiError) { return s.setPinned(q, true) }

func (s *Server) unpin(q *request) (any, *apiError) { return s.setPinned(q, false) }

func (s *Server) setPinned(q *request, pinned bool) (any, *apiError) {
	r, m, err := s.message(q, 0)
	switch {
	case err != nil:
		return nil, err
	case r.guild != nil && s.permissions(r.guild, s.me.ID, r)&(PermManageMessages|PermPinMessages) == 0:
		return nil, errMissing
	case m.Pinned == pinned:
		return nil, nil
	case pinned && r.pins() >= maxPins:
		return nil, errTooManyPins
	}
	m.Pinned = pinned
	s.messageChanged(r, m)
	if pinned {
		s.post(r, &Message{Type: TypePinned, Author: s.me, Reference: &Reference{MessageID: m.ID, ChannelID: r.id}})
	}
	return nil, nil
}

// maxPins is the limit behind error 30003:
// https://discord.com/developers/docs/topics/opcodes-and-status-codes#json.
const maxPins = 50

func (r *room) pins() int {
	n := 0
	for _, m := range r.posts.list {
		if m.Pinned {
			n++
		}
	}
	return n
}

// putOverwrite implements
// https://discord.com/developers/docs/resources/channel#edit-channel-permissions. The bot can only
// allow or deny permissions that it has in the guild.
func (s *Server) putOverwrite(q *request) (any, *apiError) {
	r, err := s.with(q, PermManageRoles)
	if err != nil {
		return nil, err
	}
	if r.guild == nil {
		return nil, errDMChannel
	}
	in := Overwrite{ID: q.vars["overwrite"]}
	if err := q.decode(&in); err != nil {
		return nil, err
	}
	in.ID = q.vars["overwrite"]
	if (in.Allow|in.Deny)&^s.permissions(r.guild, s.me.ID, nil) != 0 {
		return nil, errMissing
	}
	s.overwrite(r, in)
	return nil, nil
}

func (s *Server) deleteOverwrite(q *request) (any, *apiError) {
	r, err := s.with(q, PermManageRoles)
	if err != nil {
		return nil, err
	}
	if r.guild == nil {
		return nil, errDMChannel
	}
	s.overwrite(r, Overwrite{ID: q.vars["overwrite"]})
	return nil, nil
}
