// Package levels gives members a level by the points they have earned in total, announces new
// levels, and gives members their level's roles and tag.
//
// It is wired behind the features that pay. After each turn it checks whose earnings have
// changed. A level above all that the member has reached before is announced (announce.go): the
// first one starts a timer for the place, and all levels reached there until it fires share one
// message. The highest level is stored, so points that are reversed and earned again announce
// nothing. /level shows the member's level and what it opens (perks.go), and /rank draws it as a
// picture (rank.go).
//
// The roles and tag of a level are given by bot/grant; the feature is one of its sources.
package levels

import (
	"fmt"
	"time"

	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/bot/answer"
	"github.com/stewardbot/steward/bot/grant"
	"github.com/stewardbot/steward/bot/ledger"
	"github.com/stewardbot/steward/store"
)

// Feature implements bot.Feature.
type Feature struct {
	book    *ledger.Book
	keeper  *grant.Keeper
	streak  Streak
	sources []Perks
}

// Streak returns how many days in a row a member has checked in, 0 if the streak
// is broken, and whether today is among them.
type Streak func(r store.Reader, c *bot.Community, m bot.MemberID, now time.Time) (days int64, today bool, err error)

// New reads the given book, and becomes a source of keeper's. What the perks name
// is listed by /level.
func New(book *ledger.Book, keeper *grant.Keeper, streak Streak, perks ...Perks) *Feature {
	f := &Feature{book, keeper, streak, perks}
	keeper.Source(grant.Source{Wants: f.wants, Basis: func(c *bot.Community) any { return settings(c).basis() }})
	return f
}

// Name implements bot.Feature.
func (*Feature) Name() string { return "levels" }

// Routes implements bot.Feature. Most of its work follows from payments by other features.
func (f *Feature) Routes() bot.Routes {
	return bot.Routes{
		Topic: bot.TopicPoints,
		Commands: []bot.Command{
			{Name: "level", Aliases: []string{"等级/等級"}, Spoken: []string{"等级/等級"}, Run: f.show},
			{
				Name: "rank", Aliases: []string{"等级卡/等級卡"}, Spoken: []string{"等级卡/等級卡"},
				Params: []bot.Param{{Name: "member", Kind: bot.ParamMember}}, Run: f.showRank,
			},
		},
		On:     map[bot.Kind]bot.Handler{bot.KindTick: f.tick},
		After:  f.look,
		Forget: f.Forget, Disclose: f.Disclose, Merge: f.Merge, Part: f.Part,
	}
}

func settings(c *bot.Community) Settings { return *bot.Setting[*Settings](c, Section) }

// Threshold returns the points that a level of a community takes, counted from 0; false if
// there is no such level.
func Threshold(c *bot.Community, number int) (points int64, ok bool) {
	s := settings(c)
	if number < 0 || number >= len(s) {
		return 0, false
	}
	return s[number].At, true
}

// At returns the level for an amount earned, counted from 0, and its name; -1 if
// the community has no levels.
func At(c *bot.Community, earned int64) (number int, name string) {
	s := settings(c)
	if number = s.of(earned); number >= 0 {
		name = s[number].Name
	}
	return number, name
}

// NameOf returns the name of a level, counted from 0; empty if there is none.
func NameOf(c *bot.Community, number int) string {
	if s := settings(c); number >= 0 && number < len(s) {
		return s[number].Name
	}
	return ""
}

// Number returns the level of a turn's member, counted from 0; -1 if the
// community has no levels, or the turn has no member.
func Number(t *bot.Turn, book *ledger.Book) (int, error) {
	if t.Member == nil {
		return -1, nil
	}
	return Of(t, book, t.Member.ID)
}

// Of returns the level of a member, counted from 0; -1 without levels.
func Of(t *bot.Turn, book *ledger.Book, m bot.MemberID) (int, error) {
	figures, err := book.Balance(t, m)
	if err != nil {
		return -1, fmt.Errorf("levels: number of member %d: %w", m, err)
	}
	return settings(t.Community).of(figures.Earned), nil
}

// look reacts to what was paid for the event.
func (f *Feature) look(t *bot.Turn) error {
	s := settings(t.Community)
	for _, c := range f.book.Moved(t) {
		if err := f.moved(t, c); err != nil {
			return err
		}
		if s.of(c.Before.Earned) != s.of(c.After.Earned) {
			if err := f.keeper.Settle(t, c.Member, true); err != nil {
				return err
			}
		}
	}
	return nil
}

// wants is a grant.Source.
func (f *Feature) wants(t *bot.Turn, m bot.MemberID) (grant.Wants, error) {
	figures, err := f.book.Balance(t, m)
	s := settings(t.Community)
	return s.wants(s.of(figures.Earned)), err
}

// moved records a level above all that the member has reached before.
func (f *Feature) moved(t *bot.Turn, c ledger.Change) error {
	s := settings(t.Community)
	level := s.of(c.After.Earned)
	if level <= 0 {
		return nil
	}
	highest, err := reached(t, c.Member)
	if err != nil || level <= highest {
		return err
	}
	t.Find(bot.Finding{Code: "up", Member: c.Member, Args: bot.Args{"Level": s[level].Name}})
	if err := putReached(t, c.Member, level); err != nil {
		return err
	}
	if level < t.Community.Replies.LevelUpFrom || t.Late || !t.Community.Owns(t.Event.Place) {
		return nil
	}
	return f.announce(t, c.Member, level)
}

// Tables lists the tables of the feature.
func Tables() []store.Declared { return []store.Declared{pendingRows, reachedRows} }

// reachedRows: community, member -> the index of the highest level reached; no
// row for the first level, which everybody has.
var reachedRows = store.Column("member/level", 6, store.Shape2(store.Str[string]{}, store.Num[bot.MemberID]{}), store.Uvarint[uint64]{})

func reached(t *bot.Turn, m bot.MemberID) (int, error) {
	level, _, err := reachedRows.Get(t.State(), store.K2(t.Community.ID, m))
	return int(level), err
}

func (f *Feature) show(t *bot.Turn, _ *bot.Input) error {
	if t.Member == nil {
		return nil
	}
	s, err := f.stand(t, t.Member.ID)
	if err != nil {
		return err
	}
	perks, err := f.perks(t, settings(t.Community).of(s.Earned))
	if err != nil {
		return err
	}
	answer.Give(t, answer.Reply{Text: s.text(t) + perks})
	return nil
}

// stand is a member's standing; rank 0 means on no board.
type stand struct {
	ledger.Figures
	rank, of int
}

func (f *Feature) stand(t *bot.Turn, m bot.MemberID) (s stand, err error) {
	if s.Figures, err = f.book.Balance(t, m); err == nil {
		s.rank, s.of, err = f.book.Rank(t, ledger.AllTime, s.Earned)
	}
	return s, err
}

func (s stand) text(t *bot.Turn) string {
	text := standing(t, s.Earned)
	if s.rank > 0 {
		text += "\n" + t.Text("levels.rank", bot.Args{"Rank": s.rank, "Of": s.of})
	}
	return text
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
