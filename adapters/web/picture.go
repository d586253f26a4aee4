package web

import (
	"bytes"
	"image"
	_ "image/gif" // formats whose sizes can be read
	_ "image/jpeg"
	_ "image/png"
	"net/http"
	"net/url"
	"slices"

	"github.com/stewardbot/steward/adapters/console"
	"github.com/stewardbot/steward/bot"
)

// pictureURL returns where the page finds a line's picture: on this server, or
// at the address that the page links to.
func pictureURL(l console.Line) string {
	if l.Picture == (bot.Attachment{}) || l.Picture.Address != "" {
		return l.Picture.Address
	}
	return "/demo/picture?line=" + url.QueryEscape(l.ID)
}

// pictureSize returns the size of a message's picture in pixels; 0, 0 if
// unknown. The page reserves that space before the picture loads.
func pictureSize(l console.Line) (width, height int) {
	c, _, err := image.DecodeConfig(bytes.NewReader(l.Content))
	if err != nil {
		return 0, 0
	}
	return c.Width, c.Height
}

// pictureTypes are the types served; the type is detected from the content.
var pictureTypes = []string{"image/png", "image/jpeg", "image/gif", "image/webp"}

// servePicture answers with the picture of a line that Steward said.
func (d *Demo) servePicture(w http.ResponseWriter, r *http.Request) {
	id := r.URL.Query().Get("line")
	lines := d.room.View("", 0).Lines
	i := slices.IndexFunc(lines, func(l console.Line) bool { return l.ID == id && len(l.Content) > 0 })
	if i < 0 {
		http.NotFound(w, r)
		return
	}
	body := lines[i].Content
	kind := http.DetectContentType(body)
	if !slices.Contains(pictureTypes, kind) {
		http.NotFound(w, r)
		return
	}
	w.Header().Set("Content-Type", kind)
	w.Header().Set("Cache-Control", "private, max-age=3600")
	// The client may have left.
	_, _ = w.Write(body)
}
