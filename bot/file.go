package bot

import (
	"strings"
	"time"
)

// File is a picture or a document in a message. All of it but the id is hostile
// input.
type File struct {
	ID   string `json:"id"`             // of the platform
	Kind string `json:"kind"`           // as in Message.Media: photo, document
	Type string `json:"type,omitempty"` // as declared: image/png
	Name string `json:"name,omitempty"`
	Size int64  `json:"size,omitempty"` // in bytes
	// Until is when the platform forgets the id; zero: never.
	Until time.Time `json:"until,omitzero"`
}

// maxFiles bounds the files of a message, and maxFileID their ids, in bytes.
const (
	maxFiles  = 10
	maxFileID = 1024
)

// FitFiles drops files beyond what a platform has in a message.
func FitFiles(all []File) (out []File) {
	for _, f := range all {
		if f.ID != "" && len(f.ID) <= maxFileID && len(out) < maxFiles {
			f.Name, f.Type = Head(f.Name, 255), Head(f.Type, 127)
			out = append(out, f)
		}
	}
	return out
}

const fileMark = ":file/"

// Address returns what PictureAt takes for a file of a platform.
func (f File) Address(platform string) string { return platform + fileMark + f.ID }

// On returns the only platform that can send the attachment, and its file there;
// false if every platform can.
func (a Attachment) On() (platform, id string, ok bool) {
	if platform, id, ok = strings.Cut(a.Address, fileMark); !ok || platform == "" || strings.Trim(platform, "abcdefghijklmnopqrstuvwxyz") != "" {
		return "", "", false
	}
	return platform, id, true
}
