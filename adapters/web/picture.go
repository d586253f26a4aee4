package web

import (
	"io"
	"net/http"
	"net/url"
	"os"
	"slices"
	"strings"

	"github.com/stewardbot/steward/adapters/console"
)

// pictureURL is where the page finds a line's picture: on this server, or, for
// one that lies elsewhere, at its own address, which the page links to.
func pictureURL(l console.Line) string {
	if l.Picture == "" || strings.HasPrefix(l.Picture, "https://") {
		return l.Picture
	}
	return "/demo/picture?line=" + url.QueryEscape(l.ID)
}

// pictureTypes are what is served; what a file is, its content says.
var pictureTypes = []string{"image/png", "image/jpeg", "image/gif", "image/webp"}

// maxPicture is how large a picture may be, in bytes: as large as Telegram takes.
const maxPicture = 10 << 20

// servePicture answers with the picture of a line that Steward said. The
// address names a line, never a file.
func (d *Demo) servePicture(w http.ResponseWriter, r *http.Request) {
	id := r.URL.Query().Get("line")
	lines := d.room.View("", 0).Lines
	i := slices.IndexFunc(lines, func(l console.Line) bool { return l.ID == id && l.Picture != "" })
	if i < 0 {
		http.NotFound(w, r)
		return
	}
	body, kind, err := readPicture(lines[i].Picture)
	switch {
	case err != nil:
		d.log.Warn("read a picture", "err", err)
		fallthrough
	case kind == "":
		http.NotFound(w, r)
		return
	}
	w.Header().Set("Content-Type", kind)
	w.Header().Set("Cache-Control", "private, max-age=3600")
	// Whoever asked may have left.
	_, _ = w.Write(body)
}

// readPicture is a file's content and type; no type: it is no picture.
func readPicture(name string) (body []byte, kind string, err error) {
	f, err := os.Open(name)
	if err != nil {
		return nil, "", err
	}
	defer f.Close()
	if body, err = io.ReadAll(io.LimitReader(f, maxPicture+1)); err != nil || len(body) > maxPicture {
		return nil, "", err
	}
	if kind = http.DetectContentType(body); !slices.Contains(pictureTypes, kind) {
		kind = ""
	}
	return body, kind, nil
}
