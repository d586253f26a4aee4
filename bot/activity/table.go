package activity

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"strconv"

	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/store"
)

// The tables. Every key begins with the community's id.
var (
	activityKeys = store.Shape2(store.Str[string]{}, store.Num[uint64]{})
	entryKeys    = store.Shape3(store.Str[string]{}, store.Num[uint64]{}, store.Num[Tag]{})

	// lastRows: -> the latest activity's number.
	lastRows     = store.Rows("activities_last", store.StringKey{}, store.Uint64Key{})
	activityRows = store.Rows("activities", activityKeys, store.JSON[Activity]())
	// entryRows: activity, tag -> entry.
	entryRows = store.Rows("activities_entries", entryKeys, store.Codec[Entry](entryCodec{}))
	// countRows: activity -> its entries so far. Written at each entry, so it is
	// apart from the activity.
	countRows = store.Rows("activities_counts", activityKeys, store.JSON[count]())
	// awaitedRows: effect -> what its outcome is for.
	awaitedRows = store.Rows("activities_awaited", store.Shape2(store.Str[string]{}, store.Num[bot.Ref]{}), store.JSON[awaited]())
)

// Tables lists the tables of all kinds.
func Tables() []store.Declared {
	return []store.Declared{lastRows, activityRows, entryRows, countRows, awaitedRows, recordedRows}
}

type entryKey = store.Key3[string, uint64, Tag]

// Tag stands for a member in one activity: a keyed hash that nobody can trace
// to the member without the activity's salt. Entries are stored in the order of
// their tags, so the order says nothing about who they are or when they came.
type Tag uint64

// String returns the tag as members see it: 16 hexadecimal digits.
func (g Tag) String() string {
	return hex.EncodeToString(binary.BigEndian.AppendUint64(nil, uint64(g)))
}

// Tag returns a member's tag in the activity.
func (a *Activity) Tag(m bot.MemberID) Tag {
	h := hmac.New(sha256.New, a.Salt)
	h.Write(binary.BigEndian.AppendUint64(nil, uint64(m)))
	return Tag(binary.BigEndian.Uint64(h.Sum(nil)))
}

type count struct {
	Entries int  `json:"entries"`
	Edit    bool `json:"edit,omitempty"` // a timer will edit the posts
}

// awaited is what an outcome is for: a post of the activity, or something of
// the kind.
type awaited struct {
	Activity uint64 `json:"activity"`
	Post     int    `json:"post"`
	What     string `json:"what,omitempty"` // the kind's; empty: a post
	Ask      bool   `json:"ask,omitempty"`  // a post of Activity.Question
}

func (l *Life) key(t *bot.Turn, a *Activity) store.Key2[string, uint64] {
	return store.K2(t.Community.ID, a.ID)
}

// Load returns an activity of the kind in the turn's community; nil if there is
// none.
func (l *Life) Load(t *bot.Turn, id uint64) (*Activity, error) {
	a, ok, err := activityRows.Get(t.State(), store.K2(t.Community.ID, id))
	if err != nil || !ok || a.Kind != l.kind.Name {
		return nil, err
	}
	return &a, nil
}

// Save stores what was changed in an activity.
func (l *Life) Save(t *bot.Turn, a *Activity) error {
	return activityRows.Put(t.State(), l.key(t, a), *a)
}

// Each calls fn for the kind's activities in the turn's community, oldest
// first, until it returns false.
func (l *Life) Each(t *bot.Turn, fn func(a *Activity) (bool, error)) error {
	from, end := store.K2(t.Community.ID, uint64(0)), store.K2(t.Community.ID, uint64(firstRecorded))
	if l.recorder() {
		from, end = end, store.K2(t.Community.ID, uint64(2*firstRecorded))
	}
	return activityRows.Scan(t.State(), &from, &end, false, 0, func(_ store.Key2[string, uint64], a Activity) (bool, error) {
		if a.Kind != l.kind.Name {
			return true, nil
		}
		return fn(&a)
	})
}

// All calls fn for the activities of a community, of every kind, oldest first. It stops at the first
// error of fn.
func All(r store.Reader, community string, fn func(a *Activity) error) error {
	return activityRows.ScanPrefix(r, activityKeys.Under(community), false, 0, func(_ store.Key2[string, uint64], a Activity) (bool, error) {
		return true, fn(&a)
	})
}

// Entry returns a member's entry; nil if there is none. Of an entry that was
// left out for another of the same member it returns the other.
func (l *Life) Entry(t *bot.Turn, a *Activity, m bot.MemberID) (*Entry, error) {
	e, err := l.entry(t, a, a.Tag(m))
	for err == nil && e != nil && e.Of != 0 {
		e, err = l.entry(t, a, e.Of)
	}
	return e, err
}

func (l *Life) entry(t *bot.Turn, a *Activity, tag Tag) (*Entry, error) {
	e, ok, err := entryRows.Get(t.State(), store.K3(t.Community.ID, a.ID, tag))
	if err != nil || !ok {
		return nil, err
	}
	e.Tag = tag
	return &e, nil
}

func (l *Life) put(t *bot.Turn, a *Activity, e *Entry) error {
	return entryRows.Put(t.State(), store.K3(t.Community.ID, a.ID, e.Tag), *e)
}

// From calls fn for the entries from a tag on, in the order of tags, until it
// returns false. It includes those left out.
func From(r store.Reader, community string, id uint64, tag Tag, fn func(e *Entry) (bool, error)) error {
	from, end := store.K3(community, id, tag), store.K3(community, id+1, Tag(0))
	return entryRows.Scan(r, &from, &end, false, 0, func(k entryKey, e Entry) (bool, error) {
		e.Tag = k.C
		return fn(&e)
	})
}

// Find returns an activity by its number, of any kind; nil if there is none.
func Find(r store.Reader, community string, id uint64) (*Activity, error) {
	a, ok, err := activityRows.Get(r, store.K2(community, id))
	if err != nil || !ok {
		return nil, err
	}
	return &a, nil
}

// Count returns the number of entries so far.
func (l *Life) Count(t *bot.Turn, a *Activity) (int, error) {
	c, _, err := countRows.Get(t.State(), l.key(t, a))
	return c.Entries, err
}

func number(id uint64) string { return strconv.FormatUint(id, 10) }

// Part is a member's part in an activity.
type Part struct {
	Activity Activity
	Entry    Entry
}

// PartsOf returns what a member took part in, of one kind, the latest first. It looks at
// the community's latest n activities.
func PartsOf(r store.Reader, community, kind string, m bot.MemberID, n int) (list []Part, err error) {
	err = activityRows.ScanPrefix(r, activityKeys.Under(community), true, 0, func(k store.Key2[string, uint64], a Activity) (bool, error) {
		if n--; a.Kind != kind {
			return n > 0, nil
		}
		e, ok, err := entryRows.Get(r, store.K3(community, a.ID, a.Tag(m)))
		if ok && e.Of == 0 {
			list = append(list, Part{a, e})
		}
		return n > 0, err
	})
	return list, err
}
