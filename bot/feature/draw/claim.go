package draw

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/bot/activity"
	"github.com/stewardbot/steward/bot/answer"
	"github.com/stewardbot/steward/bot/feature/draw/proof"
)

// drawn announces the winners that nobody has been told of, and gives them
// their prizes or the time to claim them.
func (f *Feature) drawn(t *bot.Turn, a *activity.Activity, v *data) error {
	first := a.Stage == activity.Closed
	var fresh []int
	given := 0
	for i := range v.Drawn {
		d := &v.Drawn[i]
		if d.Told || !d.proof().Holds() {
			continue
		}
		d.Told = true
		fresh = append(fresh, i)
		switch {
		case d.State == proof.Waiting:
			d.Until = t.Now().Add(v.Claim)
		case given == atOnce:
			d.Due = true
		default:
			given++
			if err := f.give(t, a, v, i); err != nil {
				return err
			}
		}
	}
	slices.SortFunc(fresh, func(i, j int) int { // the order within a prize means nothing
		x, y := &v.Drawn[i], &v.Drawn[j]
		return cmp.Or(cmp.Compare(x.Prize, y.Prize), cmp.Compare(x.Member, y.Member))
	})
	if err := a.Write(v); err != nil {
		return err
	}
	if first {
		if err := f.life.Settle(t, a); err != nil {
			return err
		}
	} else if err := f.life.Save(t, a); err != nil {
		return err
	}
	if err := f.announce(t, a, v, fresh, first); err != nil {
		return err
	}
	return f.goOn(t, a, v)
}

// announce posts the new winners; first says that they are the draw's first.
func (f *Feature) announce(t *bot.Turn, a *activity.Activity, v *data, fresh []int, first bool) error {
	return everywhere(t, a, func(t *bot.Turn, p bot.Place) (bot.Say, error) {
		key := "draw.result"
		switch {
		case len(fresh) == 0:
			key = "draw.nobody_left"
		case !first:
			key = "draw.next"
		}
		s := bot.Say{}
		lines := []string{t.Text(key, bot.Args{"Name": bot.ShowName(a.Name), "Count": a.Entries})}
		for _, i := range fresh {
			who, err := nameOf(t, v.Drawn[i].Member)
			if err != nil {
				return bot.Say{}, err
			}
			u, err := f.members.On(t.State(), t.Community.ID, v.Drawn[i].Member, p.Platform())
			if err != nil {
				return bot.Say{}, err
			}
			if u != "" && len(s.Ping) < bot.MostPinged {
				s.Ping = append(s.Ping, bot.User{ID: u, Name: who})
			}
			lines = append(lines, t.Text("draw.winner", bot.Args{
				"Prize": v.Prizes[v.Drawn[i].Prize].Name.In(t.Language()), "Name": who, "Code": v.Drawn[i].Tag.String(),
			}))
		}
		if v.Claim > 0 && len(fresh) > 0 {
			lines = append(lines, t.Text("draw.claim_by", bot.Args{"When": t.Community.Clock(t.Now().Add(v.Claim))}))
			s.Buttons = [][]bot.Button{{button(t, "draw.claim", "claim", a)}}
		}
		if first {
			lines = append(lines, t.Text("draw.seed", bot.Args{"Seed": v.Seed, "Number": a.ID}))
		}
		s.Text = strings.Join(lines, "\n")
		return s, nil
	})
}

func nameOf(t *bot.Turn, id bot.MemberID) (string, error) {
	m, err := t.MemberByID(id)
	if err != nil {
		return "", err
	}
	if m == nil {
		return t.Text("draw.somebody", nil), nil
	}
	return answer.Name(m, nil), nil
}

// source names the place in rewards.
func source(a *activity.Activity, place int) string {
	return fmt.Sprintf("%s/%d/%d", name, a.ID, place+1)
}

// atOnce is how many prizes are given in one turn: each may ask for several
// effects.
const atOnce = 10

// owed gives the next prizes that are due, and reports whether there were any.
func (f *Feature) owed(t *bot.Turn, a *activity.Activity, v *data) (bool, error) {
	given := 0
	for i := range v.Drawn {
		if d := &v.Drawn[i]; d.Due && given < atOnce {
			d.Due = false
			given++
			if err := f.give(t, a, v, i); err != nil {
				return false, err
			}
		}
	}
	return given > 0, nil
}

// give gives the prize of a place.
func (f *Feature) give(t *bot.Turn, a *activity.Activity, v *data, place int) error {
	d := &v.Drawn[place]
	d.State = proof.Won
	t.Find(bot.Finding{Code: "won", Member: d.Member, Args: bot.Args{"Number": a.ID, "Prize": v.Prizes[d.Prize].Name.In("")}})
	reward := v.Prizes[d.Prize].Reward
	if reward.IsZero() {
		return nil
	}
	given, err := f.giver.Give(t, source(a, place), d.Member, reward)
	if given {
		a.Paid += reward.Points
	}
	return err
}

// goOn waits for the next claim to lapse, or ends the draw if none is open and
// no prize due.
func (f *Feature) goOn(t *bot.Turn, a *activity.Activity, v *data) error {
	var next time.Time
	for _, d := range v.Drawn {
		if d.Due {
			return f.life.Wake(t, a, t.Now())
		}
		if d.State == proof.Waiting && (next.IsZero() || d.Until.Before(next)) {
			next = d.Until
		}
	}
	if next.IsZero() && a.Stage == activity.Settled {
		return f.life.Evaluate(t, a)
	}
	return f.life.Wake(t, a, next)
}

// due goes on with giving prizes, with drawing, or with what was not claimed in
// time.
func (f *Feature) due(t *bot.Turn, a *activity.Activity) error {
	v, err := activity.Read[data](a)
	if err != nil {
		return err
	}
	if given, err := f.owed(t, a, &v); given || err != nil {
		if err == nil {
			err = f.save(t, a, &v)
		}
		if err != nil {
			return err
		}
		return f.life.Wake(t, a, t.Now())
	}
	lapsed := false
	for i := range v.Drawn {
		d := &v.Drawn[i]
		if d.State == proof.Waiting && d.Told && !d.Until.After(t.Now()) {
			d.State, lapsed = proof.Unclaimed, true
			t.Find(bot.Finding{Code: "unclaimed", Member: d.Member, Args: bot.Args{"Number": a.ID}})
		}
	}
	if a.Stage != activity.Closed && !lapsed && (v.vacant() < 0 || len(v.Drawn) >= a.Entries) {
		return f.goOn(t, a, &v)
	}
	return f.draw(t, a, &v)
}

// claim handles a press on the button with which a winner claims the prize.
func (f *Feature) claim(t *bot.Turn, args string) error {
	a, err := f.life.Pressed(t, args)
	if err != nil {
		return err
	}
	user := t.ToUser()
	if a == nil || t.Member == nil {
		answer.Ack(t, user.Text("answer.gone", nil))
		return nil
	}
	v, err := activity.Read[data](a)
	if err != nil {
		return err
	}
	key := "draw.not_won"
	for i := range v.Drawn {
		d := &v.Drawn[i]
		if d.Member != t.Member.ID {
			continue
		}
		switch {
		case d.State == proof.Waiting && t.At().Before(d.Until):
			if err := f.give(t, a, &v, i); err != nil {
				return err
			}
			if err := f.save(t, a, &v); err != nil {
				return err
			}
			answer.Ack(t, user.Text("draw.claimed", bot.Args{"Prize": v.Prizes[d.Prize].Name.In(user.Language())}))
			return f.goOn(t, a, &v)
		case d.State == proof.Won:
			key = "draw.claimed_already"
		case d.State == proof.Unclaimed || d.State == proof.Waiting:
			key = "draw.claimed_late"
		}
	}
	answer.Ack(t, user.Text(key, nil))
	return nil
}
