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
	quiet    = 200 * time.Millisecond // no event for so long before looking: editors write in several steps
	patience = 2 * time.Second        // but looking all the same after so long: something else may write there without end
	recheck  = 30 * time.Second       // looking even without events: file systems over a network send none
)

// watched is what a file depends on and a print of what it was when it was read.
type watched struct {
	dir      string   // names are taken relative to it, so that a print does not depend on where the file lies
	files    []string // those that should be there but are not, too
	patterns []string
	print    string
}

// watched returns what was read in this load.
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

// fingerprint sums up the content of the files, nil being one that is not there, and the names that the patterns match.
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
		raw, err := readBytes(name, maxFile)
		if err != nil {
			return nil
		}
		return raw
	})
}

// dirs returns the directories to watch: a file that is replaced by renaming, or a symbolic link that is turned, is seen only
// in its directory.
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

// Watch calls changed each time the content of what the file was read from is another than before: the file itself, its
// includes, files that file: names, .env, a new file that an include pattern matches. What was saved since Load counts. It
// blocks until ctx is done and returns nil then, or an error if the operating system cannot watch.
//
// changed is called from the goroutine of Watch, never twice at once; while it runs, nothing is missed. Since a changed file
// may read from elsewhere, the caller loads it and watches the new File in place of the old; the File of a failed load will do.
func Watch(ctx context.Context, file *File, changed func()) error {
	events, err := fsnotify.NewWatcher()
	if err != nil {
		return fmt.Errorf("watch the configuration: %w", err)
	}
	defer events.Close()
	w, last := file.watch, file.watch.print
	w.follow(events)
	settle := time.NewTimer(0) // at once, for what changed before the watch began
	defer settle.Stop()
	again := time.NewTicker(recheck)
	defer again.Stop()
	var first time.Time // of the events that were not looked at yet
	for {
		select {
		case <-ctx.Done():
			return nil
		case e := <-events.Events:
			if w.concerns(e) {
				first = wait(settle, first)
			}
			continue
		case <-events.Errors: // events were lost; looking is enough
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

// follow watches every directory that exists; one that was removed and came back needs it anew. A directory that cannot be
// watched is left to the recheck.
func (w watched) follow(events *fsnotify.Watcher) {
	for _, dir := range w.dirs() {
		_ = events.Add(dir)
	}
}

// concerns says that an event may mean a change. The store often lies beside the file and is written all the time, so what is
// written to a file that was not read does not count; what is created, renamed or removed may be a link or match a pattern.
func (w watched) concerns(e fsnotify.Event) bool {
	if e.Op&(fsnotify.Create|fsnotify.Rename|fsnotify.Remove) != 0 {
		return true
	}
	base := filepath.Base(e.Name)
	return slices.ContainsFunc(w.files, func(name string) bool {
		return filepath.Base(name) == base || filepath.Base(realPath(name)) == base
	})
}

// wait sets the timer to go off when it is quiet, and returns since when it waits.
func wait(settle *time.Timer, first time.Time) time.Time {
	now := time.Now()
	if first.IsZero() {
		first = now
	}
	settle.Reset(max(0, min(quiet, first.Add(patience).Sub(now))))
	return first
}
