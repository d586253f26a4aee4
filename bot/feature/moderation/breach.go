package moderation

import (
	"slices"
	"strings"
	"time"

	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/bot/answer"
	"github.com/stewardbot/steward/bot/sanction"
)

// sameBreach is how long a rule that is broken again and again, as in a flood,
// opens no second case of the same person.
const sameBreach = time.Minute

// breaches opens a case for the rule that a message broke, and writes those on
// trial into the moderators' log.
func (f *Feature) breaches(t *bot.Turn) error {
	for _, b := range t.Breaches {
		if b.Trial {
			f.logTrial(t, b)
			continue
		}
		again, err := f.brokeJustNow(t, b.Rule)
		if err != nil || again {
			return err
		}
		if err := f.breach(t, b); err != nil {
			return err
		}
	}
	return nil
}

// breach opens a case for one rule. Only a person is punished; what a bot or a
// channel said is at most deleted.
func (f *Feature) breach(t *bot.Turn, b bot.Breach) error {
	e := t.Event
	c := &sanction.Case{
		At: t.At().UTC(), User: e.User.ID, Rule: b.Rule, Kind: bot.ActDelete,
		Evidence: &sanction.Evidence{
			Message: bot.MessageID{Place: e.Place, ID: e.Message.ID}, Text: bot.Head(e.Message.Text, sanction.EvidenceBytes), Found: b.Evidence,
		},
	}
	if b.Deleted != 0 {
		c.Sanctions = append(c.Sanctions, sanction.Sanction{
			Act: bot.ActDelete, Space: e.Place.Space(), User: c.User, Ref: b.Deleted, State: sanction.Pending,
		})
	}
	if t.Member != nil {
		c.Member = t.Member.ID
		if err := f.punish(t, c, b.Then); err != nil {
			return err
		}
	}
	if len(c.Sanctions) == 0 && !c.Warning {
		return nil
	}
	if err := f.file.Open(t.State(), t.Community.ID, c); err != nil || !c.Settled() {
		return err
	}
	return f.publish(t, c)
}

// punish adds to a case what its rule does to the author. The case is of the
// gravest kind.
func (f *Feature) punish(t *bot.Turn, c *sanction.Case, then []bot.Sanction) error {
	o := &order{Desk: desk{Place: t.Event.Place}}
	gravest := -1
	for _, s := range then {
		if g := gravity(s.Act); g > gravest {
			gravest, c.Kind = g, s.Act
		}
		switch s.Act {
		case bot.ActDelete:
		case bot.ActWarn:
			c.Warning = true
			if err := f.climb(t, o, c); err != nil {
				return err
			}
		default:
			if err := f.sentence(t, o, c, s.Act, sanction.Span(s)); err != nil {
				return err
			}
		}
	}
	return nil
}

// gravity orders acts, the mildest first.
func gravity(act bot.Act) int {
	return slices.Index([]bot.Act{bot.ActDelete, bot.ActWarn, bot.ActMute, bot.ActKick, bot.ActBan}, act)
}

// brokeJustNow tells whether the author's last case is of the same rule and only
// just opened.
func (f *Feature) brokeJustNow(t *bot.Turn, rule string) (again bool, err error) {
	if t.Member == nil {
		return false, nil
	}
	err = f.file.Of(t.State(), t.Community.ID, t.Member.ID, func(c *sanction.Case) (bool, error) {
		if c.Kind == bot.ActReport {
			return true, nil
		}
		again = c.Rule == rule && c.Open() && t.At().Sub(c.At) < sameBreach
		return false, nil
	})
	return again, err
}

// acts are sanctions as configurations name them.
func acts(t *bot.Turn, list []bot.Sanction) string {
	var names []string
	for _, s := range list {
		if s.For > 0 {
			names = append(names, s.Act.Written()+" "+span(t, s.For))
		} else {
			names = append(names, s.Act.Written())
		}
	}
	return strings.Join(names, ", ")
}

// logTrial tells moderators what a rule on trial would have done.
func (f *Feature) logTrial(t *bot.Turn, b bot.Breach) {
	toLog(t, func(t *bot.Turn) string {
		return t.Text("moderation.on_trial", bot.Args{
			"Rule": b.Rule, "Name": answer.Name(t.Member, t.Event.User), "Then": acts(t, b.Then), "Found": b.Evidence,
		})
	})
}
