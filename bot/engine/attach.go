package engine

import (
	"crypto/sha256"
	"encoding/hex"
	"os"

	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/store"
)

// Attachment content is stored by its hash. A second table lists the lines that
// need it; the content is deleted with the last of them.
var (
	blobs     = store.Rows(tableBlobs, store.Text{}, store.Bytes{})
	blobShape = store.Shape2(store.Str[string]{}, store.Num[bot.Ref]{})
	blobRefs  = store.Rows(tableBlobRefs, blobShape, store.Nothing{})
)

// attach copies the file of a line's attachment into the store. A file that
// can't be read stays named: sending tries it once more, and refuses the line
// if that fails.
func (d *decider) attach(l *line) error {
	a := bot.AttachmentOf(l.effect)
	if a.File != "" {
		content, err := d.g.file(a)
		if err != nil {
			d.e.log.Warn("a picture can't be kept", "ref", l.Ref, "err", err)
			return nil
		}
		hash := sha256.Sum256(content)
		a.Blob, a.File = hex.EncodeToString(hash[:]), ""
		_, kept, err := blobs.Get(d.tx, a.Blob)
		if err == nil && !kept {
			err = blobs.Put(d.tx, a.Blob, content)
		}
		if err != nil {
			return err
		}
		l.carry(bot.WithAttachment(l.effect, a))
	}
	if a.Blob == "" {
		return nil
	}
	return blobRefs.Put(d.tx, store.K2(a.Blob, l.Ref), struct{}{})
}

// detach releases a line's attachment.
func detach(tx store.Tx, l *line) error {
	a := bot.AttachmentOf(l.effect)
	if a.Blob == "" {
		return nil
	}
	if err := blobRefs.Delete(tx, store.K2(a.Blob, l.Ref)); err != nil {
		return err
	}
	left := false
	err := blobRefs.ScanPrefix(tx, blobShape.Under(a.Blob), false, 1, func(store.Key2[string, bot.Ref], struct{}) (bool, error) {
		left = true
		return false, nil
	})
	if err != nil || left {
		return err
	}
	return blobs.Delete(tx, a.Blob)
}

// file returns a file's content, read once per group however many places it
// goes to.
func (g *group) file(a bot.Attachment) ([]byte, error) {
	if content, ok := g.files[a.File]; ok {
		return content, nil
	}
	content, err := readFile(a)
	if err != nil {
		return nil, err
	}
	if g.files == nil {
		g.files = map[string][]byte{}
	}
	g.files[a.File] = content
	return content, nil
}

// readFile reads an attachment. Its errors give the file's name, not its path.
func readFile(a bot.Attachment) ([]byte, error) {
	info, err := os.Stat(a.File)
	switch {
	case os.IsNotExist(err):
		return nil, bot.Refuse("picture.none", a.Name)
	case err != nil || !info.Mode().IsRegular():
		return nil, bot.Refuse("picture.unreadable", a.Name)
	case info.Size() > bot.MaxAttachment:
		return nil, bot.Refuse("picture.large", a.Name, (info.Size()+1<<20-1)>>20)
	}
	content, err := os.ReadFile(a.File)
	if err != nil || len(content) > bot.MaxAttachment { // the file grew meanwhile
		return nil, bot.Refuse("picture.unreadable", a.Name)
	}
	return content, nil
}

// content returns the bytes to upload for an attachment; nil if there are none.
func content(a bot.Attachment, blob func(hash string) ([]byte, error), drawers map[string]bot.Drawer) ([]byte, error) {
	switch {
	case a.Blob != "":
		b, err := blob(a.Blob)
		if err == nil && b == nil {
			err = bot.Refuse("picture.gone", a.Name)
		}
		return b, err
	case a.Drawing != nil:
		return draw(a.Drawing, drawers[a.Drawing.Kind])
	case a.File != "":
		return readFile(a)
	}
	return nil, nil
}

// draw turns a drawer's panic into an error, so that it fails only this line.
func draw(g *bot.Drawing, drawer bot.Drawer) (b []byte, err error) {
	defer func() {
		if p := recover(); p != nil {
			b, err = nil, bot.Refuse("picture.not_drawn", g.Kind, p)
		}
	}()
	if drawer == nil {
		return nil, bot.Refuse("picture.no_drawer", g.Kind)
	}
	b, err = drawer(g.Version, g.Data)
	switch {
	case err != nil:
		return nil, bot.Refuse("picture.not_drawn", g.Kind, err)
	case len(b) == 0 || len(b) > bot.MaxAttachment:
		return nil, bot.Refuse("picture.drawn_large", g.Kind, len(b))
	}
	return b, nil
}

// blob returns content from the store; nil if there is none.
func (e *Engine) blob(hash string) (b []byte, err error) {
	err = e.View(func(r store.Reader) error {
		b, _, err = blobs.Get(r, hash)
		return err
	})
	if err != nil {
		return nil, &bot.DeliveryError{Code: bot.CodeRetry, Reason: "picture.not_stored"}
	}
	return b, nil
}
