package bot

import (
	"encoding/json"
	"path/filepath"
	"strings"
)

// MaxAttachment is the largest attachment in bytes that every platform accepts.
const MaxAttachment = 10 << 20

// Attachment is a picture sent with a text: content in the store, a drawing
// that is yet to be made, or an address that the platform fetches.
type Attachment struct {
	// Blob is content in the store by its SHA-256 in hexadecimal digits. The
	// store holds it as long as an effect needs it.
	Blob    string   `json:"blob,omitempty"`
	Drawing *Drawing `json:"drawing,omitempty"`
	Address string   `json:"address,omitempty"` // https://, or of a file that one platform has: see File.Address
	// File is a path on this machine. When the effect is requested, the engine
	// copies the file into the store and sets Blob instead.
	File string `json:"file,omitempty"`
	Name string `json:"name,omitempty"` // file name shown to people
	// Alt is what the picture shows, in plain text: the description for people who
	// can't see it, and what is said instead where it can't be drawn or sent.
	Alt string `json:"alt,omitempty"`
}

// Drawing asks for a picture that is drawn on every attempt. The drawer of this
// kind parses the data by version.
type Drawing struct {
	Kind    string          `json:"kind"`
	Version int             `json:"version"`
	Data    json.RawMessage `json:"data,omitempty"`
}

// Drawer draws one kind of Drawing and returns at most MaxAttachment bytes of
// PNG or JPEG. It is called from several goroutines and must be deterministic.
// An error is a phrase.
type Drawer func(version int, data []byte) ([]byte, error)

// PictureAt returns an attachment for an address or a file path; the zero
// value if at is empty.
func PictureAt(at string) Attachment {
	if a := (Attachment{Address: at}); strings.HasPrefix(at, "https://") {
		return a
	} else if _, _, ok := a.On(); ok {
		return a
	}
	if at == "" {
		return Attachment{}
	}
	return Attachment{File: at, Name: filepath.Base(at)}
}

// InWords returns the effect with its picture's Alt in the picture's place; false
// if there is no Alt.
func InWords(e Effect) (Effect, bool) {
	if s, ok := e.(Say); ok && s.Picture.Alt != "" {
		return s.inWords(), true
	}
	return e, false
}

// UnmarshalJSON also accepts a string, the old form of an address or a file
// path.
func (a *Attachment) UnmarshalJSON(b []byte) error {
	var at string
	if json.Unmarshal(b, &at) == nil {
		*a = PictureAt(at)
		return nil
	}
	type plain Attachment
	return json.Unmarshal(b, (*plain)(a))
}

type attached interface {
	attachment() Attachment
	attach(Attachment) Effect
}

// AttachmentOf returns the attachment of an effect; the zero value if it has
// none.
func AttachmentOf(e Effect) Attachment {
	if a, ok := e.(attached); ok {
		return a.attachment()
	}
	return Attachment{}
}

// WithAttachment returns the effect with its attachment replaced.
func WithAttachment(e Effect, a Attachment) Effect {
	if x, ok := e.(attached); ok {
		return x.attach(a)
	}
	return e
}
