package config

import (
	"slices"
	"strings"

	"github.com/stewardbot/steward/bot/phrase"
)

// Report collects what an owner finds wrong with its section. Paths are
// relative to the section: "amount", "streaks[1].days", "" for the section
// itself.
type Report struct {
	l         *loader
	file      *File
	community *Community
	path      string
}

// Fault reports a mistake. code and args form a phrase that says what is wrong
// and what to do, without a full stop. The fault is placed at the value of path
// or, if absent, at the nearest one around it. It is dropped if the value can't
// be judged because it, a parent, or a key directly in it already has a fault
// or comes from an unset variable.
func (r *Report) Fault(path, code string, args ...any) {
	r.add(path, phrase.New(code, args...), false)
}

// Warn reports something the operator should know that does not prevent using
// the file.
func (r *Report) Warn(path, code string, args ...any) {
	r.add(path, phrase.New(code, args...), true)
}

// At returns a report for the part of the section at path.
func (r *Report) At(path string) *Report {
	part := *r
	part.path = below(r.path, path)
	return &part
}

// Community returns the community that the section belongs to; nil for other
// sections. All its sections are decoded.
func (r *Report) Community() *Community { return r.community }

// File returns the whole file with all sections decoded, some possibly with
// faults.
func (r *Report) File() *File { return r.file }

// Has reports whether the file has the value at path.
func (r *Report) Has(path string) bool {
	_, ok := r.l.where[below(r.path, path)]
	return ok
}

// Resolve returns the places that a name stands for, the value at path: those
// under places, or the place itself if it is the community's. If there are none
// it reports a fault.
func (r *Report) Resolve(path, name string) []string {
	places, wrong := r.l.placesNamed(r.community, name)
	if wrong != nil {
		r.add(path, wrong, false)
	}
	return places
}

func (r *Report) add(path string, message *phrase.Phrase, warning bool) {
	full := below(r.path, path)
	n := r.l.nearestTo(full)
	if r.l.faultyAbove(full) || r.l.faultyIn(full) || n.missing != "" {
		return
	}
	r.l.findings = append(r.l.findings, finding{pos: n.pos, endLine: n.lastLine(n.pos), path: full, message: r.l.withoutContent(full, message), warning: warning})
}

func below(path, rel string) string {
	if rel == "" || path == "" || strings.HasPrefix(rel, "[") {
		return path + rel
	}
	return path + "." + rel
}

// faultyAbove reports whether the value at path, or one that contains it,
// already has a fault.
func (l *loader) faultyAbove(path string) bool {
	for ; path != ""; path = above(path) {
		if l.faulty[path] {
			return true
		}
	}
	return false
}

// faultyIn reports whether a key directly in the map at path has a fault, an
// unset variable, or a value that YAML can't read.
func (l *loader) faultyIn(path string) bool {
	n := l.where[path]
	return n != nil && slices.ContainsFunc(n.fields, func(f field) bool {
		return f.value.missing != "" || f.value.unusable || l.faulty[child(path, f.key)]
	})
}

// nearestTo returns the value at path or, if there is none, the innermost one
// around it.
func (l *loader) nearestTo(path string) *node {
	for ; path != ""; path = above(path) {
		if n, ok := l.where[path]; ok {
			return n
		}
	}
	return l.where[""]
}

// above returns the path of the value that contains the one at path.
func above(path string) string { return path[:max(0, strings.LastIndexAny(path, ".["))] }
