package web

import (
	"bytes"
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"io/fs"
	"net/http"
	"path"
	"strings"
	"time"
)

//go:embed assets
var assetFiles embed.FS

// assets are the page's files under a prefix with a hash of all of them, so that modules can
// import each other by plain names and browsers can cache them indefinitely.
type assets struct {
	prefix string // "/assets/3f2a…/"
	files  map[string][]byte
}

func loadAssets() (*assets, error) {
	a := &assets{files: map[string][]byte{}}
	sum := sha256.New()
	err := fs.WalkDir(assetFiles, "assets", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		body, err := assetFiles.ReadFile(name)
		if err != nil {
			return err
		}
		name = strings.TrimPrefix(name, "assets/")
		a.files[name] = body
		sum.Write([]byte(name + "\x00"))
		sum.Write(body)
		return nil
	})
	a.prefix = "/assets/" + hex.EncodeToString(sum.Sum(nil))[:16] + "/"
	return a, err
}

// types are fixed, because the system's table may differ.
var types = map[string]string{
	".js":  "text/javascript; charset=utf-8",
	".css": "text/css; charset=utf-8",
	".svg": "image/svg+xml",
}

func (a *assets) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	name, ok := strings.CutPrefix(r.URL.Path, a.prefix)
	body, found := a.files[name]
	if !ok || !found {
		http.NotFound(w, r)
		return
	}
	w.Header().Set("Content-Type", types[path.Ext(name)])
	w.Header().Set("Cache-Control", "public, max-age=31536000, immutable")
	http.ServeContent(w, r, "", time.Time{}, bytes.NewReader(body))
}

// Asset returns a file of the demo's page, for other pages with the same look.
func Asset(name string) ([]byte, error) { return assetFiles.ReadFile("assets/" + name) }
