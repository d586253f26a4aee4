package desk

import (
	"bytes"
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"net/http"
	"path"
	"strings"
	"time"

	"github.com/stewardbot/steward/adapters/web"
)

//go:embed assets
var assetFiles embed.FS

const assetPath = "/desk/"

// assets are the pages' files, under a prefix with a hash of all of them: browsers keep them indefinitely.
type assets struct {
	prefix string // "/desk/3f2a…/"
	files  map[string][]byte
}

func loadAssets() (*assets, error) {
	a := &assets{files: map[string][]byte{}}
	list, err := assetFiles.ReadDir("assets")
	if err != nil {
		return nil, err
	}
	sum := sha256.New()
	add := func(name string, body []byte) {
		a.files[name] = body
		sum.Write([]byte(name + "\x00"))
		sum.Write(body)
	}
	for _, f := range list {
		body, err := assetFiles.ReadFile("assets/" + f.Name())
		if err != nil {
			return nil, err
		}
		add(f.Name(), body)
	}
	for _, name := range []string{"tokens.css", "icon.svg"} { // one look for all pages
		body, err := web.Asset(name)
		if err != nil {
			return nil, err
		}
		add(name, body)
	}
	a.prefix = assetPath + hex.EncodeToString(sum.Sum(nil))[:16] + "/"
	return a, nil
}

// types are fixed, because the system's table may differ.
var types = map[string]string{
	".js": "text/javascript; charset=utf-8", ".css": "text/css; charset=utf-8", ".svg": "image/svg+xml",
	".txt": "text/plain; charset=utf-8",
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
