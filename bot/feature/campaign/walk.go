package campaign

import (
	"math"
	"time"

	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/bot/answer"
	"github.com/stewardbot/steward/bot/override"
	"github.com/stewardbot/steward/bot/segment"
	"github.com/stewardbot/steward/bot/staff"
	"github.com/stewardbot/steward/bot/template"
	"github.com/stewardbot/steward/store"
)

const (
	chunk = 150 // members per step: a few milliseconds of work
	pause = 50 * time.Millisecond
	// calm is after which it is looked whether posts are still paused.
	calm = 10 * time.Minute
	// grace is for events that arrive late.
	grace = 10 * time.Minute
)

// Why a member whom a campaign is for gets no message and is not compared either.
const (
	outStaff     = "staff"
	outBanned    = "banned"
	outHere      = "here"      // took part today
	outElsewhere = "elsewhere" // takes part in another run
	outOff       = "off"       // wants no messages
	outShut      = "shut"      // can't be written to in private
	outUncounted = "uncounted" // turned off daily counts, so nobody knows who comes back
)

// outsInOrder is the order in which they are told.
var outsInOrder = []string{outShut, outOff, outElsewhere, outHere, outStaff, outBanned, outUncounted}

// step does the next part of a run.
func (f *Feature) step(t *bot.Turn, r *run) error {
	switch r.Stage {
	case counting, choosing:
		return f.walk(t, r)
	case measuring:
		r.Stage, r.After = clearing, 0
		return f.clear(t, r)
	case clearing:
		return f.clear(t, r)
	}
	return nil
}

// walk looks at the next members, and goes on to the next stage after the last one.
func (f *Feature) walk(t *bot.Turn, r *run) error {
	if r.Stage == choosing {
		paused, err := override.Paused(t, override.Posts, t.Now())
		switch {
		case err != nil:
			return err
		case paused:
			return t.SetTimer(r.timer(), t.Now().Add(calm), nil)
		case !r.Stopped.IsZero() || t.Community.Day(t.Now()) > r.Until: // it was paused for all of its days
			return f.measure(t, r)
		}
	}
	c, err := r.campaign(t.Community)
	if err != nil {
		return err
	}
	v, err := f.Sorter.View(t)
	if err != nil {
		return err
	}
	n, more := 0, false
	err = v.Each(r.After, func(m *bot.Member, accounts []bot.UserID, found segment.Found) (bool, error) {
		if n++; n > chunk {
			more = true
			return false, nil
		}
		r.After = m.ID
		return true, f.consider(t, r, c, &candidate{m, accounts, found})
	})
	switch {
	case err != nil:
		return err
	case more:
		if err := r.save(t); err != nil {
			return err
		}
		return t.SetTimer(r.timer(), t.Now().Add(pause), nil)
	case r.Stage == counting:
		return f.counted(t, r)
	}
	return f.measure(t, r)
}

// candidate is a member at whom a walk looks.
type candidate struct {
	m        *bot.Member
	accounts []bot.UserID
	found    segment.Found
}

// consider counts a member, and when the groups are drawn puts them into one.
func (f *Feature) consider(t *bot.Turn, r *run, c *Campaign, x *candidate) error {
	is, err := f.isFor(t, c, x)
	if err != nil || !is {
		return err
	}
	r.Meant++
	why, err := f.out(t, x)
	if err != nil {
		return err
	}
	if why != "" {
		if r.Out == nil {
			r.Out = map[string]int{}
		}
		r.Out[why]++
		return nil
	}
	if r.Stage == counting {
		return nil
	}
	p := part{Version: version, Run: r.Number, Control: r.inControl(x.m.ID)}
	r.Groups.count(p, 1)
	if err := p.save(t, x.m.ID); err != nil || p.Control {
		return err
	}
	until := t.Community.Begins(r.Until + 1)
	return f.Quiet.Tell(t, x.m.ID, r.source(), until, func(t *bot.Turn) string { return f.text(t, c, x.m) })
}

// isFor reports whether a campaign is for a member.
func (f *Feature) isFor(t *bot.Turn, c *Campaign, x *candidate) (bool, error) {
	if c.To.Segment != "" && !x.found.In(c.To.Segment) {
		return false, nil
	}
	away, err := f.Members.Away(t.State(), t.Community.Spaces, x.accounts)
	if err != nil || away {
		return false, err
	}
	unmet, err := f.Require.Check(t, x.m.ID, c.To.Conditions()...)
	return unmet.None(), err
}

// out returns why a member is left out; empty if they aren't.
func (f *Feature) out(t *bot.Turn, x *candidate) (string, error) {
	rank, err := staff.Of(t, f.Members, x.accounts[0])
	switch {
	case err != nil:
		return "", err
	case rank > staff.Ordinary:
		return outStaff, nil
	case !x.found.Known:
		return outUncounted, nil
	case x.found.Last == t.Day():
		return outHere, nil
	}
	if banned, err := f.cases.Banned(t, x.m.ID); banned || err != nil {
		return outBanned, err
	}
	if busy, err := busy(t, x.m.ID); busy || err != nil {
		return outElsewhere, err
	}
	if off, err := f.Quiet.Off(t, x.m.ID); off || err != nil {
		return outOff, err
	}
	reached, err := f.Quiet.Reaches(t, x.accounts)
	if !reached {
		return outShut, err
	}
	return "", err
}

// busy reports whether a member takes part in a run that is still measured, or that may owe them a reward.
func busy(t *bot.Turn, m bot.MemberID) (bool, error) {
	p, found, err := partRows.Get(t.State(), store.K2(t.Community.ID, m))
	if err != nil || !found {
		return false, err
	}
	r, err := load(t.State(), t.Community.ID, p.Run)
	return r != nil && (r.Stopped.IsZero() || p.Sent), err
}

// text fills in the message to a member.
func (f *Feature) text(t *bot.Turn, c *Campaign, m *bot.Member) string {
	parsed, _ := template.Parse(c.Text.In(t.Language()), Places()) // an invalid placeholder is rejected when the campaign is defined
	common := template.Values{Turn: t, Members: f.Members, At: t.Now(), Plain: true}
	filled, err := parsed.Render(func(name, arg string) (string, error) {
		switch name {
		case "name":
			return answer.Name(m, nil), nil
		case "reward":
			return f.Rewards.Text(t, c.Reward), nil
		}
		return common.Value(name, arg)
	})
	if err != nil {
		return c.Text.In(t.Language())
	}
	return filled
}

// measure waits for the end of the days, once all members were looked at.
func (f *Feature) measure(t *bot.Turn, r *run) error {
	r.Stage, r.After = measuring, 0
	if err := r.save(t); err != nil {
		return err
	}
	return r.arm(t)
}

// clear drops the parts of the next members, and tells modlog the result after the last one.
func (f *Feature) clear(t *bot.Turn, r *run) error {
	n, more := 0, false
	from, to := store.K2(t.Community.ID, r.After+1), store.K2(t.Community.ID, bot.MemberID(math.MaxUint64))
	err := partRows.Scan(t.State(), &from, &to, false, chunk+1, func(k partKey, p part) (bool, error) {
		if n++; n > chunk {
			more = true
			return false, nil
		}
		if r.After = k.B; p.Run != r.Number {
			return true, nil
		}
		return true, partRows.Delete(t.State(), k)
	})
	if err != nil {
		return err
	}
	if more {
		if err := r.save(t); err != nil {
			return err
		}
		return t.SetTimer(r.timer(), t.Now().Add(pause), nil)
	}
	r.Stage, r.After, r.Salt = over, 0, nil
	if err := r.save(t); err != nil || !r.Stopped.IsZero() {
		return err
	}
	for _, p := range t.Community.Places[bot.Modlog] {
		t.Do(bot.Say{Place: p, Text: r.result(t.ToPlace(p)), Lane: bot.Moderation})
	}
	return nil
}
