package order

import (
	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/bot/answer"
	"github.com/stewardbot/steward/bot/feature/moderation/room"
	"github.com/stewardbot/steward/bot/ledger"
	"github.com/stewardbot/steward/bot/sanction"
	"github.com/stewardbot/steward/store"
)

// awardedRows keeps what moderators gave: community, moderator's member, day ->
// points.
var (
	awardedKeys = store.Shape3(store.Str[string]{}, store.Num[bot.MemberID]{}, store.Int[bot.Day]{})
	awardedRows = store.Rows("moderation_awarded", awardedKeys, store.Int64Key{})
)

// pays tells whether the command moves points.
func pays(o *room.Order) bool { return o.Command == "award" || o.Command == "fine" }

// pay books what a case gives or takes. A sentence says why an award is refused.
func (d Orders) pay(t *bot.Turn, o *room.Order, c *sanction.Case) (string, error) {
	next, err := d.File.Next(t.State(), t.Community.ID)
	if err != nil {
		return "", err
	}
	m := ledger.Move{From: ledger.Of(c.Member), To: ledger.Mint("fine"), Amount: int64(o.Number), Cause: room.CauseOf(next), Force: true}
	if c.Kind == bot.ActAward {
		if why, err := d.award(t, o); why != "" || err != nil {
			return why, err
		}
		m.From, m.To = ledger.Mint("award"), ledger.Of(c.Member)
	}
	e, err := d.Book.Move(t, m)
	c.Points, c.Entry = m.Amount, e.ID
	return "", err
}

// award counts what a moderator gives to the day's limit.
func (d Orders) award(t *bot.Turn, o *room.Order) (string, error) {
	by, err := t.MemberByUser(bot.User{ID: o.By})
	if err != nil || by == nil {
		return "", err
	}
	key := store.K3(t.Community.ID, by.ID, t.Day())
	given, _, err := awardedRows.Get(t.State(), key)
	if err != nil {
		return "", err
	}
	limit := bot.Setting[*ledger.Settings](t.Community, "points").AwardPerDay
	if given+int64(o.Number) > limit {
		return t.Text("moderation.award_limit", bot.Args{"Points": answer.Points(t, limit), "Left": max(limit-given, 0)}), nil
	}
	return "", awardedRows.Put(t.State(), key, given+int64(o.Number))
}
