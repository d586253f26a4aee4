package engine

import (
	"strings"

	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/rules"
)

// judge matches the message against a community's rules.
func (in *inspected) judge(com *bot.Community, r *ruling) {
	in.broken, in.ruling = nil, r
	if com != nil {
		in.broken = r.rules[com.ID].Match(in.subject())
	}
}

func (in *inspected) subject() *rules.Subject {
	return &rules.Subject{Event: &in.event, Facts: &in.facts, Pieces: in.pieces}
}

// applyRules strikes a message, or a join, that breaks a rule: it earns
// nothing, is not a command, and is deleted if the rule says so. The first
// enforced rule that matches decides; shadow rules are only recorded. People
// with authority in the space, moderators and the group itself are exempt.
func (d *decider) applyRules(t *bot.Turn, in *inspected) {
	m := in.event.Message
	if d.com == nil || in.event.Place.Private() || d.owner(in.event.Place.Space()) == nil || m != nil && m.Hidden {
		return
	}
	if in.ruling != d.ruling || d.ruling.ownerOf(in.event.Place) != d.com { // reloaded or moved since
		in.judge(d.com, d.ruling)
	}
	if d.restOfAlbum(t, in) || len(in.broken) == 0 {
		return
	}
	said := in.subject()
	said.Answered, said.Album = d.answers, d.heard.said.Album
	for _, m := range in.broken {
		if d.spared(t, m.Rule) {
			continue
		}
		found, ok := m.Rule.Holds(said, speaker{d, t})
		if !ok || m.Rule.SparesSpeaker(speaker{d, t}) {
			continue
		}
		mode := d.mode(t, m.Rule)
		if mode == rules.Off {
			continue
		}
		evidence := d.evidence(append(m.Found, found...))
		args := bot.Args{"Rule": m.Rule.Name, "Evidence": evidence}
		if mode == rules.Shadow {
			t.Breaches = append(t.Breaches, bot.Breach{Rule: m.Rule.Name, Evidence: evidence, Then: m.Rule.Then, Trial: true})
			d.Find(bot.Finding{Feature: "rules", Code: "shadow", Args: args})
			continue
		}
		d.Find(bot.Finding{Feature: "rules", Code: "struck", Args: args})
		d.strike(t, m.Rule, evidence)
		return
	}
}

// mode returns a rule's current mode: an operator's setting, which overrides
// the community's mode, or the configuration's.
func (d *decider) mode(t *bot.Turn, r *rules.Rule) string {
	if d.e.opt.RuleMode != nil {
		mode, err := d.e.opt.RuleMode(t, r.Name)
		if err != nil {
			d.e.log.Error("an operator's order on a rule can't be read", "rule", r.Name, "err", err)
		}
		if mode != "" {
			return mode
		}
	}
	return r.ModeIn(d.com)
}

func (d *decider) spared(t *bot.Turn, r *rules.Rule) bool {
	ev := t.Event
	if ev.User == nil || r.Spares(ev.Place, ev.User) {
		return true
	}
	switch ev.User.Persona {
	case bot.Person, bot.Robot, bot.AnyOther:
		return d.Authority(ev.Place, ev.User.ID) > bot.Ordinary || d.moderates(t)
	}
	return true
}

// moderates asks Options.Spares whether rules exempt the author.
func (d *decider) moderates(t *bot.Turn) bool {
	if d.e.opt.Spares == nil {
		return false
	}
	yes, err := d.e.opt.Spares(t)
	if err != nil {
		d.e.log.Error("who moderates can't be read", "user", t.Event.User.ID, "err", err)
		return yes
	}
	d.read.Spared = &yes
	return yes
}

func (d *decider) strike(t *bot.Turn, r *rules.Rule, evidence string) {
	ev := t.Event
	t.Struck, t.Call = true, nil
	b := bot.Breach{Rule: r.Name, Evidence: evidence, Then: r.Then}
	if r.Deletes() && ev.Message != nil {
		why := r.Name
		if d.e.opt.WhyDeleted != nil {
			why = d.e.opt.WhyDeleted(t, r.Name)
		}
		b.Deleted = d.enqueue(bot.Delete{
			Place: ev.Place, Target: bot.Target{Message: bot.MessageID{Place: ev.Place, ID: ev.Message.ID}}, Lane: bot.Moderation, Reason: why,
		})
		d.refs = append(d.refs, b.Deleted)
	}
	t.Breaches = append(t.Breaches, b)
	if t.Late || d.member == nil {
		return
	}
	name := bot.ShowName(d.member.Name)
	author := t.ToUser()
	text := strings.ReplaceAll(r.Say.In(author.Language()), "{name}", name)
	if text == "" && r.SayKey != "" {
		text = author.Text(r.SayKey, bot.Args{"Name": name})
	}
	if text == "" {
		return
	}
	d.refs = append(d.refs, d.enqueue(bot.Say{
		Place: ev.Place, To: ev.User.ID, Text: text, Lane: bot.Moderation,
		Expires: d.e.clock.Now().Add(lateAfter), HideAfter: d.com.Replies.DeleteAfter,
	}))
}
