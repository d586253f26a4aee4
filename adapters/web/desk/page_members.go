package desk

import (
	"errors"
	"net/url"
	"strconv"
	"strings"

	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/bot/inspect"
	"github.com/stewardbot/steward/bot/phrase"
	"github.com/stewardbot/steward/bot/segment"
)

// membersData is what the page of members shows.
type membersData struct {
	inspect.Wanted
	inspect.Found
	Fault    string // of the expression or the segment
	Segments []string
	Tags     []string
	Of       int // all members
}

// membersOnPage is how many a page lists.
const membersOnPage = 50

// Segments returns a view of the community's segments.
func (v *Visit) Segments() (*segment.View, error) { return v.Desk.opt.Sorter().View(v.Turn) }

func members(v *Visit) (any, error) {
	after, _ := strconv.ParseUint(v.Query("after"), 10, 64)
	text := func(name string, most int) string { return strings.TrimSpace(bot.Head(v.Query(name), most)) }
	d := membersData{Wanted: inspect.Wanted{Search: text("q", 256), If: text("if", 1000), Segment: text("segment", 200), Tag: text("tag", 200)}}
	view, err := v.Segments()
	if err != nil {
		return nil, err
	}
	d.Segments = segment.Names(view.Own())
	list, _, err := inspect.Tags(v.Turn)
	for _, t := range list {
		d.Tags = append(d.Tags, t.Name)
	}
	if err == nil {
		d.Of, err = inspect.CountMembers(v.Reader, v.Community.ID)
	}
	if err != nil {
		return nil, err
	}
	d.Found, err = inspect.Find(v.Turn, view, d.Wanted, bot.MemberID(after), membersOnPage)
	if why := (*phrase.Phrase)(nil); errors.As(err, &why) {
		d.Fault, err = why.In(v.Tag), nil
	}
	return d, err
}

// Filtered reports whether more is asked for than a name.
func (d membersData) Filtered() bool { return d.If != "" || d.Segment != "" || d.Tag != "" }

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

// SegmentURL returns the address of the members of a segment.
func (v *Visit) SegmentURL(name string) string { return v.membersWith("segment", name) }

// TagURL returns the address of the members with a tag.
func (v *Visit) TagURL(name string) string { return v.membersWith("tag", name) }

func (v *Visit) membersWith(key, value string) string {
	return v.Base() + "members?" + url.Values{key: {value}}.Encode()
}
