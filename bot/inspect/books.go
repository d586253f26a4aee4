package inspect

import (
	"cmp"
	"errors"
	"slices"
	"time"

	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/bot/feature/checkin"
	"github.com/stewardbot/steward/bot/feature/levels"
	"github.com/stewardbot/steward/bot/ledger"
	"github.com/stewardbot/steward/bot/member"
	"github.com/stewardbot/steward/store"
)

// Balance is a member's points: Balance to spend, Earned for levels and standings.
type Balance struct {
	Member     bot.MemberID `json:"member"`
	Name       string       `json:"name"`
	Identities []bot.UserID `json:"identities"` // the oldest first
	Balance    int64        `json:"balance"`
	Earned     int64        `json:"earned"`
}

// Balances calls fn for each member of a community, by number, also for those
// without points.
func Balances(r store.Reader, community string, fn func(Balance) error) error {
	figures, err := balances(r, community)
	if err != nil {
		return err
	}
	return member.New().Each(r, community, func(m *bot.Member, accounts []bot.UserID) error {
		f := figures[m.ID]
		return fn(Balance{m.ID, m.Name, slices.Clone(accounts), f.Balance, f.Earned})
	})
}

func balances(r store.Reader, community string) (map[bot.MemberID]ledger.Figures, error) {
	figures := map[bot.MemberID]ledger.Figures{}
	err := ledger.Balances(r, community, func(m bot.MemberID, f ledger.Figures) error {
		figures[m] = f
		return nil
	})
	return figures, err
}

// Standing is a member's place in the standings, and what is shown beside it.
type Standing struct {
	Balance
	Level          string // empty: the community has none
	Streak         int    // days in a row
	CheckedInToday bool
}

// Standings returns all members of a community at a time, most points earned first.
func Standings(r store.Reader, c *bot.Community, now time.Time) (list []Standing, err error) {
	err = Balances(r, c.ID, func(b Balance) error {
		days, today, err := checkin.StreakOf(r, c, b.Member, now)
		_, level := levels.At(c, b.Earned)
		list = append(list, Standing{b, level, int(days), today})
		return err
	})
	slices.SortStableFunc(list, func(a, b Standing) int { return cmp.Compare(b.Earned, a.Earned) })
	return list, err
}

// Entry is a movement of points in a community's books.
type Entry struct {
	ID       uint64         `json:"id"`
	At       time.Time      `json:"at"`
	Day      string         `json:"day"`
	From     ledger.Account `json:"from"`
	To       ledger.Account `json:"to"`
	Amount   int64          `json:"amount"`
	Cause    string         `json:"cause"`
	Reverses uint64         `json:"reverses,omitempty"`
	Joins    bot.MemberID   `json:"joins,omitempty"`
	Hash     string         `json:"hash"`
}

// Entries calls fn for a community's entries from number from on, ascending.
func Entries(r store.Reader, community string, from uint64, fn func(Entry) error) error {
	return ledger.Entries(r, community, from, func(e ledger.Entry) error {
		return fn(Entry{e.ID, e.At, e.Day.String(), e.From, e.To, e.Amount, e.Cause, e.Reverses, e.Joins, e.Hash.String()})
	})
}

// Verification is the result of verifying a community's books.
type Verification struct {
	OK       bool     `json:"ok"`
	Entries  int      `json:"entries"`
	Members  int      `json:"members"`
	Head     string   `json:"head"`             // the hash of the newest entry
	Known    uint64   `json:"known,omitempty"`  // the entry with the requested hash; 0: none
	Begins   bool     `json:"begins,omitempty"` // the requested hash is the head of empty books
	Problems []string `json:"problems,omitempty"`
	More     int      `json:"more,omitempty"` // problems that are not listed
}

// Verify checks a community's books and finds the entry with the hash head, unless
// that is empty. Problems are in lang. Progress, if not nil, is called with the
// entries read so far.
func Verify(r store.Reader, community, head, lang string, progress func(int)) (v Verification, err error) {
	report, err := ledger.Verify(r, community, progress)
	if err != nil {
		return v, err
	}
	if err := member.Verify(r, community, report.Tell); err != nil {
		return v, err
	}
	known, err := entryWith(r, community, head)
	begins := head == ledger.Beginning(community).String()
	var problems []string
	for _, p := range report.Problems {
		problems = append(problems, p.In(lang))
	}
	return Verification{report.OK(), report.Entries, report.Members, report.Head.String(), known, begins, problems, report.More}, err
}

// entryWith returns the number of the entry with a hash; 0 if there is none.
func entryWith(r store.Reader, community, head string) (id uint64, err error) {
	if head == "" {
		return 0, nil
	}
	found := errors.New("found")
	err = ledger.Entries(r, community, 0, func(e ledger.Entry) error {
		if e.Hash.String() != head {
			return nil
		}
		id = e.ID
		return found
	})
	if errors.Is(err, found) {
		err = nil
	}
	return id, err
}
