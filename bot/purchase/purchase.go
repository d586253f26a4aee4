// Package purchase keeps what members bought outside of the community, as operators import it from
// their shop's books.
//
// A purchase is known by a pseudonym of its line in the file, so that a file that is imported twice
// counts once. It belongs to the member who was found for it; one for whom nobody was found is kept
// without a person, until the same line is imported again and somebody is. When a member is
// forgotten, their purchases lose the person for good, and stay in the sums.
package purchase

import (
	"cmp"
	"slices"
	"time"

	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/bot/money"
	"github.com/stewardbot/steward/store"
)

// Purchase is one, or a refund if its amount is below 0.
type Purchase struct {
	At       time.Time    `json:"-"`
	ID       string       `json:"-"` // a pseudonym
	Member   bot.MemberID `json:"member,omitempty"`
	Hundreds int64        `json:"amount"` // in hundredths
	Currency string       `json:"currency,omitempty"`
	Erased   bool         `json:"erased,omitempty"` // its member was forgotten
}

// Amount is the amount.
func (p *Purchase) Amount() money.Amount { return money.Amount(p.Hundreds) }

// The tables. Every key begins with the community's id.
var (
	byTime   = store.Shape3(store.Str[string]{}, store.Int[int64]{}, store.Tail[string]{})
	byMember = store.Shape4(store.Str[string]{}, store.Num[bot.MemberID]{}, store.Int[int64]{}, store.Tail[string]{})

	// rows: second, pseudonym -> purchase.
	rows = store.Rows("purchases", byTime, store.JSON[Purchase]())
	// memberRows: member, second, pseudonym -> amount, in hundredths.
	memberRows = store.Rows("purchases_members", byMember, store.Int64Key{})
	// currencyRows: currency -> purchases in it.
	currencyRows = store.Rows("purchases_currencies", store.Shape2(store.Str[string]{}, store.Tail[string]{}), store.Int64Key{})
)

// Tables lists the package's tables.
func Tables() []store.Declared { return []store.Declared{rows, memberRows, currencyRows} }

// Find returns the purchase with a time and a pseudonym; nil if there is none.
func Find(r store.Reader, community string, at time.Time, id string) (*Purchase, error) {
	p, found, err := rows.Get(r, store.K3(community, at.Unix(), id))
	if err != nil || !found {
		return nil, err
	}
	p.At, p.ID = at, id
	return &p, nil
}

// Keep stores a purchase unless it is stored. One that is stored without a person, and whose member was
// not forgotten, gets the member.
func Keep(t *bot.Turn, p Purchase) error {
	community := t.Community.ID
	old, err := Find(t.State(), community, p.At, p.ID)
	switch {
	case err != nil:
		return err
	case old == nil:
		key := store.K2(community, p.Currency)
		n, _, err := currencyRows.Get(t.State(), key)
		if err != nil {
			return err
		}
		if err := currencyRows.Put(t.State(), key, n+1); err != nil {
			return err
		}
		return put(t, p)
	case old.Member == 0 && !old.Erased && p.Member != 0:
		old.Member = p.Member
		return put(t, *old)
	}
	return nil
}

func put(t *bot.Turn, p Purchase) error {
	if err := rows.Put(t.State(), store.K3(t.Community.ID, p.At.Unix(), p.ID), p); err != nil || p.Member == 0 {
		return err
	}
	return memberRows.Put(t.State(), store.K4(t.Community.ID, p.Member, p.At.Unix(), p.ID), p.Hundreds)
}

// Each calls fn for the purchases of a community from a time on and before another, in the order of time.
func Each(r store.Reader, community string, from, to time.Time, fn func(p *Purchase) error) error {
	lo, hi := store.K3(community, from.Unix(), ""), store.K3(community, to.Unix(), "")
	return rows.Scan(r, &lo, &hi, false, 0, func(k store.Key3[string, int64, string], p Purchase) (bool, error) {
		p.At, p.ID = time.Unix(k.B, 0).UTC(), k.C
		return true, fn(&p)
	})
}

// Count returns how many purchases a member made; refunds don't count.
func Count(r store.Reader, community string, m bot.MemberID) (n int64, err error) {
	err = each(r, community, m, func(_ int64, _ string, hundreds int64) error {
		if hundreds > 0 {
			n++
		}
		return nil
	})
	return n, err
}

// each calls fn for the purchases of a member.
func each(r store.Reader, community string, m bot.MemberID, fn func(at int64, id string, hundreds int64) error) error {
	return memberRows.ScanPrefix(r, byMember.Under2(community, m), false, 0, func(k store.Key4[string, bot.MemberID, int64, string], n int64) (bool, error) {
		return true, fn(k.C, k.D, n)
	})
}

// Currencies returns the currencies of all purchases, the most frequent first; "" is that of files
// without one.
func Currencies(r store.Reader, community string) (list []string, err error) {
	counts := map[string]int64{}
	err = currencyRows.ScanPrefix(r, store.AppendString(nil, community), false, 0, func(k store.Key2[string, string], n int64) (bool, error) {
		list, counts[k.B] = append(list, k.B), n
		return true, nil
	})
	slices.SortFunc(list, func(a, b string) int { return cmp.Or(cmp.Compare(counts[b], counts[a]), cmp.Compare(a, b)) })
	return list, err
}

// Forget takes the member from their purchases.
func Forget(t *bot.Turn, m bot.MemberID) error {
	return move(t, m, func(p *Purchase) { p.Member, p.Erased = 0, true })
}

// Merge gives the purchases of one member to another.
func Merge(t *bot.Turn, from, into bot.MemberID) error {
	return move(t, from, func(p *Purchase) { p.Member = into })
}

func move(t *bot.Turn, m bot.MemberID, change func(p *Purchase)) error {
	return each(t.State(), t.Community.ID, m, func(at int64, id string, _ int64) error {
		p, err := Find(t.State(), t.Community.ID, time.Unix(at, 0).UTC(), id)
		if err != nil {
			return err
		}
		if err := memberRows.Delete(t.State(), store.K4(t.Community.ID, m, at, id)); err != nil || p == nil {
			return err
		}
		change(p)
		return put(t, *p)
	})
}

// Of calls fn for each purchase of a member, in the order of time.
func Of(r store.Reader, community string, m bot.MemberID, fn func(p *Purchase) error) error {
	return each(r, community, m, func(at int64, id string, _ int64) error {
		p, err := Find(r, community, time.Unix(at, 0).UTC(), id)
		if err != nil || p == nil {
			return err
		}
		return fn(p)
	})
}
