package config

import (
	"slices"
	"strings"

	"github.com/stewardbot/steward/bot/phrase"
)

// Report takes what an owner finds wrong with its section. Paths are relative to the section: "amount", "streaks[1].days", ""
// for the section as a whole.
type Report struct {
	l         *loader
	file      *File
	community *Community
	path      string
}

// Fault reports a mistake: the code of a phrase that says what is wrong and what to do, without a full stop, and its arguments. It stands at the value of the path or, if the
// file does not have that, at the nearest one around it. It is dropped if that value cannot be judged: because it, or what it
// is part of, or a key directly in it, is at fault already or comes from a variable that is not set.
func (r *Report) Fault(path, code string, args ...any) {
	r.add(path, phrase.New(code, args...), false)
}

// Warn reports what the operator should know but what does not keep the file from being used.
func (r *Report) Warn(path, code string, args ...any) {
	r.add(path, phrase.New(code, args...), true)
}

// At returns a report for the part of the section at path.
func (r *Report) At(path string) *Report {
	part := *r
	part.path = below(r.path, path)
	return &part
}

// Community returns the community that the section belongs to, nil for other sections. All its sections are decoded.
func (r *Report) Community() *Community { return r.community }

// File returns the whole file, all sections decoded, some of them perhaps with faults.
func (r *Report) File() *File { return r.file }

// Has says whether the file gives the value at path.
func (r *Report) Has(path string) bool {
	_, ok := r.l.where[below(r.path, path)]
	return ok
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

// faultyAbove says that the value at path, or one that holds it, is at fault already.
func (l *loader) faultyAbove(path string) bool {
	for ; path != ""; path = above(path) {
		if l.faulty[path] {
			return true
		}
	}
	return false
}

// faultyIn says that a key directly in the group at path is at fault or has a variable that is not set.
func (l *loader) faultyIn(path string) bool {
	n := l.where[path]
	return n != nil && slices.ContainsFunc(n.fields, func(f field) bool {
		return f.value.missing != "" || l.faulty[child(path, f.key)]
	})
}

// nearestTo returns the value at path or, if there is none, the innermost one around it.
func (l *loader) nearestTo(path string) *node {
	for ; path != ""; path = above(path) {
		if n, ok := l.where[path]; ok {
			return n
		}
	}
	return l.where[""]
}

// above returns the path of what holds the value at path.
func above(path string) string { return path[:max(0, strings.LastIndexAny(path, ".["))] }
