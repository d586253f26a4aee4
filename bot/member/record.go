package member

import (
	"encoding/binary"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/store"
)

// record is a stored member.
type record struct {
	name        string // cleaned; empty if no event had one
	since, seen time.Time
	accounts    []account  // at least one
	first       [1]account // the memory of one
}

// account is one identity. Its handle is empty if it has none, or if another
// member was seen with it since. Its own name is only kept if there are other
// accounts: it is used once those are gone.
type account struct {
	user     bot.UserID
	handle   string
	name     string
	language string // last reported by the platform; empty: never
}

// member returns the member as features see it, acting through the account u.
func (r *record) member(id bot.MemberID, u bot.UserID) *bot.Member {
	m := &bot.Member{ID: id, Name: r.name, User: u, Since: r.since, Seen: r.seen}
	if a := r.account(u); a != nil {
		m.Handle, m.Language = a.handle, a.language
	}
	if m.Name == "" {
		m.Name = CleanName("", m.Handle, u)
	}
	return m
}

func (r *record) account(u bot.UserID) *account {
	for i := range r.accounts {
		if r.accounts[i].user == u {
			return &r.accounts[i]
		}
	}
	return nil
}

// on returns the account with the handle on the platform, or the first one.
func (r *record) on(platform, handle string) bot.UserID {
	for _, a := range r.accounts {
		if a.user.Platform() == platform && foldHandle(a.handle) == foldHandle(handle) {
			return a.user
		}
	}
	return r.accounts[0].user
}

// describe stores an event's description of the account.
func (r *record) describe(s bot.State, community string, id bot.MemberID, u bot.User) error {
	a := r.account(u.ID)
	if u.Name != "" {
		r.name = cleanText(u.Name)
		if a != nil && len(r.accounts) > 1 {
			a.name = r.name
		}
	}
	if a != nil && isTag(u.Language) {
		a.language = u.Language
	}
	handle := cleanHandle(u.Handle)
	if a == nil || handle == "" || a.handle == handle {
		return nil
	}
	old := a.handle
	a.handle = handle
	return moveHandle(s, community, id, u.ID.Platform(), old, handle)
}

// moveHandle makes a handle lead to the member, instead of its previous holder;
// the member's old handle leads nowhere.
func moveHandle(s bot.State, community string, id bot.MemberID, platform, old, handle string) error {
	if old != "" && foldHandle(old) != foldHandle(handle) {
		if err := handleRows.Delete(s, handleKey(community, platform, old)); err != nil {
			return err
		}
	}
	key := handleKey(community, platform, handle)
	owner, _, err := handleRows.Get(s, key)
	if err != nil {
		return err
	}
	if owner != 0 && owner != id {
		if err := dropHandle(s, community, owner, platform, handle); err != nil {
			return err
		}
	}
	return handleRows.Put(s, key, id)
}

func dropHandle(s bot.State, community string, id bot.MemberID, platform, handle string) error {
	r, err := read(s, community, id)
	if err != nil {
		return err
	}
	if a := r.account(r.on(platform, handle)); foldHandle(a.handle) == foldHandle(handle) {
		a.handle = ""
	}
	return r.write(s, community, id)
}

// A record of version 1 has neither names nor languages after its accounts, one
// of version 2 only names.
const version = 3

func (r *record) append(dst []byte) []byte {
	dst = appendText(append(dst, version), r.name)
	dst = store.AppendTime(store.AppendTime(dst, r.since), r.seen)
	dst = binary.AppendUvarint(dst, uint64(len(r.accounts)))
	for _, a := range r.accounts {
		for _, s := range [...]string{string(a.user), a.handle, a.name, a.language} {
			dst = appendText(dst, s)
		}
	}
	return dst
}

func appendText(dst []byte, s string) []byte {
	return append(binary.AppendUvarint(dst, uint64(len(s))), s...)
}

var errShort = errors.New("the record is too short")

func decode(b []byte) (*record, error) {
	if len(b) == 0 {
		return nil, errShort
	}
	if b[0] == 0 || b[0] > version {
		return nil, fmt.Errorf("version %d of the record is not known", b[0])
	}
	d := decoder{b: b[1:], all: string(b[1:])}
	r := &record{name: d.text(), since: d.time(), seen: d.time()}
	r.accounts = r.first[:0]
	n := d.length() // each account takes at least two bytes, so b bounds n
	for range n {
		a := account{user: bot.UserID(d.text()), handle: d.text()}
		if b[0] > 1 {
			a.name = d.text()
		}
		if b[0] > 2 {
			a.language = d.text()
		}
		r.accounts = append(r.accounts, a)
	}
	if d.err == nil && (n == 0 || len(d.b) > 0) {
		d.err = errors.New("the record has no accounts, or something behind them")
	}
	return r, d.err
}

// sinceOnly reads a record's since without the rest. It writes nothing.
type sinceOnly struct{}

// Append implements store.Codec.
func (sinceOnly) Append(dst []byte, _ time.Time) []byte { return dst }

// Decode implements store.Codec.
func (sinceOnly) Decode(b []byte) (time.Time, error) {
	if len(b) == 0 || b[0] == 0 || b[0] > version {
		_, err := decode(b)
		return time.Time{}, err
	}
	n, size := binary.Uvarint(b[1:])
	if size <= 0 || n > uint64(len(b)-1-size) {
		return time.Time{}, errShort
	}
	since, _, err := store.TakeTime(b[1+size+int(n):])
	return since, err
}

// decoder returns zeros after the first missing part. Texts are cut from one copy of the
// record.
type decoder struct {
	b   []byte // what is left
	all string
	err error
}

// length reads a number that may not exceed the number of bytes after it.
func (d *decoder) length() int {
	n, size := binary.Uvarint(d.b)
	if d.err != nil || size <= 0 || n > uint64(len(d.b)-size) {
		d.b, d.err = nil, errShort
		return 0
	}
	d.b = d.b[size:]
	return int(n)
}

func (d *decoder) text() string {
	n := d.length()
	at := len(d.all) - len(d.b)
	d.b = d.b[n:]
	return d.all[at : at+n]
}

func (d *decoder) time() time.Time {
	t, rest, err := store.TakeTime(d.b)
	if err != nil && d.err == nil {
		rest, d.err = nil, errShort
	}
	d.b = rest
	return t
}

// isTag reports whether a text may be a BCP 47 tag.
func isTag(s string) bool {
	return s != "" && len(s) <= 35 && strings.IndexFunc(s, func(r rune) bool {
		return r != '-' && r != '_' && (r < '0' || r > '9') && (r < 'A' || r > 'Z') && (r < 'a' || r > 'z')
	}) < 0
}

func foldHandle(handle string) string {
	return strings.ToLower(strings.TrimPrefix(handle, "@"))
}
