package discord

import (
	"bytes"
	"encoding/json"
	"mime/multipart"
	"net/url"
	"strings"

	"github.com/bwmarrin/discordgo"

	"github.com/stewardbot/steward/bot"
)

// maxReason is the longest reason in the audit log, in characters.
const maxReason = 512

// audited is a body, or nil, with a reason for the audit log.
type audited struct {
	body   any
	reason string
}

// file is uploaded with a body.
type file struct {
	name    string
	content []byte
}

// fileNote describes an uploaded file by number:
// https://discord.com/developers/docs/resources/message#attachment-object.
type fileNote struct {
	ID          int    `json:"id"`
	Filename    string `json:"filename"`
	Description string `json:"description"`
}

// maxAlt is the longest description of a file, in characters.
const maxAlt = 1024

// attacher is a body that may have a file.
type attacher interface{ attached() *file }

// payload is a body as it is sent; kind is empty without one.
type payload struct {
	kind   string
	reason string // percent-encoded: https://discord.com/developers/docs/resources/audit-log
	body   []byte
}

func encode(in any) (p payload, err error) {
	if a, ok := in.(audited); ok {
		p.reason = url.PathEscape(shorten(strings.Join(strings.Fields(a.reason), " "), maxReason))
		in = a.body
	}
	if in == nil {
		return p, nil
	}
	p.kind = "application/json"
	if p.body, err = json.Marshal(in); err != nil {
		return p, err
	}
	if a, ok := in.(attacher); ok && a.attached() != nil {
		p.kind, p.body, err = form(p.body, a.attached())
	}
	return p, err
}

// form returns a body with a file:
// https://discord.com/developers/docs/reference#uploading-files.
func form(body []byte, f *file) (kind string, out []byte, err error) {
	var b bytes.Buffer
	w := multipart.NewWriter(&b)
	if err := w.WriteField("payload_json", string(body)); err != nil {
		return "", nil, err
	}
	part, err := w.CreateFormFile("files[0]", f.name)
	if err != nil {
		return "", nil, err
	}
	if _, err := part.Write(f.content); err != nil {
		return "", nil, err
	}
	err = w.Close()
	return w.FormDataContentType(), b.Bytes(), err
}

// picture adds a picture to the message: a file, or an embed for a URL.
func (m *outgoing) picture(p bot.Attachment, content []byte) {
	if _, id, ok := p.On(); ok {
		p.Address = "https://" + id
	}
	switch {
	case p.Address != "":
		m.Embeds = []discordgo.MessageEmbed{{Image: &discordgo.MessageEmbedImage{URL: p.Address}}}
		m.Flags &^= noPreviewFlag // which would hide the picture, too
	case p != (bot.Attachment{}):
		m.file = &file{p.Name, content}
		if p.Alt != "" {
			m.Files = []fileNote{{0, p.Name, shorten(p.Alt, maxAlt)}}
		}
	}
}
