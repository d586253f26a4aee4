package earning

import (
	"fmt"
	"time"

	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/bot/ledger"
	"github.com/stewardbot/steward/bot/member"
	"github.com/stewardbot/steward/bot/multiplier"
	"github.com/stewardbot/steward/store"
)

// reaction decides what a reaction earns the message's author. Only a person's
// first reaction to a message counts, whatever its outcome: replacing it
// changes nothing.
func (f *Feature) reaction(t *bot.Turn) error {
	s, r := settings(t.Community), t.Event.Reaction
	if s.Reaction.Amount == 0 || t.Member == nil || r == nil || len(r.Added) == 0 || t.Event.Place.Private() {
		return nil
	}
	message := bot.MessageID{Place: t.Event.Place, ID: r.Message}
	said, ok, err := t.Said(message)
	if err != nil {
		return err
	}
	if !ok || said.Member == 0 {
		t.Find(bot.Finding{Code: "reaction_unknown"})
		return nil
	}
	author, err := t.MemberByID(said.Member)
	if err != nil {
		return err
	}
	first, err := firstReaction(t, message, said)
	if err != nil {
		return err
	}
	if !first {
		t.Find(bot.Finding{Code: "reaction_again"})
		return nil
	}
	why, err := f.barred(t, s, said, author)
	if err == nil && why.Code == "" {
		why, err = f.payReaction(t, s, author.ID)
	}
	if err == nil {
		why.Member = said.Member
		t.Find(why)
	}
	return err
}

// barred returns why the author earns nothing regardless of earlier payments;
// author is nil if the member no longer exists.
func (f *Feature) barred(t *bot.Turn, s *ledger.Settings, said bot.Said, author *bot.Member) (bot.Finding, error) {
	if author == nil {
		return bot.Finding{Code: "reaction_unknown"}, nil
	}
	if own, err := f.own(t, said, author); own || err != nil {
		return bot.Finding{Code: "reaction_self"}, err
	}
	if excepted(s, said.Place) {
		return bot.Finding{Code: "excepted_place"}, nil
	}
	if wait := author.Since.Add(s.After).Sub(t.At()); wait > 0 {
		return bot.Finding{Code: "newcomer", N: ceil(wait, time.Minute)}, nil
	}
	if !s.Outsiders {
		account, err := f.members.On(t.State(), t.Community.ID, author.ID, said.Place.Platform())
		if err != nil {
			return bot.Finding{}, err
		}
		presence, err := f.members.Presence(t.State(), said.Place.Space(), account)
		if err != nil || presence == member.Gone {
			return bot.Finding{Code: "outsider"}, err
		}
	}
	return bot.Finding{}, nil
}

// own reports whether the reacting person wrote the message, or may have,
// through an account since unlinked from the author.
func (f *Feature) own(t *bot.Turn, said bot.Said, author *bot.Member) (bool, error) {
	if author.ID == t.Member.ID {
		return true, nil
	}
	parted, err := f.members.Parted(t.State(), t.Community.ID, t.Member.User, said.Member)
	return !said.At.After(parted), err
}

// payReaction pays within the author's daily cap, and the daily limit per
// reacting person.
func (f *Feature) payReaction(t *bot.Turn, s *ledger.Settings, author bot.MemberID) (bot.Finding, error) {
	received, given := store.K3(t.Community.ID, t.Day(), author), store.K4(t.Community.ID, t.Day(), author, t.Member.ID)
	total, _, err := receivedRows.Get(t.State(), received)
	if err != nil {
		return bot.Finding{}, err
	}
	byOne, _, err := givenRows.Get(t.State(), given)
	if err != nil {
		return bot.Finding{}, err
	}
	boost := multiplier.At(t, multiplier.Reaction)
	amount := share(boost.Of(s.Reaction.Amount), s.Reaction.PerGiver, byOne)
	if amount == 0 {
		return bot.Finding{Code: "giver_capped", N: s.Reaction.PerGiver}, nil
	}
	if amount = share(amount, s.Reaction.PerDay, total); amount == 0 {
		return bot.Finding{Code: "reaction_capped", N: s.Reaction.PerDay}, nil
	}
	e, err := f.book.Move(t, ledger.Move{
		From: ledger.Mint("reaction"), To: ledger.Of(author), Amount: amount, Cause: boost.Cause(t.Event.ID),
	})
	if err != nil {
		return bot.Finding{}, fmt.Errorf("pay for a reaction: %w", err)
	}
	explain(t, boost, author)
	if err := putSum(t, receivedRows, received, total+amount); err != nil {
		return bot.Finding{}, err
	}
	return bot.Finding{Code: "reaction_paid", N: amount, Entry: e.ID}, putSum(t, givenRows, given, byOne+amount)
}

// The tables of reactions begin with the community and a day, so that old rows
// are easy to delete.
var (
	// reactedRows: day of the message, space, message, pseudonym of the account that
	// reacted.
	reactedRows = store.Rows("activity_reacted", store.Shape4(store.Str[string]{}, store.Int[bot.Day]{}, store.Str[bot.Place]{},
		store.Both(store.Str[string]{}, store.Tail[string]{})), store.Bytes{})
	// receivedRows: day, author -> points.
	receivedKeys = store.Shape3(store.Str[string]{}, store.Int[bot.Day]{}, store.Num[bot.MemberID]{})
	receivedRows = store.Rows("activity_received", receivedKeys, store.Int64Key{})
	// givenRows: day, author, giver -> points.
	givenKeys = store.Shape4(store.Str[string]{}, store.Int[bot.Day]{}, store.Num[bot.MemberID]{}, store.Num[bot.MemberID]{})
	givenRows = store.Rows("activity_given", givenKeys, store.Int64Key{})
)

type (
	receivedKey = store.Key3[string, bot.Day, bot.MemberID]
	givenKey    = store.Key4[string, bot.Day, bot.MemberID, bot.MemberID]
)

// keepReacted exceeds the retention of the message table: reactions to older
// messages have no known author.
const keepReacted = 17

// firstReaction records that the turn's account reacted to the message, and
// reports whether it is the first time. A person has one account on the
// message's platform, whatever it is linked to.
func firstReaction(t *bot.Turn, m bot.MessageID, said bot.Said) (bool, error) {
	who := store.K2(m.ID, string(t.Pseudonym(t.Member.User)))
	key := store.K4(t.Community.ID, bot.DayOf(said.At.UTC()), m.Place.Space(), who)
	_, before, err := reactedRows.Get(t.State(), key)
	if err != nil || before {
		return false, err
	}
	if err := prune(t, reactedRows.Name); err != nil {
		return false, err
	}
	return true, reactedRows.Put(t.State(), key, []byte{version})
}

// prune deletes a few of a table's expired records, more than are added per call, so that the
// table does not grow.
func prune(t *bot.Turn, table string) error {
	from := store.AppendString(nil, t.Community.ID)
	to := receivedKeys.Under2(t.Community.ID, t.Day()-keepReacted)
	return t.State().Scan(table, from, to, false, 3, func(k, _ []byte) (bool, error) {
		return true, t.State().Delete(table, k)
	})
}

func putSum[K any](t *bot.Turn, rows *store.Table[K, int64], key K, n int64) error {
	if err := prune(t, rows.Name); err != nil {
		return err
	}
	return rows.Put(t.State(), key, n)
}
