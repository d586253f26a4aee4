package config

import (
	"errors"
	"os"
	"path/filepath"
	"reflect"
	"regexp"
	"slices"
	"strings"

	"github.com/stewardbot/steward/bot/phrase"
)

// files are the settings of the top-level key files.
type files struct {
	Allow []string `yaml:"allow,one" doc:"folders, beside that of this file, from which file: and paths may take something"`
}

var filesType = reflect.TypeFor[files]()

// allow reads which folders files may be taken from. Only the first file is asked: what is included has no say.
func (l *loader) allow(n *node) {
	var f files
	l.value(n, "files", l.shapes.of(filesType), limits{}, reflect.ValueOf(&f).Elem())
	for i, dir := range f.Allow {
		at, path := entry(n.get("allow"), "files.allow", i)
		if !filepath.IsAbs(dir) {
			dir = filepath.Join(at.pos.src.dir(), dir)
		}
		if info, err := os.Stat(dir); at.missing == "" && (err != nil || !info.IsDir()) {
			l.fault(at, path, phrase.New("file.no_folder"))
			continue
		}
		l.allowed = append(l.allowed, dir)
	}
}

var (
	errOutside = phrase.New("file.outside")
	errHidden  = phrase.New("file.hidden")
)

// mayTake says why a file may not be taken: it is not below the configuration's folder, links resolved, or one that is allowed,
// or it is hidden. A file that is not there is judged by its name.
func (l *loader) mayTake(name string) error {
	real := realPath(name)
	for _, dir := range append([]string{filepath.Dir(l.path)}, l.allowed...) {
		if _, inside := inFolder(realPath(dir), real); !inside {
			continue
		}
		given, plain := inFolder(absolute(dir), absolute(name))
		if strings.HasPrefix(filepath.Base(real), ".") || plain && hasHidden(given) {
			return errHidden
		}
		return nil
	}
	return errOutside
}

// inFolder is a path relative to a folder that it lies in.
func inFolder(dir, name string) (string, bool) {
	rel, err := filepath.Rel(dir, name)
	return rel, err == nil && filepath.IsLocal(rel)
}

func hasHidden(rel string) bool {
	return slices.ContainsFunc(strings.Split(filepath.ToSlash(rel), "/"), func(part string) bool {
		return part != "." && strings.HasPrefix(part, ".")
	})
}

// named reads a file that the value at path names, relative to the file where that value stands.
func (l *loader) named(n *node, path, name string, decode func([]byte) (string, error)) (text, full string, err error) {
	full = l.fullName(n, name)
	if err = l.mayTake(full); err == nil && l.taken[realPath(full)] {
		err = errHidden
	}
	if n.platforms && errors.Is(err, errHidden) { // what stands there is shown nowhere
		err = nil
	}
	if err != nil {
		return "", full, err
	}
	text, err = l.read(full, maxNamed, decode)
	switch {
	case err != nil:
	case n.platforms:
		l.keepSecret(strings.TrimSpace(text))
	case l.holdsSecret(text):
		return "", full, phrase.New("file.secret")
	}
	l.contents[path] = text
	return text, full, err
}

// fullName is the path of a file that a value names.
func (l *loader) fullName(n *node, name string) string {
	if !filepath.IsAbs(name) {
		name = filepath.Join(n.pos.src.dir(), name)
	}
	return name
}

// quotation is what a message may repeat.
var quotation = regexp.MustCompile(`"[^"]*"|\{[^{}]*\}`)

// withoutContent is a message about the value at path that repeats nothing of the file which that value names.
func (l *loader) withoutContent(path string, message *phrase.Phrase) *phrase.Phrase {
	content := ""
	for p := path; content == "" && p != ""; p = above(p) {
		content = l.contents[p]
	}
	if content == "" {
		return message
	}
	return message.Filtered(func(lang, text string) string {
		return quotation.ReplaceAllStringFunc(text, func(q string) string {
			if inner := strings.TrimSuffix(q[1:len(q)-1], "…"); inner != "" && strings.Contains(content, inner) {
				return notShown.In(lang)
			}
			return q
		})
	})
}

func absolute(name string) string {
	if abs, err := filepath.Abs(name); err == nil {
		return abs
	}
	return name
}

// realPath returns a path that is the same for one file however it is named. Of one that is not there, the folders are resolved.
func realPath(name string) string {
	name = absolute(name)
	if real, err := filepath.EvalSymlinks(name); err == nil {
		return real
	}
	if dir := filepath.Dir(name); dir != name {
		return filepath.Join(realPath(dir), filepath.Base(name))
	}
	return name
}
