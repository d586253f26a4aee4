package config

import (
	"crypto/sha256"
	"encoding/hex"
	"maps"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/stewardbot/steward/bot"
)

// writing collects a file's values, to tell later what a change of the file
// changed.
type writing struct {
	files       map[string][]byte // files read, by name
	root        map[string]bot.Written
	communities map[string]map[string]bot.Written // by id
	ids         []string                          // of the communities, in path order
}

// Written returns the file's values for one community, by path within its entry
// (check_in.amount), and for all, by full path (journal.keep). List entries
// with a name or an id go by that: rules[flood].then. It is empty for a file
// with faults.
func (f *File) Written(id string) map[string]bot.Written {
	all := maps.Clone(f.written.root)
	maps.Copy(all, f.written.communities[id])
	return all
}

// Concerns returns the id of the community that a fault of the file is about;
// "" if it is about the whole file, or its community has no id.
func (f *File) Concerns(x Fault) string {
	m := inCommunity.FindStringSubmatch(x.Path)
	if m == nil {
		return ""
	}
	i, err := strconv.Atoi(m[1])
	if err != nil || i >= len(f.written.ids) {
		return ""
	}
	return f.written.ids[i]
}

var inCommunity = regexp.MustCompile(`^communities\[(\d+)\]`)

// write collects the file's values.
func (l *loader) write(f *File, w *joined, whole bool) {
	f.written = writing{files: map[string][]byte{}, root: map[string]bot.Written{}, communities: map[string]map[string]bot.Written{}}
	for _, n := range w.communities {
		id := ""
		if at := n.get("id"); at != nil {
			id = at.text
		}
		f.written.ids = append(f.written.ids, id)
	}
	if !whole {
		return
	}
	for _, r := range l.reads {
		f.written.files[r.name] = r.raw
	}
	f.written.add(f.written.root, "", &node{kind: Map, fields: w.top})
	f.written.add(f.written.root, "platforms", &node{kind: Map, fields: w.platforms, private: true})
	for i, n := range w.communities {
		own := map[string]bot.Written{}
		f.written.add(own, "", n)
		f.written.communities[f.written.ids[i]] = own
	}
}

// add records a value and everything below it.
func (w *writing) add(to map[string]bot.Written, path string, n *node) {
	switch {
	case n.kind == Map && len(n.fields) > 0:
		for _, f := range n.fields {
			w.add(to, child(path, f.key), f.value)
		}
	case n.kind == List && slices.ContainsFunc(n.items, func(v *node) bool { return v.kind == Map || v.kind == List }):
		for i, v := range n.items {
			w.add(to, path+"["+label(v, i)+"]", v)
		}
	case path != "":
		to[path] = w.value(n)
	}
}

// label names an entry of a list.
func label(n *node, i int) string {
	for _, key := range []string{"name", "id"} {
		if at := n.get(key); at != nil && at.text != "" && !at.private {
			return shorten(at.text)
		}
	}
	return strconv.Itoa(i)
}

// value records a scalar or a list of scalars.
func (w *writing) value(n *node) bot.Written {
	sum := sha256.New()
	shown, private := w.print(n, sum.Write), n.private
	if n.kind == List {
		var items []string
		for _, v := range n.items {
			items = append(items, w.print(v, sum.Write))
			private = private || v.private
		}
		shown = "[" + strings.Join(items, ", ") + "]"
	}
	if private {
		shown = ""
	}
	return bot.Written{Shown: shorten(shown), Print: hex.EncodeToString(sum.Sum(nil)[:8])}
}

// print hashes a scalar, with the content of the file that it names, and
// returns it as a line.
func (w *writing) print(n *node, write func([]byte) (int, error)) string {
	_, _ = write([]byte(strconv.Itoa(int(n.kind)) + strconv.Quote(n.text)))
	if n.kind == String && n.pos.src != nil {
		name := strings.TrimSpace(strings.TrimPrefix(n.text, "file:"))
		if !filepath.IsAbs(name) {
			name = filepath.Join(n.pos.src.dir(), name)
		}
		_, _ = write(w.files[name])
	}
	switch n.kind {
	case Map:
		return "{}"
	case Null, List:
		return ""
	}
	return strings.Join(strings.Fields(n.text), " ")
}
