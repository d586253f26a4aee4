package term

import (
	"encoding/binary"
	"errors"
	"fmt"

	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/store"
)

// most is the number of terms that are kept of a week.
const most = 5_000

// Week is what was counted in a week.
type Week struct {
	Since  bot.Day // the first day that was recorded; the Monday if all was
	People int     // members who wrote
	Cut    bool    // so much was written that counts of rare terms may be too low
	Terms  []Used  // those of the most members, most first
}

// Used is by how many members a term was used in a week.
type Used struct {
	Term    string
	Members int
}

// Below returns by how many members at most a term was used that is not in the list.
func (w *Week) Below() int {
	if len(w.Terms) < most {
		return Least - 1
	}
	return w.Terms[len(w.Terms)-1].Members
}

// NewWeek returns the week of what was counted in group 0, after all steps of its Sieve.
func NewWeek(since bot.Day, c *Counter, s *Sieve) Week {
	w := Week{Since: since, People: c.People(0), Cut: c.Cut()}
	for _, t := range s.Terms() {
		if len(w.Terms) < most {
			w.Terms = append(w.Terms, Used{t.Term, t.By[0]})
		}
	}
	return w
}

// weekRows: community, Monday -> Week.
var weekRows = store.Rows("terms.weeks", byWeek, store.Record(Week.append, decodeWeek))

var byWeek = store.Shape2(store.Str[string]{}, store.Int[bot.Day]{})

// Tables lists the package's tables.
func Tables() []store.Declared { return []store.Declared{weekRows} }

// Put keeps a week.
func Put(tx store.Tx, community string, monday bot.Day, w Week) error {
	return wrap(community, weekRows.Put(tx, store.K2(community, monday), w))
}

// Last returns the Monday of the latest week that is kept; 0 if there is none.
func Last(r store.Reader, community string) (monday bot.Day, err error) {
	err = weekRows.ScanPrefix(r, byWeek.Under(community), true, 1, func(k store.Key2[string, bot.Day], _ Week) (bool, error) {
		monday = k.B
		return false, nil
	})
	return monday, wrap(community, err)
}

// Between calls fn for the weeks whose Mondays are between two days, inclusive, earliest first.
func Between(r store.Reader, community string, from, to bot.Day, fn func(monday bot.Day, w *Week)) error {
	lo, hi := store.K2(community, from), store.K2(community, to+1)
	return wrap(community, weekRows.Scan(r, &lo, &hi, false, 0, func(k store.Key2[string, bot.Day], w Week) (bool, error) {
		fn(k.B, &w)
		return true, nil
	}))
}

func wrap(community string, err error) error {
	if err != nil {
		err = fmt.Errorf("term: weeks of %s: %w", community, err)
	}
	return err
}

// version is the first byte of a row. After it: flags, Since, People, and each term with its length before it
// and its members behind it.
const version = 1

var errWeek = errors.New("not a week of terms")

func (w Week) append(b []byte) []byte {
	flags := byte(0)
	if w.Cut {
		flags = 1
	}
	b = binary.AppendVarint(append(b, version, flags), int64(w.Since))
	b = binary.AppendUvarint(b, uint64(w.People))
	for _, t := range w.Terms {
		b = append(binary.AppendUvarint(b, uint64(len(t.Term))), t.Term...)
		b = binary.AppendUvarint(b, uint64(t.Members))
	}
	return b
}

func decodeWeek(b []byte) (w Week, err error) {
	if len(b) < 2 || b[0] != version || b[1] > 1 {
		return w, errWeek
	}
	w.Cut, b = b[1] == 1, b[2:]
	since, n := binary.Varint(b)
	if n <= 0 {
		return w, errWeek
	}
	w.Since, b = bot.Day(since), b[n:]
	number := func() (x uint64) {
		if x, n = binary.Uvarint(b); n <= 0 {
			err, b = errWeek, nil
			return 0
		}
		b = b[n:]
		return x
	}
	w.People = int(number())
	for len(b) > 0 && err == nil {
		size := number()
		if size > uint64(len(b)) {
			return w, errWeek
		}
		word := string(b[:size])
		b = b[size:]
		w.Terms = append(w.Terms, Used{word, int(number())})
	}
	return w, err
}
