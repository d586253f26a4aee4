package desk

import (
	"io"
	"net/http"
	"os"
	"slices"

	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/bot/desk"
	"github.com/stewardbot/steward/bot/inspect"
	"github.com/stewardbot/steward/store"
)

// picture serves the picture of an item that the public shop shows, if it is a file that is a picture by its content.
func (d *Desk) picture(w http.ResponseWriter, r *http.Request) {
	t := d.tongues.choose(w, r)
	name := ""
	if d.shows(r.PathValue("community"), desk.PublicShop) {
		err := d.opt.Engine.View(func(reader store.Reader) error {
			v, err := d.enterPublic(r, t, reader, false)
			if err != nil || v == nil {
				return err
			}
			offers, err := inspect.Offers(v.Turn)
			if i := slices.IndexFunc(offers, func(o inspect.Offer) bool { return o.ID == r.PathValue("item") }); i >= 0 {
				name = offers[i].Picture
			}
			return err
		})
		if err != nil {
			d.broken(w, r, t, err)
			return
		}
	}
	f, kind := openPicture(name)
	if f == nil {
		d.fault(w, r, t, http.StatusNotFound, "fault.missing")
		return
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		d.broken(w, r, t, err)
		return
	}
	w.Header().Set("Content-Type", kind)
	w.Header().Set("Content-Disposition", "inline")
	http.ServeContent(w, r, "", info.ModTime(), f)
}

// openPicture opens a picture that is not too large, and returns its content type; nil if it is none.
func openPicture(name string) (f *os.File, kind string) {
	if name == "" {
		return nil, ""
	}
	info, err := os.Stat(name) // before it is opened: opening a pipe waits
	if err != nil || !info.Mode().IsRegular() || info.Size() > bot.MaxAttachment {
		return nil, ""
	}
	if f, err = os.Open(name); err != nil {
		return nil, ""
	}
	head := make([]byte, 512)
	n, _ := io.ReadFull(f, head)
	kind = http.DetectContentType(head[:n])
	_, err = f.Seek(0, io.SeekStart)
	if err != nil || !slices.Contains([]string{"image/jpeg", "image/png", "image/gif", "image/webp"}, kind) {
		f.Close()
		return nil, ""
	}
	return f, kind
}
