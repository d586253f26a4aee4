// Package levels gives members a rank name for what they have earned in all,
// and tells the room when somebody reaches a higher one.
//
// In the order in which it works: it is wired behind the features that pay.
// After each turn it looks at whose earnings the turn has moved. Who is now at a
// level above every one reached before is told of (announce.go): the first such
// level starts a timer for the place, and all that are reached there until it
// fires share one line. The highest level ever reached is stored, so that
// points which are taken back and earned again announce nothing. /level shows
// where one stands.
package levels

import (
	"encoding/binary"
	"fmt"

	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/bot/answer"
	"github.com/stewardbot/steward/bot/ledger"
	"github.com/stewardbot/steward/store"
)

// Feature implements bot.Feature.
type Feature struct{ book *ledger.Book }

// New reads the given book.
func New(book *ledger.Book) *Feature { return &Feature{book} }

// Name implements bot.Feature.
func (*Feature) Name() string { return "levels" }

// Commands implements bot.Feature.
func (*Feature) Commands() []bot.Command {
	return []bot.Command{{Name: "level", Aliases: []string{"等级"}, Spoken: []string{"等级"}}}
}

func settings(c *bot.Community) Settings { return *bot.Setting[*Settings](c, Section) }

// At is the name of the level that so many points earned make, empty if the
// community has no levels.
func At(c *bot.Community, earned int64) string {
	s := settings(c)
	if i := s.of(earned); i >= 0 {
		return s[i].Name
	}
	return ""
}

// Handle implements bot.Feature.
func (f *Feature) Handle(t *bot.Turn) error {
	if t.Community == nil {
		return nil
	}
	if t.Event.Kind == bot.KindTick {
		return f.post(t)
	}
	for _, c := range f.book.Moved(t) {
		if err := f.moved(t, c); err != nil {
			return err
		}
	}
	if t.Call.Is("level") && t.Member != nil {
		return f.show(t)
	}
	return nil
}

// moved notes a level above all that the member has reached before.
func (f *Feature) moved(t *bot.Turn, c ledger.Change) error {
	s := settings(t.Community)
	level := s.of(c.After.Earned)
	if level <= 0 {
		return nil
	}
	key := store.AppendUint64(store.AppendString(nil, t.Community.ID), uint64(c.Member))
	highest, err := reached(t.State(), key)
	if err != nil || level <= highest {
		return err
	}
	t.Find(bot.Finding{Code: "up", Member: c.Member, Args: bot.Args{"Level": s[level].Name}})
	if err := t.State().Put(tableReached, key, binary.AppendUvarint(nil, uint64(level))); err != nil {
		return err
	}
	if level < t.Community.Replies.LevelUpFrom || t.Late || !t.Community.Owns(t.Event.Place) {
		return nil
	}
	return f.announce(t, c.Member, level)
}

// tableReached: (community, member) -> the index of the highest level reached;
// nothing for the first level, which everybody has.
const tableReached = "member/level"

func reached(r store.Reader, key []byte) (int, error) {
	b, err := r.Get(tableReached, key)
	if err != nil || b == nil {
		return 0, err
	}
	n, size := binary.Uvarint(b)
	if size <= 0 {
		return 0, fmt.Errorf("table %s, key %x: not a number", tableReached, key)
	}
	return int(n), nil
}

func (f *Feature) show(t *bot.Turn) error {
	figures, err := f.book.Balance(t, t.Member.ID)
	if err != nil {
		return err
	}
	text := standing(t, figures.Earned)
	rank, of := f.book.Rank(t.Community.ID, ledger.AllTime, t.Day(), figures.Earned)
	if rank > 0 {
		text += "\n" + t.Text("levels.rank", bot.Args{"Rank": rank, "Of": of})
	}
	answer.Give(t, answer.Reply{Text: text})
	return nil
}

func standing(t *bot.Turn, earned int64) string {
	s := settings(t.Community)
	args := bot.Args{"Points": answer.Points(t, earned)}
	i := s.of(earned)
	if i < 0 {
		return t.Text("levels.none", args)
	}
	args["Level"] = s[i].Name
	if i == len(s)-1 {
		return t.Text("levels.highest", args)
	}
	args["Left"], args["Next"] = s[i+1].At-earned, s[i+1].Name
	return t.Text("levels.mine", args)
}
