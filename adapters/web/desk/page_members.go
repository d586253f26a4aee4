package desk

import (
	"strconv"
	"strings"

	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/bot/inspect"
)

// membersData is what the page of members shows.
type membersData struct {
	Search string
	inspect.Found
}

// membersOnPage is how many a page lists.
const membersOnPage = 50

func members(v *Visit) (any, error) {
	after, _ := strconv.ParseUint(v.Query("after"), 10, 64)
	search := strings.TrimSpace(bot.Head(v.Query("q"), 256))
	found, err := inspect.Find(v.Turn, search, bot.MemberID(after), membersOnPage)
	return membersData{search, found}, err
}

func membersTable(_ *Visit, data any) *Table {
	t := &Table{Columns: []string{"member", "name", "handle", "accounts", "level", "earned", "balance", "joined", "last_seen"}}
	for _, m := range data.(membersData).People {
		t.Rows = append(t.Rows, []any{uint64(m.Member), m.Name, m.Handle, accountList(m.Identities), m.LevelName, m.Earned, m.Balance.Balance, m.Joined, m.Seen})
	}
	return t
}

func accountList(list []bot.UserID) string {
	words := make([]string, len(list))
	for i, u := range list {
		words[i] = string(u)
	}
	return strings.Join(words, " ")
}

// memberData is what the page of one member shows.
type memberData struct {
	inspect.Person
	Account bot.UserID // by which commands name them
	Did     []count
	More    uint64 // the entry before which older movements are; 0: none
}

// count is one of the figures.
type count struct {
	Metric string
	N      int64
}

// linesOnPage is how many movements and cases a page lists.
const linesOnPage = 50

func aMember(v *Visit) (any, error) {
	m, err := inspect.Member(v.Reader, v.Community.ID, v.Path("member"))
	if err != nil {
		return nil, errNotFound // whatever it is, nobody is there
	}
	before, _ := strconv.ParseUint(v.Query("before"), 10, 64)
	o := v.Desk.opt
	p, err := inspect.PersonOf(v.Turn.ToUser(), m, o.Metrics, before, linesOnPage)
	if err != nil {
		return nil, err
	}
	data := memberData{Person: p}
	if len(p.Identities) > 0 {
		data.Account = p.Identities[0]
	}
	data.Did = v.counts(p.Profile.Did)
	if n := len(p.Moves); n == linesOnPage {
		data.More = p.Moves[n-1].Entry
	}
	return data, nil
}

// counts puts what a member did into words.
func (v *Visit) counts(did map[string]int64) (list []count) {
	o := v.Desk.opt
	for _, x := range o.Metrics {
		if n := did[x.Name]; n != 0 {
			list = append(list, count{o.Text(v.Tag, "stats."+x.Name, bot.Args{"Count": n}), n})
		}
	}
	return list
}

func memberTable(_ *Visit, data any) *Table {
	t := &Table{Columns: []string{"entry", "at", "amount", "what", "cause"}}
	for _, m := range data.(memberData).Moves {
		t.Rows = append(t.Rows, []any{m.Entry, m.At, m.Amount, m.What, m.Cause})
	}
	return t
}
