package fakediscord

import (
	"slices"
	"strconv"
	"time"
)

// Channel types:
// https://discord.com/developers/docs/resources/channel#channel-object-channel-types.
const (
	TypeText   = 0
	TypeDM     = 1
	TypeVoice  = 2
	TypeThread = 11
	TypeForum  = 15
)

// room is a channel, a thread or a DM.
type room struct {
	id, name   string
	kind       int
	guild      *guild // nil for a DM
	parent     *room  // of a thread; nil otherwise
	owner      string // who started the thread
	with       string // the other user of a DM
	position   int
	slow       int // slow mode in seconds
	overwrites []Overwrite
	last       string
	archived   bool
	put        time.Time // when it was last archived or unarchived
	locked     bool
	born       time.Time
	tags       []forumTag // tags offered by a forum
	needsTag   bool       // a forum rejects posts without a tag
	applied    []string   // tags of a forum post
	posts      posts
}

// forumTag is documented at https://discord.com/developers/docs/resources/channel#forum-tag-object.
type forumTag struct {
	ID   string `json:"id"`
	Name string `json:"name"`
}

// AddTag adds a tag to a forum and returns the tag's id.
func (c *Channel) AddTag(name string) (id string) {
	c.s.act(func() { id = c.s.newID() })
	c.change(func(r *room) { r.tags = append(r.tags, forumTag{id, name}) })
	return id
}

// RequireTag makes a forum reject posts without a tag.
func (c *Channel) RequireTag() { c.change(func(r *room) { r.needsTag = true }) }

// Threads returns the ids of the channel's threads, oldest first.
func (c *Channel) Threads() (ids []string) {
	c.s.mu.Lock()
	defer c.s.mu.Unlock()
	for _, t := range c.s.room(c.ID).guild.rooms {
		if t.parent != nil && t.parent.id == c.ID {
			ids = append(ids, t.id)
		}
	}
	return ids
}

// Pin pins a message as a moderator.
func (c *Channel) Pin(id string) {
	c.s.act(func() { c.s.room(c.ID).posts.get(id).Pinned = true })
}

// Tags returns the ids of a forum post's tags.
func (c *Channel) Tags() []string {
	c.s.mu.Lock()
	defer c.s.mu.Unlock()
	return slices.Clone(c.s.room(c.ID).applied)
}

func (r *room) thread() bool { return r.kind == TypeThread }

// base returns the room that permissions come from: for a thread, its parent.
func (r *room) base() *room {
	if r.parent != nil {
		return r.parent
	}
	return r
}

// Channel is a test's handle on a channel or thread.
type Channel struct {
	ID, Name string
	s        *Server
}

// AddChannel adds a text channel.
func (h *Guild) AddChannel(name string) *Channel { return h.addRoom(name, TypeText) }

// AddVoice adds a voice channel.
func (h *Guild) AddVoice(name string) *Channel { return h.addRoom(name, TypeVoice) }

// AddForum adds a forum.
func (h *Guild) AddForum(name string) *Channel { return h.addRoom(name, TypeForum) }

func (h *Guild) addRoom(name string, kind int) *Channel {
	out := &Channel{Name: name, s: h.s}
	h.s.act(func() {
		g := h.s.guild(h.ID)
		r := &room{id: h.s.newID(), name: name, kind: kind, guild: g, position: len(g.rooms), born: h.s.now()}
		out.ID = r.id
		h.s.addRoom(r)
		h.s.emit(event{kind: "CHANNEL_CREATE", guild: g, data: r.object()})
	})
	return out
}

// addRoom adds a room to its guild; s.mu must be held.
func (s *Server) addRoom(r *room) {
	s.rooms[r.id] = r
	r.guild.rooms = append(r.guild.rooms, r)
}

// Channel returns a handle on the channel with this id, for example a thread started by the bot.
func (s *Server) Channel(id string) *Channel {
	s.mu.Lock()
	defer s.mu.Unlock()
	return &Channel{ID: id, Name: s.room(id).name, s: s}
}

// Rename changes a channel's name.
func (c *Channel) Rename(name string) {
	c.change(func(r *room) { r.name, c.Name = name, name })
}

// SetOverwrite sets a permission overwrite for a role or a member. It panics for any other id.
func (c *Channel) SetOverwrite(id string, allow, deny int64) {
	c.s.act(func() {
		r := c.s.room(c.ID)
		kind := 0
		if r.guild.findRole(id) == nil {
			c.s.member(r.guild, id)
			kind = 1
		}
		c.s.overwrite(r, Overwrite{ID: id, Type: kind, Allow: allow, Deny: deny})
	})
}

// overwrite sends a room's new permissions to the bot, and its threads if the bot can see them only
// now: https://discord.com/developers/docs/events/gateway-events#thread-list-sync.
func (s *Server) overwrite(r *room, o Overwrite) {
	saw := s.may(r.guild, s.me.ID, r, PermViewChannel)
	kept := slices.DeleteFunc(slices.Clone(r.overwrites), func(old Overwrite) bool { return old.ID == o.ID })
	if o.Allow|o.Deny != 0 {
		kept = append(kept, o)
	}
	r.overwrites = kept
	s.roomEvent("UPDATE", r)
	if saw || !s.may(r.guild, s.me.ID, r, PermViewChannel) {
		return
	}
	threads := []channelObject{}
	for _, t := range r.guild.rooms {
		if t.parent == r && !t.archived {
			threads = append(threads, s.threadObject(t))
		}
	}
	s.emit(event{kind: "THREAD_LIST_SYNC", guild: r.guild, data: map[string]any{
		"guild_id": r.guild.id, "channel_ids": []string{r.id}, "threads": threads, "members": []threadMember{},
	}})
}

// Archive archives or unarchives a thread.
func (c *Channel) Archive(archived bool) {
	c.change(func(r *room) { r.archived, r.put = archived, c.s.now() })
}

// changed returns when a thread was last archived or unarchived, or else when it was started.
func (r *room) changed() time.Time {
	if r.put.IsZero() {
		return r.born
	}
	return r.put
}

func (c *Channel) change(f func(*room)) {
	c.s.act(func() {
		r := c.s.room(c.ID)
		f(r)
		c.s.roomEvent("UPDATE", r)
	})
}

// Remove deletes the channel and its threads.
func (c *Channel) Remove() {
	c.s.act(func() { c.s.removeRoom(c.s.room(c.ID)) })
}

func (s *Server) removeRoom(r *room) {
	for _, t := range slices.Clone(r.guild.rooms) {
		if t.parent == r {
			s.forgetRoom(t)
		}
	}
	s.forgetRoom(r)
	s.roomEvent("DELETE", r)
}

func (s *Server) forgetRoom(r *room) {
	delete(s.rooms, r.id)
	r.guild.rooms = slices.DeleteFunc(r.guild.rooms, func(o *room) bool { return o == r })
}

// roomEvent emits an event about a channel or thread. The event for a deleted thread has fewer
// fields: https://discord.com/developers/docs/events/gateway-events#thread-delete.
func (s *Server) roomEvent(what string, r *room) {
	switch {
	case !r.thread():
		s.emit(event{kind: "CHANNEL_" + what, guild: r.guild, data: r.object()})
	case what == "DELETE":
		s.emit(event{kind: "THREAD_DELETE", guild: r.guild, room: r, data: map[string]any{
			"id": r.id, "guild_id": r.guild.id, "parent_id": r.parent.id, "type": r.kind,
		}})
	default:
		s.emit(event{kind: "THREAD_" + what, guild: r.guild, room: r, data: r.object()})
	}
}

func (r *room) object() channelObject {
	out := channelObject{ID: r.id, Type: r.kind, Name: r.name, OwnerID: r.owner}
	if r.last != "" {
		last := r.last
		out.LastMessageID = &last
	}
	if r.guild == nil {
		return out
	}
	out.GuildID = r.guild.id
	slow := r.slow
	out.RateLimit = &slow
	if r.thread() {
		return r.asThread(out)
	}
	position := r.position
	out.Position, out.Overwrites = &position, slices.Clone(r.overwrites)
	out.AvailableTags = slices.Clone(r.tags)
	return out
}

func (r *room) asThread(out channelObject) channelObject {
	out.AppliedTags = slices.Clone(r.applied)
	parent, n, people := r.parent.id, len(r.posts.list), 1
	out.ParentID, out.MessageCount, out.MemberCount = &parent, &n, &people
	out.Thread = &threadMetadata{
		Archived: r.archived, AutoArchive: 4320, ArchivedAt: iso(r.changed()), Locked: r.locked, CreatedAt: iso(r.born),
	}
	return out
}

// threadObject returns a thread with the bot's own membership.
func (s *Server) threadObject(r *room) channelObject {
	out := r.object()
	if r.owner == s.me.ID {
		out.Member = &threadMember{ID: r.id, UserID: s.me.ID, JoinedAt: iso(r.born)}
	}
	return out
}

// StartThread starts a public thread as a member.
func (c *Channel) StartThread(name string, by User) *Channel {
	out := &Channel{Name: name, s: c.s}
	c.s.act(func() { out.ID = c.s.startThread(c.s.room(c.ID), name, by.ID, "").id })
	return out
}

// ForumPost creates a forum post as a member: a thread whose first message has the thread's id.
func (c *Channel) ForumPost(title string, by User, text string) *Channel {
	out := &Channel{Name: title, s: c.s}
	c.s.act(func() {
		if c.s.room(c.ID).kind != TypeForum {
			impossible("channel %s is no forum", c.ID)
		}
		t := c.s.startThread(c.s.room(c.ID), title, by.ID, "")
		out.ID = t.id
		c.s.post(t, &Message{ID: t.id, Author: c.s.account(by.ID).User, Content: text})
	})
	return out
}

// startThread starts a thread; one on a message has that message's id.
func (s *Server) startThread(parent *room, name, by, on string) *room {
	if parent.guild == nil || parent.thread() {
		impossible("no threads in channel %s", parent.id)
	}
	t := &room{id: on, name: name, kind: TypeThread, guild: parent.guild, parent: parent, owner: by, born: s.now()}
	if on == "" {
		t.id = s.newID()
	}
	s.addRoom(t)
	o := s.threadObject(t)
	o.NewlyCreated = true
	s.emit(event{kind: "THREAD_CREATE", guild: t.guild, room: t, data: o})
	return t
}

// private returns the DM channel with an account. It is created on first use, without a gateway
// event: https://discord.com/developers/docs/events/gateway-events#channel-create.
func (s *Server) private(a *account) *room {
	if a.dm == nil {
		a.dm = &room{id: s.newID(), kind: TypeDM, with: a.ID, born: s.now()}
		s.rooms[a.dm.id] = a.dm
	}
	return a.dm
}

// dmObject adds the recipient.
func (s *Server) dmObject(r *room) channelObject {
	out := r.object()
	out.Recipients = []User{s.account(r.with).User}
	return out
}

// permissionText returns permissions in wire format.
func permissionText(p int64) string { return strconv.FormatInt(p, 10) }

// Heard reports whether a user may speak in a channel.
func (s *Server) Heard(u User, channel string) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	r := s.room(channel)
	return s.may(r.guild, u.ID, r, r.speaking())
}

// Slow returns a channel's slow-mode interval.
func (s *Server) Slow(channel string) time.Duration {
	s.mu.Lock()
	defer s.mu.Unlock()
	return time.Duration(s.room(channel).slow) * time.Second
}

// Overwrites returns a channel's permission overwrites, in no particular order.
func (c *Channel) Overwrites() []Overwrite {
	c.s.mu.Lock()
	defer c.s.mu.Unlock()
	return slices.Clone(c.s.room(c.ID).overwrites)
}
