package config

import (
	"cmp"
	"fmt"
	"os"
	"path/filepath"
	"slices"

	"github.com/stewardbot/steward/bot/phrase"
)

// loader is the state of one call of Load.
type loader struct {
	path     string
	sections []Section
	requires bool
	apart    bool // decodes what stands in no file: see Community.Entry
	hosted   bool // its community is kept in the store: see Host
	taking   func(community, section string) []string
	lookup   func(string) (string, bool)
	shapes   shapes
	defaults map[string]any // of a community's sections

	sources  []*source // parsed files, in order of their first use
	slips    map[*source][]slip
	broken   map[*source]bool  // files that could not be parsed
	reads    []reading         // everything read, for the hash and for Watch
	patterns []string          // of include
	dotenv   map[string]string // of .env
	// dotenvShut reports that .env exists but may not be read.
	dotenvShut bool
	known      map[string]bool   // every key that a file may have
	taken      map[string]bool   // real paths of the configuration's files
	allowed    []string          // folders of files: {allow}
	contents   map[string]string // of files named by values, by path
	used       []string          // values of substituted variables
	secrets    []string          // unknown keys and values below platforms
	secretVars []string          // variables used below platforms
	findings   []finding
	where      map[string]*node // values by path, once the files are merged
	begins     pathIndex
	usedPlaces map[*Community]map[string]bool // names under places in use
	faulty     map[string]bool                // paths with a decoding fault
	kept       []*node                        // values below platforms
	private    map[*source][]bool             // lines that may hold a secret
	shown      shownLine                      // of the latest excerpt
}

func newLoader(path string, sections []Section, opt Options) *loader {
	l := &loader{
		path: path, sections: sections, requires: opt.RequireEnv, lookup: opt.Env, taking: opt.Taken, shapes: shapes{},
		slips: map[*source][]slip{}, broken: map[*source]bool{}, where: map[string]*node{}, faulty: map[string]bool{}, begins: pathIndex{},
		defaults: map[string]any{}, taken: map[string]bool{}, contents: map[string]string{}, private: map[*source][]bool{}, usedPlaces: map[*Community]map[string]bool{},
	}
	for _, s := range l.in(ScopeCommunity) {
		l.defaults[s.Key] = s.New()
	}
	if l.lookup == nil {
		l.lookup = os.LookupEnv
	}
	l.checkSections()
	l.known = l.words()
	return l
}

// checkSections panics on a programming error: a key with two owners, or a type
// that cannot be decoded.
func (l *loader) checkSections() {
	type slot struct {
		scope Scope
		key   string
	}
	taken := map[slot]bool{}
	for _, k := range rootKeys() {
		taken[slot{ScopeRoot, k}] = true
	}
	for _, k := range l.shapes.of(coreType).keys() {
		taken[slot{ScopeCommunity, k}] = true
	}
	for _, s := range l.sections {
		at := slot{s.Scope, s.Key}
		if taken[at] {
			panic(fmt.Sprintf("config: the key %q has two owners", s.Key))
		}
		taken[at] = true
		if s.Scope != ScopePlace {
			l.shapes.of(typeOf(s))
		}
	}
}

// load does the work of Load, in the order of the package comment.
func (l *loader) load() (*File, Faults) {
	f := &File{Path: l.path, Platforms: map[string]any{}, root: map[string]any{}, sections: l.sections}
	l.readDotenv()
	whole := newJoined()
	l.take(whole, l.path, nil)
	root := whole.root()
	l.index(root, "")
	checks := l.decode(f, whole)
	decoded := len(l.findings)
	for _, x := range l.findings {
		if !x.warning {
			l.faulty[x.path] = true
		}
	}
	for _, c := range checks {
		c.run(l, f)
	}
	f.allowed, f.Hosted = l.allowed, whole.hosted != nil
	l.addSlips(decoded)
	l.unusedPlaces(f, whole)
	l.describe(f)
	faults := l.faults()
	l.write(f, whole, faults.Err() == nil)
	return f, faults
}

// describe records the file's sources and hash.
func (l *loader) describe(f *File) {
	for _, r := range l.reads {
		if r.raw != nil && !slices.Contains(f.Sources, r.name) {
			f.Sources = append(f.Sources, r.name)
		}
	}
	f.watch = l.watched()
	f.Hash = f.watch.print
}

// fault reports a mistake in a value.
func (l *loader) fault(n *node, path string, message *phrase.Phrase) {
	l.findings = append(l.findings, finding{pos: n.pos, endLine: n.lastLine(n.pos), path: path, message: message})
}

// faultAt reports a mistake at a position that is not a value.
func (l *loader) faultAt(at pos, path string, message *phrase.Phrase) {
	l.findings = append(l.findings, finding{pos: at, endLine: at.line, path: path, message: message})
}

// index records where each value is and reports what was noticed before paths
// were known: duplicate keys, and variables.
func (l *loader) index(n *node, path string) {
	l.where[path] = n
	if l.misplaced(n, path) {
		return
	}
	l.twice(n, path)
	for _, f := range n.fields {
		l.begins.add(f.keyPos, child(path, f.key))
		l.index(f.value, child(path, f.key))
	}
	for i, v := range n.items {
		l.begins.add(v.pos, item(path, i))
		l.index(v, item(path, i))
	}
	switch {
	case n.badEnv != nil:
		l.fault(n, path, n.badEnv)
	case n.missing != "":
		message := phrase.New("env.not_set", n.missing, filepath.Base(l.path))
		switch {
		case l.apart:
			message = phrase.New("env.in_file")
		case !properVariable.MatchString(n.missing):
			message = phrase.New("env.no_name")
		case l.dotenvShut:
			message = phrase.New("env.shut", n.missing, filepath.Base(l.path))
		}
		l.findings = append(l.findings, finding{pos: n.pos, endLine: n.endLine, path: path, message: message, warning: !l.requires})
	}
}

// twice reports duplicate keys of a map.
func (l *loader) twice(n *node, path string) {
	for _, f := range n.twice {
		i := slices.IndexFunc(n.fields, func(g field) bool { return g.key == f.key })
		l.faultAt(f.keyPos, child(path, f.key), phrase.New("config.key_twice", l.shownKey(f, child(path, f.key)), n.fields[i].keyPos))
	}
}

// faults sorts the findings by file and position and removes duplicates.
func (l *loader) faults() Faults {
	order := map[*source]int{}
	for i, s := range l.sources {
		order[s] = i
	}
	slices.SortStableFunc(l.findings, func(a, b finding) int {
		return cmp.Or(
			cmp.Compare(order[a.pos.src], order[b.pos.src]),
			cmp.Compare(a.pos.line, b.pos.line),
			cmp.Compare(a.pos.col, b.pos.col),
		)
	})
	var out Faults
	seen := map[string]bool{}
	for _, x := range l.findings {
		at := x.pos.clamp()
		if x.path == wholeFile {
			x.path = l.begins.at(at)
		}
		x.path = l.shownPath(x.path)
		f := Fault{File: visible(at.src.name), Path: visible(l.within(x.path)), Message: x.message.Filtered(l.redact), Warning: x.warning}
		f.Line, f.Col = at.shown()
		if f.Path == "" {
			f.Path = wholeFile
		}
		if line := f.String(); !seen[line] {
			if words := l.inWords(x.path); words != nil {
				f.Where = words.Filtered(l.redact)
			}
			if at.line > 1 || at.col > 1 || f.Path == wholeFile || l.begins.at(at) == x.path { // else it is missing in the file as a whole
				f.Excerpt = l.excerpt(at)
			}
			out = append(out, f)
			seen[line] = true
		}
	}
	return out
}

// pathIndex holds where values and their keys begin, by file and line, from
// left to right.
type pathIndex map[*source]map[int][]placed

type placed struct {
	col  int
	path string
}

// add records that a value or its key begins at p.
func (x pathIndex) add(p pos, path string) {
	lines := x[p.src]
	if lines == nil {
		lines = map[int][]placed{}
		x[p.src] = lines
	}
	lines[p.line] = append(lines[p.line], placed{p.col, path})
}

// at returns the path of the last value that begins on p's line at or before p;
// the longest if several begin together.
func (x pathIndex) at(p pos) string {
	best := placed{0, wholeFile}
	for _, v := range x[p.src][p.line] {
		better := cmp.Or(cmp.Compare(v.col, best.col), cmp.Compare(len(v.path), len(best.path)), cmp.Compare(best.path, v.path))
		if v.col <= p.col && better > 0 {
			best = v
		}
	}
	return best.path
}

// reading is one attempt to read a file; raw is nil if it failed.
type reading struct {
	name string
	raw  []byte
}

// read reads a text file and records it.
func (l *loader) read(name string, limit int64, decode func([]byte) (string, error)) (string, error) {
	text, raw, err := readFile(name, limit, decode)
	l.reads = append(l.reads, reading{name, raw})
	return text, err
}
