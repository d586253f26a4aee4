package discord

import (
	"bytes"
	"encoding/json"
	"mime/multipart"
	"net/url"
	"os"
	"path/filepath"
	"strings"

	"github.com/bwmarrin/discordgo"
)

// maxFile is what Discord takes of everybody, in bytes; boosted servers take
// more: https://discord.com/developers/docs/reference#uploading-files.
const maxFile = 10 << 20

// maxReason is the longest reason in the audit log, in characters.
const maxReason = 512

// audited is a body with a reason for the audit log; a nil body is none.
type audited struct {
	body   any
	reason string
}

// file goes beside a body.
type file struct {
	name    string
	content []byte
}

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

// form is a body with a file: https://discord.com/developers/docs/reference#uploading-files.
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

// picture puts one with the message: a file, or an embed for an address. Empty:
// none.
func (m *outgoing) picture(from string) error {
	switch {
	case from == "":
		return nil
	case strings.HasPrefix(from, "https://"):
		m.Embeds = []discordgo.MessageEmbed{{Image: &discordgo.MessageEmbedImage{URL: from}}}
		m.Flags &^= noPreviewFlag // which would take away the picture too
		return nil
	}
	name := filepath.Base(from) // the path to it is nobody's business
	info, err := os.Stat(from)
	switch {
	case os.IsNotExist(err):
		return refused("there is no picture %q", name)
	case err != nil || !info.Mode().IsRegular():
		return refused("the picture %q can't be read", name)
	case info.Size() > maxFile:
		return refused("the picture %q has %d MB, and Discord takes 10", name, (info.Size()+1<<20-1)>>20)
	}
	content, err := os.ReadFile(from)
	if err != nil {
		return refused("the picture %q can't be read", name)
	}
	m.file = &file{name, content}
	return nil
}
