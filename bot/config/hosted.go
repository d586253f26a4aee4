package config

import (
	"cmp"
	"fmt"
	"maps"
	"runtime"
	"slices"
	"strings"
	"sync"

	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/bot/phrase"
)

// inStore is the value of communities that says that they are in the store.
const inStore = "store"

// Host is a set of communities that are kept in the store, checked like those of
// a file. Whoever writes them may be a stranger to the machine: they can't name
// variables of the environment, nor files. A Host does not change, and is safe
// for concurrent use.
type Host struct {
	file        *File
	loaders     chan *loader // one for each core
	communities []*Community // by id
	spaces      map[string]spot
	logs        map[string]spot // places of moderators' logs outside the own spaces
	logSpaces   map[string]spot // their spaces
}

// Entry is the text of one community, as it would stand in the list of a file.
type Entry struct {
	ID   string `json:"id,omitempty"`   // which it must have; empty: one that the Host lacks
	Name string `json:"name,omitempty"` // in faults: the file that it comes from; empty: the id
	Text string `json:"text"`
	// Below and Behind are the lines and columns before it in that file.
	Below  int `json:"below,omitempty"`
	Behind int `json:"behind,omitempty"`
}

// Read is what an Entry was read as.
type Read struct {
	Community *Community // nil if the faults are more than warnings
	Faults    Faults
}

// MaxEntry bounds the text of a community, in bytes.
const MaxEntry = 1 << 20

// spot is a place in the text of a community.
type spot struct {
	id        string
	line, col int32
}

func (s spot) String() string { return fmt.Sprintf("%s:%d:%d", s.id, s.line, s.col) }

// Host returns one with the file's platforms and the communities of another,
// nil for none.
func (f *File) Host(with *Host) *Host {
	h := &Host{spaces: map[string]spot{}, logs: map[string]spot{}, logSpaces: map[string]spot{}}
	if with != nil {
		*h = *with
	}
	h.file, h.loaders = f, make(chan *loader, runtime.GOMAXPROCS(0))
	first := newLoader(f.Path, f.sections, Options{Env: noVariable, RequireEnv: true})
	first.apart, first.hosted = true, true
	h.loaders <- first
	for len(h.loaders) < cap(h.loaders) {
		l := *first
		l.shapes = shapes{}
		h.loaders <- &l
	}
	return h
}

// File returns the file with the communities, by id.
func (h *Host) File() *File {
	f := h.file
	return &File{
		Path: f.Path, Platforms: f.Platforms, Communities: h.communities, Hosted: true, Hash: f.Hash, Sources: f.Sources,
		root: f.root, sections: f.sections, allowed: f.allowed, watch: f.watch, written: f.written,
	}
}

// IDs returns those of the communities, sorted.
func (h *Host) IDs() (ids []string) {
	for _, c := range h.communities {
		ids = append(ids, c.ID)
	}
	return ids
}

// find returns the index of a community, or where it would be.
func (h *Host) find(id string) (int, bool) {
	return slices.BinarySearchFunc(h.communities, id, func(c *Community, id string) int { return cmp.Compare(c.ID, id) })
}

// get returns a community; nil if there is none.
func (h *Host) get(id string) *Community {
	if i, ok := h.find(id); ok {
		return h.communities[i]
	}
	return nil
}

// With returns a Host with the entries in place of the communities with their
// ids, and without those that are removed, and what each entry was read as.
// Instead of an entry with more than warnings, the Host has the community that h
// has under its id, unless that is in the way of another entry. taken, if not
// nil, is like Options.Taken.
func (h *Host) With(entries []Entry, removed []string, taken func(community, section string) []string) (*Host, []Read) {
	next := h.without(entries, removed)
	read, result := make([]readEntry, len(entries)), make([]Read, len(entries))
	var all sync.WaitGroup
	each := make(chan int)
	for range min(cap(h.loaders), len(entries)) {
		all.Go(func() {
			for i := range each {
				read[i] = next.read(entries[i], taken)
			}
		})
	}
	for i := range entries {
		each <- i
	}
	close(each)
	all.Wait()
	added := false
	for i, x := range read {
		if added && (x.com == nil || !next.takes(x)) { // entries before it may be in the way
			x = next.read(entries[i], taken)
		}
		if result[i] = (Read{x.com, x.faults}); x.com != nil {
			next.add(x)
			added = true
		}
	}
	for i, e := range entries {
		if was := h.get(e.ID); result[i].Community == nil && was != nil && !slices.Contains(removed, e.ID) {
			if old := h.reading(was); next.takes(old) {
				next.add(old)
			}
		}
	}
	return next, result
}

// without returns a copy of h without what entries replace and what is removed.
func (h *Host) without(entries []Entry, removed []string) *Host {
	next := *h
	next.communities, next.spaces, next.logs, next.logSpaces = slices.Clone(h.communities), maps.Clone(h.spaces), maps.Clone(h.logs), maps.Clone(h.logSpaces)
	for _, e := range entries {
		next.drop(e.ID)
	}
	for _, id := range removed {
		next.drop(id)
	}
	return &next
}

// drop takes a community out, if there is one.
func (h *Host) drop(id string) {
	i, ok := h.find(id)
	if !ok {
		return
	}
	x := h.reading(h.communities[i])
	h.communities = slices.Delete(h.communities, i, i+1)
	for s := range x.spaces {
		delete(h.spaces, s)
	}
	for p := range x.logs {
		delete(h.logs, p)
		delete(h.logSpaces, spaceOf(p))
	}
	if len(x.logs) > 0 { // others may have logs in the same spaces
		for p, at := range h.logs {
			h.logSpaces[spaceOf(p)] = at
		}
	}
}

// readEntry is a community that was read, with what only one may have.
type readEntry struct {
	com          *Community
	spaces, logs map[string]spot
	faults       Faults
}

// reading returns a community of h as it was read.
func (h *Host) reading(c *Community) readEntry {
	x := readEntry{com: c, spaces: map[string]spot{}, logs: map[string]spot{}}
	for _, s := range c.Spaces {
		x.spaces[s] = h.spaces[s]
	}
	for _, p := range c.Places[bot.Modlog] {
		if at, ok := h.logs[p]; ok {
			x.logs[p] = at
		}
	}
	return x
}

// takes reports whether nothing in h is in the way of an entry.
func (h *Host) takes(x readEntry) bool {
	if h.get(x.com.ID) != nil {
		return false
	}
	for s := range x.spaces {
		if h.spaces[s].id != "" || h.logSpaces[s].id != "" {
			return false
		}
	}
	for p := range x.logs {
		if h.logs[p].id != "" || h.spaces[spaceOf(p)].id != "" {
			return false
		}
	}
	return true
}

func (h *Host) add(x readEntry) {
	i, _ := h.find(x.com.ID)
	h.communities = slices.Insert(h.communities, i, x.com)
	maps.Copy(h.spaces, x.spaces)
	maps.Copy(h.logs, x.logs)
	for p, at := range x.logs {
		h.logSpaces[spaceOf(p)] = at
	}
}

// read reads an entry that is to come to what h has.
func (h *Host) read(e Entry, taken func(community, section string) []string) readEntry {
	worker := <-h.loaders
	defer func() { h.loaders <- worker }()
	l := worker.anew()
	l.taking = taken
	src := newSource(cmp.Or(e.Name, e.ID), e.Text)
	src.below, src.behind = e.Below, e.Behind
	l.sources = []*source{src}
	root, ok := l.tree(src)
	if ok && root == nil {
		l.faultAt(pos{src, 1, 1}, wholeFile, phrase.New("config.empty"))
	}
	if root == nil {
		l.addSlips(len(l.findings))
		return readEntry{faults: l.faults()}
	}
	f := &File{Path: h.file.Path, Platforms: h.file.Platforms, root: h.file.root, sections: h.file.sections, written: writing{}}
	w := newJoined()
	w.at, w.own["communities"], w.communities = pos{src, 1, 1}, root.pos, []*node{root}
	if id := root.get("id"); id != nil && idPattern.MatchString(id.text) {
		src.own = id.text
	}
	l.expand(root, map[*node]bool{})
	l.index(w.root(), "")
	checks := l.decodeCommunities(f, w)
	l.acrossCommunities(f, w, h)
	l.checkID(e, h, root)
	decoded := len(l.findings)
	for _, x := range l.findings {
		l.faulty[x.path] = l.faulty[x.path] || !x.warning
	}
	for _, c := range checks {
		c.run(l, f)
	}
	l.addSlips(decoded)
	l.unusedPlaces(f, w)
	x := readEntry{faults: l.faults()}
	if x.faults.Err() != nil {
		return x
	}
	l.write(f, w, true)
	x.com = f.Communities[0]
	x.com.file = h.file
	x.spaces, x.logs = claims(x.com, root)
	return x
}

// checkID checks that an entry has the id that it must have, or a new one.
func (l *loader) checkID(e Entry, h *Host, root *node) {
	at, path := root.get("id"), item("communities", 0)+".id"
	switch {
	case at == nil || at.missing != "":
	case e.ID != "" && at.text != e.ID:
		l.fault(at, path, phrase.New("hosted.other_id", quoted(e.ID)))
	case h.get(at.text) != nil:
		l.fault(at, path, phrase.New("hosted.id_taken", quoted(at.text)))
	}
}

// within returns a path as it is within the text of a community of a Host.
func (l *loader) within(path string) string {
	if !l.hosted {
		return path
	}
	if rest, ok := strings.CutPrefix(path, item("communities", 0)); ok {
		path = strings.TrimPrefix(rest, ".")
	}
	return cmp.Or(path, wholeFile)
}

// claims returns where a community names its spaces, and its logs elsewhere.
func claims(c *Community, root *node) (spaces, logs map[string]spot) {
	at := func(n *node) spot { return spot{c.ID, int32(n.pos.line), int32(n.pos.col)} }
	spaces, logs = map[string]spot{}, map[string]spot{}
	for i, s := range c.Spaces {
		n, _ := entry(root.get("spaces"), "", i)
		spaces[s] = at(n)
	}
	for i, p := range c.Places[bot.Modlog] {
		if n, _ := entry(root.get("places").get(bot.Modlog), "", i); !c.Owns(p) {
			logs[p] = at(n)
		}
	}
	return spaces, logs
}

// taken is where what only one community may have is already.
type taken struct {
	here map[string]pos
	host map[string]spot
}

// at returns where, as a fmt.Stringer; nil if it is nowhere.
func (t taken) at(text string) any {
	if p, ok := t.here[text]; ok {
		return p
	}
	if s, ok := t.host[text]; ok {
		return s
	}
	return nil
}

// taken returns that of ids, spaces and logs; none for no Host.
func (h *Host) taken() (ids, spaces, logs taken) {
	ids.here, spaces.here, logs.here = map[string]pos{}, map[string]pos{}, map[string]pos{}
	if h != nil {
		spaces.host, logs.host = h.spaces, h.logs
	}
	return ids, spaces, logs
}
