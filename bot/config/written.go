package config

import (
	"crypto/sha256"
	"encoding/hex"
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
	files map[string][]byte // files read, by name; only while values are collected
	root  []writtenAt       // for all communities
	ids   []string          // of the communities, in path order
}

// writtenAt is a value and its path. There are many, so they are kept in lists.
type writtenAt struct {
	path string
	bot.Written
}

// Written implements bot.FileValues. Paths of a community's own values are within
// its entry (check_in.amount), those of values for all are full (journal.keep).
// List entries with a name or an id go by that: rules[flood].then. It is empty for
// a file with faults.
func (c *Community) Written() map[string]bot.Written {
	all := make(map[string]bot.Written, len(c.file.written.root)+len(c.written))
	for _, list := range [][]writtenAt{c.file.written.root, c.written} {
		for _, x := range list {
			all[x.path] = x.Written
		}
	}
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
	f.written = writing{files: map[string][]byte{}, ids: make([]string, 0, len(w.communities))}
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
	f.written.root = f.written.list(&node{kind: Map, fields: []field{
		{key: "platforms", value: &node{kind: Map, fields: w.platforms, private: true}},
	}}, &node{kind: Map, fields: w.top})
	for i, n := range w.communities {
		f.Communities[i].written = f.written.list(n)
	}
	f.written.files = nil
}

// list returns the values of nodes.
func (w *writing) list(nodes ...*node) (all []writtenAt) {
	for _, n := range nodes {
		w.add(&all, "", n)
	}
	return slices.Clone(all)
}

// add records a value and everything below it.
func (w *writing) add(to *[]writtenAt, path string, n *node) {
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
		*to = append(*to, writtenAt{path, w.value(n)})
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
