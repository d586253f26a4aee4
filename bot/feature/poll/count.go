package poll

import (
	"time"

	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/bot/activity"
)

// mostNamed is how many voters of an option are named.
const mostNamed = 10

// freeze counts a chunk of votes. Those of an anonymous poll lose what was
// chosen.
func freeze(_ *bot.Turn, a *activity.Activity, entries []*activity.Entry) error {
	v, err := activity.Read[data](a)
	if err != nil {
		return err
	}
	v.prepare()
	for _, e := range entries {
		p, err := picksOf(e)
		if err != nil {
			return err
		}
		for _, i := range p {
			if i < 0 || i >= len(v.Tally) {
				continue
			}
			v.Tally[i]++
			if !v.Anonymous && len(v.Voters[i]) < mostNamed {
				v.Voters[i] = append(v.Voters[i], e.Member)
			}
		}
		if v.Anonymous {
			e.Data = nil
		}
	}
	return a.Write(v)
}

// prepare makes room for the votes of each option.
func (v *data) prepare() {
	if v.Tally == nil {
		v.Tally = make([]int, len(v.Options))
	}
	if v.Voters == nil && !v.Anonymous {
		v.Voters = make([][]bot.MemberID, len(v.Options))
	}
}

// frozen shows the result in the poll's posts, and posts it as a picture.
func (f *Feature) frozen(t *bot.Turn, a *activity.Activity) error {
	v, err := activity.Read[data](a)
	if err != nil {
		return err
	}
	if err := f.life.Settle(t, a); err != nil {
		return err
	}
	if err := f.life.Edit(t, a); err != nil {
		return err
	}
	for _, p := range a.Posts {
		if a.Entries == 0 || a.Entries < v.Min {
			break // the poll's post says so
		}
		s, err := v.result(t.ToPlace(p.Place), a)
		if err != nil {
			return err
		}
		s.Place, s.Lane, s.Expires = p.Place, bot.Posts, t.Now().Add(24*time.Hour)
		t.Do(s)
	}
	t.Find(bot.Finding{Code: "counted", N: int64(a.Entries), Args: bot.Args{"Number": a.ID}})
	return f.life.Evaluate(t, a)
}
