package tags

import (
	"slices"
	"time"

	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/store"
)

// Held is a tag of a member.
type Held struct {
	Name  string
	Staff bool
	At    time.Time // zero: it is not known
}

// HeldBy returns a member's tags, those that they chose first.
func HeldBy(t *bot.Turn, m bot.MemberID) (list []Held, err error) {
	h, err := load(t, m)
	for _, name := range h.Own {
		list = append(list, Held{name, false, h.When[name]})
	}
	for _, name := range h.Staff {
		list = append(list, Held{name, true, h.When[name]})
	}
	return list, err
}

// Each calls fn for each member after a number who has tags, ascending, with all of their names, until it returns false.
func Each(r store.Reader, community string, after bot.MemberID, fn func(m bot.MemberID, names []string) (bool, error)) error {
	from, end := store.K2(community, after+1), community
	return rows.Scan(r, &from, nil, false, 0, func(k store.Key2[string, bot.MemberID], h held) (bool, error) {
		if k.A != end {
			return false, nil
		}
		return fn(k.B, slices.Concat(h.Own, h.Staff))
	})
}

// Counted is a tag with the number of members who have it.
type Counted struct {
	Name    string
	Label   string // in the turn's language
	Staff   bool
	Members int
}

// Counts returns all tags of the turn's community, those that members choose first. It looks at n members with tags; all
// reports that there are no more.
func (f *Feature) Counts(t *bot.Turn, n int) (list []Counted, all bool, err error) {
	for _, staff := range []bool{false, true} {
		tags, err := f.sort(t, staff)
		if err != nil {
			return nil, false, err
		}
		for _, tag := range tags {
			list = append(list, Counted{Name: tag.Name, Label: tag.in(t.Language()), Staff: staff})
		}
	}
	count, all := map[string]int{}, true
	err = Each(t.State(), t.Community.ID, 0, func(_ bot.MemberID, names []string) (bool, error) {
		if n--; n < 0 {
			all = false
			return false, nil
		}
		for _, name := range names {
			count[name]++
		}
		return true, nil
	})
	for i := range list {
		list[i].Members = count[list[i].Name]
	}
	return list, all, err
}
