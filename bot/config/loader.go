package config

import (
	"cmp"
	"fmt"
	"os"
	"path/filepath"
	"slices"

	"github.com/stewardbot/steward/bot/phrase"
)

// loader is one call of Load.
type loader struct {
	path     string
	sections []Section
	requires bool
	lookup   func(string) (string, bool)
	shapes   shapes
	defaults map[string]any // of the sections of a community

	sources  []*source // parsed files, in the order in which they were met
	slips    map[*source][]slip
	broken   map[*source]bool  // could not be parsed
	reads    []reading         // everything read, for the hash and for Watch
	patterns []string          // of include
	dotenv   map[string]string // of .env
	// dotenvShut: .env is there and may not be read.
	dotenvShut bool
	known      map[string]bool   // every key that some file may have
	taken      map[string]bool   // the real paths of the files that make up the configuration
	allowed    []string          // folders of files: {allow}
	contents   map[string]string // of the files that values name, by path
	used       []string          // values of variables that were put in
	secrets    []string          // what stands below platforms: values, and keys that nobody knows
	secretVars []string          // the variables that platforms uses
	findings   []finding
	where      map[string]*node // values by path, once the files are joined
	begins     pathIndex
	faulty     map[string]bool // paths with a fault of decoding
}

func newLoader(path string, sections []Section, opt Options) *loader {
	l := &loader{
		path: path, sections: sections, requires: opt.RequireEnv, lookup: opt.Env, shapes: shapes{},
		slips: map[*source][]slip{}, broken: map[*source]bool{}, where: map[string]*node{}, faulty: map[string]bool{}, begins: pathIndex{},
		defaults: map[string]any{}, taken: map[string]bool{}, contents: map[string]string{},
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

// checkSections panics for a mistake in the program: a key with two owners, or a type that cannot be decoded.
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
		l.shapes.of(typeOf(s))
	}
}

// load does the whole of Load, in the order that the package comment gives.
func (l *loader) load() (*File, Faults) {
	f := &File{Path: l.path, Platforms: map[string]any{}, root: map[string]any{}}
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
	l.addSlips(decoded)
	l.describe(f)
	faults := l.faults()
	l.write(f, whole, faults.Err() == nil)
	return f, faults
}

// describe fills in what the file says of its origin.
func (l *loader) describe(f *File) {
	for _, r := range l.reads {
		if r.raw != nil && !slices.Contains(f.Sources, r.name) {
			f.Sources = append(f.Sources, r.name)
		}
	}
	f.watch = l.watched()
	f.Hash = f.watch.print
}

// fault reports what is wrong with a value.
func (l *loader) fault(n *node, path string, message *phrase.Phrase) {
	l.findings = append(l.findings, finding{pos: n.pos, endLine: n.lastLine(n.pos), path: path, message: message})
}

// faultAt reports what is wrong at a position that is not a value.
func (l *loader) faultAt(at pos, path string, message *phrase.Phrase) {
	l.findings = append(l.findings, finding{pos: at, endLine: at.line, path: path, message: message})
}

// index remembers where each value stands and reports what was noticed before paths were known: keys that stand twice, and
// variables.
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
		case !properVariable.MatchString(n.missing):
			message = phrase.New("env.no_name")
		case l.dotenvShut:
			message = phrase.New("env.shut", n.missing, filepath.Base(l.path))
		}
		l.findings = append(l.findings, finding{pos: n.pos, endLine: n.endLine, path: path, message: message, warning: !l.requires})
	}
}

// twice reports the keys of a group that stand in it more than once.
func (l *loader) twice(n *node, path string) {
	for _, f := range n.twice {
		i := slices.IndexFunc(n.fields, func(g field) bool { return g.key == f.key })
		l.faultAt(f.keyPos, child(path, f.key), phrase.New("config.key_twice", l.shownKey(f, child(path, f.key)), n.fields[i].keyPos))
	}
}

// faults sorts what was found by file and place and drops what was found twice.
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
		f := Fault{File: at.src.name, Line: at.line, Col: at.col, Path: x.path, Message: x.message.Filtered(l.redact), Warning: x.warning}
		if f.Path == "" {
			f.Path = wholeFile
		}
		if line := f.String(); !seen[line] {
			out = append(out, f)
			seen[line] = true
		}
	}
	return out
}

// pathIndex tells where values and their keys begin, by file and line, from left to right.
type pathIndex map[*source]map[int][]placed

type placed struct {
	col  int
	path string
}

// add notes that a value or its key begins at p.
func (x pathIndex) add(p pos, path string) {
	lines := x[p.src]
	if lines == nil {
		lines = map[int][]placed{}
		x[p.src] = lines
	}
	lines[p.line] = append(lines[p.line], placed{p.col, path})
}

// at returns the path of the last value that begins on the line of p, not after it; the longest of those that begin together.
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

// reading is one file that was read, or was to be read: raw is nil if that failed.
type reading struct {
	name string
	raw  []byte
}

// read reads a text file and remembers it.
func (l *loader) read(name string, limit int64, decode func([]byte) (string, error)) (string, error) {
	text, raw, err := readFile(name, limit, decode)
	l.reads = append(l.reads, reading{name, raw})
	return text, err
}
