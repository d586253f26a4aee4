package sanction

import (
	"errors"
	"fmt"
	"time"

	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/store"
)

// The tables.
var (
	numbered = store.Shape2(store.Str[string]{}, store.Num[uint64]{})
	ofMember = store.Shape3(store.Str[string]{}, store.Num[bot.MemberID]{}, store.Num[uint64]{})

	// casesRows: community, number -> Case.
	casesRows = store.Rows("cases", numbered, store.JSON[Case]())
	// lastRows: community -> the last number.
	lastRows = store.Rows("case_last", store.StringKey{}, store.Uint64Key{})
	// memberRows: community, member, number -> when an active warning was given; empty
	// for other cases.
	memberRows = store.Rows("case_members", ofMember, store.Record(appendWarned, takeWarned))
	// accountRows: community, account that is no member's, number: bans of channels.
	ofAccount   = store.Shape3(store.Str[string]{}, store.Str[bot.UserID]{}, store.Num[uint64]{})
	accountRows = store.Rows("case_accounts", ofAccount, store.Nothing{})
	// refRows: community, effect -> number.
	refRows = store.Rows("case_refs", store.Shape2(store.Str[string]{}, store.Num[bot.Ref]{}), store.Uint64Key{})
	// latestRows: community, account of a moderator -> number of the last act.
	latestRows = store.Rows("case_latest", store.Shape2(store.Str[string]{}, store.Tail[bot.UserID]{}), store.Uint64Key{})
)

// Tables lists the tables of cases.
func Tables() []store.Declared {
	return []store.Declared{casesRows, lastRows, memberRows, accountRows, refRows, latestRows, lockRows}
}

// File stores the cases. It has no state of its own, and is as safe for
// concurrent use as the state passed to it.
type File struct{}

// New returns a File.
func New() *File { return &File{} }

// Open gives a case the next number and writes it. Its sanctions must have been
// requested, so that each has its reference.
func (f *File) Open(s bot.State, community string, c *Case) error {
	id, err := f.Next(s, community)
	if err != nil {
		return fmt.Errorf("sanction: open: %w", err)
	}
	c.ID = id
	if err := lastRows.Put(s, community, c.ID); err != nil {
		return fmt.Errorf("sanction: open: %w", err)
	}
	if c.By != "" {
		if err := latestRows.Put(s, store.K2(community, c.By), c.ID); err != nil {
			return fmt.Errorf("sanction: open: %w", err)
		}
	}
	return f.Save(s, community, c)
}

// Next returns the number of the next case.
func (f *File) Next(s bot.State, community string) (uint64, error) {
	last, _, err := lastRows.Get(s, community)
	return last + 1, err
}

// Save writes an opened case.
func (f *File) Save(s bot.State, community string, c *Case) error {
	for _, x := range c.Sanctions {
		if x.Ref == 0 || x.State != Pending {
			continue
		}
		if err := refRows.Put(s, store.K2(community, x.Ref), c.ID); err != nil {
			return fmt.Errorf("sanction: save case %d: %w", c.ID, err)
		}
	}
	err := casesRows.Put(s, store.K2(community, c.ID), *c)
	switch {
	case err != nil:
	case c.Member != 0:
		err = memberRows.Put(s, store.K3(community, c.Member, c.ID), warned(c))
	case c.User != "" && (c.Kind == bot.ActBan || c.Kind == bot.ActUnban):
		err = accountRows.Put(s, store.K3(community, c.User, c.ID), struct{}{})
	}
	if err != nil {
		return fmt.Errorf("sanction: save case %d: %w", c.ID, err)
	}
	return nil
}

// Drop removes a settled case without effect. If it is the latest, its number is reused.
func (f *File) Drop(s bot.State, community string, c *Case) error {
	var before uint64
	err := errors.Join(
		casesRows.Delete(s, store.K2(community, c.ID)),
		memberRows.Delete(s, store.K3(community, c.Member, c.ID)),
		accountRows.Delete(s, store.K3(community, c.User, c.ID)),
		casesRows.ScanPrefix(s, numbered.Under(community), true, casesBack, func(k store.Key2[string, uint64], other Case) (bool, error) {
			if other.By == c.By {
				before = k.B
			}
			return before == 0, nil
		}))
	if err == nil && before != 0 {
		err = latestRows.Put(s, store.K2(community, c.By), before)
	} else if err == nil {
		err = latestRows.Delete(s, store.K2(community, c.By))
	}
	if err != nil {
		return fmt.Errorf("sanction: drop case %d: %w", c.ID, err)
	}
	return f.takeBack(s, community)
}

// takeBack resets the last number to that of the latest case.
func (f *File) takeBack(s bot.State, community string) error {
	var last uint64
	err := casesRows.ScanPrefix(s, numbered.Under(community), true, 1, func(k store.Key2[string, uint64], _ Case) (bool, error) {
		last = k.B
		return false, nil
	})
	if err != nil {
		return fmt.Errorf("sanction: last case: %w", err)
	}
	return lastRows.Put(s, community, last)
}

// Get returns a case by number; nil if there is none.
func (f *File) Get(r store.Reader, community string, id uint64) (*Case, error) {
	c, ok, err := casesRows.Get(r, store.K2(community, id))
	if err != nil {
		return nil, fmt.Errorf("sanction: read case %d: %w", id, err)
	}
	if !ok {
		return nil, nil
	}
	return &c, nil
}

// ByRef returns the case with a pending sanction that is the given effect, and
// the sanction's index; nil if there is none. The reference is removed: an
// outcome comes once.
func (f *File) ByRef(s bot.State, community string, ref bot.Ref) (*Case, int, error) {
	id, ok, err := refRows.Get(s, store.K2(community, ref))
	if err != nil || !ok {
		return nil, 0, err
	}
	if err := refRows.Delete(s, store.K2(community, ref)); err != nil {
		return nil, 0, fmt.Errorf("sanction: find effect %d: %w", ref, err)
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

// Latest returns the last case that a moderator opened; nil if there is none.
func (f *File) Latest(s bot.State, community string, by bot.UserID) (*Case, error) {
	id, ok, err := latestRows.Get(s, store.K2(community, by))
	if err != nil || !ok {
		return nil, err
	}
	return f.Get(s, community, id)
}

// casesBack is how many of the last cases are searched for one of some kind.
const casesBack = 1000

// LatestPin returns the message most recently pinned in a place by an order and
// not unpinned by one; nil if the last cases hold none.
func (f *File) LatestPin(s bot.State, community string, place bot.Place) (found *Evidence, err error) {
	down := map[string]bool{}
	err = casesRows.ScanPrefix(s, numbered.Under(community), true, casesBack, func(_ store.Key2[string, uint64], c Case) (bool, error) {
		if c.Evidence == nil || len(c.Sanctions) == 0 || c.Evidence.Message.Place != place {
			return true, nil
		}
		for _, x := range c.Sanctions {
			down[c.Evidence.Message.ID] = down[c.Evidence.Message.ID] || x.Act == bot.ActUnpin && x.State != Refused
		}
		if c.Kind == bot.ActPin && c.Sanctions[0].State == Done && !down[c.Evidence.Message.ID] {
			found = c.Evidence
		}
		return found == nil, nil
	})
	return found, err
}

// Slowed returns the interval of slow mode that was last ordered in each place, as far as the last
// cases hold it; 0 where it was lifted.
func (f *File) Slowed(s bot.State, community string) (map[bot.Place]time.Duration, error) {
	every := map[bot.Place]time.Duration{}
	err := casesRows.ScanPrefix(s, numbered.Under(community), true, casesBack, func(_ store.Key2[string, uint64], c Case) (bool, error) {
		if c.Kind == bot.ActSlow && len(c.Sanctions) > 0 && c.Sanctions[0].State == Done {
			if _, later := every[c.Sanctions[0].Space]; !later {
				every[c.Sanctions[0].Space] = c.Sanctions[0].Every
			}
		}
		return true, nil
	})
	return every, err
}

// Of calls fn for a member's cases, newest first, until it returns false. fn
// may write.
func (f *File) Of(s bot.State, community string, m bot.MemberID, fn func(c *Case) (bool, error)) error {
	err := memberRows.ScanPrefix(s, ofMember.Under2(community, m), true, 0, func(k store.Key3[string, bot.MemberID, uint64], _ time.Time) (bool, error) {
		c, err := f.Get(s, community, k.C)
		if err != nil || c == nil {
			return err == nil, err
		}
		return fn(c)
	})
	if err != nil {
		return fmt.Errorf("sanction: of member %d: %w", m, err)
	}
	return nil
}

// sameBreach is how long a repeated breach of one rule, as in a flood, opens no
// second case of the same person.
const sameBreach = time.Minute

// JustOpened returns the last case of the turn's member if it is for that rule
// and was opened less than sameBreach ago, otherwise 0.
func (f *File) JustOpened(t *bot.Turn, rule string) (number uint64, err error) {
	if t.Member == nil {
		return 0, nil
	}
	err = f.Of(t.State(), t.Community.ID, t.Member.ID, func(c *Case) (bool, error) {
		if c.Kind == bot.ActReport {
			return true, nil
		}
		if c.Rule == rule && c.Open() && t.At().Sub(c.At) < sameBreach {
			number = c.ID
		}
		return false, nil
	})
	return number, err
}

// like calls fn for the cases about the same person as c, as Of does; if that
// is not a member, for cases of bans.
func (f *File) like(s bot.State, community string, c *Case, fn func(c *Case) (bool, error)) error {
	if c.Member != 0 {
		return f.Of(s, community, c.Member, fn)
	}
	return accountRows.ScanPrefix(s, ofAccount.Under2(community, c.User), true, 0, func(k store.Key3[string, bot.UserID, uint64], _ struct{}) (bool, error) {
		other, err := f.Get(s, community, k.C)
		if err != nil || other == nil {
			return err == nil, err
		}
		return fn(other)
	})
}

// Join gives the cases of a member that became an alias to the remaining
// member.
func (f *File) Join(s bot.State, community string, from, into bot.MemberID) error {
	return f.Of(s, community, from, func(c *Case) (bool, error) {
		c.Member = into
		if err := memberRows.Delete(s, store.K3(community, from, c.ID)); err != nil {
			return false, err
		}
		return true, f.Save(s, community, c)
	})
}

// Newest calls fn for the cases of a community, newest first, until it returns false.
func Newest(r store.Reader, community string, fn func(Case) bool) error {
	err := casesRows.ScanPrefix(r, numbered.Under(community), true, 0, func(_ store.Key2[string, uint64], c Case) (bool, error) {
		return fn(c), nil
	})
	if err != nil {
		return fmt.Errorf("sanction: newest of %s: %w", community, err)
	}
	return nil
}

// Each calls fn for all cases of a community in order. It stops at the first
// error of fn.
func Each(r store.Reader, community string, fn func(Case) error) error {
	err := casesRows.ScanPrefix(r, numbered.Under(community), false, 0, func(_ store.Key2[string, uint64], c Case) (bool, error) {
		return true, fn(c)
	})
	if err != nil {
		return fmt.Errorf("sanction: each of %s: %w", community, err)
	}
	return nil
}
