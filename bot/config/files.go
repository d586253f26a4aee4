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

// files holds the settings of the top-level key files.
type files struct {
	Allow []string `yaml:"allow,one" doc:"folders, beside that of this file, from which file: and paths may take something"`
}

var filesType = reflect.TypeFor[files]()

// allow reads the folders from which files may be read. Only the main file can
// set them, not its includes.
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

// mayTake returns why a file may not be read: it is hidden, or outside both the
// configuration's folder and the allowed ones, after resolving links. A file
// that does not exist is judged by its name.
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

// inFolder returns a path relative to a folder that contains it.
func inFolder(dir, name string) (string, bool) {
	rel, err := filepath.Rel(dir, name)
	return rel, err == nil && filepath.IsLocal(rel)
}

func hasHidden(rel string) bool {
	return slices.ContainsFunc(strings.Split(filepath.ToSlash(rel), "/"), func(part string) bool {
		return part != "." && strings.HasPrefix(part, ".")
	})
}

// named reads a file named by the value at path, relative to the file of that
// value.
func (l *loader) named(n *node, path, name string, decode func([]byte) (string, error)) (text, full string, err error) {
	full = l.fullName(n, name)
	switch {
	case l.hosted:
		return "", full, phrase.New("hosted.no_file")
	case l.apart:
		return "", full, phrase.New("define.no_file")
	}
	if err = l.mayTake(full); err == nil && l.taken[realPath(full)] {
		err = errHidden
	}
	if n.platforms && errors.Is(err, errHidden) { // values there are never shown
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

// fullName returns the path of a file that a value names.
func (l *loader) fullName(n *node, name string) string {
	if !filepath.IsAbs(name) {
		name = filepath.Join(n.pos.src.dir(), name)
	}
	return name
}

// quotation matches the parts of a message that may quote a value.
var quotation = regexp.MustCompile(`"[^"]*"|\{[^{}]*\}`)

// withoutContent removes from a message about the value at path any content of
// the file it names.
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

// realPath returns the same path for a file however it is named. For one that
// does not exist, only its folders are resolved.
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
