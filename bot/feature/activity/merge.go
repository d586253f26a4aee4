package activity

import (
	"cmp"
	"fmt"
	"slices"

	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/store"
)

// Merge implements bot.Merger: the cooldown is that of the later message, the
// day's caps hold over what both were paid, and neither's latest texts are paid
// again. Which messages an account has reacted to is kept by account.
func (*Feature) Merge(t *bot.Turn, from, into bot.MemberID) error {
	if err := mergeRecords(t, from, into); err != nil {
		return err
	}
	if err := mergeTalked(t, from, into); err != nil {
		return err
	}
	return eachReactionSum(t, func(s reactionSum) error {
		if !slices.Contains(s.members, from) {
			return nil
		}
		if err := t.State().Delete(s.table, s.key(t)); err != nil {
			return err
		}
		s.replace(from, into)
		before, err := sumOf(t, s.table, s.key(t))
		if err != nil {
			return err
		}
		return t.State().Put(s.table, s.key(t), store.AppendInt64(nil, before+s.points))
	})
}

// Part implements bot.Merger: cooldown, caps and latest texts are those of the
// member that the account leaves.
func (*Feature) Part(t *bot.Turn, from, left bot.MemberID) error {
	rec, err := load(t.State(), recordKey(t.Community.ID, from))
	if err != nil {
		return err
	}
	if !rec.paid.IsZero() {
		if err := t.State().Put(tableRecords, recordKey(t.Community.ID, left), rec.encode()); err != nil {
			return err
		}
	}
	if err := partTalked(t, from, left); err != nil {
		return err
	}
	return eachReactionSum(t, func(s reactionSum) error {
		if !slices.Contains(s.members, from) {
			return nil
		}
		s.replace(from, left)
		return t.State().Put(s.table, s.key(t), store.AppendInt64(nil, s.points))
	})
}

func mergeRecords(t *bot.Turn, from, into bot.MemberID) error {
	goneKey, keptKey := recordKey(t.Community.ID, from), recordKey(t.Community.ID, into)
	gone, err := load(t.State(), goneKey)
	if err != nil || gone.paid.IsZero() {
		return err
	}
	kept, err := load(t.State(), keptKey)
	if err != nil {
		return err
	}
	if !kept.paid.IsZero() {
		gone = unite(gone, kept)
	}
	if err := t.State().Put(tableRecords, keptKey, gone.encode()); err != nil {
		return err
	}
	return t.State().Delete(tableRecords, goneKey)
}

// unite is the record of a person who said the messages of both.
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

// lateDays is how many days before this one a reaction may still count to: those
// of an outage of the platform.
const lateDays = 2

// reactionSum is a row of tableReceived or tableGiven.
type reactionSum struct {
	table   string
	day     bot.Day
	members []bot.MemberID // the author, and in tableGiven the giver
	points  int64
}

func (s *reactionSum) key(t *bot.Turn) []byte {
	key := dayKey(t.Community.ID, s.day)
	for _, m := range s.members {
		key = store.AppendUint64(key, uint64(m))
	}
	return key
}

func (s *reactionSum) replace(m, by bot.MemberID) {
	for i := range s.members {
		if s.members[i] == m {
			s.members[i] = by
		}
	}
}

// eachReactionSum calls fn for the points of these days; fn may write.
func eachReactionSum(t *bot.Turn, fn func(s reactionSum) error) error {
	for _, table := range []string{tableReceived, tableGiven} {
		prefix := store.AppendString(nil, t.Community.ID)
		from, to := dayKey(t.Community.ID, t.Day()-lateDays), store.PrefixEnd(prefix)
		err := t.State().Scan(table, from, to, false, 0, func(k, v []byte) (bool, error) {
			s, err := decodeSum(table, k[len(prefix):], v)
			if err != nil {
				return false, fmt.Errorf("table %s, key %x: %w", table, k, err)
			}
			return true, fn(s)
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// decodeSum takes a row apart, with the part of its key behind the community.
func decodeSum(table string, key, v []byte) (reactionSum, error) {
	day, key, err := store.TakeInt64(key)
	s := reactionSum{table: table, day: bot.Day(day)}
	for err == nil && len(key) > 0 {
		var m uint64
		m, key, err = store.TakeUint64(key)
		s.members = append(s.members, bot.MemberID(m))
	}
	if err == nil {
		s.points, _, err = store.TakeInt64(v)
	}
	return s, err
}
