package bot

import (
	"encoding/json"
	"path/filepath"
	"strings"
)

// MaxAttachment is how large an attachment may be, in bytes: what every platform
// takes.
const MaxAttachment = 10 << 20

// Attachment is a picture that goes with a text: content in the store, one that is
// yet to be drawn, or an address from which the platform fetches it.
type Attachment struct {
	// Blob is content that the store holds for as long as an effect waits with it,
	// by its SHA-256 in hexadecimal digits.
	Blob    string   `json:"blob,omitempty"`
	Drawing *Drawing `json:"drawing,omitempty"`
	Address string   `json:"address,omitempty"` // https://
	// File is a path on this machine. When the effect is asked for, the engine puts
	// what it holds into the store, and Blob in its place.
	File string `json:"file,omitempty"`
	Name string `json:"name,omitempty"` // of the file, as people see it
}

// Drawing asks for a picture, which is drawn anew at each try. Whoever draws the
// kind reads the data by the version.
type Drawing struct {
	Kind    string          `json:"kind"`
	Version int             `json:"version"`
	Data    json.RawMessage `json:"data,omitempty"`
}

// Drawer draws one kind of Drawing: at most MaxAttachment bytes of PNG or JPEG. It is
// called from several goroutines, and draws the same from the same. An error is a
// sentence for people.
type Drawer func(version int, data []byte) ([]byte, error)

// PictureAt is the picture at an https address, or else in a file; empty: none.
func PictureAt(at string) Attachment {
	if strings.HasPrefix(at, "https://") {
		return Attachment{Address: at}
	}
	if at == "" {
		return Attachment{}
	}
	return Attachment{File: at, Name: filepath.Base(at)}
}

// UnmarshalJSON also reads a text, as which an address or a file's path was written
// once.
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

// AttachmentOf an effect; the zero value: it has none.
func AttachmentOf(e Effect) Attachment {
	if a, ok := e.(attached); ok {
		return a.attachment()
	}
	return Attachment{}
}

// WithAttachment is the effect with another attachment.
func WithAttachment(e Effect, a Attachment) Effect {
	if x, ok := e.(attached); ok {
		return x.attach(a)
	}
	return e
}
