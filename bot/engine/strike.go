package engine

import (
	"strings"

	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/rules"
)

// judge matches the text against the rules of a community.
func (in *inspected) judge(com *bot.Community, r *ruling) {
	in.broken, in.ruling = nil, r
	if com != nil && in.event.Message != nil {
		in.broken = r.rules[com.ID].Match(&in.facts)
	}
}

// applyRules strikes a message that breaks a rule: it earns nothing, is no
// command, and is deleted if the rule says so. The first rule in force that
// counts decides; rules in shadow are only written down. Whoever has authority
// in the space or moderates is spared, and so is the group itself.
func (d *decider) applyRules(t *bot.Turn, in *inspected) {
	if d.com == nil || in.event.Message == nil || in.event.Place.Private() || in.event.Message.Hidden {
		return
	}
	if in.ruling != d.ruling || d.ruling.ownerOf(in.event.Place) != d.com { // reloaded, or moved, since
		in.judge(d.com, d.ruling)
	}
	for _, m := range in.broken {
		if d.spared(t, m.Rule) || !d.floods(&m, &in.event) {
			continue
		}
		if m.Rule.Mode == rules.Shadow {
			t.Breaches = append(t.Breaches, bot.Breach{Rule: m.Rule.Name, Evidence: m.Evidence, Then: m.Rule.Then, Trial: true})
			d.Find(bot.Finding{Feature: "rules", Code: "shadow", Args: bot.Args{"Rule": m.Rule.Name, "Evidence": m.Evidence}})
			continue
		}
		d.Find(bot.Finding{Feature: "rules", Code: "struck", Args: bot.Args{"Rule": m.Rule.Name, "Evidence": m.Evidence}})
		d.strike(t, m)
		return
	}
}

// floods adds the evidence of a flood; a rule without that check always holds.
func (d *decider) floods(m *rules.Match, ev *bot.Event) bool {
	f := m.Rule.Flood
	if f == nil {
		return true
	}
	if ev.Kind != bot.KindMessage {
		return false
	}
	evidence, ok := f.Holds(len(d.Recent(f.Within)))
	if m.Evidence != "" {
		evidence = m.Evidence + ", " + evidence
	}
	m.Evidence = evidence
	return ok
}

func (d *decider) spared(t *bot.Turn, r *rules.Rule) bool {
	ev := t.Event
	if ev.User == nil || r.Spares(ev.Place) {
		return true
	}
	switch ev.User.Persona {
	case bot.Person, bot.Robot, bot.AnyOther:
		return d.Authority(ev.Place, ev.User.ID) > bot.Ordinary || d.moderates(t)
	}
	return true
}

// moderates asks whoever wired the engine whether the speaker is one whom rules
// spare.
func (d *decider) moderates(t *bot.Turn) bool {
	if d.e.opt.Spares == nil {
		return false
	}
	yes, err := d.e.opt.Spares(t)
	if err != nil {
		d.e.log.Error("who moderates can't be read", "user", t.Event.User.ID, "err", err)
	}
	return yes
}

func (d *decider) strike(t *bot.Turn, m rules.Match) {
	ev, r := t.Event, m.Rule
	t.Struck, t.Call = true, nil
	b := bot.Breach{Rule: r.Name, Evidence: m.Evidence, Then: r.Then}
	if r.Deletes() {
		b.Deleted = d.enqueue(bot.Delete{
			Place: ev.Place, Target: bot.Target{Message: bot.MessageID{Place: ev.Place, ID: ev.Message.ID}}, Lane: bot.Moderation,
		})
		d.refs = append(d.refs, b.Deleted)
	}
	t.Breaches = append(t.Breaches, b)
	if r.Say == "" || t.Late || d.member == nil {
		return
	}
	d.refs = append(d.refs, d.enqueue(bot.Say{
		Place: ev.Place, To: ev.User.ID, Text: strings.ReplaceAll(r.Say, "{name}", bot.Isolate(d.member.Name)), Lane: bot.Moderation,
		Expires: d.e.clock.Now().Add(lateAfter), HideAfter: d.com.Replies.DeleteAfter,
	}))
}
