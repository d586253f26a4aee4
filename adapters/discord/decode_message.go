package discord

import (
	"cmp"
	"slices"
	"strconv"
	"strings"

	"github.com/stewardbot/steward/adapters/kit"
	"github.com/stewardbot/steward/adapters/loosely"
	"github.com/stewardbot/steward/bot"
)

// The message types that people send; others are Discord's notices about the
// guild:
// https://discord.com/developers/docs/resources/message#message-object-message-types.
const (
	typeDefault       = 0
	typeRenamed       = 4 // a thread; its new name is the text
	typeJoined        = 7
	typeThread        = 18 // a thread was created; its name is the text
	typeReply         = 19
	typeCommand       = 20
	typeThreadStarter = 21
	typeMenuCommand   = 23
)

// Flags of a message:
// https://discord.com/developers/docs/resources/message#message-object-message-flags.
const (
	flagEphemeral = 1 << 6
	flagVoice     = 1 << 13
)

func spoken(kind int) bool {
	switch kind {
	case typeDefault, typeRenamed, typeThread, typeReply, typeCommand, typeThreadStarter, typeMenuCommand:
		return true
	}
	return false
}

func (d *decoder) message(raw []byte, edited bool) ([]bot.Event, bool) {
	var m messageObject
	if !loosely.Parse(raw, &m) {
		return nil, false
	}
	return d.said(&m, edited)
}

// said decodes a message, from the gateway or fetched. A change of a message
// that was never edited is a preview added by Discord, and so is one without
// author and edit time.
func (d *decoder) said(m *messageObject, edited bool) ([]bot.Event, bool) {
	id := parseSnowflake(m.ID)
	switch {
	case id == 0:
		return nil, false
	case edited && (m.Edited.Kind() == 'n' || m.Edited == nil && m.Author == nil && m.Member == nil):
		return nil, true
	case m.Author == nil && m.Member != nil: // of a compatible server
		m.Author = m.Member.User
	}
	if m.Author == nil || !isID(m.Author.ID) {
		return nil, false
	}
	place, ok := d.placeOf(m.GuildID, m.ChannelID, m.Author.ID, m.Member != nil)
	if m.Type == typeJoined && !edited {
		return []bot.Event{{
			ID: scope(place) + "/m" + m.ID, Kind: bot.KindNotice, At: id.at(), Place: place,
			Notice: bot.KindJoin, Message: &bot.Message{ID: m.ID},
		}}, ok
	}
	if d.isSelf(m.Author.ID) || !spoken(m.Type) {
		return nil, true
	}
	content := d.content(m)
	if m.Type == typeThreadStarter && content.Text == "" {
		return nil, true // it repeats a message of the channel
	}
	if (m.Type == typeRenamed || m.Type == typeThread) && m.Content == "" {
		return nil, true
	}
	e := bot.Event{
		ID:      scope(place) + "/m" + m.ID,
		Kind:    bot.KindMessage,
		At:      id.at(),
		Place:   place,
		User:    m.sender(m.Member),
		Message: content,
	}
	if edited {
		e.Kind = bot.KindEdit
		at := loosely.Scalar(m.Edited)
		if e.At = parseTime(at); e.At.IsZero() {
			e.ID += "/e" + kit.Hash(append([]string{at}, content.Wording()...)...)
		} else {
			e.ID += "/e" + strconv.FormatInt(e.At.UnixMilli(), 10) + "-" + kit.Hash(content.Wording()...)
		}
	}
	return []bot.Event{e}, ok
}

// sender is nil only without an author. A webhook may bear any name.
func (m *messageRef) sender(member *memberObject) *bot.User {
	u := person(m.Author, member)
	if u != nil && m.WebhookID != "" {
		u.Persona, u.Webhook = bot.Robot, true
	}
	return u
}

func (d *decoder) content(m *messageObject) *bot.Message {
	out := &bot.Message{
		ID:       m.ID,
		Text:     m.Content,
		ReplyTo:  m.replied(),
		Mentions: d.mentions(m),
		Hidden:   m.Flags&flagEphemeral != 0,
	}
	out.Media, out.Files = m.media(m.Flags), m.files(m.Flags)
	for i := range m.Snapshots {
		m.Snapshots[i].add(out)
	}
	out.Parts = slices.Concat(m.parts(), out.Parts, d.threadName(m), code(out.Text)) // of hundreds of pieces of code the last are left out
	if m.Type == typeRenamed || m.Type == typeThread {
		out.Text, out.Parts = "", []bot.Part{{Kind: bot.PartThread, Text: m.Content}}
	}
	return out
}

// add puts a forwarded message, and what it forwards, before the forwarding
// message's text.
func (s *snapshot) add(out *bot.Message) {
	m := &s.Message
	for i := range m.Snapshots {
		m.Snapshots[i].add(out)
	}
	out.Text = strings.TrimSpace(m.Content + "\n" + out.Text)
	out.Media = append(out.Media, m.media(m.Flags)...)
	out.Parts = append(out.Parts, m.parts()...)
}

// threadName returns the name of the thread or post that the message opens.
func (d *decoder) threadName(m *messageObject) []bot.Part {
	name := m.Thread.Value.Name
	if m.ID == m.ChannelID {
		name = d.guilds.title(m.ChannelID)
	}
	if name == "" {
		return nil
	}
	return []bot.Part{{Kind: bot.PartThread, Text: name}}
}

// replied returns the message that m replies to; without its author if it is
// gone.
func (m *messageObject) replied() *bot.Replied {
	if m.Type != typeReply || m.Reference == nil || !isID(m.Reference.MessageID) {
		return nil
	}
	r := &bot.Replied{ID: m.Reference.MessageID}
	if m.Referenced != nil {
		r.User, r.Text = m.Referenced.sender(nil), bot.Head(m.Referenced.Content, bot.RepliedBytes)
		c := content{Attachments: m.Referenced.Attachments}
		r.Files = c.files(m.Referenced.Flags)
	}
	return r
}

// mentions returns the people that the text names, in its order. Discord lists
// them in any order, with the author of a message that is answered among them.
// To name Steward itself is to call it.
func (d *decoder) mentions(m *messageObject) []bot.User {
	if m.Mentions == nil {
		return nil
	}
	type found struct {
		at   int
		user bot.User
	}
	var all []found
	for i := range m.Mentions {
		u := person(&m.Mentions[i].userObject, m.Mentions[i].Member)
		if u == nil || d.isSelf(u.ID.Local()) {
			continue
		}
		if at := mentionedAt(m.Content, u.ID.Local()); at >= 0 {
			all = append(all, found{at, *u})
		}
	}
	slices.SortStableFunc(all, func(a, b found) int { return cmp.Compare(a.at, b.at) })
	out := make([]bot.User, 0, len(all))
	for _, f := range all {
		out = append(out, f.user)
	}
	return out
}

// mentionedAt returns where the text first names an account, -1 if it does not.
func mentionedAt(text, id string) int {
	a, b := strings.Index(text, "<@"+id+">"), strings.Index(text, "<@!"+id+">")
	if a < 0 || b >= 0 && b < a {
		return b
	}
	return a
}

// media returns the kinds of content besides text, each once.
func (c *content) media(flags int) []string {
	var out []string
	add := func(kind string) {
		if !slices.Contains(out, kind) {
			out = append(out, kind)
		}
	}
	for _, f := range c.Attachments {
		add(mediaKind(f.ContentType, flags))
	}
	if len(c.Stickers) > 0 {
		add("sticker")
	}
	if c.Poll.There {
		add("poll")
	}
	return out
}

func mediaKind(contentType string, flags int) string {
	kind, _, _ := strings.Cut(contentType, "/")
	switch {
	case flags&flagVoice != 0:
		return "voice"
	case contentType == "image/gif":
		return "animation"
	case kind == "image":
		return "photo"
	case kind == "video" || kind == "audio":
		return kind
	}
	return "document"
}

// deleted has no time, and names neither who deleted nor who wrote the message.
func (d *decoder) deleted(x *dispatch) ([]bot.Event, bool) {
	var o deletedObject
	if !loosely.Parse(x.raw, &o) {
		return nil, false
	}
	ids := o.IDs
	if o.ID != "" {
		ids = append(ids, o.ID)
	}
	if len(ids) == 0 || slices.ContainsFunc(ids, func(id string) bool { return !isID(id) }) {
		return nil, false
	}
	place, ok := d.placeOf(o.GuildID, o.ChannelID, "", false)
	if !ok {
		return nil, isID(o.ChannelID) && o.GuildID == "" // a private chat that was never heard of
	}
	e := bot.Event{ID: scope(place) + "/d" + ids[0], Kind: bot.KindDelete, Place: place, Deleted: ids}
	if len(ids) > 1 {
		e.ID += "-" + kit.Hash(ids...)
	}
	return []bot.Event{e}, true
}

// reaction has no id and no time. A removed one does not say what kind of
// account removed it.
func (d *decoder) reaction(x *dispatch, added bool) ([]bot.Event, bool) {
	var o reactionObject
	if !loosely.Parse(x.raw, &o) || !isID(o.MessageID) || !isID(o.UserID) {
		return nil, false
	}
	name := o.Emoji.Name
	if o.Emoji.ID != "" {
		name += ":" + o.Emoji.ID // as Discord takes it
	}
	place, ok := d.placeOf(o.GuildID, o.ChannelID, o.UserID, o.Member != nil)
	if d.isSelf(o.UserID) {
		return nil, true
	}
	if !ok || name == "" {
		return nil, false
	}
	u := ofMember(o.Member)
	if u == nil || u.ID != userID(o.UserID) {
		u = &bot.User{ID: userID(o.UserID)}
	}
	r := &bot.Reaction{Message: o.MessageID}
	if isID(o.AuthorID) {
		r.Author = userID(o.AuthorID)
	}
	if added {
		r.Added = []string{name}
	} else {
		r.Removed = []string{name}
	}
	return []bot.Event{{ID: x.id(), Kind: bot.KindReaction, Place: place, User: u, Reaction: r}}, true
}
