package config

import (
	"context"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"fmt"
	"path/filepath"
	"slices"
	"time"

	"github.com/fsnotify/fsnotify"
)

const (
	quiet    = 200 * time.Millisecond // wait this long without events before checking: editors write in several steps
	patience = 2 * time.Second        // check after this even if events continue
	recheck  = 30 * time.Second       // check even without events: network file systems send none
)

// watched is what a file depends on, with a fingerprint from when it was read.
type watched struct {
	dir      string   // base of relative names, so that a fingerprint does not depend on the location
	files    []string // includes missing ones
	patterns []string
	print    string
}

// watched returns what this load has read.
func (l *loader) watched() watched {
	w := watched{dir: filepath.Dir(l.path), patterns: l.patterns}
	raw := map[string][]byte{}
	for _, r := range l.reads {
		if !slices.Contains(w.files, r.name) {
			w.files = append(w.files, r.name)
		}
		raw[r.name] = r.raw
	}
	w.print = w.fingerprint(func(name string) []byte { return raw[name] })
	return w
}

// fingerprint hashes the content of the files, nil for missing ones, and the
// names that match the patterns.
func (w watched) fingerprint(read func(name string) []byte) string {
	sum := sha256.New()
	add := func(b []byte) {
		var length [8]byte
		binary.LittleEndian.PutUint64(length[:], uint64(len(b)))
		sum.Write(length[:])
		sum.Write(b)
	}
	relative := func(name string) []byte {
		if rel, err := filepath.Rel(w.dir, name); err == nil {
			name = rel
		}
		return []byte(filepath.ToSlash(name))
	}
	for _, name := range w.files {
		add(relative(name))
		content := read(name)
		if content == nil {
			add([]byte("absent"))
			continue
		}
		add([]byte("present"))
		add(content)
	}
	for _, p := range w.patterns {
		add(relative(p))
		names, _ := filepath.Glob(p) // the loader has reported a bad pattern
		for _, name := range names {
			add(relative(name))
		}
	}
	return hex.EncodeToString(sum.Sum(nil))
}

func (w watched) now() string {
	return w.fingerprint(func(name string) []byte {
		raw, err := ReadPlain(name, MaxFile)
		if err != nil {
			return nil
		}
		return raw
	})
}

// dirs returns the directories to watch: a file replaced by renaming, or a
// retargeted symbolic link, only shows up in its directory.
func (w watched) dirs() []string {
	var dirs []string
	add := func(name string) {
		if dir := filepath.Dir(name); !slices.Contains(dirs, dir) {
			dirs = append(dirs, dir)
		}
	}
	for _, name := range w.files {
		add(name)
		if real := realPath(name); real != name {
			add(real)
		}
	}
	for _, p := range w.patterns {
		names, _ := filepath.Glob(filepath.Dir(p))
		for _, dir := range names {
			add(filepath.Join(dir, "*"))
		}
	}
	return dirs
}

// Watch calls changed whenever the content of the configuration differs from
// before: the file itself, its includes, files named by file:, .env, a new file
// that matches an include pattern. Changes since Load count. It blocks until
// ctx is done and then returns nil, or an error if the operating system cannot
// watch.
//
// changed is called from Watch's goroutine, never concurrently; changes during
// the call are not missed. Since a changed file may read other files, the
// caller should load it and watch the new File instead; the File of a failed
// load works too.
func Watch(ctx context.Context, file *File, changed func()) error {
	events, err := fsnotify.NewWatcher()
	if err != nil {
		return fmt.Errorf("watch the configuration: %w", err)
	}
	defer events.Close()
	w, last := file.watch, file.watch.print
	w.follow(events)
	settle := time.NewTimer(0) // immediately, for changes before the watch began
	defer settle.Stop()
	again := time.NewTicker(recheck)
	defer again.Stop()
	var first time.Time // time of the first unchecked event
	for {
		select {
		case <-ctx.Done():
			return nil
		case e := <-events.Events:
			if w.concerns(e) {
				first = wait(settle, first)
			}
			continue
		case <-events.Errors: // events were lost; a check covers them
			first = wait(settle, first)
			continue
		case <-settle.C:
		case <-again.C:
		}
		first = time.Time{}
		w.follow(events)
		if print := w.now(); print != last {
			last = print
			changed()
		}
	}
}

// follow watches every directory that exists; one that was removed and
// recreated needs a new watch. A directory that cannot be watched is left to
// the recheck.
func (w watched) follow(events *fsnotify.Watcher) {
	for _, dir := range w.dirs() {
		_ = events.Add(dir)
	}
}

// concerns reports whether an event may mean a change. The store is often in
// the same directory and is written all the time, so writes to files that were
// not read are ignored; created, renamed or removed files may be links or match
// a pattern.
func (w watched) concerns(e fsnotify.Event) bool {
	if e.Op&(fsnotify.Create|fsnotify.Rename|fsnotify.Remove) != 0 {
		return true
	}
	base := filepath.Base(e.Name)
	return slices.ContainsFunc(w.files, func(name string) bool {
		return filepath.Base(name) == base || filepath.Base(realPath(name)) == base
	})
}

// wait sets the timer for the quiet period, and returns when the wait began.
func wait(settle *time.Timer, first time.Time) time.Time {
	now := time.Now()
	if first.IsZero() {
		first = now
	}
	settle.Reset(max(0, min(quiet, first.Add(patience).Sub(now))))
	return first
}
