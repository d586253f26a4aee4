package gifts

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/bot/answer"
	"github.com/stewardbot/steward/store"
)

// The thresholds of what is reported: see the package.
const (
	window       = 7 // days
	ringStep     = 10
	ringLongest  = 5
	drainGivers  = 5
	drainPerDays = 2 // times what one may give in a day
	reportAgain  = 30
	// searched bounds how many members are looked at for a ring.
	searched = 100
)

// The tables of gifts. All but the last begin with the community and a day, so
// that old rows are easy to delete.
var (
	pair = store.Shape4(store.Str[string]{}, store.Int[bot.Day]{}, store.Num[bot.MemberID]{}, store.Num[bot.MemberID]{})
	// givenRows: day, giver, receiver -> points. Receiver 0 stands for what an
	// account gave before it was linked or unlinked.
	givenRows = store.Rows("gifts_given", pair, store.Int64Key{})
	// gotRows: day, receiver, giver -> points.
	gotRows = store.Rows("gifts_got", pair, store.Int64Key{})
	// packedRows: day, member, 0 -> points put into red packets.
	packedRows = store.Rows("gifts_packed", pair, store.Int64Key{})
	// reportedRows: what was reported -> the day.
	reportedRows = store.Rows("gifts_reported", store.Shape2(store.Str[string]{}, store.Str[string]{}), store.Int64Key{})
)

type (
	pairKey  = store.Key4[string, bot.Day, bot.MemberID, bot.MemberID]
	pairRows = store.Table[pairKey, int64]
	// flows are points by member.
	flows map[bot.MemberID]int64
)

func (f flows) sum() (n int64) {
	for _, points := range f {
		n += points
	}
	return n
}

// add adds points to a row, and deletes a few that are past.
func add(t *bot.Turn, rows pairRows, key pairKey, points int64) error {
	old, _, err := rows.Get(t.State(), key)
	if err != nil {
		return err
	}
	from, to := store.AppendString(nil, t.Community.ID), pair.Under2(t.Community.ID, t.Day()-window-1)
	err = t.State().Scan(rows.Name, from, to, false, 3, func(k, _ []byte) (bool, error) {
		return true, t.State().Delete(rows.Name, k)
	})
	return errors.Join(err, rows.Put(t.State(), key, old+points))
}

// each calls fn for a member's rows of the last days, up to today.
func each(t *bot.Turn, rows pairRows, m bot.MemberID, fn func(k pairKey, points int64) error) error {
	for d := t.Day() - window + 1; d <= t.Day(); d++ {
		err := rows.ScanPrefix(t.State(), pair.Under3(t.Community.ID, d, m), false, 0, func(k pairKey, points int64) (bool, error) {
			return true, fn(k, points)
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// lately returns what a member gave or got in the last days.
func lately(t *bot.Turn, rows pairRows, m bot.MemberID) (flows, error) {
	sums := flows{}
	err := each(t, rows, m, func(k pairKey, points int64) error {
		sums[k.D] += points
		return nil
	})
	return sums, err
}

// givenOn returns what a member gave on a day.
func givenOn(t *bot.Turn, day bot.Day, m bot.MemberID) (flows, error) {
	sums := flows{}
	err := givenRows.ScanPrefix(t.State(), pair.Under3(t.Community.ID, day, m), false, 0, func(k pairKey, points int64) (bool, error) {
		sums[k.D] += points
		return true, nil
	})
	return sums, err
}

// flow records a gift by the turn's member, and reports what it completes.
func (f *Feature) flow(t *bot.Turn, whom bot.MemberID, amount int64) error {
	giver := t.Member.ID
	err := errors.Join(
		add(t, givenRows, store.K4(t.Community.ID, t.Day(), giver, whom), amount),
		add(t, gotRows, store.K4(t.Community.ID, t.Day(), whom, giver), amount),
	)
	if err != nil {
		return err
	}
	if err := f.reportRing(t, giver, whom); err != nil {
		return err
	}
	return f.reportDrain(t, whom)
}

// reportRing looks for a way from the receiver back to the giver.
func (f *Feature) reportRing(t *bot.Turn, giver, whom bot.MemberID) error {
	own, err := lately(t, givenRows, giver)
	if err != nil || own[whom] < ringStep {
		return err
	}
	// The search is by width, so the shortest ring is found.
	paths, seen := [][]bot.MemberID{{giver, whom}}, map[bot.MemberID]bool{giver: true, whom: true, 0: true}
	for looked := 0; len(paths) > 0 && looked < searched; looked++ {
		path := paths[0]
		paths = paths[1:]
		next, err := lately(t, givenRows, path[len(path)-1])
		if err != nil {
			return err
		}
		if len(path) > 2 && next[giver] >= ringStep {
			return f.report(t, "ring", path, bot.Args{"Least": ringStep})
		}
		if len(path) == ringLongest {
			continue
		}
		for _, m := range next.members() {
			if !seen[m] && next[m] >= ringStep {
				seen[m] = true
				paths = append(paths, append(slices.Clone(path), m))
			}
		}
	}
	return nil
}

func (f flows) members() (list []bot.MemberID) {
	for m := range f {
		list = append(list, m)
	}
	slices.Sort(list)
	return list
}

// reportDrain looks at whom the receiver got points from.
func (f *Feature) reportDrain(t *bot.Turn, whom bot.MemberID) error {
	got, err := lately(t, gotRows, whom)
	if err != nil || len(got) < drainGivers || got.sum() < drainPerDays*settings(t.Community).PerDay {
		return err
	}
	gave, err := lately(t, givenRows, whom)
	if err != nil {
		return err
	}
	for giver := range got {
		if gave[giver] > 0 {
			return nil
		}
	}
	return f.report(t, "drain", []bot.MemberID{whom}, bot.Args{"Count": len(got), "Points": got.sum()})
}

// report tells the moderators' log about members, once in a while.
func (f *Feature) report(t *bot.Turn, what string, members []bot.MemberID, args bot.Args) error {
	key := store.K2(t.Community.ID, fmt.Sprint(what, slices.Sorted(slices.Values(members))))
	last, before, err := reportedRows.Get(t.State(), key)
	if err != nil || before && last > int64(t.Day())-reportAgain {
		return err
	}
	t.Find(bot.Finding{Code: "reported"})
	for _, p := range t.Community.Places[bot.Modlog] {
		room := t.ToPlace(p)
		names := make([]string, len(members))
		for i, id := range members {
			if names[i], err = nameOf(room, id); err != nil {
				return err
			}
		}
		args["Names"] = strings.Join(append(names, names[0]), " → ")
		args["Name"] = names[0]
		text := room.Text("gifts.ring", args)
		if what == "drain" {
			points := args["Points"]
			args["Points"] = answer.Points(room, points.(int64))
			text = room.Text("gifts.drain", args)
			args["Points"] = points
		}
		t.Do(bot.Say{Place: p, Text: text, Lane: bot.Moderation})
	}
	return reportedRows.Put(t.State(), key, int64(t.Day()))
}

// nameOf returns a member's name, or "somebody" if the member was forgotten.
func nameOf(t *bot.Turn, id bot.MemberID) (string, error) {
	m, err := t.MemberByID(id)
	if err != nil {
		return "", err
	}
	if m == nil {
		return t.Text("gifts.somebody", nil), nil
	}
	return answer.Name(m, nil), nil
}
