package inspect

import (
	"slices"
	"strconv"
	"strings"

	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/bot/feature/levels"
	"github.com/stewardbot/steward/bot/ledger"
	"github.com/stewardbot/steward/bot/member"
	"github.com/stewardbot/steward/rules"
)

// Hit is a member that a search found.
type Hit struct {
	Profile
	Handle string `json:"handle,omitempty"`
}

// Found is one page of what a search found.
type Found struct {
	People []Hit
	// Next is the member after which the next page begins; 0: this is the last one.
	Next bot.MemberID
}

// mostSearched is how many members one page of a search looks at.
const mostSearched = 100_000

// Find returns the members after a number whom a search names, at most n: a part of the name, an @handle, a member number
// or an account such as telegram:101. An empty one names all. It looks at 100,000 members at once; Next goes on from there.
func Find(t *bot.Turn, search string, after bot.MemberID, n int) (f Found, err error) {
	r, com := t.State(), t.Community.ID
	wanted := rules.Normalize(strings.TrimPrefix(search, "@"))
	exact := strings.Contains(search, ":")
	if _, wrong := strconv.ParseUint(search, 10, 64); wrong == nil {
		exact = true
	}
	book, looked := ledger.New(), 0
	add := func(m *bot.Member, accounts []bot.UserID) error {
		figures, err := book.Balance(t, m.ID)
		h := Hit{Profile{
			Balance: Balance{m.ID, m.Name, slices.Clone(accounts), figures.Balance, figures.Earned}, Joined: m.Since.UTC(), Seen: m.Seen.UTC(),
		}, m.Handle}
		if number, name := levels.At(t.Community, figures.Earned); number >= 0 {
			h.Level, h.LevelName = &number, name
		}
		f.People = append(f.People, h)
		return err
	}
	if exact && after == 0 {
		m, err := Member(r, com, search)
		if err == nil {
			accounts, err := member.New().Accounts(r, com, m.ID)
			if err != nil {
				return f, err
			}
			return f, add(m, accounts)
		}
	}
	err = member.New().After(r, com, after, func(m *bot.Member, accounts []bot.UserID) (bool, error) {
		looked++
		if wanted == "" || within(m.Name, wanted) || within(m.Handle, wanted) {
			if len(f.People) == n {
				return false, nil
			}
			if err := add(m, accounts); err != nil {
				return false, err
			}
		}
		f.Next = m.ID
		if looked == mostSearched {
			return false, nil
		}
		return true, nil
	})
	if len(f.People) < n && looked < mostSearched {
		f.Next = 0
	}
	return f, err
}

// within reports whether a name holds a normalised text.
func within(name, wanted string) bool {
	for i := range len(name) {
		if c := name[i]; c < ' ' || c > '~' { // what normalising drops or folds
			return strings.Contains(rules.Normalize(name), wanted)
		}
	}
	return strings.Contains(strings.ToLower(name), wanted)
}
