// Package breach opens a case for each rule that a message breaks, punishes its
// author, and logs rules in shadow mode for the moderators.
package breach

import (
	"slices"

	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/bot/answer"
	"github.com/stewardbot/steward/bot/feature/moderation/room"
	"github.com/stewardbot/steward/bot/feature/moderation/words"
	"github.com/stewardbot/steward/bot/member"
	"github.com/stewardbot/steward/bot/sanction"
)

// Breaches handles broken rules, which become cases of a room.
type Breaches struct{ *room.Room }

// Routes returns the handler of broken rules.
func (b Breaches) Routes() bot.Routes { return bot.Routes{Broken: b.broken} }

// broken opens a case for the rule that a message broke, and logs those in shadow mode in the
// moderators' log.
func (b Breaches) broken(t *bot.Turn) error {
	for _, x := range t.Breaches {
		if x.Trial {
			logTrial(t, x)
			continue
		}
		same, err := b.File.JustOpened(t, x.Rule)
		if err != nil || same != 0 {
			return err
		}
		if err := b.breach(t, x); err != nil {
			return err
		}
	}
	return nil
}

// breach opens a case for one rule. Only people are punished; for bots and channels, only the
// message can be deleted.
func (b Breaches) breach(t *bot.Turn, x bot.Breach) error {
	e := t.Event
	c := &sanction.Case{
		At: t.At().UTC(), User: e.User.ID, Rule: x.Rule, Kind: bot.ActDelete, Evidence: &sanction.Evidence{Found: x.Evidence},
	}
	if e.Message != nil {
		c.Evidence.Message = bot.MessageID{Place: e.Place, ID: e.Message.ID}
		c.Evidence.Text = bot.Head(e.Message.Words(), sanction.EvidenceBytes)
	}
	if x.Deleted != 0 {
		c.Sanctions = append(c.Sanctions, sanction.Sanction{
			Act: bot.ActDelete, Space: e.Place.Space(), User: c.User, Ref: x.Deleted, State: sanction.Pending,
		})
	}
	if t.Member == nil {
		c.Name = member.CleanName(e.User.Name, e.User.Handle, e.User.ID)
	} else {
		c.Member = t.Member.ID
		if err := b.punish(t, c, x.Then); err != nil {
			return err
		}
	}
	if len(c.Sanctions) == 0 && !c.Warning {
		return nil
	}
	if err := b.File.Open(t.State(), t.Community.ID, c); err != nil {
		return err
	}
	if c.Warning {
		if err := b.File.NoteWarning(t, c); err != nil {
			return err
		}
	}
	if !c.Settled() {
		return nil
	}
	return b.Publish(t, c)
}

// punish adds the rule's sanctions of the author to a case. The case has the kind of the most
// severe act.
func (b Breaches) punish(t *bot.Turn, c *sanction.Case, then []bot.Sanction) error {
	here := sanction.Scene{At: t.Event.Place, From: t.Event.Place}
	gravest := -1
	for _, s := range then {
		if g := gravity(s.Act); g > gravest {
			gravest, c.Kind = g, s.Act
		}
		if s.Act == bot.ActDelete {
			continue
		}
		c.Warning = c.Warning || s.Act == bot.ActWarn
		if err := b.Sentence(t, c, s, here); err != nil {
			return err
		}
	}
	return nil
}

// gravity orders acts, the mildest first.
func gravity(act bot.Act) int {
	return slices.Index([]bot.Act{bot.ActDelete, bot.ActWarn, bot.ActMute, bot.ActKick, bot.ActBan}, act)
}

// logTrial logs what a rule in shadow mode would have done.
func logTrial(t *bot.Turn, x bot.Breach) {
	room.ToLog(t, func(t *bot.Turn) string {
		return t.Text("moderation.on_trial", bot.Args{
			"Rule": x.Rule, "Name": answer.Name(t.Member, t.Event.User), "Then": words.Acts(t, x.Then), "Found": x.Evidence,
		})
	})
}
