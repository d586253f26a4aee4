package earning

import (
	"cmp"
	"math"
	"slices"

	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/store"
)

// Merge implements bot.Routes: the later cooldown applies, the day's caps cover
// the payments of both, and the latest texts of neither are paid again.
// Reactions are stored by account.
func (*Feature) Merge(t *bot.Turn, from, into bot.MemberID) error {
	if err := mergeRecords(t, from, into); err != nil {
		return err
	}
	if err := mergeTalked(t, from, into); err != nil {
		return err
	}
	return moveReactionSums(t, from, into, true)
}

// Part implements bot.Routes: the account keeps the cooldown, caps and latest
// texts of the member it leaves.
func (*Feature) Part(t *bot.Turn, from, left bot.MemberID) error {
	rec, _, err := recordRows.Get(t.State(), store.K2(t.Community.ID, from))
	if err != nil {
		return err
	}
	if !rec.paid.IsZero() {
		if err := recordRows.Put(t.State(), store.K2(t.Community.ID, left), rec); err != nil {
			return err
		}
	}
	if err := partTalked(t, from, left); err != nil {
		return err
	}
	return moveReactionSums(t, from, left, false)
}

func mergeRecords(t *bot.Turn, from, into bot.MemberID) error {
	goneKey, keptKey := store.K2(t.Community.ID, from), store.K2(t.Community.ID, into)
	gone, _, err := recordRows.Get(t.State(), goneKey)
	if err != nil || gone.paid.IsZero() {
		return err
	}
	kept, _, err := recordRows.Get(t.State(), keptKey)
	if err != nil {
		return err
	}
	if !kept.paid.IsZero() {
		gone = unite(gone, kept)
	}
	if err := recordRows.Put(t.State(), keptKey, gone); err != nil {
		return err
	}
	return recordRows.Delete(t.State(), goneKey)
}

// unite returns the record of a person who sent the messages of both.
func unite(a, b record) record {
	if a.day < b.day {
		a, b = b, a
	}
	u := record{paid: a.paid, day: a.day, today: a.today}
	if b.paid.After(u.paid) {
		u.paid = b.paid
	}
	if b.day == u.day {
		u.today += b.today
	}
	texts := slices.Concat(a.recent[:a.texts], b.recent[:b.texts])
	slices.SortFunc(texts, func(x, y text) int { return cmp.Or(cmp.Compare(x.at, y.at), cmp.Compare(x.hash, y.hash)) })
	u.texts = copy(u.recent[:], texts[max(0, len(texts)-remembered):])
	return u
}

// lateDays is how many previous days a reaction may still count towards, after
// an outage of the platform.
const lateDays = 2

// moveReactionSums moves these days' sums of reactions to or from one member to
// another: instead of the first if they became one member, otherwise in
// addition.
func moveReactionSums(t *bot.Turn, from, to bot.MemberID, joined bool) error {
	first, last := t.Day()-lateDays, bot.Day(math.MaxInt32)
	err := moveSums(t, receivedRows, store.K3(t.Community.ID, first, bot.MemberID(0)), store.K3(t.Community.ID, last, bot.MemberID(0)), joined,
		func(k receivedKey) receivedKey { return store.K3(k.A, k.B, other(k.C, from, to)) })
	if err != nil {
		return err
	}
	none := bot.MemberID(0)
	return moveSums(t, givenRows, store.K4(t.Community.ID, first, none, none), store.K4(t.Community.ID, last, none, none), joined,
		func(k givenKey) givenKey { return store.K4(k.A, k.B, other(k.C, from, to), other(k.D, from, to)) })
}

func other(m, from, to bot.MemberID) bot.MemberID {
	if m == from {
		return to
	}
	return m
}

// moveSums moves the sums between two keys to the keys returned by rename.
func moveSums[K comparable](t *bot.Turn, rows *store.Table[K, int64], from, to K, joined bool, rename func(K) K) error {
	return rows.Scan(t.State(), &from, &to, false, 0, func(k K, points int64) (bool, error) {
		key := rename(k)
		if key == k {
			return true, nil
		}
		if !joined {
			return true, rows.Put(t.State(), key, points)
		}
		if err := rows.Delete(t.State(), k); err != nil {
			return false, err
		}
		before, _, err := rows.Get(t.State(), key)
		if err != nil {
			return false, err
		}
		return true, rows.Put(t.State(), key, before+points)
	})
}
