package order

import (
	"errors"

	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/bot/answer"
	"github.com/stewardbot/steward/bot/feature/moderation/room"
	"github.com/stewardbot/steward/bot/ledger"
	"github.com/stewardbot/steward/bot/sanction"
	"github.com/stewardbot/steward/store"
)

// awardedRows keeps what moderators gave, and finedRows what they took: community,
// moderator's member, the day of the latest -> points.
var (
	ofDay       = store.Shape3(store.Str[string]{}, store.Num[bot.MemberID]{}, store.Int[bot.Day]{})
	awardedRows = store.Rows("moderation_awarded", ofDay, store.Int64Key{})
	finedRows   = store.Rows("moderation_fined", ofDay, store.Int64Key{})
)

// pay books what a case gives or takes, if anything; nobody loses more than
// they have. why says why nothing, or less, was booked.
func (d Orders) pay(t *bot.Turn, o *room.Order, c *sanction.Case, m *bot.Member) (booked bool, why string, err error) {
	next, err := d.File.Next(t.State(), t.Community.ID)
	if err != nil {
		return false, "", err
	}
	move := ledger.Move{From: ledger.Mint("award"), To: ledger.Of(c.Member), Amount: int64(o.Number), Cause: room.CauseOf(next)}
	settings := bot.Setting[*ledger.Settings](t.Community, "points")
	rows, limit, refusal := awardedRows, settings.AwardPerDay, "moderation.award_limit"
	switch c.Kind {
	case bot.ActAward:
	case bot.ActFine:
		has, err := d.Book.Balance(t, m.ID)
		if err != nil {
			return false, "", err
		}
		args := bot.Args{"Name": answer.Name(m, nil), "Points": answer.Points(t, max(has.Balance, 0))}
		if has.Balance <= 0 {
			return false, t.Text("moderation.fine_nothing", args), nil
		}
		if move.Amount > has.Balance {
			move.Amount, why = has.Balance, t.Text("moderation.fine_all", args)
		}
		move.From, move.To = ledger.Of(c.Member), ledger.Mint("fine")
		rows, limit, refusal = finedRows, settings.FinePerDay, "moderation.fine_limit"
	default:
		return true, "", nil
	}
	by, err := t.MemberByUser(bot.User{ID: o.By})
	if err != nil {
		return false, "", err
	}
	if by != nil {
		key := store.K3(t.Community.ID, by.ID, t.Day())
		moved, _, err := rows.Get(t.State(), key)
		if err != nil {
			return false, "", err
		}
		if moved+move.Amount > limit {
			return false, t.Text(refusal, bot.Args{"Points": answer.Points(t, limit), "Left": max(limit-moved, 0)}), nil
		}
		if err := errors.Join(rows.Clear(t.State(), ofDay.Under2(key.A, key.B)), rows.Put(t.State(), key, moved+move.Amount)); err != nil {
			return false, "", err
		}
	}
	e, err := d.Book.Move(t, move)
	c.Points, c.Entry = move.Amount, e.ID
	return err == nil, why, err
}

// Merge adds up what two members, now one, gave and took today.
func (d Orders) Merge(t *bot.Turn, from, into bot.MemberID) error {
	for _, rows := range []*store.Table[store.Key3[string, bot.MemberID, bot.Day], int64]{awardedRows, finedRows} {
		gone, kept := store.K3(t.Community.ID, from, t.Day()), store.K3(t.Community.ID, into, t.Day())
		theirs, _, err := rows.Get(t.State(), gone)
		if err != nil {
			return err
		}
		own, _, err := rows.Get(t.State(), kept)
		if err != nil {
			return err
		}
		err = rows.Clear(t.State(), ofDay.Under2(gone.A, gone.B))
		if theirs > 0 {
			err = errors.Join(err, rows.Put(t.State(), kept, own+theirs))
		}
		if err != nil {
			return err
		}
	}
	return nil
}
