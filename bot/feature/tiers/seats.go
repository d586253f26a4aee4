package tiers

import (
	"maps"
	"strconv"
	"strings"
	"time"

	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/bot/grant"
	"github.com/stewardbot/steward/bot/member"
)

// fillAll gives the free seats of all tiers.
func (f *Feature) fillAll(t *bot.Turn) error {
	list, acts := of(t.Community), maxActs
	for i := range list {
		var err error
		if acts, err = f.fill(t, &list[i], acts); err != nil {
			return err
		}
	}
	if acts == 0 {
		return t.SetTimer(timerFill, t.Now().Add(longerBy), nil)
	}
	return nil
}

// fill gives free seats to those who qualified first, at most so many, and returns how many more may be
// given.
func (f *Feature) fill(t *bot.Turn, x *Tier, acts int) (int, error) {
	free, err := f.free(t, x, acts)
	if err != nil || free == 0 {
		return acts, err
	}
	if stuck, err := stuck(t, x.Name); stuck || err != nil {
		return acts, err
	}
	for range acts { // who no longer qualifies takes no seat
		var next bot.MemberID
		if err := list(t, x.Name, waiting, 1, func(m bot.MemberID, _ time.Time) bool { next = m; return false }); err != nil || next == 0 || free == 0 {
			return acts, err
		}
		e, err := load(t, x.Name, next)
		if err != nil {
			return acts, err
		}
		lacks, err := f.judge.Check(t, next, x.Require)
		if err != nil {
			return acts, err
		}
		if acts--; !lacks.None() {
			if err := f.drop(t, e); err != nil {
				return acts, err
			}
			continue
		}
		if err := f.offer(t, x, e); err != nil {
			return acts, err
		}
		free--
	}
	return acts, nil
}

// free returns how many seats are free, at most most.
func (f *Feature) free(t *bot.Turn, x *Tier, most int) (int, error) {
	if x.Seats == 0 {
		return most, nil
	}
	taken, err := count(t, x.Name, seated...)
	return min(most, max(0, x.Seats-taken)), err
}

// offer gives a seat: the role at once, a link when the budget allows a message to the member, or at once
// if they asked for it.
func (f *Feature) offer(t *bot.Turn, x *Tier, e *entry) error {
	e.To = bot.Place(x.To)
	if role := x.role(); role != "" {
		if err := e.put(t, in); err != nil {
			return err
		}
		if err := f.grants.Give(t, x.source(), e.m, grant.Grant{Role: role}, 0); err != nil {
			return err
		}
		return f.quiet.Tell(t, e.m, x.source(), time.Time{}, func(t *bot.Turn) string {
			return t.Text("tiers.given", bot.Args{"Tier": x.title(t), "Community": bot.ShowName(t.Community.Name)})
		})
	}
	if e.Asked != "" {
		return f.makeLink(t, x, e)
	}
	if err := e.put(t, offered); err != nil {
		return err
	}
	if waits, err := f.waits(t, e); waits || err != nil {
		return err
	}
	return t.SetTimer(e.timer(), t.Now(), nil)
}

// afterDoubt is how long Steward waits before it asks for another link, if the outcome of the last request is unknown.
const afterDoubt = 10 * time.Second

// ahead is how long before a member's next message a link is made, so that it is told with whatever else waits.
const ahead = 10 * time.Minute

// waits reports whether it is too early for an offer's link, and then sets the timer.
func (f *Feature) waits(t *bot.Turn, e *entry) (bool, error) {
	next, err := f.quiet.Next(t, e.m)
	if err != nil || !next.After(t.Now().Add(ahead)) {
		return false, err
	}
	return true, t.SetTimer(e.timer(), next.Add(-ahead), nil)
}

func (e *entry) timer() string {
	return timerOffer + e.tier + "/" + strconv.FormatUint(uint64(e.m), 10)
}

// makeLink requests the link of an offer; it comes back with the outcome. Somebody of whom nothing tells
// whether they are in the space already is looked up first.
func (f *Feature) makeLink(t *bot.Turn, x *Tier, e *entry) error {
	u, err := f.unseen(t, x, e.m)
	if err != nil {
		return err
	}
	if u == "" {
		return f.invite(t, x, e)
	}
	e.Ref = t.Do(bot.Lookup{Place: t.Latest(bot.Place(x.To).Space()), User: u})
	if err := e.put(t, offered); err != nil {
		return err
	}
	return sentRows.Put(t.State(), refKey(t, e.Ref), sent{version, e.tier, e.m, u})
}

// unseen returns an account of a member of which the store does not know whether it is in the space; empty
// if there is none.
func (f *Feature) unseen(t *bot.Turn, x *Tier, m bot.MemberID) (bot.UserID, error) {
	accounts, err := f.members.Accounts(t.State(), t.Community.ID, m)
	if err != nil {
		return "", err
	}
	for _, u := range accounts {
		p, err := f.presence(t, x, u)
		if err != nil || u.Platform() == bot.Place(x.To).Platform() && p == member.Unknown {
			return u, err
		}
	}
	return "", nil
}

// found goes on with an offer once the platform has told whether the member is in the space.
func (f *Feature) found(t *bot.Turn, x *Tier, e *entry, u bot.UserID, out *bot.Outcome) error {
	space := t.Event.Place.Space()
	if e.Ref = 0; out.Found == nil {
		return f.invite(t, x, e)
	}
	if !out.Found.Present {
		if err := f.members.Left(t.State(), space, u); err != nil {
			return err
		}
		return f.invite(t, x, e)
	}
	if err := f.members.Present(t.State(), space, u); err != nil {
		return err
	}
	if err := f.withdraw(t, e); err != nil {
		return err
	}
	return e.put(t, in)
}

func (f *Feature) invite(t *bot.Turn, x *Tier, e *entry) error {
	e.Until = t.Now().Add(x.Offer).UTC().Truncate(time.Second)
	e.Ref = t.Do(bot.Invite{Place: t.Latest(bot.Place(x.To)), Until: e.Until})
	if err := e.put(t, offered); err != nil {
		return err
	}
	if err := sentRows.Put(t.State(), refKey(t, e.Ref), sent{Version: version, Tier: e.tier, Member: e.m}); err != nil {
		return err
	}
	return t.SetTimer(e.timer(), e.Until, nil)
}

// offerDue makes the link of an offer, or ends the offer.
func (f *Feature) offerDue(t *bot.Turn, which string) error {
	tier, number, _ := strings.Cut(which, "/")
	m, err := strconv.ParseUint(number, 10, 64)
	if err != nil {
		return err
	}
	e, err := load(t, tier, bot.MemberID(m))
	x := find(t.Community, tier)
	if err != nil || e.State != offered {
		return err
	}
	if e.Ref != 0 { // its link comes later than it was to be used
		return t.SetTimer(e.timer(), t.Now().Add(again), nil)
	}
	if x != nil && e.Link == "" {
		if e.Asked == "" {
			if waits, err := f.waits(t, e); waits || err != nil {
				return err
			}
		}
		return f.makeLink(t, x, e)
	}
	if err := f.withdraw(t, e); err != nil {
		return err
	}
	if err := e.put(t, lapsed); err != nil {
		return err
	}
	return f.fillAll(t)
}

// withdraw ends the link of an offer, and what was to be told of it.
func (f *Feature) withdraw(t *bot.Turn, e *entry) error {
	if e.State != offered {
		return nil
	}
	if e.Link != "" {
		t.Do(bot.Uninvite{Place: t.Latest(e.To), Link: e.Link})
	}
	e.Link, e.Ref, e.Asked, e.Until = "", 0, "", time.Time{}
	if err := f.quiet.Withdraw(t, e.m, name+"/"+e.tier); err != nil {
		return err
	}
	return t.SetTimer(e.timer(), time.Time{}, nil)
}

// outcome takes a link that was made, or the answer to a removal.
func (f *Feature) outcome(t *bot.Turn) error {
	out := t.Event.Outcome
	if out == nil {
		return nil
	}
	s, found, err := sentRows.Get(t.State(), refKey(t, out.Ref))
	if err != nil || !found {
		return err
	}
	if err := sentRows.Delete(t.State(), refKey(t, out.Ref)); err != nil {
		return err
	}
	if s.User != "" && out.Status == bot.Done && out.Found == nil { // the platform may tell later, or not at all
		if err := f.members.Left(t.State(), t.Event.Place.Space(), s.User); err != nil {
			return err
		}
	}
	e, err := load(t, s.Tier, s.Member)
	x := find(t.Community, s.Tier)
	switch {
	case err != nil:
		return err
	case x == nil || e.Ref != out.Ref:
		if out.Link != "" { // nobody waits for it any more
			t.Do(bot.Uninvite{Place: t.Event.Place, Link: out.Link})
		}
		return nil
	case e.State == unmet:
		return f.removed(t, x, e, out)
	case s.User != "":
		return f.found(t, x, e, s.User, out)
	}
	e.Ref = 0
	if out.Status == bot.Done && out.Link != "" {
		e.Link = out.Link
		if err := e.put(t, offered); err != nil {
			return err
		}
		return f.hand(t, x, e)
	}
	if out.Status == bot.Doubted { // nobody knows the link, if there is one
		if err := e.put(t, offered); err != nil {
			return err
		}
		return t.SetTimer(e.timer(), t.Now().Add(afterDoubt), nil)
	}
	return f.unlinked(t, x, e, out)
}

// hand tells a member of the link. If it would be over before their next message, another one is made then.
func (f *Feature) hand(t *bot.Turn, x *Tier, e *entry) error {
	say := func(t *bot.Turn) string {
		return t.Text("tiers.link", bot.Args{
			"Tier": x.title(t), "Community": bot.ShowName(t.Community.Name), "Link": e.Link, "Until": t.Community.Clock(e.Until),
		})
	}
	if e.Asked == "" {
		next, err := f.quiet.Next(t, e.m)
		if err != nil {
			return err
		}
		if next.Before(e.Until) {
			return f.quiet.Confide(t, e.m, x.source(), e.Until, say)
		}
		if err := f.withdraw(t, e); err != nil {
			return err
		}
		return f.offer(t, x, e)
	}
	t.Do(bot.Say{Place: e.Asked, Text: say(t.ToPlace(e.Asked)), Secret: true, Optional: true, Expires: t.Now().Add(10 * time.Minute)})
	return nil
}

// unlinked puts the member back on the waiting list, and no more links are asked for until the next
// round. The moderators' log hears why.
func (f *Feature) unlinked(t *bot.Turn, x *Tier, e *entry, out *bot.Outcome) error {
	if err := f.withdraw(t, e); err != nil {
		return err
	}
	if err := e.put(t, waiting); err != nil {
		return err
	}
	known, err := stuck(t, x.Name)
	if err != nil || known {
		return err
	}
	f.log(t, "tiers.no_link", x, nil, out)
	return stick(t, x.Name)
}

// log tells the moderators' log about a tier.
func (f *Feature) log(t *bot.Turn, key string, x *Tier, args bot.Args, out *bot.Outcome) {
	for _, p := range t.Community.Places[bot.Modlog] {
		t := t.ToPlace(p)
		all := bot.Args{"Tier": x.title(t)}
		maps.Copy(all, args)
		if out != nil {
			all["Reason"] = out.Reason.In(t.Language())
		}
		t.Do(bot.Say{Place: p, Lane: bot.Moderation, Text: t.Text(key, all)})
	}
}
