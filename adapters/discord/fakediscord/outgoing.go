package fakediscord

import (
	"encoding/json"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"
)

// outgoing is a message from the bot:
// https://discord.com/developers/docs/resources/message#create-message-jsonform-params.
type outgoing struct {
	Content      text            `json:"content"`
	Nonce        json.RawMessage `json:"nonce"`
	EnforceNonce bool            `json:"enforce_nonce"`
	TTS          bool            `json:"tts"`
	Embeds       []Embed         `json:"embeds"`
	Components   []Component     `json:"components"`
	Flags        int             `json:"flags"`
	Allowed      *allowed        `json:"allowed_mentions"`
	Attachments  []struct {
		ID          json.RawMessage `json:"id"`
		Filename    string          `json:"filename"`
		Description string          `json:"description"`
	} `json:"attachments"`
	Stickers  []string        `json:"sticker_ids"`
	Poll      json.RawMessage `json:"poll"`
	Reference *struct {
		MessageID       string `json:"message_id"`
		ChannelID       string `json:"channel_id"`
		GuildID         string `json:"guild_id"`
		FailIfNotExists *bool  `json:"fail_if_not_exists"`
	} `json:"message_reference"`

	fields map[string]json.RawMessage
}

// allowed is documented at
// https://discord.com/developers/docs/resources/message#allowed-mentions-object.
type allowed struct {
	Parse       []string `json:"parse"`
	Users       []string `json:"users"`
	Roles       []string `json:"roles"`
	RepliedUser bool     `json:"replied_user"`
}

// UnmarshalJSON also records which fields are present.
func (o *outgoing) UnmarshalJSON(b []byte) error {
	type plain outgoing
	if err := json.Unmarshal(b, (*plain)(o)); err != nil {
		return err
	}
	if string(o.Nonce) == "null" {
		o.Nonce = nil
	}
	return json.Unmarshal(b, &o.fields)
}

// has reports whether a field is present, even if null.
func (o *outgoing) has(field string) bool {
	_, ok := o.fields[field]
	return ok
}

// check returns the errors that the platform finds in a new message, or nil.
func (o *outgoing) check(files int) *apiError {
	var f form
	o.checkFields(&f)
	if err := f.err(); err != nil {
		return err
	}
	if o.Flags&FlagComponentsV2 == 0 && strings.TrimSpace(o.Content.value) == "" && len(o.Embeds) == 0 &&
		len(o.Stickers) == 0 && len(o.Poll) == 0 && len(o.Components) == 0 && files == 0 {
		return errEmpty
	}
	return nil
}

// checkEdit returns the errors that it finds in an edit, or nil.
func (o *outgoing) checkEdit(m *Message, files int) *apiError {
	var f form
	o.Flags |= m.Flags & FlagComponentsV2
	o.checkFields(&f)
	if err := f.err(); err != nil {
		return err
	}
	content, embeds, components := m.Content, len(m.Embeds), len(m.Components)
	if o.Content.set {
		content = o.Content.value
	}
	if o.has("embeds") {
		embeds = len(o.Embeds)
	}
	if o.Components != nil {
		components = len(o.Components)
	}
	if strings.TrimSpace(content) == "" && embeds+components+files+len(m.Attachments)+len(m.Stickers) == 0 {
		return errEmpty
	}
	return nil
}

// Message limits: https://discord.com/developers/docs/resources/message#create-message.
const (
	maxContent     = 2000
	maxNonce       = 25
	maxDescription = 1024 // https://discord.com/developers/docs/resources/message#attachment-object
)

func (o *outgoing) checkFields(f *form) {
	if utf8.RuneCountInString(o.Content.value) > maxContent {
		f.wrong("content", "BASE_TYPE_MAX_LENGTH", "Must be 2000 or fewer in length.")
	}
	if utf8.RuneCountInString(unquoted(o.Nonce)) > maxNonce {
		f.wrong("nonce", "BASE_TYPE_MAX_LENGTH", "Must be 25 or fewer in length.")
	}
	for _, a := range o.Attachments {
		if utf8.RuneCountInString(a.Description) > maxDescription {
			f.wrong("attachments", "BASE_TYPE_MAX_LENGTH", "Must be 1024 or fewer in length.")
		}
	}
	if a := o.Allowed; a != nil {
		for _, p := range a.Parse {
			if p == "users" && len(a.Users) > 0 || p == "roles" && len(a.Roles) > 0 {
				f.wrong("allowed_mentions", "MESSAGE_ALLOWED_MENTIONS_PARSE_EXCLUSIVE", "parse:[\""+p+"\"] and "+p+": [ids...] are mutually exclusive.")
			}
		}
	}
	checkEmbeds(f, o.Embeds)
	if o.Flags&FlagComponentsV2 == 0 {
		checkRows(f, o.Components)
		return
	}
	if strings.TrimSpace(o.Content.value) != "" || len(o.Embeds) > 0 {
		f.wrong("content", "MESSAGE_CANNOT_USE_LEGACY_FIELDS_WITH_COMPONENTS_V2", "The 'content' field cannot be used when using MessageFlags.IS_COMPONENTS_V2")
	}
	checkLayout(f, o.Components)
}

// unquoted returns a nonce, which may be a string or a number, without quotes.
func unquoted(raw json.RawMessage) string {
	var v string
	if json.Unmarshal(raw, &v) == nil {
		return v
	}
	return string(raw)
}

// kept returns the previous attachments that an edit keeps.
func (o *outgoing) kept(before []Attachment) []Attachment {
	if !o.has("attachments") {
		return before
	}
	out := []Attachment{}
	for _, a := range before {
		for _, named := range o.Attachments {
			if unquoted(named.ID) == a.ID {
				out = append(out, a)
			}
		}
	}
	return out
}

// compose builds a message from what the bot sent, without an id.
func (s *Server) compose(r *room, o *outgoing, files []file) *Message {
	m := &Message{
		Author: s.me, Content: strings.TrimSpace(o.Content.value), TTS: o.TTS, Nonce: o.Nonce,
		Embeds: o.Embeds, Components: o.Components, Flags: o.Flags & (FlagSuppressEmbeds | FlagSilent | FlagComponentsV2),
	}
	for i := range m.Embeds {
		m.Embeds[i].Type = "rich"
	}
	if m.Flags&FlagSuppressEmbeds != 0 {
		m.Embeds = nil
	}
	for i, f := range files {
		a := s.attachment(r, f.name, f.kind, f.size)
		for _, named := range o.Attachments { // by its index in the request
			if unquoted(named.ID) == strconv.Itoa(i) {
				a.Description = named.Description
			}
		}
		m.Attachments = append(m.Attachments, a)
	}
	s.mentioned(r, m, o.Allowed)
	return m
}

func (s *Server) attachment(r *room, name, kind string, size int) Attachment {
	id := s.newID()
	at := "https://cdn.discordapp.com/attachments/" + r.id + "/" + id + "/" + name
	return Attachment{ID: id, Filename: name, ContentType: kind, Size: size, URL: at, ProxyURL: at}
}

var mentions = regexp.MustCompile(`<@([!&]?)([0-9]{1,20})>|@(everyone|here)\b`)

// mentioned finds the mentions in a text that are allowed to ping:
// https://discord.com/developers/docs/resources/message#allowed-mentions-object.
func (s *Server) mentioned(r *room, m *Message, a *allowed) {
	m.Mentions, m.MentionRoles, m.MentionEveryone = nil, nil, false
	if !strings.Contains(m.Content, "@") {
		return
	}
	for _, found := range mentions.FindAllStringSubmatch(m.Content, -1) {
		kind, id := found[1], found[2]
		switch {
		case found[3] != "":
			may := r.guild != nil && s.may(r.guild, m.Author.ID, r, PermMentionEveryone)
			m.MentionEveryone = m.MentionEveryone || may && a.pings("everyone", "")
		case kind == "&":
			if r.guild != nil && r.guild.findRole(id) != nil && a.pings("roles", id) && !slices.Contains(m.MentionRoles, id) {
				m.MentionRoles = append(m.MentionRoles, id)
			}
		case s.users[id] != nil && a.pings("users", id):
			m.Mentions = mention(m.Mentions, s.users[id].User)
		}
	}
}

// pings reports whether a mention is allowed; a nil receiver allows all.
func (a *allowed) pings(kind, id string) bool {
	if a == nil || slices.Contains(a.Parse, kind) {
		return true
	}
	return kind == "users" && slices.Contains(a.Users, id) || kind == "roles" && slices.Contains(a.Roles, id)
}

// between describes a field's permitted length.
func between(low, high int) string {
	return "Must be between " + strconv.Itoa(low) + " and " + strconv.Itoa(high) + " in length."
}

// text is a string field that may be missing or null.
type text struct {
	set   bool
	value string
}

// UnmarshalJSON records that the field is present.
func (t *text) UnmarshalJSON(b []byte) error {
	t.set = true
	var v *string
	if err := json.Unmarshal(b, &v); err != nil {
		return err
	}
	if v != nil {
		t.value = *v
	}
	return nil
}
