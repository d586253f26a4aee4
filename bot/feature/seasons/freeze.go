package seasons

import (
	"fmt"
	"strings"

	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/bot/answer"
	"github.com/stewardbot/steward/bot/ledger"
	"github.com/stewardbot/steward/store"
)

// How much a step does.
const (
	sortStep  = 1_000 // rows read
	emptyStep = 200   // members
	rankStep  = 500   // members
	prizeStep = 10    // members who get something
	told      = 3     // ranks that are told at the end
)

// step takes a season a step further.
func (f *Feature) step(t *bot.Turn, n uint64, s *season) error {
	switch s.Stage {
	case sorting:
		return f.sort(t, n, s)
	case emptying:
		return f.empty(t, n, s)
	case ranking:
		return f.rank(t, n, s)
	}
	return nil
}

// sort writes what members earned, in order.
func (f *Feature) sort(t *bot.Turn, n uint64, s *season) error {
	last, more, err := f.book.EachEarned(t, s.After, sortStep, s.Start, s.End, func(m bot.MemberID, points int64) error {
		if points <= 0 {
			return nil
		}
		who, err := t.MemberByID(m)
		if err != nil || who == nil {
			return err
		}
		if hides, err := f.hides(t, who); hides || err != nil {
			return err
		}
		return orderRows.Put(t.State(), orderOf(t, n, points, m), 0)
	})
	switch {
	case err != nil:
		return err
	case more:
		s.After = last
		return f.again(t, n, s)
	case s.Resets && settings(t.Community).Reset != "":
		return f.enter(t, n, s, emptying)
	}
	return f.enter(t, n, s, ranking)
}

// empty takes what members had at the season's end. What they earned since
// stays.
func (f *Feature) empty(t *bot.Turn, n uint64, s *season) error {
	const later = 400 // days, more than any season is late
	members := 0
	last, more, err := f.book.EachEarned(t, s.After, emptyStep, s.End, s.End+later, func(m bot.MemberID, since int64) error {
		members++
		has, err := f.book.Balance(t, m)
		amount := has.Balance - max(since, 0)
		if err != nil || amount <= 0 {
			return err
		}
		_, err = f.book.Move(t, ledger.Move{
			From: ledger.Of(m), To: ledger.Lapse("season"), Amount: amount, Cause: fmt.Sprintf("season/%d", n),
		})
		return err
	})
	if err != nil {
		return err
	}
	if more {
		s.After = last
		return f.again(t, n, s)
	}
	return f.enter(t, n, s, ranking)
}

// rank gives ranks and prizes to the next members.
func (f *Feature) rank(t *bot.Turn, n uint64, s *season) error {
	lo := store.K4(t.Community.ID, n, uint64(0), bot.MemberID(0))
	if s.Of > 0 {
		lo = orderOf(t, n, s.Last.Points, s.Last.Member+1)
	}
	hi := store.K4(t.Community.ID, n, ^uint64(0), bot.MemberID(0))
	given, ranked := 0, 0
	err := orderRows.Scan(t.State(), &lo, &hi, false, rankStep, func(k orderKey, _ int64) (bool, error) {
		if who, err := t.MemberByID(k.D); err != nil || who == nil || who.ID != k.D {
			if err == nil { // linked since it was sorted
				err = orderRows.Delete(t.State(), k)
			}
			return true, err
		}
		p := place{Points: pointsOf(k), Member: k.D, Rank: s.Of + 1}
		if s.Of > 0 && p.Points == s.Last.Points {
			p.Rank = s.Last.Rank
		}
		ranked++
		s.Of++
		s.Last = p
		if err := placeRows.Put(t.State(), store.K3(k.A, k.B, k.D), p); err != nil {
			return false, err
		}
		got, err := f.prize(t, n, s, p)
		if got {
			given++
		}
		return given < prizeStep, err
	})
	if err != nil {
		return err
	}
	if given == prizeStep || ranked == rankStep {
		return f.again(t, n, s)
	}
	if err := f.enter(t, n, s, frozen); err != nil {
		return err
	}
	return f.announce(t, n)
}

// prize gives a member the prize of the rank, and reports whether there is one.
func (f *Feature) prize(t *bot.Turn, n uint64, s *season, p place) (bool, error) {
	for _, prize := range settings(t.Community).Prizes {
		if p.Rank < prize.Ranks.First || p.Rank > prize.Ranks.Last {
			continue
		}
		given, err := f.rewards.On(s.End-1).Give(t, fmt.Sprintf("season/%d", n), p.Member, prize.Reward)
		if err != nil || !given {
			return false, err
		}
		who, err := t.MemberByID(p.Member)
		if err != nil || who == nil {
			return true, err
		}
		chat := bot.PrivatePlace(who.User)
		to := t.ToPlace(chat)
		t.Do(bot.Say{Place: chat, Lane: bot.Posts, Optional: true, Text: to.Text("seasons.won", bot.Args{
			"Community": t.Community.Name, "Number": n, "Rank": p.Rank, "Reward": f.rewards.Text(to, prize.Reward),
		})})
		return true, nil
	}
	return false, nil
}

// announce tells the places the first ranks of a season.
func (f *Feature) announce(t *bot.Turn, n uint64) error {
	for _, to := range settings(t.Community).To {
		p := bot.Place(to)
		room := t.ToPlace(p)
		rows, _, _, err := f.Top(t, n, told)
		if err != nil {
			return err
		}
		var lines []string
		var about []bot.MemberID
		for _, r := range rows {
			m, err := t.MemberByID(r.Member)
			if err != nil {
				return err
			}
			if m == nil {
				continue
			}
			about = append(about, r.Member)
			lines = append(lines, room.Text("seasons.row", bot.Args{"Rank": r.Rank, "Name": answer.Name(m, nil), "Points": answer.Points(room, r.Points)}))
		}
		if len(lines) == 0 {
			continue
		}
		text := room.Text("seasons.over", bot.Args{"Number": n, "List": strings.Join(lines, room.Text("seasons.comma", nil))})
		if err := f.quiet.Line(t, p, text, about...); err != nil {
			return err
		}
	}
	return nil
}
