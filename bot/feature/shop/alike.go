package shop

import (
	"slices"
	"strings"
	"unicode"

	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/bot/answer"
	"github.com/stewardbot/steward/store"
)

// leastAlike is how many letters and digits an answer needs to tell people apart.
const leastAlike = 6

// alike returns the names of other members who gave one of an order's answers, and keeps these for
// later orders, as pseudonyms. A person's name counts for nothing.
func (f *Feature) alike(t *bot.Turn, n uint64, o *order) (names []string, err error) {
	if len(o.Marks) > maxMarks { // they were corrected many times
		if err := unlike(t, n, o); err != nil {
			return nil, err
		}
	}
	var found []bot.MemberID
	for i, a := range o.Answers {
		plain := letters(a)
		if o.Fields[i] == "name" || len([]rune(plain)) < leastAlike {
			continue
		}
		mark := string(t.Pseudonym(bot.UserID("shop:" + plain)))
		err := alikeRows.ScanPrefix(t.State(), alikeKeys.Under2(t.Community.ID, mark), false, maxAlike,
			func(k store.Key3[string, string, bot.MemberID], _ uint64) (bool, error) {
				m, err := t.MemberByID(k.C)
				if err == nil && m != nil && m.ID != o.Member && !slices.Contains(found, m.ID) {
					found, names = append(found, m.ID), append(names, answer.Name(m, nil))
				}
				return true, err
			})
		if err != nil {
			return nil, err
		}
		if err := alikeRows.Put(t.State(), store.K3(t.Community.ID, mark, o.Member), n); err != nil {
			return nil, err
		}
		if !slices.ContainsFunc(o.Marks, func(m []byte) bool { return string(m) == mark }) {
			o.Marks = append(o.Marks, []byte(mark))
		}
	}
	return names, nil
}

// unlike drops the pseudonyms of an order's answers.
func unlike(t *bot.Turn, n uint64, o *order) error {
	for _, mark := range o.Marks {
		err := alikeRows.ScanPrefix(t.State(), alikeKeys.Under2(t.Community.ID, string(mark)), false, 0,
			func(k store.Key3[string, string, bot.MemberID], latest uint64) (bool, error) {
				if latest != n {
					return true, nil
				}
				return true, alikeRows.Delete(t.State(), k)
			})
		if err != nil {
			return err
		}
	}
	o.Marks = nil
	return nil
}

const (
	maxAlike = 10 // members that are named
	maxMarks = 64 // answers of an order, with earlier ones, before these are dropped
)

// letters returns the letters and digits of a text, in one spelling.
func letters(s string) string {
	return strings.Map(func(r rune) rune {
		if r >= 0xFF01 && r <= 0xFF5E { // full-width, as Chinese keyboards type them
			r -= 0xFEE0
		}
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			return unicode.ToLower(r)
		}
		return -1
	}, s)
}
