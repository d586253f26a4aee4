package cases

import (
	"fmt"
	"time"

	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/store"
)

const (
	tableCases  = "cases"        // community, number -> Case
	tableLast   = "case_last"    // community -> the last number
	tableMember = "case_members" // community, member, number -> nothing
	tableRefs   = "case_refs"    // community, ref -> number
	tableLatest = "case_latest"  // community, account of a moderator -> number of the last act
)

// File keeps the cases. It holds nothing, and may be used from any goroutine as
// far as the state given to it may.
type File struct{}

// New is a File.
func New() *File { return &File{} }

func caseTable() store.Table[caseKey, Case] {
	return store.Table[caseKey, Case]{Name: tableCases, Key: caseKeys{}, Value: store.JSON[Case]()}
}

// caseKey is a community and a number.
type caseKey struct {
	community string
	id        uint64
}

type caseKeys struct{}

func (caseKeys) Append(dst []byte, k caseKey) []byte { return keyOf(dst, k.community, k.id) }

func (caseKeys) Decode(b []byte) (k caseKey, err error) {
	if k.community, b, err = store.TakeString(b); err == nil {
		k.id, err = store.Uint64Key{}.Decode(b)
	}
	return k, err
}

func keyOf(dst []byte, community string, n uint64) []byte {
	return store.AppendUint64(store.AppendString(dst, community), n)
}

func memberPrefix(community string, m bot.MemberID) []byte {
	return keyOf(nil, community, uint64(m))
}

func latestKey(community string, by bot.UserID) []byte {
	return append(store.AppendString(nil, community), by...)
}

// Open gives a case the next number and writes it. Its sanctions are asked for
// already: each has its reference.
func (f *File) Open(s bot.State, community string, c *Case) error {
	last, err := f.number(s, tableLast, store.AppendString(nil, community))
	if err != nil {
		return fmt.Errorf("cases: open: %w", err)
	}
	c.ID = last + 1
	if err := s.Put(tableLast, store.AppendString(nil, community), store.AppendUint64(nil, c.ID)); err != nil {
		return fmt.Errorf("cases: open: %w", err)
	}
	if c.Member != 0 {
		if err := s.Put(tableMember, store.AppendUint64(memberPrefix(community, c.Member), c.ID), []byte{}); err != nil {
			return fmt.Errorf("cases: open: %w", err)
		}
	}
	if c.By != "" {
		if err := s.Put(tableLatest, latestKey(community, c.By), store.AppendUint64(nil, c.ID)); err != nil {
			return fmt.Errorf("cases: open: %w", err)
		}
	}
	return f.Save(s, community, c)
}

// Next is the number that the next case will have.
func (f *File) Next(s bot.State, community string) (uint64, error) {
	last, err := f.number(s, tableLast, store.AppendString(nil, community))
	return last + 1, err
}

// Save writes a case that was opened.
func (f *File) Save(s bot.State, community string, c *Case) error {
	for _, x := range c.Sanctions {
		if x.Ref == 0 || x.State != Pending {
			continue
		}
		if err := s.Put(tableRefs, keyOf(nil, community, uint64(x.Ref)), store.AppendUint64(nil, c.ID)); err != nil {
			return fmt.Errorf("cases: save case %d: %w", c.ID, err)
		}
	}
	if err := caseTable().Put(s, caseKey{community, c.ID}, *c); err != nil {
		return fmt.Errorf("cases: save case %d: %w", c.ID, err)
	}
	return nil
}

// Get is a case by number; nil if there is none.
func (f *File) Get(r store.Reader, community string, id uint64) (*Case, error) {
	c, ok, err := caseTable().Get(r, caseKey{community, id})
	if err != nil {
		return nil, fmt.Errorf("cases: read case %d: %w", id, err)
	}
	if !ok {
		return nil, nil
	}
	return &c, nil
}

// ByRef is the case one of whose pending sanctions is an effect, and where in it;
// nil if there is none. The reference is forgotten: an outcome comes once.
func (f *File) ByRef(s bot.State, community string, ref bot.Ref) (*Case, int, error) {
	key := keyOf(nil, community, uint64(ref))
	id, err := f.number(s, tableRefs, key)
	if err != nil || id == 0 {
		return nil, 0, err
	}
	if err := s.Delete(tableRefs, key); err != nil {
		return nil, 0, fmt.Errorf("cases: find effect %d: %w", ref, err)
	}
	c, err := f.Get(s, community, id)
	if err != nil || c == nil {
		return nil, 0, err
	}
	for i, x := range c.Sanctions {
		if x.Ref == ref {
			return c, i, nil
		}
	}
	return nil, 0, nil
}

// Latest is the last case that a moderator opened; nil if there is none.
func (f *File) Latest(s bot.State, community string, by bot.UserID) (*Case, error) {
	id, err := f.number(s, tableLatest, latestKey(community, by))
	if err != nil || id == 0 {
		return nil, err
	}
	return f.Get(s, community, id)
}

// Of calls fn for a member's cases, newest first, until it returns false. fn may
// write.
func (f *File) Of(s bot.State, community string, m bot.MemberID, fn func(c *Case) (bool, error)) error {
	prefix := memberPrefix(community, m)
	err := s.Scan(tableMember, prefix, store.PrefixEnd(prefix), true, 0, func(k, _ []byte) (bool, error) {
		id, err := store.Uint64Key{}.Decode(k[len(prefix):])
		if err != nil {
			return false, &store.CorruptError{Table: tableMember, Key: append([]byte{}, k...), Err: err}
		}
		c, err := f.Get(s, community, id)
		if err != nil || c == nil {
			return err == nil, err
		}
		return fn(c)
	})
	if err != nil {
		return fmt.Errorf("cases: of member %d: %w", m, err)
	}
	return nil
}

// Warnings are when a member was given the warnings that stand, the latest case
// first. It reads all of the member's cases.
func (f *File) Warnings(s bot.State, community string, m bot.MemberID) (at []time.Time, err error) {
	err = f.Of(s, community, m, func(c *Case) (bool, error) {
		if c.Warning && c.Open() {
			at = append(at, c.At)
		}
		return true, nil
	})
	return at, err
}

// Join gives the cases of a member that became an alias to the one that is kept.
func (f *File) Join(s bot.State, community string, from, into bot.MemberID) error {
	return f.Of(s, community, from, func(c *Case) (bool, error) {
		c.Member = into
		if err := s.Delete(tableMember, store.AppendUint64(memberPrefix(community, from), c.ID)); err != nil {
			return false, err
		}
		if err := s.Put(tableMember, store.AppendUint64(memberPrefix(community, into), c.ID), []byte{}); err != nil {
			return false, err
		}
		return true, f.Save(s, community, c)
	})
}

// Each calls fn for all cases of a community in order. An error of fn ends it.
func Each(r store.Reader, community string, fn func(Case) error) error {
	err := caseTable().ScanPrefix(r, store.AppendString(nil, community), false, 0, func(_ caseKey, c Case) (bool, error) {
		return true, fn(c)
	})
	if err != nil {
		return fmt.Errorf("cases: each of %s: %w", community, err)
	}
	return nil
}

// number is a stored one, 0 if there is none.
func (f *File) number(r store.Reader, table string, key []byte) (uint64, error) {
	b, err := r.Get(table, key)
	if err != nil || b == nil {
		return 0, err
	}
	n, err := store.Uint64Key{}.Decode(b)
	if err != nil {
		return 0, &store.CorruptError{Table: table, Key: key, Err: err}
	}
	return n, nil
}
