package control

import (
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/bot/define"
	"github.com/stewardbot/steward/store"
)

// readingRows: community -> the configuration last reported.
var readingRows = store.Rows("control_config", store.StringKey{}, store.JSON[reading]())

// reading is the configuration in force, and the faults of a later one.
type reading struct {
	At      time.Time              `json:"at"` // when this was first read; later times are in memory
	Written map[string]bot.Written `json:"written"`
	Faults  []string               `json:"faults,omitempty"` // of the latest one; empty: it is in force
	// Changes are those of the latest configuration with any, which took effect at Changed.
	Changes []Change  `json:"changes,omitempty"`
	Changed time.Time `json:"changed,omitzero"`
}

// Change is a value of the configuration that was added, changed or removed. Was and Is are empty if they may not be
// shown.
type Change struct {
	Path string `json:"path"`
	What string `json:"what"` // added, changed, removed
	Was  string `json:"was,omitempty"`
	Is   string `json:"is,omitempty"`
}

// Reading is what was last read as a community's configuration.
type Reading struct {
	Faults  []string // why a later one is not in force, in the community's language
	Changes []Change // of the last one that changed something; at most 200
	Changed time.Time
}

// Last returns what was last read as a community's configuration.
func Last(r store.Reader, community string) (Reading, error) {
	x, _, err := readingRows.Get(r, community)
	return Reading{x.Faults, x.Changes, x.Changed}, err
}

// keptChanges bounds Reading.Changes.
const keptChanges = 200

// Bounds of the report, so that it fits a message.
const (
	shownChanges = 20
	shownFaults  = 8
	shownFault   = 300 // bytes
)

// configured reports in the moderators' log what a configuration that takes
// effect has changed, unless already reported.
func (f *Feature) configured(t *bot.Turn) error {
	if err := f.dropGone(t); err != nil {
		return err
	}
	if err := review(t); err != nil {
		return err
	}
	before, known, err := readingRows.Get(t.State(), t.Community.ID)
	if err != nil {
		return err
	}
	f.readNow(t)
	now := reading{At: t.Now().UTC(), Written: t.Community.Written(), Changes: before.Changes, Changed: before.Changed}
	if known && len(before.Faults) == 0 && maps.Equal(before.Written, now.Written) {
		return nil
	}
	if known {
		list := changes(before.Written, now.Written)
		if len(list) > 0 {
			now.Changes, now.Changed = kept(list), now.At
		}
		f.tellChange(t, before, list)
	}
	return readingRows.Put(t.State(), t.Community.ID, now)
}

// review reports things made in the chat that the configuration makes invalid, or
// valid again.
func review(t *bot.Turn) error {
	changed, err := define.Review(t)
	if len(changed) > shownChanges {
		changed = changed[:shownChanges]
	}
	for _, x := range changed {
		log(t, func(t *bot.Turn) string {
			args := bot.Args{"Kind": x.Section, "Name": bot.Isolate(x.Name), "Reason": x.Fault.In(t.Language())}
			if x.Fault == "" {
				return t.Text("control.thing_valid", args)
			}
			return t.Text("control.thing_invalid", args)
		})
	}
	return err
}

// readNow records that the community's configuration was loaded.
func (f *Feature) readNow(t *bot.Turn) {
	id := t.Community.ID
	before, known := f.read[id]
	f.read[id] = t.Now().UTC()
	t.OnRollback(func() {
		if delete(f.read, id); known {
			f.read[id] = before
		}
	})
}

func kept(list []change) (all []Change) {
	for _, c := range list[:min(len(list), keptChanges)] {
		x := Change{Path: c.path, What: "changed", Was: c.was.Shown, Is: c.is.Shown}
		switch {
		case c.rid:
			x.What = "removed"
		case c.added:
			x.What = "added"
		}
		all = append(all, x)
	}
	return all
}

func (f *Feature) tellChange(t *bot.Turn, before reading, list []change) {
	switch {
	case len(list) > 0:
		log(t, func(t *bot.Turn) string { return describe(t, list) })
	case len(before.Faults) > 0:
		log(t, text("control.mended", nil))
	}
}

// change is a value that was added, changed or removed.
type change struct {
	path       string
	was, is    bot.Written
	added, rid bool
}

// changes returns the changes sorted by path. A list entry that was added or
// removed as a whole is one change.
func changes(before, now map[string]bot.Written) (list []change) {
	hadEntry, hasEntry := entries(before), entries(now)
	for path, is := range now {
		was, ok := before[path]
		switch e := entry(path); {
		case e != "" && !hadEntry[e]:
			list = append(list, change{path: e, added: true})
		case !ok || was.Print != is.Print:
			list = append(list, change{path: path, was: was, is: is, added: !ok})
		}
	}
	for path, was := range before {
		switch e := entry(path); {
		case e != "" && !hasEntry[e]:
			list = append(list, change{path: e, rid: true})
		case now[path] == bot.Written{}:
			list = append(list, change{path: path, was: was, rid: true})
		}
	}
	slices.SortFunc(list, func(a, b change) int { return strings.Compare(a.path, b.path) })
	return slices.Compact(list)
}

// entry returns the outermost list entry that contains a value: rules[flood];
// empty if none does.
func entry(path string) string {
	end := strings.Index(path, "].")
	if end < 0 {
		return ""
	}
	return path[:end+1]
}

func entries(values map[string]bot.Written) map[string]bool {
	all := map[string]bool{}
	for path := range values {
		all[entry(path)] = true
	}
	return all
}

func describe(t *bot.Turn, list []change) string {
	lines := []string{t.Text("control.reloaded", nil)}
	for i, c := range list {
		if i == shownChanges {
			lines = append(lines, t.Text("control.more", bot.Args{"Count": len(list) - shownChanges}))
			break
		}
		lines = append(lines, c.line(t))
	}
	if r := t.Event.Reload; r != nil && !r.Start && slices.ContainsFunc(list, change.waits) {
		lines = append(lines, t.Text("control.at_start", nil))
	}
	return strings.Join(lines, "\n")
}

// waits reports whether the change counts from the next start on.
func (c change) waits() bool {
	top, _, _ := strings.Cut(c.path, ".")
	return top == "platforms" || top == "store" || top == "web"
}

// line describes a change, with the value if it may be shown.
func (c change) line(t *bot.Turn) string {
	args := bot.Args{"Key": bot.Isolate(c.path), "Was": bot.Isolate(c.was.Shown), "Is": bot.Isolate(c.is.Shown)}
	switch {
	case c.rid:
		return t.Text("control.key_removed", args)
	case c.added && c.is.Shown == "":
		return t.Text("control.key_added", args)
	case c.added:
		return t.Text("control.key_added_as", args)
	case c.is.Shown == "" || c.was.Shown == "" || c.is.Shown == c.was.Shown:
		return t.Text("control.key_changed", args)
	}
	return t.Text("control.key_changed_to", args)
}

// faulty reports in the moderators' log why a configuration is not in force,
// once.
func (f *Feature) faulty(t *bot.Turn) error {
	last, _, err := readingRows.Get(t.State(), t.Community.ID)
	if err != nil {
		return err
	}
	f.readNow(t)
	faults := t.Event.Reload.Faults
	told := slices.Equal(last.Faults, faults)
	last.At, last.Faults = t.Now().UTC(), faults
	if last.Written == nil {
		last.Written = t.Community.Written()
	}
	if !told {
		log(t, func(t *bot.Turn) string { return describeFaults(t, faults) })
	}
	return readingRows.Put(t.State(), t.Community.ID, last)
}

func describeFaults(t *bot.Turn, faults []string) string {
	lines := []string{t.Text("control.faulty", nil)}
	for i, fault := range faults {
		if i == shownFaults {
			lines = append(lines, t.Text("control.more", bot.Args{"Count": len(faults) - shownFaults}))
			break
		}
		lines = append(lines, bot.Head(fault, shownFault))
	}
	return strings.Join(lines, "\n")
}
