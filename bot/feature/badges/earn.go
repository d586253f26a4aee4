package badges

import (
	"slices"

	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/bot/answer"
)

// look checks the badges whose facts the event changed.
func (f *Feature) look(t *bot.Turn) error {
	if id := t.Community.ID; f.kind.Changed(t) { // in the chat
		forget := func() { delete(f.plans, id); delete(f.noticed, id) }
		forget()
		t.OnRollback(forget)
	}
	p, err := f.plan(t)
	if err != nil {
		return err
	}
	if err := f.notice(t, p); err != nil {
		return err
	}
	all := f.all
	f.all = nil
	if len(p.auto) == 0 {
		return nil
	}
	for _, m := range all {
		if _, err := f.check(t, p, m, p.auto, false); err != nil {
			return err
		}
	}
	return f.changed(t, p)
}

// changed checks the members of whom something was counted, and the turn's member.
func (f *Feature) changed(t *bot.Turn, p plan) error {
	var own bot.MemberID
	if t.Member != nil {
		own = t.Member.ID
		which := f.counted(t, p, own)
		if day := t.Community.Day(t.Member.Seen); t.Member.Seen.IsZero() || day < t.Day() {
			which = union(which, p.by[""])
		}
		if t.Event.Kind == bot.KindMember {
			which = union(which, p.by["roles"])
		}
		if _, err := f.check(t, p, own, which, true); err != nil {
			return err
		}
	}
	done := []bot.MemberID{own}
	for _, c := range t.Counted() {
		if slices.Contains(done, c.Member) {
			continue
		}
		done = append(done, c.Member)
		if _, err := f.check(t, p, c.Member, f.counted(t, p, c.Member), true); err != nil {
			return err
		}
	}
	return nil
}

// counted returns the badges that depend on what was counted of a member.
func (f *Feature) counted(t *bot.Turn, p plan, m bot.MemberID) (which []int) {
	for _, c := range t.Counted() {
		if c.Member != m {
			continue
		}
		for _, fact := range f.facts[c.Metric.Number] {
			which = union(which, p.by[fact])
		}
	}
	return which
}

// union returns the numbers in a or b. It changes neither.
func union(a, b []int) []int {
	if len(a) == 0 {
		return b
	}
	a = slices.Clip(a)
	for _, i := range b {
		if !slices.Contains(a, i) {
			a = append(a, i)
		}
	}
	return a
}

// check gives a member those of the badges that they have earned, and reports how many conditions it
// compared. aloud announces them.
func (f *Feature) check(t *bot.Turn, p plan, m bot.MemberID, which []int, aloud bool) (checks int, err error) {
	if len(which) == 0 {
		return 0, nil
	}
	h, err := load(t.State(), t.Community.ID, m)
	if err != nil {
		return 0, err
	}
	for len(which) > 0 {
		news := false
		for _, i := range which {
			b := &p.badges[i]
			if h.find(b.ID) != nil {
				continue
			}
			checks++
			lacks, err := f.judge.Check(t, m, b.When)
			if err != nil {
				return checks, err
			}
			if !lacks.None() {
				continue
			}
			var ok bool
			if h, ok = h.with(one{id: b.ID, at: t.At(), how: earned}); !ok {
				return checks, nil
			}
			if err := h.save(t, m); err != nil {
				return checks, err
			}
			t.Find(bot.Finding{Code: "earned", Member: m, Args: bot.Args{"Badge": b.in(t.Community.Language)}})
			if news = true; aloud {
				if err := f.announce(t, m, b); err != nil {
					return checks, err
				}
			}
		}
		if !news {
			break
		}
		which = p.by["badges"] // which those that are new may complete
	}
	return checks, nil
}

// announce adds a badge to the line of the day, unless it is new to all and being handed out silently.
func (f *Feature) announce(t *bot.Turn, m bot.MemberID, b *Badge) error {
	place := t.Event.Place
	if t.Late || !t.Community.Owns(place) {
		return nil
	}
	s, _, err := sweepRows.Get(t.State(), t.Community.ID)
	if err != nil || slices.Contains(s.Running, b.ID) {
		return err
	}
	who, err := t.MemberByID(m)
	if err != nil || who == nil {
		return err
	}
	in := t.ToPlace(place)
	text := in.Text("badges.line", bot.Args{"Name": answer.Name(who, nil), "Badge": b.in(in.Language())})
	return f.quiet.Line(t, place, text, m)
}
